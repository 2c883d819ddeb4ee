/** Four replicas on one PostgreSQL: a thousand digests of one slot, and a collection of five thousand feeds. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { workerFacts } from '../../src/operator/heartbeat.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { mainFile } from '../support/main-file.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import type { BenchRow } from './bench-row.ts';
import { timeBare } from './collect.ts';

const replicaCount = 4;
/** Requests that four replicas make at a time: `concurrency` of each. */
const together = replicaCount * 16;

const digestCount = 1000;
const limitMs = 10 * 60_000;
const limitMb = 1024;

/** Nothing where PostgreSQL is not installed. */
export async function benchReplicaDigests(): Promise<readonly BenchRow[]> {
  if (postgresBin === undefined) return [];
  await using bench = await openBench();
  const { feeds, server } = bench;
  const robots = await startRobots();
  const random = createSeededRandom(1);
  const urls = Array.from({ length: 29 }, (_, index) => {
    const items = random.integer(5, 20);
    feeds.serve(`/${index}`, {
      body: rssFeed(`Harbour${index}`, { items, newest: new Date(Date.now() - 3_600_000) }),
    });
    return feeds.url(`/${index}`, `127.0.1.${index + 1}`);
  });
  // Leaves time to start and to collect before all digests are due in the same minute.
  const slot = new Date(Math.ceil((Date.now() + 210_000) / 60_000) * 60_000);
  const digests = Array.from({ length: digestCount }, (_, index) => ({
    id: `digest-${index}`,
    title: `Digest ${index}`,
    schedule: `${slot.getUTCMinutes()} ${slot.getUTCHours()} * * *`,
    timezone: 'UTC',
    webhook: `ROBOT_${index}`,
    language: 'en',
    boost: { reports: 5 },
  }));
  bench.start({
    file: { digests, feeds: urls.map((url, index) => ({ url, name: `Feed ${index}`, topic: 'ai', language: 'en' })) },
    env: Object.fromEntries(digests.map(({ webhook }, index) => [webhook, robots.url(index)])),
  });
  try {
    await bench.until(() => bench.lines('collection done').length > 0, slot.getTime());
    if (Date.now() >= slot.getTime()) throw new Error('The replicas started and collected too late for their slot.');
    await bench.until(() => robots.served() === digestCount, slot.getTime() + 1.5 * limitMs);
    const tookMs = Date.now() - slot.getTime();
    const [stages] = await server.query(
      `SELECT (SELECT min(composed_at) FROM edition) AS first_edition, (SELECT max(composed_at) FROM edition) AS last_edition,
         (SELECT min(started_at) FROM attempt) AS first_post, (SELECT max(finished_at) FROM attempt) AS last_post,
         (SELECT sum(finished_at - started_at) FROM attempt) AS posting`,
    );
    const at = (name: string) => Number(stages?.[name]) - slot.getTime();
    const informs = (name: string, value: number, note: string): BenchRow => ({
      name: `1,000 digests by 4 replicas: ${name}`,
      value,
      unit: 'ms',
      limit: undefined,
      note,
    });
    return [
      {
        name: '1,000 digests of one slot by 4 replicas',
        value: tookMs,
        unit: 'ms',
        limit: limitMs,
        note: `${robots.served()} of ${digestCount} robots got theirs`,
      },
      {
        name: '1,000 digests by 4 replicas: memory',
        value: bench.peakMb(),
        unit: 'MB',
        limit: limitMb,
        note: 'resident, of all four with their children, shared pages once, at its highest',
      },
      informs('first edition stored', at('first_edition'), 'after the slot'),
      informs('last edition stored', at('last_edition'), 'composing, all replicas'),
      informs('last message sent', at('last_post'), `the POSTs alone ${Number(stages?.posting)} ms`),
      informs('processor', bench.cpuMs().replicas, 'of the replicas, from their start'),
    ];
  } finally {
    await robots.close();
  }
}

/** Robots that accept everything; each has its own key. */
async function startRobots() {
  const served = new Set<string>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      served.add(request.url ?? '');
      response.setHeader('content-type', 'application/json').end('{"errcode":0,"errmsg":"ok"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (index: number) => `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=robot-${index}`,
    served: () => served.size,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const feedCount = 5000;
const itemsPerFeed = 10;
/** A collection starts this long before a digest. */
const collectedBeforeMs = 10 * 60_000;

/** Nothing where PostgreSQL is not installed. */
export async function benchReplicaFeeds(): Promise<readonly BenchRow[]> {
  if (postgresBin === undefined) return [];
  await using bench = await openBench();
  const random = createSeededRandom(2);
  const feeds = Array.from({ length: feedCount }, (_, index) => {
    bench.feeds.serve(`/${index}`, {
      body: rssFeed(`Harbour-${index}`, { items: itemsPerFeed }),
      headers: { 'content-type': 'application/rss+xml' },
      latencyMs: random.integer(20, 300),
    });
    return sampleFeed(bench.feeds.url(`/${index}`, `127.1.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`));
  });
  const beforeBareMs = ownCpuMs();
  const bareMs = await timeBare(feeds, together);
  const bareCpuMs = ownCpuMs() - beforeBareMs;
  // As in every hour but the first, the replicas run already when the collection starts, and their readers do not.
  await saveCollected(bench.server.address);
  const startsAt = new Date(Math.ceil((Date.now() + 60_000) / 60_000) * 60_000);
  const slot = new Date(startsAt.getTime() + collectedBeforeMs);
  bench.start({
    file: {
      collect: { schedule: '0 0 1 1 *' },
      digests: [{ id: 'daily', timezone: 'UTC', schedule: `${slot.getUTCMinutes()} ${slot.getUTCHours()} * * *` }],
      feeds: feeds.map(({ url }, index) => ({ url, name: `Feed ${index}` })),
    },
    env: { WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/cgi-bin/webhook/send?key=k' },
  });
  await bench.until(() => bench.lines('replicas share the work').length === replicaCount, startsAt.getTime() - 5000);
  if (Date.now() >= startsAt.getTime()) throw new Error('The replicas started too late for their collection.');
  await sleep(startsAt.getTime() - 2000 - Date.now());
  const before = { ...bench.cpuMs(), feeds: ownCpuMs() };
  await bench.until(() => bench.lines('collection done').length > 0, startsAt.getTime() + limitMs);
  const after = { ...bench.cpuMs(), feeds: ownCpuMs() };
  const [done] = bench.lines('collection done');
  const { durationMs = Number.NaN, read = 0 } = done ?? {};
  const used = {
    replicas: after.replicas - before.replicas,
    database: after.database - before.database,
    feeds: after.feeds - before.feeds,
  };
  const usedMs = used.replicas + used.database + used.feeds;
  const informs = (name: string, value: number, note: string): BenchRow => ({
    name: `collect, 5,000 hosts by 4 replicas: ${name}`,
    value,
    unit: 'ms',
    limit: undefined,
    note,
  });
  return [
    {
      name: 'collect, 5,000 hosts by 4 replicas: to bare requests + parsing',
      value: durationMs / bareMs,
      unit: '×',
      limit: 1.1,
      note: `${durationMs} ms to ${bareMs.toFixed(0)} ms, one process, ${together} at a time; ${read} read`,
    },
    {
      name: 'collect, 5,000 hosts by 4 replicas: processor to bare',
      value: usedMs / bareCpuMs,
      unit: '×',
      limit: undefined,
      note: `${(usedMs / feedCount).toFixed(2)} ms a feed to ${(bareCpuMs / feedCount).toFixed(2)} ms, each with the server of the feeds`,
    },
    informs('processor of the replicas', used.replicas, `${perFeed(used.replicas)}, with the start of their readers`),
    informs('processor of PostgreSQL', used.database, perFeed(used.database)),
    informs('processor of the server of the feeds', used.feeds, `${perFeed(used.feeds)}, with measuring`),
  ];
}

function perFeed(ms: number): string {
  return `${(ms / feedCount).toFixed(2)} ms a feed`;
}

/** Makes the tables, and the fact without which a worker collects as soon as it starts. */
async function saveCollected(address: string): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-replicas-data-'));
  const store = await openPostgresStore({ address, dataDir });
  await store.saveFact(workerFacts.collected, new Date().toISOString());
  await store.close();
  rmSync(dataDir, { recursive: true });
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

interface Line {
  readonly msg: string;
  readonly durationMs?: number;
  readonly read?: number;
}

interface Bench extends AsyncDisposable {
  readonly server: PostgresServer;
  readonly feeds: FeedServer;
  start(world: { readonly file: object; readonly env: Readonly<Record<string, string>> }): void;
  /** Waits until it is true; checks every half second, and measures memory each time. */
  until(isSo: () => boolean, deadline: number): Promise<void>;
  /** The lines that replicas logged with this message. */
  lines(message: string): readonly Line[];
  peakMb(): number;
  /** So far, with child processes. */
  cpuMs(): { readonly replicas: number; readonly database: number };
}

async function openBench(): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'bench-replicas-'));
  const server = await startPostgres();
  const feeds = await startFeedServer();
  const replicas: ChildProcess[] = [];
  const logged: Line[] = [];
  let peakMb = 0;
  return {
    server,
    feeds,
    start({ file, env }) {
      for (let index = 0; index < replicaCount; index++) {
        const cwd = join(root, `replica-${index}`);
        mkdirSync(cwd);
        writeFileSync(join(cwd, 'feeds.yaml'), JSON.stringify(file));
        const child = spawn(process.execPath, [mainFile, 'start'], {
          cwd,
          stdio: ['ignore', 'ignore', 'pipe'],
          env: {
            PATH: process.env.PATH,
            NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'),
            DATABASE_URL: server.address,
            FEEDS_FILE: 'feeds.yaml',
            HTTP_PORT: '0',
            LOG_FORMAT: 'json',
            LOG_LEVEL: 'info',
            ...env,
          },
        });
        let rest = '';
        child.stderr?.on('data', (chunk) => {
          const lines = (rest + String(chunk)).split('\n');
          rest = lines.pop() ?? '';
          for (const line of lines.filter((text) => text.startsWith('{'))) logged.push(JSON.parse(line) as Line);
        });
        replicas.push(child);
      }
    },
    async until(isSo, deadline) {
      while (!isSo() && Date.now() < deadline) {
        await sleep(500);
        peakMb = Math.max(peakMb, residentMb(familyOf(replicas.map(({ pid }) => pid))));
      }
    },
    lines: (message) => logged.filter(({ msg }) => msg === message),
    peakMb: () => peakMb,
    cpuMs: () => ({
      replicas: cpuMsOf(familyOf(replicas.map(({ pid }) => pid))),
      database: cpuMsOf(familyOf([server.pid])),
    }),
    async [Symbol.asyncDispose]() {
      for (const replica of replicas) replica.kill('SIGKILL');
      await server.stop();
      await feeds.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** These processes, their children, and so on. */
function familyOf(roots: readonly (number | undefined)[]): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(statOf(Number(name))[1])]),
  );
  const isOwn = (pid: number | undefined): boolean =>
    pid !== undefined && (roots.includes(pid) || isOwn(parents.get(pid)));
  return [...parents.keys()].filter(isOwn);
}

/** The CPU time of a child that has ended counts for its parent. */
function cpuMsOf(pids: readonly number[]): number {
  const ticks = pids.flatMap((pid) => statOf(pid).slice(11, 15).map(Number));
  return ticks.reduce((sum, part) => sum + part, 0) * 10;
}

/** Fields of /proc/PID/stat from the state on; none if the process has ended. */
function statOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** Resident memory, in which memory shared by processes counts once. */
function residentMb(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const [, kB] = /^Pss: +(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
      return sum + Number(kB) / 1000;
    } catch {
      // It has ended.
      return sum;
    }
  }, 0);
}
