/** Many feeds, of which half change from round to round: what conditional requests save, and what a round costs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import PQueue from 'p-queue';
import { Agent, request } from 'undici';
import { collect } from '../../src/collect/collect.ts';
import { toItems } from '../../src/collect/item.ts';
import { readDocument } from '../../src/collect/read/read-document.ts';
import type { Feed } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { createTestFetcher } from './test-fetcher.ts';

export interface RoundReport {
  readonly read: number;
  readonly unchanged: number;
  readonly newItems: number;
  readonly durationMs: number;
  /** Of the same addresses with the same validators at the same concurrency, and the parsing of what has changed. */
  readonly bareMs: number;
  /** JavaScript heap after the round, after a garbage collection. */
  readonly heapBytes: number;
}

const concurrency = 16;
const itemsPerFeed = 20;

export async function collectRounds(options: {
  readonly feeds: number;
  readonly rounds: number;
  readonly latencyMs: readonly [least: number, most: number];
}): Promise<readonly RoundReport[]> {
  const server = await startFeedServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'many-feeds-'));
  const store = await openStore({ dataDir });
  const clock = { now: () => new Date('2026-02-01T01:00:00Z'), sleep: async () => undefined };
  const bare = createBareClient();
  const reports: RoundReport[] = [];
  try {
    for (let round = 0; round < options.rounds; round++) {
      const feeds = serveRound(server, round, options);
      const bareMs = await bare.visit(feeds);
      const startedAt = performance.now();
      const fetcher = createTestFetcher({ timeoutMs: 20_000, maxBytes: 10_000_000, concurrency, now: clock.now });
      const settings = { keepMs: 30 * 86_400_000 };
      const { outcomes, newItems } = await collect(feeds, { settings, fetcher, store, clock, random: () => 0.5 });
      await fetcher.close();
      const durationMs = performance.now() - startedAt;
      const count = (kind: string) => outcomes.filter((outcome) => outcome.kind === kind).length;
      const heapBytes = heapAfterCollection();
      reports.push({ read: count('read'), unchanged: count('unchanged'), newItems, durationMs, bareMs, heapBytes });
      server.requests.splice(0);
    }
    return reports;
  } finally {
    await bare.close();
    await store.close();
    await server.close();
    await rm(dataDir, { recursive: true });
  }
}

/** Every second feed gets one more item a round. */
function serveRound(
  server: FeedServer,
  round: number,
  { feeds, latencyMs }: { readonly feeds: number; readonly latencyMs: readonly [number, number] },
): readonly Feed[] {
  const random = createSeededRandom(round);
  return Array.from({ length: feeds }, (_, index) => {
    const edition = index % 2 === 0 ? 0 : round;
    server.serve(`/feed-${index}`, {
      body: rssFeed(`Harbour-${index}`, { items: itemsPerFeed + edition }),
      etag: `"${edition}"`,
      latencyMs: random.integer(...latencyMs),
    });
    return sampleFeed(server.url(`/feed-${index}`, `127.0.${1 + Math.floor(index / 200)}.${1 + (index % 200)}`));
  });
}

function createBareClient() {
  const dispatcher = new Agent();
  const etags = new Map<string, string>();
  return {
    async visit(feeds: readonly Feed[]): Promise<number> {
      const queue = new PQueue({ concurrency });
      const startedAt = performance.now();
      await Promise.all(
        feeds.map((feed) =>
          queue.add(async () => {
            const etag = etags.get(feed.url);
            const headers = etag === undefined ? {} : { 'if-none-match': etag };
            const response = await request(feed.url, { dispatcher, headers });
            const bytes = new Uint8Array(await response.body.arrayBuffer());
            if (response.statusCode === 304) return;
            etags.set(feed.url, response.headers.etag?.toString() ?? '');
            const document = await readDocument({ bytes, contentType: undefined, url: feed.url, maxItems: 500 });
            if (document.kind === 'failed') throw new Error(document.failure.what.en);
            toItems(document.parsed, { feed, known: new Map(), now: new Date(), firstReading: true });
          }),
        ),
      );
      return performance.now() - startedAt;
    },
    close: () => dispatcher.destroy(),
  };
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
