import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FeedFetcher } from '../../src/collect/fetch/fetch.ts';
import { type InspectContext, inspectSource } from '../../src/collect/inspect.ts';
import { probeFeeds } from '../../src/collect/probe.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { createTestFetcher } from './test-fetcher.ts';

let server: FeedServer;
let fetcher: FeedFetcher;
let folder: string;

beforeEach(async () => {
  server = await startFeedServer();
  fetcher = createFetcher(undefined);
  folder = await mkdtemp(join(tmpdir(), 'inspect-'));
});

afterEach(async () => {
  await fetcher.close();
  await server.close();
  await rm(folder, { recursive: true });
});

function createFetcher(proxy: string | undefined): FeedFetcher {
  return createTestFetcher({
    proxies: { https: proxy, http: proxy, no: [] },
    resolve: (host) =>
      host === 'direct.example'
        ? Promise.resolve([{ address: '127.0.0.1', family: 4 }])
        : Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
  });
}

const inspect = (source: string, changes: Partial<InspectContext> = {}) =>
  inspectSource(source, {
    fetcher,
    language: 'en',
    now: new Date('2026-02-01T01:00:00Z'),
    maxBytes: 100_000,
    cwd: '/',
    ...changes,
  });

test('a feed is shown as we make it, whether it comes from the net or a file', async () => {
  const body = rssFeed('Harbour', { items: 1 });
  server.serve('/feed', { body });
  const path = join(folder, 'feed.xml');
  await writeFile(path, body);
  for (const source of [server.url('/feed'), path]) {
    expect(await inspect(source)).toEqual({
      source,
      ok: true,
      format: 'rss',
      encoding: 'utf-8',
      title: 'Harbour',
      items: [
        {
          id: 'Harbour-1',
          url: 'https://news.example/Harbour/1',
          title: 'Harbour reports number 1',
          summary: 'What happened, as Harbour has it.',
          publishedAt: '2026-02-01T00:00:00.000Z',
        },
      ],
      problems: [],
      error: null,
    });
  }
});

test('an entry that a digest would skip is shown, and the problem told', async () => {
  const path = join(folder, 'feed.xml');
  const item = '<item><title>Twice</title><guid>https://a.example/1</guid></item>';
  await writeFile(path, `<rss version="2.0"><channel><title>Mill</title>${item}${item}</channel></rss>`);
  const { items, problems } = await inspect(path);
  expect(items).toMatchObject([{ title: 'Twice', publishedAt: null }, { title: 'Twice' }]);
  expect(problems.join()).toContain('1 repeated');
});

test('a saved site map shows its entries by the words of their addresses, and says where titles come from', async () => {
  const path = join(folder, 'sitemap.xml');
  const rows = ['/news/lumen-opens-nova-2.html', '/news/%E6%B5%81%E6%98%8E_%E5%8F%91%E5%B8%83', '/about'];
  const urls = rows.map((loc, day) => `<url><loc>${loc}</loc><lastmod>2026-01-0${day + 1}</lastmod></url>`);
  await writeFile(path, `<urlset>${urls.join('')}</urlset>`);
  const { format, items, problems } = await inspect(path, {
    address: 'https://lumen.example/sitemap.xml',
    match: '/news/',
  });
  expect(format).toBe('sitemap');
  expect(items.map(({ title, url }) => [title, url])).toEqual([
    ['lumen opens nova 2', `https://lumen.example${rows[0]}`],
    ['流明 发布', `https://lumen.example${rows[1]}`],
  ]);
  expect(problems.join()).toContain('the title of a new page is fetched');
});

test('a saved index of site maps says what it lists, and that it is followed', async () => {
  const path = join(folder, 'index.xml');
  const maps = [1, 2, 3, 4].map((n) => `<sitemap><loc>/map-${n}.xml</loc></sitemap>`).join('');
  await writeFile(path, `<sitemapindex>${maps}</sitemapindex>`);
  const inspection = await inspect(path, { address: 'https://lumen.example/sitemap.xml' });
  expect(inspection).toMatchObject({ ok: true, format: 'sitemap', items: [], error: null });
  expect(inspection.problems.join()).toContain('an index of 4 site maps: https://lumen.example/map-1.xml');
  expect(inspection.problems.join()).toContain('followed when it is read');
});

test('an address that is not a feed is named in the requested language, with the feeds that its page links', async () => {
  server.serve('/page', {
    body: '<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>',
  });
  const page = await inspect(server.url('/page'));
  expect(page).toMatchObject({ ok: false, format: null, title: null, items: [], encoding: 'utf-8' });
  expect(page.error).toMatch(/^html: /);
  expect(page.problems.at(-1)).toBe(`the page names a feed: ${server.url('/feed')}`);
  const missing = await inspect(server.url('/missing'), { language: 'zh-CN' });
  expect(missing.error).toBe('http-404: 服务器回答 404 Not Found');
  expect(missing.problems).toEqual(['换成新地址，或在 feeds.yaml 里停用它。']);
});

test('a source that cannot be read at all is named too', async () => {
  await writeFile(join(folder, 'large'), Buffer.alloc(100_001, ' '));
  const codes = await Promise.all(
    [join(folder, 'none.xml'), folder, join(folder, 'large'), 'https://', 'ftp.example/feed'].map(
      async (source) => (await inspect(source)).error?.split(':')[0],
    ),
  );
  expect(codes).toEqual(['file', 'file', 'too-large', 'bad-url', 'file']);
});

test('a probe reports whether each feed is read directly or by proxy', async () => {
  const proxied = createFetcher(server.url(''));
  const body = rssFeed('Harbour', { items: 1 });
  const port = server.host.split(':')[1];
  server.serve('/feed', { body });
  for (const host of ['direct', 'abroad']) server.serve(`http://${host}.example:${port}/feed`, { body });
  server.serve(`http://page.example:${port}/feed`, { body: '<html></html>' });
  const feedAt = (host: string) => sampleFeed(`http://${host}.example:${port}/feed`);
  const feeds = [feedAt('direct'), feedAt('abroad'), feedAt('page'), { ...feedAt('abroad'), proxy: false }];
  const reaches = await probeFeeds(feeds, { fetcher: proxied, now: new Date('2026-02-01T00:00:00Z') });
  await proxied.close();
  expect(reaches.map(({ direct, proxy, failure }) => [direct, proxy, failure?.code])).toEqual([
    [true, true, undefined],
    [false, true, undefined],
    [false, false, 'html'],
    [false, false, 'dns'],
  ]);
  expect(reaches[0]?.hosts).toEqual(['direct.example']);
});

test('a list of feeds (OPML) is named with the command that imports it, although it has a head and a body like a web page', async () => {
  const outline = '<outline type="rss" text="Harbour" xmlUrl="https://harbour.example/feed"/>';
  server.serve('/feeds.opml', {
    body: `<opml version="2.0"><head><title>Mine</title></head><body>${outline}</body></opml>`,
  });

  const inspection = await inspect(server.url('/feeds.opml'));

  expect(inspection.error).toBe('opml: is a list of feeds (OPML), not a feed');
  expect(inspection.problems).toEqual([expect.stringContaining('digest feeds import FILE')]);
});
