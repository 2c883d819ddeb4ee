/**
 * The worker as `start` creates it, with the real stages, store and files, feeds and robots on loopback, and a fake
 * clock, which stands still during real work and skips all waits.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { collect } from '../../src/collect/collect.ts';
import { createFeedFetcher } from '../../src/collect/fetch/fetch.ts';
import type { App } from '../../src/commands/app.ts';
import { start } from '../../src/commands/start.ts';
import { createDeliverer } from '../../src/deliver/deliver.ts';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { composeRequested } from '../../src/edition/edition.ts';
import { refuseStopped } from '../../src/ground/command-error.ts';
import { createApp } from '../../src/program/create-app.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { quietProcess } from '../support/quiet-process.ts';
import { type Fault, type StandInRobot, startStandInRobot } from '../support/stand-in-robot.ts';

export interface WorkerWorld extends AsyncDisposable {
  readonly folder: string;
  readonly clock: FakeClock;
  readonly feeds: FeedServer;
  /** The readers' robot, and the operator's. */
  readonly robot: StandInRobot;
  readonly operator: StandInRobot;
  /** The logged lines, as pino writes them. */
  readonly log: LogLine[];
  /** How many texts each edition that was not composed ahead looked for in the store and found there. */
  readonly foundDerived: number[];
  /** Writes a file into the folder. */
  write(file: string, content: string): void;
  /** Writes feeds.yaml: one digest at nine in Shanghai, and two feeds of the server. */
  writeFeeds(change?: FeedsFile): void;
  /** Sets a variable in `.env`. */
  setEnv(name: string, value: string): void;
  /** The fault of each call of the readers' robot from now on. */
  robotHas(fault: Fault | undefined): void;
  /** Runs `act` this time after the next worker has started. */
  after(ms: number, act: () => void): void;
  /** Runs a worker and stops it after this time. */
  run(ms: number): Promise<void>;
  /** Stops the running worker. */
  stop(): void;
  /** Reads the store. Call it only while no worker runs. */
  read<T>(ask: (store: Store) => Promise<T>): Promise<T>;
  /** The messages in the readers' group, and in the operator's. */
  told(): readonly string[];
  alerts(): readonly string[];
}

interface FeedsFile {
  readonly digest?: Readonly<Record<string, unknown>>;
  readonly feeds?: readonly Readonly<Record<string, unknown>>[];
  readonly more?: Readonly<Record<string, unknown>>;
}

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly [field: string]: unknown;
}

/** @param begin when the clock starts, ISO 8601 */
export async function openWorkerWorld(begin: string): Promise<WorkerWorld> {
  // In memory if possible: a simulated day waits for the disk about a thousand times.
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'ai-news-digest-worker-'));
  const clock = createFakeClock(new Date(begin));
  const feeds = await startFeedServer();
  // Both robots use the fake clock for their rate limit.
  let fault: Fault | undefined;
  const robot = await startStandInRobot({ clock, key: 'good-key', faults: () => fault });
  const operator = await startStandInRobot({ clock, key: 'operator-key' });
  const log: LogLine[] = [];
  const foundDerived: number[] = [];
  let stop = new AbortController();
  const planned: { readonly afterMs: number; act(): void }[] = [];
  const variables = new Map([
    ['FEEDS_FILE', 'feeds.yaml'],
    ['TEMPLATES_DIR', 'templates'],
    ['DATA_DIR', 'data'],
    ['HTTP_PORT', '0'],
    ['WECOM_WEBHOOK_URL', robot.url],
    ['ALERT_WEBHOOK_URL', operator.url],
  ]);

  const world: WorkerWorld = {
    folder,
    clock,
    feeds,
    robot,
    operator,
    log,
    foundDerived,
    write(file, content) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
    writeFeeds({ digest = {}, feeds: listed, more = {} } = {}) {
      const file = {
        // Invented titles score low, but these tests are about the worker and not about the selection.
        digests: [{ id: 'daily', title: 'AI 新闻日报', boost: { number: 5 }, ...digest }],
        feeds: listed ?? [feedEntry('lumen'), feedEntry('harbor')],
        ...more,
      };
      world.write('feeds.yaml', JSON.stringify(file, undefined, 2));
    },
    setEnv(name, value) {
      variables.set(name, value);
      world.write('.env', [...variables].map((pair) => pair.join('=')).join('\n'));
    },
    robotHas: (next) => {
      fault = next;
    },
    after: (afterMs, act) => void planned.push({ afterMs, act }),
    async run(ms) {
      stop = new AbortController();
      // The imports before the start take real time, during which the clock must stand still.
      const started = Promise.withResolvers<void>();
      void clock.whileBusy(() => started.promise);
      const onLine = (line: LogLine) => {
        log.push(line);
        if (line.msg !== 'worker started') return;
        started.resolve();
        for (const { afterMs, act } of planned.splice(0)) clock.after(afterMs, act);
        clock.after(ms, () => stop.abort());
      };
      const app = await workerApp({ folder, clock, onLine, foundDerived, signal: stop.signal });
      await start(app).finally(started.resolve);
    },
    stop: () => stop.abort(),
    async read(ask) {
      const store = await openStore({ dataDir: join(folder, 'data') });
      return ask(store).finally(() => store.close());
    },
    told: () => robot.received.map(({ content }) => content),
    alerts: () => operator.received.map(({ content }) => content),
    async [Symbol.asyncDispose]() {
      await Promise.all([robot.close(), operator.close(), feeds.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };

  function feedEntry(name: string) {
    return { url: feeds.url(`/${name}`), name, topic: 'ai', language: 'en' };
  }
  copyTemplates(world);
  // Its own small lists: the program's thousand words would be read at each of hundreds of reloads.
  world.write('topics.yaml', 'words: [AI, reports]\n');
  world.write('aliases.yaml', 'labs: [[Lumen]]\n');
  for (const name of ['lumen', 'harbor']) serveNews(world, name, 3);
  world.setEnv('LOG_LEVEL', 'debug');
  world.writeFeeds();
  return world;
}

/** From now on this feed lists this number of items, the newest of them an hour old. */
export function serveNews({ feeds, clock }: Pick<WorkerWorld, 'feeds' | 'clock'>, name: string, items: number): void {
  const title = name.replace(/^./, (letter) => letter.toUpperCase());
  feeds.serve(`/${name}`, { body: rssFeed(title, { items, newest: new Date(clock.now().getTime() - 3_600_000) }) });
}

function copyTemplates(world: WorkerWorld): void {
  const programs = join(import.meta.dirname, '../../templates');
  cpSync(programs, join(world.folder, 'templates'), { recursive: true });
}

interface WorkerApp {
  readonly folder: string;
  readonly clock: FakeClock;
  onLine(line: LogLine): void;
  readonly foundDerived: number[];
  readonly signal: AbortSignal;
}

/** The program's App on the fake clock, which stands still while feeds and robots are asked. Nothing is left to chance. */
async function workerApp({ folder, clock, onLine, foundDerived, signal }: WorkerApp): Promise<App> {
  const random = () => 0;
  const elapsedMs = () => clock.elapsedMs();
  const world = { cwd: folder, env: {}, clock, lockClock: systemClock, elapsedMs, process: quietProcess() };
  return {
    ...(await createApp(world, signal)),
    random,
    async compose(config, store, request) {
      let found = 0;
      const derived = async (key: string) => {
        const text = await store.derived(key);
        found += Number(text !== undefined);
        return text;
      };
      const asked = { config, store: { ...store, derived }, limits: messageLimits };
      const composition = await composeRequested(request, asked);
      if (request.isAhead !== true) foundDerived.push(found);
      return composition;
    },
    collect: (config, store, { feeds, everyFeed, signal: own = signal }) =>
      clock.whileBusy(async () => {
        const fetcher = createFeedFetcher({
          ...config.collect,
          proxies: config.environment.proxies,
          privateHosts: config.environment.privateHosts,
          feedUrls: config.feeds.map((feed) => feed.url),
          userAgent: 'test',
          secret: config.secret,
          now: () => clock.now(),
        });
        const context = { settings: config.collect, fetcher, store, clock, random, ignoreRest: everyFeed, signal: own };
        const wanted = feeds ?? config.feeds.filter((feed) => feed.enabled);
        const collection = await collect(wanted, context).finally(() => fetcher.close());
        refuseStopped(signal);
        return collection;
      }),
    async deliverer(config, store, onEvent) {
      return createDeliverer({
        store,
        secret: (name) => config().secret(name),
        clock,
        elapsedMs,
        random,
        post: (request) => clock.whileBusy(() => postToRoom({ ...request, timeoutMs: 5000 })),
        rate: () => config().environment.wecomRate,
        cooldownMs: () => config().environment.wecomCooldownMs,
        onEvent,
      });
    },
    post: (config, webhook, body) =>
      clock.whileBusy(() => postToRoom({ address: config.secret(webhook) ?? '', body, timeoutMs: 5000 })),
    async log() {
      const write = (line: string) => onLine(JSON.parse(line) as LogLine);
      return Object.assign(pino({ level: 'debug', base: null }, { write }), { lostLines: () => 0 });
    },
  };
}
