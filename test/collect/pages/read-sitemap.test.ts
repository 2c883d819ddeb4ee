import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { newFeedState } from '../../../src/collect/feed-state.ts';
import type { FeedFetcher } from '../../../src/collect/fetch/fetch.ts';
import { createPageReader } from '../../../src/collect/pages/page-reader.ts';
import { isSiteMap, readSiteMap } from '../../../src/collect/pages/read-sitemap.ts';
import { type FeedServer, startFeedServer } from '../../support/feed-server.ts';
import { sampleFeed } from '../../support/sample-feed.ts';
import { createTestFetcher } from '../test-fetcher.ts';

const now = new Date('2026-02-01T01:00:00Z');
const address = 'https://lumen.example/sitemap.xml';
const read = (rows: string, root = 'urlset') =>
  readSiteMap(`<?xml version="1.0"?><${root}>${rows}</${root}>`, { address, now, maxEntries: 500 });
const url = (loc: string, rest = '') => `<url><loc>${loc}</loc>${rest}</url>`;
const shown = (map: ReturnType<typeof readSiteMap>) =>
  map.kind === 'feed'
    ? map.entries.map(({ url, publishedAt, title }) => [url, publishedAt?.at.toISOString(), title])
    : map;

test('a site map gives addresses with their dates; pictures have a loc of their own, and www is the same site', () => {
  const map = read(
    url(
      '/news/a',
      '<lastmod>2026-01-30</lastmod><image:image><image:loc>https://lumen.example/a.png</image:loc></image:image>',
    ) +
      url(' https://www.lumen.example/news/b ', '<lastmod>2026-01-29T10:00:00+08:00</lastmod>') +
      url('https://lumen.example/news/b') +
      url('https://lumen.example/news/c', '<lastmod>2027-01-01</lastmod>') +
      '<url><lastmod>2026-01-01</lastmod></url>' +
      url(
        'https://lumen.example/news/d',
        '<news:news><news:title>A &amp; B</news:title><news:publication_date>2026-01-02</news:publication_date></news:news>',
      ),
  );
  expect(shown(map)).toEqual([
    ['https://lumen.example/news/a', '2026-01-30T00:00:00.000Z', ''],
    ['https://www.lumen.example/news/b', '2026-01-29T02:00:00.000Z', ''],
    ['https://lumen.example/news/c', undefined, ''],
    ['https://lumen.example/news/d', '2026-01-02T00:00:00.000Z', 'A & B'],
  ]);
  expect(map.kind === 'feed' && map.problems.map(({ en }) => en)).toContain('1 without a valid address, skipped');
});

test('one date on most addresses is when the site map was made, and is not theirs', () => {
  const stamp = '<lastmod>2026-01-31T23:00:05Z</lastmod>';
  const map = read(
    ['a', 'b', 'c'].map((name) => url(`/${name}`, stamp)).join('') + url('/d', '<lastmod>2026-01-05</lastmod>'),
  );
  expect(shown(map)).toMatchObject([
    [expect.anything(), undefined, ''],
    [expect.anything(), undefined, ''],
    [expect.anything(), undefined, ''],
    [expect.anything(), '2026-01-05T00:00:00.000Z', ''],
  ]);
});

test('an index of site maps is named with its maps, the newest first', () => {
  const rows =
    '<sitemap><loc>/old.xml</loc><lastmod>2025-01-01</lastmod></sitemap><sitemap><loc>/new.xml</loc><lastmod>2026-01-01</lastmod></sitemap>';
  expect(read(rows, 'sitemapindex')).toEqual({
    kind: 'index',
    children: ['https://lumen.example/new.xml', 'https://lumen.example/old.xml'],
  });
  expect(isSiteMap('<html><body><urlset></urlset></body></html>')).toBe(false);
});

test('a site map is read as far as the protocol allows, and a longer one says so', () => {
  const ofLength = (rows: number) => {
    const named = Array.from({ length: 10 }, (_, at) => url(`/n/${at}`)).join('');
    const map = read('<url/>'.repeat(49_990) + named + url('/further').repeat(rows - 50_000));
    if (map.kind !== 'feed') throw new Error('read as an index');
    return { addresses: map.entries.length, problems: map.problems.map(({ en }) => en).join('; ') };
  };
  const tooLong = 'the site map is too long: its first 50000 addresses were read';

  const whole = ofLength(50_000);
  expect(whole.addresses).toBe(10);
  expect(whole.problems).not.toContain(tooLong);
  const cut = ofLength(50_001);
  expect(cut.addresses).toBe(10);
  expect(cut.problems).toContain(tooLong);
});

// ── Over the wire ───────────────────────────────────────────────────────────────────────────────────

let server: FeedServer;
let fetcher: FeedFetcher;

beforeEach(async () => {
  server = await startFeedServer();
  fetcher = createTestFetcher({ maxBytes: 200_000, now: () => now });
});

afterEach(async () => {
  await fetcher.close();
  await server.close();
});

const visit = async (path: string, match?: string) => {
  const feed = { ...sampleFeed(server.url(path)), page: { match, select: undefined } };
  const clock = { now: () => now, sleep: async () => undefined };
  const reader = createPageReader({ fetcher, clock, signal: undefined });
  const body = await reader.fetch({ url: feed.url });
  if (body.kind !== 'body') return body;
  const parse = async <T>(work: () => T) => work();
  return reader.read({ feed, state: newFeedState(feed.url), body, known: new Map(), now, parse });
};
const index = (...paths: readonly string[]) =>
  `<sitemapindex>${paths.map((path) => `<sitemap><loc>${path}</loc></sitemap>`).join('')}</sitemapindex>`;

test('an index of site maps is followed to those that are wanted, compressed ones too, and new pages say their titles', async () => {
  server.serve('/sitemap.xml', { body: index('/pages.xml', '/news.xml.gz') });
  server.serve('/pages.xml', { body: `<urlset>${url('/about')}</urlset>` });
  server.serve('/news.xml.gz', {
    body: gzipSync(`<urlset>${url('/news/a', '<lastmod>2026-01-31T20:00:00Z</lastmod>')}${url('/news/old')}</urlset>`),
  });
  server.serve('/news/a', {
    body: '<html><head><title>A | Lumen</title><meta property="og:site_name" content="Lumen"><meta property="article:published_time" content="2026-01-31T19:00:00Z"></head><body>A</body></html>',
  });
  expect(await visit('/sitemap.xml', '/news/')).toMatchObject({
    kind: 'items',
    items: [
      { title: 'A', url: server.url('/news/a'), publishedAt: new Date('2026-01-31T19:00:00Z'), candidate: true },
      { title: 'old', candidate: false },
    ],
  });
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/robots.txt',
    '/sitemap.xml',
    '/news.xml.gz',
    '/pages.xml',
    '/news/a',
  ]);
});

test('loops, deep indexes, other sites and bombs among site maps are bounded and named', async () => {
  for (let depth = 0; depth < 50; depth += 1)
    server.serve(`/deep-${depth}.xml`, { body: index(`/deep-${depth + 1}.xml`) });
  server.serve('/loop.xml', { body: index('/loop.xml', '/loop.xml?again') });
  server.serve('/loop.xml?again', { body: index('/loop.xml') });
  server.serve('/elsewhere.xml', { body: index('http://10.0.0.1/x.xml', 'https://other.example/x.xml') });
  server.serve('/bomb.xml', { body: gzipSync(`<urlset>${' '.repeat(5_000_000)}`) });
  for (const path of ['/deep-0.xml', '/loop.xml', '/elsewhere.xml']) {
    expect(await visit(path)).toMatchObject({ kind: 'failed', failure: { code: 'sitemap-index' } });
  }
  expect(await visit('/bomb.xml')).toMatchObject({ kind: 'failed', failure: { code: 'too-large' } });
  expect(server.requests.filter(({ path }) => path.startsWith('/deep'))).toHaveLength(7);
});

test('a page that leads into a private network is not opened', async () => {
  server.serve('/map.xml', {
    body: `<urlset>${url('http://127.0.0.1.nip.example/news', '<lastmod>2026-01-31T20:00:00Z</lastmod>')}${url('/news/a', '<lastmod>2026-01-31T20:00:01Z</lastmod>')}</urlset>`,
  });
  server.serve('/news/a', { status: 302, headers: { location: 'http://10.1.2.3/admin' } });
  expect(await visit('/map.xml')).toMatchObject({ kind: 'items', items: [{ title: 'a', candidate: false }] });
});
