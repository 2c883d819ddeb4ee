/**
 * Many anonymous visitors on the public pages of a real worker, at the minute of its digest: the digest is delivered on
 * time and in full, and health requests are answered at once. Robot, feeds and visitors are separate processes.
 */
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { acceptAll, sampleEdition, sampleItem, sampleStory } from '../store/samples.ts';
import { type FeedServer, startFeedServer } from '../support/feed-server.ts';
import { startProcess } from '../support/started-process.ts';
import { openWorld, type World } from './program.ts';
import { never, startWorker } from './running-worker.ts';

const crowdFile = join(import.meta.dirname, '../server/crowd.ts');
const clockAheadFile = join(import.meta.dirname, '../support/clock-ahead.ts');
const pastEditions = 30;
const feedCount = 20;
const longestStartMs = 180_000;

let world: World;
let feeds: FeedServer;
beforeEach(async () => {
  world = await openWorld();
  feeds = await startFeedServer();
});
afterEach(async () => {
  await feeds.close();
  await world.close();
});

test('1,000 requests a second on public pages: the digest is delivered at its minute, health is answered in 100 ms', async () => {
  await tellPastEditions();
  const leadMs = 5_000 + 3 * (await startingMs());
  const dueAtMs = Date.now() + leadMs;
  const slot = new Date(Math.ceil(dueAtMs / 60_000) * 60_000);
  world.writeFeeds({
    digest: { schedule: `${slot.getUTCMinutes()} ${slot.getUTCHours()} * * *`, timezone: 'UTC' },
    feeds: Array.from({ length: feedCount }, (_, feed) => {
      const path = `/feed-${feed}.xml`;
      feeds.serve(path, { body: rssOf(feed, slot) });
      return { url: feeds.url(path, `127.0.1.${feed + 1}`), name: `Feed ${feed}`, topic: 'ai' };
    }),
  });
  // The worker's clock is ahead of the machine's: nobody waits for the next full minute.
  const clock = { NODE_OPTIONS: `--import ${clockAheadFile}`, CLOCK_AHEAD_MS: `${slot.getTime() - dueAtMs}` };
  const worker = await startWorker(world, { env: { ...clock, HTTP_TOKEN: 'soak', PUBLIC_PAGES: '1' } });
  const { pages } = worker;
  try {
    await worker.logged('"worker started"', longestStartMs);
    expect(Date.now(), 'the worker took too long to start').toBeLessThan(dueAtMs);
    const alone: number[] = [];
    for (let round = 0; round < 15; round++) alone.push(await healthMs(pages));
    // The crowd visits from before the slot's minute until after it.
    const seconds = Math.max(10, Math.ceil((dueAtMs - Date.now()) / 1000) + 10);
    const visit = [crowdFile, pages, `${seconds}`, '1000', ...paths()];
    const crowd = startProcess(process.execPath, visit, { cwd: world.folder, env: process.env });
    const health: number[] = [];
    while (crowd.process.exitCode === null) {
      health.push(await healthMs(pages));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const { stdout: counted } = await crowd.ended;
    await vi.waitUntil(() => world.robot.received.length > 0, { timeout: 300_000 });

    const delivery = /"msg":"digest delivered"[^\n]*/.exec(worker.log())?.[0] ?? worker.log().slice(-2000);
    const statuses = JSON.parse(counted) as Readonly<Record<string, number>>;
    const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
    const late = (world.robot.received[0]?.atMs ?? Number.NaN) - dueAtMs;
    console.log(
      `${Math.round(total / seconds)} a second ${counted.trim()}; delivered ${(late / 1000).toFixed(1)} s after its minute began; health ${median(health).toFixed(1)} ms at the median of ${health.length}, alone ${median(alone).toFixed(1)}; ${delivery}`,
    );
    expect(late).toBeGreaterThanOrEqual(0);
    // Without the crowd it is sent within a few seconds. Up to a minute counts as on time, and more on a slow machine.
    expect(late).toBeLessThan(Math.max(60_000, 3 * leadMs));
    expect(world.robot.received[0]?.content).toContain('Nova');
    // Only the delay that the crowd adds: other programs may keep the machine busy.
    expect(median(health) - median(alone)).toBeLessThan(100);
    expect(statuses[200] ?? 0).toBeGreaterThan(0);
    expect(statuses[429] ?? 0).toBeGreaterThan(statuses[200] ?? 0);
  } finally {
    await worker.end();
  }
});

/** How long a worker takes to start, on this machine as busy as it is. */
async function startingMs(): Promise<number> {
  world.writeFeeds({ digest: never, more: { collect: never } });
  const began = performance.now();
  const worker = await startWorker(world);
  await worker.logged('"worker started"', longestStartMs);
  const ms = Math.ceil(performance.now() - began);
  await worker.end();
  return ms;
}

function paths(): readonly string[] {
  return [
    '/editions',
    '/feed.xml',
    `/search?q=${encodeURIComponent('北辰')}`,
    `/editions/daily/${dayBefore(1)}T0900.html`,
  ];
}

function dayBefore(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

async function tellPastEditions(): Promise<void> {
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  for (let back = pastEditions; back > 0; back--) {
    const day = dayBefore(back);
    const stories = Array.from({ length: 15 }, (_, index) => {
      const entryId = `${day}-${index}`;
      return sampleStory(entryId, [
        sampleItem({ entryId, title: `北辰的第 ${index} 件事`, canonicalUrl: `lab.example/${entryId}` }),
      ]);
    });
    await acceptAll(store, await store.saveEdition(sampleEdition({ day, stories })));
  }
  await store.close();
}

function rssOf(feed: number, slot: Date): string {
  const items = Array.from({ length: 20 }, (_, entry) => {
    const at = new Date(slot.getTime() - (entry + 1) * 3_600_000).toUTCString();
    return `<item><guid>${feed}-${entry}</guid><link>https://feed-${feed}.example/${entry}</link><pubDate>${at}</pubDate><title>Lumen ${feed} releases the open model Nova ${feed}.${entry} for phones</title><description>The weights of Nova ${feed}.${entry} are open.</description></item>`;
  });
  return `<?xml version="1.0"?><rss version="2.0"><channel><title>Feed ${feed}</title>${items.join('')}</channel></rss>`;
}

function healthMs(pages: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    request(`${pages}/healthz`, { agent: false }, (response) => {
      response.resume();
      response.on('end', () => resolve(performance.now() - began));
    })
      .on('error', reject)
      .end();
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
