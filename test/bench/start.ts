/** The cost of a small command and of an idle worker, compared with bare Node in the same run. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rssFeed, startFeedServer } from '../support/feed-server.ts';
import { freePort } from '../support/free-port.ts';
import type { BenchRow } from './bench-row.ts';

const root = join(import.meta.dirname, '../..');
const bundle = join(root, 'dist/main.js');
const runs = 7;
/** As ./digest sets it: Node does not compile again what it has compiled before. */
const compileCache = join(tmpdir(), 'node-compile-cache');

/** Whole processes; the median of several runs. The limits were measured when bare Node took 24 ms. */
export async function benchStart(): Promise<readonly BenchRow[]> {
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'ignore' });
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    writeFeeds(folder, ['http://127.0.0.1:9/feed']);
    const commands = [
      { name: 'bare Node', args: ['-e', '0'], limit: undefined },
      { name: '`--version`', args: [join(root, 'src/main.ts'), '--version'], limit: 5 },
      { name: '`--help`', args: [join(root, 'src/main.ts'), '--help'], limit: 5 },
      { name: '`check`', args: [join(root, 'src/main.ts'), 'check'], limit: 11.5 },
      { name: '`check` of the bundle', args: [bundle, 'check'], limit: 11.5 },
    ];
    const times = commands.map(() => [] as number[]);
    // In turns, so that other load on the machine affects all equally.
    for (let run = 0; run <= runs; run += 1) {
      for (const [index, { args }] of commands.entries()) {
        const tookMs = timeCommand(args, folder);
        if (run > 0) times[index]?.push(tookMs);
      }
    }
    const starts: number[] = [];
    for (let run = 0; run < runs; run += 1) starts.push(await timeHealthyStart(folder));
    const bareMs = median(times[0] ?? []);
    const small = commands.flatMap(({ name, limit }, index) =>
      besideBare(name, median(times[index] ?? []), bareMs, limit),
    );
    return [
      ...small,
      ...besideBare('`start` is healthy', median(starts), bareMs, 20),
      ...(await benchIdle(folder)),
      ...(await benchHuge(folder)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function besideBare(name: string, ms: number, bareMs: number, limit: number | undefined): readonly BenchRow[] {
  const note = `median of ${runs}`;
  const row = { name, value: ms, unit: 'ms', limit: undefined, note } as const;
  return limit === undefined
    ? [row]
    : [row, { name: `${name}: to bare Node`, value: ms / bareMs, unit: '×', limit, note }];
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function writeFeeds(folder: string, urls: readonly string[]): void {
  // Nothing fires soon: only the start is measured, not a collection.
  const file = {
    collect: { schedule: '0 0 29 2 *', perHost: 16 },
    digests: [{ id: 'daily', schedule: '0 0 29 2 *' }],
    feeds: urls.map((url, index) => ({ url, name: `Feed ${index}`, topic: 'ai' })),
  };
  writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify(file));
}

function environment(port = 0) {
  return {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: compileCache,
    FEEDS_FILE: 'feeds.yaml',
    DATA_DIR: 'data',
    HTTP_PORT: `${port}`,
    WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/cgi-bin/webhook/send?key=bench',
  };
}

function timeCommand(args: readonly string[], folder: string): number {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env: environment() });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  return performance.now() - startedAt;
}

async function timeHealthyStart(folder: string): Promise<number> {
  const worker = await startWorker(folder);
  await worker.stop();
  return worker.healthyAfterMs;
}

async function startWorker(folder: string) {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [bundle, 'start'], { cwd: folder, env: environment(port), stdio: 'ignore' });
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null) throw new Error(`start ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return {
    healthyAfterMs: performance.now() - startedAt,
    pid: child.pid,
    port,
    async stop() {
      child.kill('SIGTERM');
      await new Promise((resolve) => child.once('close', resolve));
    },
  };
}

async function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

const feedCount = 44;
/** After this time the heap is stable; it does not grow in the next hour. */
const restMs = 60_000;

/** Resident memory of an idle worker that has read 44 feeds: the bundle with Node's default flags. */
async function benchIdle(folder: string): Promise<readonly BenchRow[]> {
  if (process.platform !== 'linux') return [];
  const server = await startFeedServer();
  try {
    const urls = Array.from({ length: feedCount }, (_, index) => {
      server.serve(`/${index}`, { body: rssFeed(`Feed-${index}`, { items: 40 }) });
      return server.url(`/${index}`);
    });
    writeFeeds(folder, urls);
    const worker = await startWorker(folder);
    await new Promise((resolve) => setTimeout(resolve, restMs));
    const resident = residentKiB(worker.pid ?? 0);
    await worker.stop();
    const note = `bundle, all its processes, ${restMs / 1000} s after ${feedCount} feeds`;
    return [{ name: 'memory of a resting worker', value: resident / 1024, unit: 'MB', limit: 120, note }];
  } finally {
    await server.close();
  }
}

/** Resident memory of a process and its child processes. */
function residentKiB(pid: number): number {
  const own = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return Number(own) + children.reduce((sum, child) => sum + residentKiB(Number(child)), 0);
}

/** How long the pages of a worker wait while a document of nearly 10 MB is read. */
async function benchHuge(folder: string): Promise<readonly BenchRow[]> {
  const server = await startFeedServer();
  try {
    const article = '&lt;p&gt;Nova ships &amp;amp; Lumen sails.&lt;/p&gt; '.repeat(350);
    const body = rssFeed('Huge', { items: 500 }).replaceAll('<description>', `<description>${article}`);
    server.serve('/huge', { body });
    writeFeeds(folder, [server.url('/huge')]);
    const worker = await startWorker(folder);
    const delays: number[] = [];
    // The first sample includes the start, which takes a moment longer, and the start of the process that reads.
    await new Promise((resolve) => setTimeout(resolve, 500));
    await loopDelayMs(worker.port);
    for (let sample = 0; sample < 40; sample += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      delays.push(await loopDelayMs(worker.port));
    }
    await worker.stop();
    const note = `worst of 40 samples, ${(body.length / 1e6).toFixed(1)} MB of RSS`;
    return [{ name: 'event-loop delay beside a huge feed', value: Math.max(...delays), unit: 'ms', limit: 100, note }];
  } finally {
    await server.close();
  }
}

async function loopDelayMs(port: number): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^ai_news_digest_event_loop_delay_p99_seconds (\S+)$/m.exec(metrics)?.[1]) * 1000;
}
