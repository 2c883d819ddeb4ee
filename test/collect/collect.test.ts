import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type CollectContext, type CollectProgress, collect, createCollectTools } from '../../src/collect/collect.ts';
import { judgeFeed } from '../../src/collect/feed-health.ts';
import { newFeedState } from '../../src/collect/feed-state.ts';
import type { FeedFetcher, FetcherOptions } from '../../src/collect/fetch/fetch.ts';
import type { Feed, FeedOutcome } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { everyItem, sampleItem } from '../store/samples.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { createTestFetcher } from './test-fetcher.ts';

let server: FeedServer;
let store: Store;
let dataDir: string;
let now: Date;
const toClose: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  server = await startFeedServer();
  dataDir = await mkdtemp(join(tmpdir(), 'collect-'));
  store = await openStore({ dataDir });
  now = new Date('2026-02-01T01:00:00Z');
  toClose.push(
    () => rm(dataDir, { recursive: true }),
    () => server.close(),
    () => store.close(),
  );
});

afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

const hour = 3_600_000;
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

function createFetcher(changes: Partial<FetcherOptions> = {}): FeedFetcher {
  const fetcher = createTestFetcher({ perHost: 4, now: () => now, ...changes });
  toClose.push(() => fetcher.close());
  return fetcher;
}

function run(feeds: readonly Feed[], changes: Partial<CollectContext & FetcherOptions> = {}) {
  const clock = { now: () => now, sleep: async () => undefined };
  const fetcher = createFetcher(changes);
  return collect(feeds, { settings: { keepMs: 30 * 24 * hour }, fetcher, store, clock, random: () => 0.5, ...changes });
}

const feedAt = (path: string, changes: Partial<Feed> = {}) => sampleFeed(server.url(path), changes);
const kinds = (outcomes: readonly FeedOutcome[]) =>
  outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.failure.code : outcome.kind));
const stateOf = async (feed: Feed) => (await store.feedStates()).get(feed.url);

test('a collection stores what its feeds list, and counts what is new', async () => {
  server.serve('/harbour', { body: rssFeed('Harbour', { items: 3 }) });
  server.serve('/mill', { body: rssFeed('Mill', { items: 2 }) });
  const feeds = [feedAt('/harbour'), feedAt('/mill')];
  const first = await run(feeds);
  expect(first).toMatchObject({ newItems: 5, startedAt: now, finishedAt: now });
  expect(first.outcomes).toMatchObject([
    { kind: 'read', status: 200, items: 3, newItems: 3, problems: [] },
    { kind: 'read', status: 200, items: 2, newItems: 2 },
  ]);
  expect(await everyItem(store)).toHaveLength(5);

  server.serve('/mill', { body: rssFeed('Mill', { items: 4 }) });
  expect((await run(feeds)).outcomes).toMatchObject([
    { items: 3, newItems: 0 },
    { items: 4, newItems: 2 },
  ]);
});

test('a collection asks for a feed again only if it has changed, once its items are stored', async () => {
  server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }), etag: '"1"' });
  const feed = feedAt('/feed');
  expect(kinds((await run([feed])).outcomes)).toEqual(['read']);
  expect(kinds((await run([feed])).outcomes)).toEqual(['unchanged']);
  expect(await stateOf(feed)).toMatchObject({ etag: '"1"', counts: { successes: 2 }, lastItems: 3 });

  server.serve('/feed', { body: rssFeed('Harbour', { items: 4 }), etag: '"2"' });
  expect((await run([feed])).newItems).toBe(1);
  expect(server.requests.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"']);
});

test('a collection keeps no validator of an answer that could not be read', async () => {
  server.serve('/feed', { body: '<!doctype html><html><title>Welcome</title></html>', etag: '"page"' });
  const feed = feedAt('/feed');
  expect(kinds((await run([feed])).outcomes)).toEqual(['html']);
  expect(await stateOf(feed)).toMatchObject({ etag: undefined, consecutiveFailures: 1 });
});

test('a collection loses only the bad feeds, whatever is wrong with them', async () => {
  server.serve('/good', { body: rssFeed('Harbour', { items: 3 }) });
  server.serve('/hangs', () => undefined);
  server.serve('/huge', { body: `<rss version="2.0"><channel><title>${'x'.repeat(2_000_000)}` });
  server.serve('/nul', { body: Buffer.alloc(5_000) });
  server.serve('/json', { body: '{"error":"Too many requests"}' });
  server.serve('/reset', (request) => request.socket.resetAndDestroy());
  const paths = ['/hangs', '/huge', '/nul', '/json', '/reset', '/missing', '/good'];
  const { outcomes, newItems } = await run(
    paths.map((path) => feedAt(path)),
    { timeoutMs: 3_000 },
  );
  expect(kinds(outcomes).slice(0, 2)).toEqual(['timeout', 'too-large']);
  expect(outcomes.slice(2, 4)).toMatchObject([{ kind: 'failed' }, { kind: 'failed', failure: { code: 'json-error' } }]);
  expect(kinds(outcomes).slice(4)).toEqual(['reset', 'http-404', 'read']);
  expect(newItems).toBe(3);
});

test('a collection survives entity bombs, external entities and a million items in bounded memory', async () => {
  const laughs = Array.from({ length: 30 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
  const item = '<item><title>&l30;&x; news</title><link>https://bomb.example/1</link></item>';
  server.serve('/laughs', {
    body: `<!DOCTYPE rss [<!ENTITY l0 "lol"><!ENTITY x SYSTEM "file:///etc/passwd">${laughs}]><rss version="2.0"><channel><title>Bomb</title>${item}</channel></rss>`,
  });
  server.serve('/million', {
    body: `<rss version="2.0"><channel><title>Many</title>${'<item><title>a</title></item>'.repeat(1_000_000)}`,
  });
  server.serve('/good', { body: rssFeed('Harbour', { items: 3 }) });
  const before = process.memoryUsage().rss;
  const { outcomes } = await run([feedAt('/laughs'), feedAt('/million', { maxItems: 50 }), feedAt('/good')], {
    maxBytes: 40_000_000,
    timeoutMs: 60_000,
  });
  expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  expect(outcomes[1]).toMatchObject({ kind: 'read' });
  expect(outcomes[2]).toMatchObject({ kind: 'read', newItems: 3 });
  const stored = JSON.stringify(await everyItem(store));
  expect(stored.length).toBeLessThan(100_000);
  expect(stored).not.toContain('root:');
  expect(stored).not.toContain('lollol');
});

test('a collection reports its progress', async () => {
  server.serve('/a', { body: rssFeed('Harbour', { items: 3 }) });
  const told: CollectProgress[] = [];
  await run([feedAt('/a'), feedAt('/missing')], { onProgress: (progress) => told.push(progress) });
  expect(told.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/2', '2/2']);
  expect(told.at(-1)).toEqual({ done: 2, resting: 0, total: 2, items: 3, waitingFor: undefined });
});

test('a collection that is stopped counts no failure for its feeds', async () => {
  server.serve('/feed', () => undefined);
  const feed = feedAt('/feed');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  expect(kinds((await run([feed], { signal: controller.signal })).outcomes)).toEqual(['stopped']);
  expect(await stateOf(feed)).toBeUndefined();
});

test('a collection stops when nothing can be stored', async () => {
  server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
  const full = () => Promise.reject(new Error('disk full'));
  await expect(run([feedAt('/feed')], { store: { ...store, saveReadings: full } })).rejects.toThrow('disk full');
});

test('a collection that cannot store waits for no feed and leaves no request running', async () => {
  server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
  const hanging = Array.from({ length: 8 }, (_, index) => feedAt(`/hangs-${index}`));
  for (const index of hanging.keys()) server.serve(`/hangs-${index}`, () => undefined);
  const fetcher = createFetcher({ timeoutMs: 60_000, perHost: 4 });
  let running = 0;
  const counted: FeedFetcher = {
    ...fetcher,
    async fetch(request) {
      running++;
      return fetcher.fetch(request).finally(() => running--);
    },
  };
  const knownEntries = () => Promise.reject(new Error('disk full'));

  await expect(
    run([feedAt('/feed'), ...hanging], { store: { ...store, knownEntries }, fetcher: counted }),
  ).rejects.toThrow('disk full');
  expect(running).toBe(0);
});

test('a collection loses only the feed that cannot be stored', async () => {
  server.serve('/a', { body: rssFeed('Harbour', { items: 3 }) });
  server.serve('/b', { body: rssFeed('Mill', { items: 2 }) });
  const [a, b] = [feedAt('/a'), feedAt('/b')];
  const picky: Store = {
    ...store,
    saveReadings: (readings) =>
      readings.some(({ state, items }) => state.feedUrl === a.url && items.length > 0)
        ? Promise.reject(new Error('no'))
        : store.saveReadings(readings),
  };
  expect(kinds((await run([a, b], { store: picky })).outcomes)).toEqual(['unexpected', 'read']);
});

test('a collection forgets items that were listed last before `keep`', async () => {
  server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
  await run([feedAt('/feed')]);
  server.serve('/feed', { body: rssFeed('Harbour', { items: 1 }) });
  later(31 * 24 * hour);
  await run([feedAt('/feed')]);
  expect(await everyItem(store)).toHaveLength(1);
});

test('a feed that failed rests, is shown as resting, and is requested again before a digest', async () => {
  const feed = feedAt('/missing');
  await run([feed]);
  expect((await run([feed])).outcomes).toMatchObject([
    { kind: 'resting', until: new Date(now.getTime() + hour / 3), failing: true },
  ]);
  expect(kinds((await run([feed], { ignoreRest: true })).outcomes)).toEqual(['http-404']);
  expect(server.requests).toHaveLength(2);
});

test('a feed that failed is left alone before a digest too when its host asked for that', async () => {
  server.serve('/feed', { status: 429, headers: { 'retry-after': '7200' } });
  const feed = feedAt('/feed');
  await run([feed]);
  later(hour);
  expect(kinds((await run([feed], { ignoreRest: true })).outcomes)).toEqual(['resting']);
  later(hour);
  expect(kinds((await run([feed], { ignoreRest: true })).outcomes)).toEqual(['http-429']);
});

test('a feed that failed is read at the address it once moved to', async () => {
  const oldServer = await startFeedServer();
  oldServer.serve('/feed', { status: 301, headers: { location: server.url('/new') } });
  server.serve('/new', { body: rssFeed('Harbour', { items: 3 }), etag: '"1"' });
  const feed = sampleFeed(oldServer.url('/feed'));
  const feedUrls = [server.url('/')];
  await run([feed], { feedUrls });
  expect((await stateOf(feed))?.movedTo).toBe(server.url('/new'));

  await oldServer.close();
  expect(kinds((await run([feed], { feedUrls })).outcomes)).toEqual(['unchanged']);
  expect((await stateOf(feed))?.movedTo).toBe(server.url('/new'));
});

test('a ttl is a lower bound of the next visit, but not before a digest', async () => {
  const body = rssFeed('Harbour', { items: 3 }).replace('<link>', '<ttl>120</ttl><link>');
  server.serve('/feed', { body, etag: '"1"' });
  const feed = feedAt('/feed');
  await run([feed]);
  later(hour);
  expect((await run([feed])).outcomes).toMatchObject([{ kind: 'resting', failing: false }]);
  expect(kinds((await run([feed], { ignoreRest: true })).outcomes)).toEqual(['unchanged']);
  later(hour);
  expect(kinds((await run([feed])).outcomes)).toEqual(['resting']);
  later(hour);
  expect(kinds((await run([feed])).outcomes)).toEqual(['unchanged']);
});

test('a feed that gives its entries new ids is stored once, and its entries keep their first dates', async () => {
  const feed = feedAt('/restless');
  for (let reading = 0; reading < 5; reading++) {
    const body = rssFeed('Harbour', { items: 6 })
      .replaceAll(/<pubDate>.*?<\/pubDate>/g, '')
      .replaceAll('">Harbour-', `">${reading}-Harbour-`);
    server.serve('/restless', { body });
    await run([feed]);
    later(hour);
  }

  const items = await everyItem(store);
  expect(items).toHaveLength(6);
  expect(new Set(items.map(({ firstSeenAt }) => now.getTime() - firstSeenAt.getTime()))).toEqual(new Set([5 * hour]));
  expect(await stateOf(feed)).toMatchObject({ storedItems: 6, counts: { renamedReadings: 4 } });
});

test('a feed that gives its entries new ids and links is stored up to the limit', async () => {
  const feed = feedAt('/restless');
  const state = { ...newFeedState(feed.url), firstReadAt: now };
  const list = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => sampleItem({ feedUrl: feed.url, entryId: `old-${from + index}` }));
  await store.saveReadings([{ state, items: list(0, 5_900), readAt: now, unchanged: false }]);
  later(hour);
  await store.saveReadings([{ state, items: list(5_900, 6_000), readAt: now, unchanged: false }]);
  later(hour);
  server.serve('/restless', { body: rssFeed('Harbour', { items: 7 }) });

  await run([feed]);

  // The limit holds when a collection begins; what it reads comes on top.
  expect(await everyItem(store)).toHaveLength(5_007);
  expect(judgeFeed(await stateOf(feed), now)).toMatchObject({ verdict: 'restless' });
});

/** What a process leaves behind that was killed while it read this feed. */
const interrupt = (feed: Feed) => writeFile(join(dataDir, `reading-${deadProcess}`), feed.url);
const deadProcess = 4_194_303;

test('a feed that ends the process is read again after the first time, and left out after the second', async () => {
  const [feed, other] = [feedAt('/deep'), feedAt('/other')];
  for (const path of ['/deep', '/other']) server.serve(path, { status: 503 });

  await interrupt(feed);
  const first = await run([feed, other], { ignoreRest: true });
  await interrupt(feed);
  const second = await run([feed, other], { ignoreRest: true });

  expect(kinds(first.outcomes)).toEqual(['http-503', 'http-503']);
  expect(kinds(second.outcomes)).toEqual(['resting', 'http-503']);
  expect(second.outcomes[0]).toMatchObject({ failing: true, until: new Date(now.getTime() + 7 * 24 * hour) });
  expect(judgeFeed(await stateOf(feed), now).verdict).toBe('failing');
});

test('a feed is marked while its content is read, and only then', async () => {
  const calls: string[] = [];
  const watched: Store = {
    ...store,
    beginDocument: async (feedUrl) => void calls.push(`begin ${feedUrl}`),
    endDocument: async () => void calls.push('end'),
  };
  server.serve('/a', { body: rssFeed('Harbour', { items: 1 }) });
  server.serve('/b', { body: 'not a feed' });

  await run([feedAt('/a'), feedAt('/b')], { store: watched });

  expect(calls.toSorted()).toEqual([`begin ${server.url('/a')}`, `begin ${server.url('/b')}`, 'end', 'end']);
});

test('a server that says "not modified" for ever is asked for the whole document once a day', async () => {
  const feed = feedAt('/stuck');
  server.serve('/stuck', (request, response) => {
    if (request.headers['if-none-match'] !== undefined) response.writeHead(304).end();
    else response.writeHead(200, { etag: '"1"' }).end(rssFeed('Harbour', { items: server.requests.length }));
  });
  for (let reading = 0; reading < 27; reading++) {
    await run([feed]);
    later(hour);
  }

  const whole = server.requests.flatMap(({ headers }, index) =>
    headers['if-none-match'] === undefined ? [index] : [],
  );
  expect(whole).toEqual([0, 25]);
  expect(await everyItem(store)).toHaveLength(26);
});

const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
const named = () => sampleFeed(server.url('/feed', 'nova.example'));
const keep = async (feed: Feed, isPrivate: boolean | undefined) => {
  const state = { ...newFeedState(feed.url), firstReadAt: now, isPrivate };
  await store.saveReadings([{ state, items: [], readAt: now, unchanged: false }]);
};

test('an undated feed that was disabled for longer than its entries are kept does not list them as new', async () => {
  const undated = rssFeed('Harbour', { items: 3 }).replace(/<pubDate>.*?<\/pubDate>/g, '');
  server.serve('/harbour', { body: undated });
  server.serve('/mill', { body: rssFeed('Mill', { items: 2 }) });
  const [harbour, mill] = [feedAt('/harbour'), feedAt('/mill')];
  await run([harbour, mill]);
  later(31 * 24 * hour);
  await run([mill]);
  await run([harbour, mill]);
  const listed = (await everyItem(store)).filter(({ feedUrl }) => feedUrl === harbour.url);
  expect(listed.map(({ candidate }) => candidate)).toEqual([false, false, false]);
});

test('a private address of a feed’s own host is allowed and remembered when it had one at its first reading', async () => {
  server.serve('/feed', { body: rssFeed('Nova', { items: 1 }) });
  expect(kinds((await run([named()], { resolve })).outcomes)).toEqual(['read']);
  expect((await stateOf(named()))?.isPrivate).toBe(true);
  expect(kinds((await run([named()], { resolve })).outcomes)).toEqual(['read']);
});

test('a private address of a feed’s own host is refused when it was public at its first reading', async () => {
  server.serve('/feed', { body: rssFeed('Nova', { items: 1 }) });
  await keep(named(), false);
  const feedUrls = [named().url];
  expect(kinds((await run([named()], { resolve, feedUrls })).outcomes)).toEqual(['private-address']);
  expect(server.requests).toHaveLength(0);
});

test('a private address of a feed’s own host is allowed once more when an older version did not look', async () => {
  server.serve('/feed', { body: rssFeed('Nova', { items: 1 }) });
  await keep(named(), undefined);
  expect(kinds((await run([named()], { resolve })).outcomes)).toEqual(['read']);
});

test('parts of a collection, read at the same time, load only their own feeds and remove nothing', async () => {
  const feeds = ['/a', '/b', '/c'].map((path) => sampleFeed(server.url(path)));
  for (const path of ['/a', '/b', '/c']) server.serve(path, { body: rssFeed(`Lumen${path}`, { items: 3 }) });
  const loaded: (readonly string[] | undefined)[] = [];
  const removed: string[] = [];
  const stored: number[] = [];
  const watched: typeof store = {
    ...store,
    feedStates(urls) {
      loaded.push(urls);
      return store.feedStates(urls);
    },
    capItems: async () => removed.push('capped'),
    forgetItems: async () => removed.push('forgotten'),
    saveReadings(readings) {
      stored.push(readings.length);
      return store.saveReadings(readings);
    },
  };
  const shared = { store: watched, isPart: true, tools: createCollectTools(watched) };

  const parts = await Promise.all([run(feeds.slice(0, 1), shared), run(feeds.slice(1), shared)]);

  expect(parts.map(({ newItems }) => newItems)).toEqual([3, 6]);
  expect(removed).toEqual([]);
  const own = (urls: readonly Feed[]) => urls.map(({ url }) => url);
  expect(loaded).toHaveLength(3);
  expect(loaded).toEqual(expect.arrayContaining([undefined, own(feeds.slice(0, 1)), own(feeds.slice(1))]));
  expect(stored).toEqual([3]);
});

test('all requests that wait for the reader share one wait', async () => {
  const { reader, untilRoom } = createCollectTools(store);
  reader.pause();
  const read = Array.from({ length: 6 }, () => reader.add(async () => undefined));

  const waits = [untilRoom(), untilRoom()];
  expect(waits[0]).toBe(waits[1]);
  reader.start();
  await Promise.all([...waits, ...read]);
  await untilRoom();
});
