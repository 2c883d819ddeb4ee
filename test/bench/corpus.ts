import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/program/system-clock.ts';
import { startStandInRobot } from '../support/stand-in-robot.ts';
import type { BenchRow } from './bench-row.ts';
import { median } from './start.ts';

/** Built by the start benchmark, which runs first. */
const bundle = join(import.meta.dirname, '../../dist/main.js');
/** Writes peak memory in KiB to file descriptor 3 at the end of the process. */
const tellPeak =
  "data:text/javascript,import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))";

const runs = 7;

/** A whole `run` of the bundle over every file of `DIR/feeds`, served on loopback: time and peak memory. */
export async function benchCorpus(corpus: string): Promise<readonly BenchRow[]> {
  const feedsFolder = join(corpus, 'feeds');
  const files = readdirSync(feedsFolder).filter((file) => file !== 'INDEX.tsv');
  const server = createServer((request, response) => {
    response.end(readFileSync(join(feedsFolder, decodeURIComponent((request.url ?? '').slice(1)))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const robot = await startStandInRobot({ clock: systemClock });
  try {
    const feeds = files.map((file) => ({ url: `http://127.0.0.1:${port}/${encodeURIComponent(file)}`, name: file }));
    const settings = JSON.stringify({ collect: { perHost: 16 }, digests: [{ id: 'daily' }], feeds });
    const ran: { readonly ms: number; readonly peakKiB: number }[] = [];
    for (let run = 0; run < runs; run += 1) {
      const startedAt = performance.now();
      const peakKiB = await runProgram(settings, robot.url);
      ran.push({ ms: performance.now() - startedAt, peakKiB });
    }
    const note = `${files.length} feeds, median of ${runs}`;
    const peak = median(ran.map(({ peakKiB }) => peakKiB)) / 1024;
    return [
      {
        name: '`run` over the whole corpus',
        value: median(ran.map(({ ms }) => ms)),
        unit: 'ms',
        limit: undefined,
        note,
      },
      { name: 'its peak memory', value: peak, unit: 'MB', limit: 200, note },
    ];
  } finally {
    await robot.close();
    server.close();
  }
}

async function runProgram(settings: string, robotUrl: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-corpus-'));
  writeFileSync(join(folder, 'feeds.yaml'), settings);
  const child = spawn(process.execPath, ['--import', tellPeak, bundle, 'run', '--at', '2026-02-01T12:00:00+08:00'], {
    cwd: folder,
    env: { PATH: process.env.PATH, FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', WECOM_WEBHOOK_URL: robotUrl },
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    told += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`run ended with ${code}`);
  return Number(told);
}
