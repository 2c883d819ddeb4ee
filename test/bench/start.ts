import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchRow } from './bench.ts';

const program = join(import.meta.dirname, '../../src/main.ts');
const runs = 5;

/** From starting the process to the first answer of `check`, and to a `start` whose health page answers. */
export async function benchStart(): Promise<readonly BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const feed = { url: 'http://127.0.0.1:9/feed', name: 'Nothing', topic: 'ai' };
    // No firing in sight: what is measured is the start, not a collection.
    const feeds = {
      collect: { schedule: '0 0 29 2 *' },
      digests: [{ id: 'daily', schedule: '0 0 29 2 *' }],
      feeds: [feed],
    };
    writeFileSync(join(folder, 'feeds.yaml'), JSON.stringify(feeds));
    const checks = await repeat(() => timeCheck(folder));
    const starts = await repeat((run) => timeHealthyStart(folder, 18_080 + run));
    return [
      { name: '`check` answers', value: checks, unit: 'ms', limit: 500, note: `median of ${runs}` },
      { name: '`start` is healthy', value: starts, unit: 'ms', limit: 1000, note: `median of ${runs}` },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function repeat(measure: (run: number) => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) times.push(await measure(run));
  return times.toSorted((a, b) => a - b)[Math.floor(runs / 2)] ?? Number.NaN;
}

function launch(folder: string, command: string, port: number) {
  return spawn(process.execPath, [program, command], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      FEEDS_FILE: 'feeds.yaml',
      DATA_DIR: 'data',
      HTTP_PORT: `${port}`,
      WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/cgi-bin/webhook/send?key=bench',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

async function timeCheck(folder: string): Promise<number> {
  const startedAt = performance.now();
  const child = launch(folder, 'check', 0);
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const tookMs = performance.now() - startedAt;
  await new Promise((resolve) => child.once('close', resolve));
  return tookMs;
}

async function timeHealthyStart(folder: string, port: number): Promise<number> {
  const startedAt = performance.now();
  const child = launch(folder, 'start', port);
  while (!(await isHealthy(port))) {
    if (child.exitCode !== null) throw new Error(`start ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const tookMs = performance.now() - startedAt;
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('close', resolve));
  return tookMs;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
  } catch {
    return false;
  }
}
