/** The cost of collecting beyond the requests and the parsing, which cannot be avoided. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { Agent, request } from 'undici';
import { collect } from '../../src/collect/collect.ts';
import { createFeedFetcher } from '../../src/collect/fetch/fetch.ts';
import { toItems } from '../../src/collect/item.ts';
import { readDocument } from '../../src/collect/read/read-document.ts';
import type { Feed } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import type { BenchRow } from './bench-row.ts';

const feedCount = 300;
const concurrency = 16;
const itemsPerFeed = 40;
const rounds = 3;

/** 300 feeds on loopback with seeded latencies of 20–300 ms: the ratio of a collection to bare requests plus parsing. */
export async function benchCollect(): Promise<readonly BenchRow[]> {
  const server = await startFeedServer();
  try {
    const rows: BenchRow[] = [];
    for (const layout of layouts) {
      const feeds = serveFeeds(server, layout.host);
      const bare: number[] = [];
      const ours: number[] = [];
      // In turns, so that other load on the machine affects both equally; the best of each is the least disturbed.
      for (let round = 0; round < rounds; round++) {
        bare.push(await timeBare(feeds));
        ours.push(await timeCollect(feeds, layout.perHost));
      }
      const [best, bestBare] = [Math.min(...ours), Math.min(...bare)];
      rows.push(
        { name: `collect, ${layout.name}`, value: best, unit: 'ms', limit: undefined, note: `${feedCount} feeds` },
        {
          name: `collect, ${layout.name}: to bare requests + parsing`,
          value: best / bestBare,
          unit: '×',
          limit: 1.1,
          note: `bare ${bestBare.toFixed(0)} ms`,
        },
      );
    }
    return rows;
  } finally {
    await server.close();
  }
}

interface Layout {
  readonly name: string;
  readonly host: (index: number) => string;
  readonly perHost: number;
}

const layouts: readonly Layout[] = [
  { name: '300 hosts', host: (index) => `127.0.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`, perHost: 2 },
  // With one host name the per-host limit would determine the time, so both sides get the full concurrency.
  { name: 'one host', host: () => '127.0.0.1', perHost: concurrency },
];

function serveFeeds(server: FeedServer, host: Layout['host']): readonly Feed[] {
  const random = createSeededRandom(42);
  return Array.from({ length: feedCount }, (_, index) => {
    const path = `/feed-${index}`;
    server.serve(path, {
      body: rssFeed(`Harbour-${index}`, { items: itemsPerFeed }),
      headers: { 'content-type': 'application/rss+xml' },
      latencyMs: random.integer(20, 300),
    });
    return sampleFeed(server.url(path, host(index)));
  });
}

/** The same addresses at the same concurrency, and the same parsing. */
export async function timeBare(feeds: readonly Feed[], atOnce = concurrency): Promise<number> {
  const dispatcher = new Agent();
  const queue = new PQueue({ concurrency: atOnce });
  const startedAt = performance.now();
  await Promise.all(
    feeds.map((feed) =>
      queue.add(async () => {
        const { body, headers } = await request(feed.url, { dispatcher });
        const bytes = new Uint8Array(await body.arrayBuffer());
        const contentType = headers['content-type']?.toString();
        const document = await readDocument({ bytes, contentType, url: feed.url, maxItems: feed.maxItems });
        if (document.kind === 'failed') throw new Error(document.failure.what.en);
        toItems(document.parsed, { feed, known: new Map(), now: new Date(), firstReading: true });
      }),
    ),
  );
  const elapsed = performance.now() - startedAt;
  await dispatcher.destroy();
  return elapsed;
}

/** Collects into a new store on disk, like the first collection of a new installation. */
async function timeCollect(feeds: readonly Feed[], perHost: number): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-collect-'));
  const store = await openStore({ dataDir });
  const clock = { now: () => new Date(), sleep: async () => undefined };
  const fetcher = createFeedFetcher({
    timeoutMs: 20_000,
    maxBytes: 10_000_000,
    concurrency,
    perHost,
    proxies: { https: undefined, http: undefined, no: [] },
    privateHosts: [],
    feedUrls: [],
    userAgent: 'ai-news-digest/bench',
    secret: () => undefined,
    now: clock.now,
  });
  const startedAt = performance.now();
  const settings = { keepMs: 30 * 86_400_000 };
  const { newItems } = await collect(feeds, { settings, fetcher, store, clock, random: () => 0.5 });
  const elapsed = performance.now() - startedAt;
  await fetcher.close();
  await store.close();
  await rm(dataDir, { recursive: true });
  if (newItems !== feedCount * itemsPerFeed)
    throw new Error(`Expected ${feedCount * itemsPerFeed} items, got ${newItems}`);
  return elapsed;
}
