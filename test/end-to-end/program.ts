import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/program/system-clock.ts';
import { type FeedServer, startFeedServer } from '../support/feed-server.ts';
import { freePort } from '../support/free-port.ts';
import { mainFile } from '../support/main-file.ts';
import { type Fault, type StandInRobot, startStandInRobot } from '../support/stand-in-robot.ts';
import { type Ended, startProcess } from '../support/started-process.ts';
import { startHere } from './run-here.ts';

/** The real program in its own folder, with sample feeds and a stand-in robot on loopback. */
export interface World {
  readonly folder: string;
  readonly robot: StandInRobot;
  /** The fault of each call of the robot from now on. */
  robotHas(fault: Fault | undefined): void;
  /** Address of a sample feed by its file name. */
  feedUrl(file: string): string;
  /** Nothing listens there. */
  readonly deadUrl: string;
  /** Writes a file into the folder. */
  write(file: string, content: string): void;
  /** Writes a feeds file with these feeds and one digest at nine. */
  writeFeeds(settings?: FeedsFile): void;
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Starts a run that goes on, for example a worker. */
  start(args: readonly string[], options?: RunOptions): Running;
  /** Sets the response of every feed; `later` is 429 with a Retry-After of one hour. */
  feedsAnswer(how: FeedsAnswer): void;
  /** SHA-256 over all files of DATA_DIR, by name. */
  dataHashes(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

type FeedsAnswer = 'well' | 'not' | 'later';

interface FeedsFile {
  readonly digest?: Readonly<Record<string, unknown>>;
  readonly feeds?: readonly Readonly<Record<string, unknown>>[];
  readonly more?: Readonly<Record<string, unknown>>;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** The run is stopped when this promise resolves: by SIGTERM, or as SIGTERM does in this process. */
  readonly stopWhen?: Promise<unknown>;
  /**
   * Set it if signals, the exit of the process or its memory matter. With MAIN_FILE, every run has its own process.
   * @default false
   */
  readonly inOwnProcess?: boolean;
}

export interface Running {
  /** Of its own process, else of this one. */
  readonly pid: number;
  /** What it has written to stderr so far. */
  log(): string;
  /** Sends SIGTERM. */
  stop(): void;
  readonly ended: Promise<Ended>;
}

/** The morning to which the sample feeds belong. */
export const morning = '2026-01-15T09:00:00+08:00';
/** Looks like a secret but is not one. It must never appear in output. */
export const canary = 'canary-0123-4567-89ab';

const samples = join(import.meta.dirname, '../../src/demo/sample-feeds');

export async function openWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-test-'));
  let fault: Fault | undefined;
  // The program may run in another process, so the robot's clock is the real one.
  const robot = await startStandInRobot({ clock: systemClock, key: canary, faults: () => fault });
  let answers: FeedsAnswer = 'well';
  const server = await serveSamples(() => answers);
  const deadUrl = `http://127.0.0.1:${await freePort()}/feed`;
  const feedUrl = (file: string) => server.url(`/${file}`);
  const base = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
    FEEDS_FILE: 'feeds.yaml',
    DATA_DIR: 'data',
    HTTP_PORT: '0',
    WECOM_WEBHOOK_URL: robot.url,
  };
  const world: World = {
    folder,
    robot,
    robotHas: (next) => {
      fault = next;
    },
    feedUrl,
    deadUrl,
    write: (file, content) => writeFileSync(join(folder, file), content),
    writeFeeds({ digest = {}, feeds, more = {} } = {}) {
      const listed = feeds ?? [
        { url: feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh' },
        { url: feedUrl('example-finance.xml'), name: '示例财经', topic: 'general', language: 'zh' },
        { url: feedUrl('lumen-blog.atom'), name: 'Lumen Blog', topic: 'ai', language: 'en' },
      ];
      const file = {
        collect: { timeout: '5s' },
        digests: [{ id: 'daily', title: 'AI 新闻日报', ...digest }],
        feeds: listed,
        ...more,
      };
      writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify(file, undefined, 2));
    },
    run: (args, options) => world.start(args, options).ended,
    start(args, { env = {}, input = '', stopWhen, inOwnProcess = false } = {}) {
      const run = { cwd: folder, env: { ...base, ...env }, input };
      const isOwn = inOwnProcess || process.env.MAIN_FILE !== undefined;
      const running = isOwn ? startProgram(args, run) : { pid: process.pid, ...startHere(args, run) };
      void stopWhen?.then(running.stop);
      return running;
    },
    feedsAnswer: (how) => {
      answers = how;
    },
    dataHashes: () => hashesOf(join(folder, 'data')),
    async close() {
      await robot.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  world.writeFeeds();
  return world;
}

function startProgram(args: readonly string[], run: Parameters<typeof startProcess>[2]): Running {
  const { process: child, log, ended } = startProcess(process.execPath, [mainFile, ...args], run);
  return { pid: child.pid ?? 0, log, stop: () => void child.kill('SIGTERM'), ended };
}

/** `answers` is asked at each request. */
async function serveSamples(answers: () => FeedsAnswer): Promise<FeedServer> {
  const server = await startFeedServer();
  for (const name of readdirSync(samples)) {
    const body = readFileSync(join(samples, name));
    server.serve(`/${name}`, (_, response) => {
      if (answers() === 'well') response.end(body);
      else if (answers() === 'not') response.writeHead(503).end();
      else response.writeHead(429, { 'retry-after': '3600' }).end();
    });
  }
  return server;
}

function hashesOf(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
