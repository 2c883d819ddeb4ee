/** A year of editions and a full store: how long the pages of readers take, and what a crowd of strangers does to a digest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningServer } from '../../src/server/bare-server.ts';
import { startServer } from '../../src/server/server.ts';
import { databaseFile, openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { at, sampleEdition, sampleFeedState, sampleItem, sampleStory } from '../store/samples.ts';
import { sampleOptions } from './samples.ts';

const editions = 365;
const storiesEach = 15;
const leftOutEach = 400;
const feeds = 500;
const itemsEach = 200;

const dayMs = 86_400_000;
const lastDay = Date.parse('2026-03-02T00:00:00Z');
const token = 'let me in';
const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;

let dataDir: string;
let store: Store;
let server: RunningServer;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ai-news-digest-archive-'));
  store = await openStore({ dataDir });
  await fill();
  server = await startServer(
    sampleOptions({ archive: store, token: () => token, publicPages: () => true, now: () => new Date() }),
  );
}, 60_000);
afterAll(async () => {
  await server.close();
  await store.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function fill(): Promise<void> {
  for (let back = editions - 1; back >= 0; back--) {
    const day = new Date(lastDay - back * dayMs).toISOString().slice(0, 10);
    const stories = Array.from({ length: storiesEach }, (_, index) => {
      const entryId = `${day}-${index}`;
      const title = `北辰第 ${back * storiesEach + index} 号芯片发布，推理成本降到三分之一`;
      return sampleStory(entryId, [sampleItem({ entryId, title, summary: '公司称明年一季度量产。'.repeat(6) })]);
    });
    const edition = sampleEdition({ day, stories });
    const dropped = Array.from({ length: leftOutEach }, (_, index) => ({
      title: `没有选上的第 ${index} 条，说的是另一件不大的事`,
      url: `https://lab.example/left/${day}/${index}`,
      feed: 'Lab',
      rule: 'score' as const,
      why: '差 0.6 分（第 31 名）',
    }));
    await store.saveEdition({ ...edition, decisions: { ...edition.decisions, dropped } });
  }
  const database = new DatabaseSync(join(dataDir, databaseFile));
  database.exec("UPDATE message SET state = 'accepted'");
  database.close();
  for (let feed = 0; feed < feeds; feed += 50) {
    const readings = Array.from({ length: 50 }, (_, index) => {
      const feedUrl = `https://feed-${feed + index}.example/rss`;
      const items = Array.from({ length: itemsEach }, (_, entry) => sampleItem({ feedUrl, entryId: `entry-${entry}` }));
      return { state: sampleFeedState({ feedUrl }), items, readAt: at('07:00'), unchanged: false };
    });
    await store.saveReadings(readings);
  }
}

interface Got {
  readonly status: number;
  readonly ms: number;
}

/** A connection of its own, as a stranger's. */
function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Got> {
  const began = performance.now();
  return new Promise((resolve) => {
    const asked = request(`${server.address}${path}`, { headers, agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - began }));
    });
    asked.on('error', () => resolve({ status: 0, ms: performance.now() - began }));
    asked.end();
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

test.each([
  '/editions',
  '/editions?month=2025-06',
  '/editions/daily/2026-03-02T0900.html',
  '/editions/daily/2025-06-10T0900.html',
  `/search?q=${encodeURIComponent('北辰')}`,
  `/search?q=${encodeURIComponent('第 77 号')}`,
  '/feed.xml',
  '/feed.json',
  '/api/editions?limit=100',
  '/api/editions/daily/2026-03-02T09:00',
])('%s takes less than 100 ms at the median', async (path) => {
  const took = [];
  for (let round = 0; round < 15; round++) {
    const { status, ms } = await get(path, { authorization });
    expect(status).toBe(200);
    took.push(ms);
  }
  console.log(`${decodeURI(path).padEnd(40)} ${median(took).toFixed(1)} ms`);
  expect(median(took)).toBeLessThan(100);
});

test('a thousand requests a second from strangers leave health and the digest their time', async () => {
  const seconds = 8;
  const paths = [
    '/editions',
    '/feed.xml',
    `/search?q=${encodeURIComponent('北辰')}`,
    '/editions/daily/2026-03-02T0900.html',
  ];
  const health: number[] = [];
  const lateness: number[] = [];
  const crowd = spawn(process.execPath, [
    join(import.meta.dirname, 'crowd.ts'),
    server.address,
    `${seconds}`,
    '1000',
    ...paths,
  ]);
  let output = '';
  crowd.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const ended = once(crowd, 'close');
  while (crowd.exitCode === null) {
    const { status, ms } = await get('/healthz');
    expect(status).toBe(200);
    health.push(ms);
    // What the worker does at a digest's minute is on this thread as well: it must get its turn.
    const due = performance.now() + 50;
    await new Promise((resolve) => setTimeout(resolve, 50));
    lateness.push(performance.now() - due);
  }
  await ended;
  const statuses = JSON.parse(output) as Readonly<Record<string, number>>;
  const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  console.log(
    `${Math.round(total / seconds)} a second ${output.trim()}; health ${median(health).toFixed(1)} ms at the median; a timer ${median(lateness).toFixed(1)} ms late at the median, ${Math.max(...lateness).toFixed(0)} ms at most`,
  );
  expect(statuses[429] ?? 0).toBeGreaterThan(statuses[200] ?? 0);
  expect(statuses[200] ?? 0).toBeGreaterThan(0);
  expect(median(health)).toBeLessThan(100);
  expect(median(lateness)).toBeLessThan(100);
});
