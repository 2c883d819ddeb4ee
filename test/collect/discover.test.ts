import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findFeed, linkedFeeds } from '../../src/collect/discover.ts';
import type { FeedFetcher } from '../../src/collect/fetch/fetch.ts';
import { type FeedServer, rssFeed, startFeedServer } from '../support/feed-server.ts';
import { createTestFetcher } from './test-fetcher.ts';

const links = (html: string) => linkedFeeds(html, 'https://harbour.example/news/today');

test('the links of a page are its declared feeds first, then what looks like one', () => {
  const html = `
      <a href="/rss">RSS</a> <a href="/about">About</a>
      <link rel="alternate" type="application/rss+xml" href="/feed.xml">
      <LINK REL="Alternate Home" TYPE="application/atom+xml" HREF="atom.xml">
      <link rel="alternate" type="application/feed+json" href="https://cdn.example/feed.json">`;
  expect(links(html)).toEqual([
    'https://harbour.example/feed.xml',
    'https://harbour.example/news/atom.xml',
    'https://cdn.example/feed.json',
    'https://harbour.example/rss',
  ]);
});

test('feeds of comments, translations, styles and the page itself are not links to its feed', () => {
  const html = `
      <link rel="alternate" type="application/rss+xml" href="/comments/feed/">
      <link rel="alternate" type="application/rss+xml" href="/feed/2/" title="某文的评论">
      <link rel="alternate" hreflang="de" href="/de/">
      <link rel="stylesheet" type="text/css" href="/feed.css">
      <link rel="alternate" type="application/rss+xml" href="/news/today">
      <link rel="alternate" type="application/rss+xml" href="">
      <a href="javascript:rss/">x</a>`;
  expect(links(html)).toEqual([]);
});

test('links to feeds are resolved against the base of a page, feed: addresses too', () => {
  const html = `<base href="https://cdn.example/site/"><link rel="alternate" type="application/rss+xml" href="feed">
      <a href="feed://harbour.example/rss.xml">a</a><a href="feed:https://harbour.example/atom.xml">b</a>`;
  expect(links(html)).toEqual([
    'https://cdn.example/site/feed',
    'https://harbour.example/rss.xml',
    'https://harbour.example/atom.xml',
  ]);
});

describe('the feed of an address', () => {
  const now = new Date('2026-02-01T00:00:00Z');
  let server: FeedServer;
  let fetcher: FeedFetcher;
  const find = (path: string) => findFeed(server.url(path), { fetcher, now });

  beforeEach(async () => {
    server = await startFeedServer();
    fetcher = createTestFetcher();
  });

  afterEach(async () => {
    await fetcher.close();
    await server.close();
  });

  const page = (head: string) => ({ body: `<!doctype html><html><head>${head}</head><body>Welcome</body></html>` });

  test('the feed of an address is the address itself, or where it has moved for good', async () => {
    server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
    server.serve('/old', { status: 301, headers: { location: '/feed' } });
    const found = { ok: true, url: server.url('/feed'), title: 'Harbour', items: 3 };
    expect(await find('/feed')).toMatchObject(found);
    expect(await find('/old')).toMatchObject(found);
  });

  test('the feed of a page is the first that it links and that really is one', async () => {
    const link = (href: string) => `<link rel="alternate" type="application/rss+xml" href="${href}">`;
    server.serve('/', page(link('/gone') + link('/feed')));
    server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
    expect(await find('/')).toMatchObject({
      ok: true,
      url: server.url('/feed'),
    });
  });

  test('the feed of a page that links none is found at one of the usual places', async () => {
    server.serve('/blog/post', page(''));
    server.serve('/atom.xml', { body: rssFeed('Harbour', { items: 3 }) });
    expect(await find('/blog/post')).toMatchObject({
      ok: true,
      url: server.url('/atom.xml'),
    });
  });

  test('an address without any feed is named with the reason', async () => {
    server.serve('/', page(''));
    expect(await find('/')).toMatchObject({
      ok: false,
      code: 'no-feed',
    });
    expect(await find('/missing')).toMatchObject({
      ok: false,
      code: 'http-404',
    });
  });

  test('the remedy for an address that was never added does not speak of feeds.yaml', async () => {
    server.serve('/closed', { status: 403, body: 'no' });
    server.serve('/login', { status: 401, body: 'no' });
    server.serve('/data', { headers: { 'content-type': 'application/json' }, body: '{"message":"not found"}' });
    for (const [path, advice] of [
      ['/closed', '换一个地址'],
      ['/login', '换一个不用登录的地址'],
      ['/missing', '检查地址有没有写错'],
      ['/data', '检查地址有没有写错'],
    ] as const) {
      const found = await find(path);
      if (found.ok) throw new Error(`${path} is a feed.`);
      expect(found.remedy['zh-CN']).toContain(advice);
      expect(found.remedy['zh-CN']).not.toContain('停用');
      expect(found.remedy.en).not.toContain('disable');
    }
  });

  describe('by way of a bridge', () => {
    const remedy = { 'zh-CN': '设置 RSSHUB_URL', en: 'set RSSHUB_URL' };
    /** As the program asks its bridge. */
    const bridging: Pick<FeedFetcher, 'fetch'> = {
      fetch: (request) => fetcher.fetch({ ...request, url: request.url.replace('rsshub:/', server.url('/')) }),
    };
    const findBy = (path: string, routes: readonly string[]) =>
      findFeed(server.url(path), {
        fetcher: { ...fetcher, ...bridging },
        now,
        routes: { ready: routes, remedy: routes.length > 0 ? undefined : remedy },
      });
    const list = [1, 2, 3, 4].map(
      (n) => `<li><a href="/news/${n}">A report about plan number ${n}</a> 2026-01-30</li>`,
    );

    beforeEach(() => {
      server.serve('/harbour/news', { body: rssFeed('Harbour by bridge', { items: 2 }) });
      server.serve('/news', {
        body: `<html><head><title>News</title></head><body><ul>${list.join('')}</ul></body></html>`,
      });
    });

    test('comes before a list on the page, and after a feed of the site’s own', async () => {
      const bridged = { ok: true, url: 'rsshub:/harbour/news', title: 'Harbour by bridge', items: 2 };
      expect(await findBy('/news', ['rsshub:/gone', 'rsshub:/harbour/news'])).toMatchObject(bridged);
      server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
      expect(await findBy('/news', ['rsshub:/harbour/news'])).toMatchObject({ url: server.url('/feed') });
    });

    test('a site is read that answers no program, and without a bridge it is said what to set', async () => {
      server.serve('/closed', { status: 403, body: 'no' });
      expect(await findBy('/closed', ['rsshub:/harbour/news'])).toMatchObject({
        ok: true,
        url: 'rsshub:/harbour/news',
      });
      expect(await findBy('/closed', [])).toMatchObject({ ok: false, code: 'http-403', remedy });
      expect(await findBy('/news', [])).toMatchObject({ ok: true, url: server.url('/news') });
    });
  });

  test('of a page without a feed, the part of the site map below it comes before the list on it', async () => {
    const list = ['one', 'two', 'three', 'four']
      .map(
        (name) => `<li><a href="/news/${name}">A report about the plan number ${name}</a> <time>2026-01-30</time></li>`,
      )
      .join('');
    server.serve('/news', { body: `<html><head><title>News</title></head><body><ul>${list}</ul></body></html>` });
    expect(await find('/news')).toMatchObject({
      ok: true,
      url: server.url('/news'),
      items: 4,
      page: { match: undefined },
    });

    const map = ['one', 'two', 'three']
      .map((name, at) => `<url><loc>/news/${name}</loc><lastmod>2026-01-0${at + 1}</lastmod></url>`)
      .join('');
    server.serve('/robots.txt', { body: `Sitemap: ${server.url('/maps.xml')}` });
    server.serve('/maps.xml', { body: '<sitemapindex><sitemap><loc>/map-1.xml</loc></sitemap></sitemapindex>' });
    server.serve('/map-1.xml', { body: `<urlset>${map}<url><loc>/about</loc></url></urlset>` });
    expect(await find('/news')).toMatchObject({
      ok: true,
      url: server.url('/map-1.xml'),
      items: 3,
      page: { match: '/news/' },
    });
  });

  test('a site map is found as it is, and of an index the maps to choose from are named', async () => {
    server.serve('/sitemap.xml', { body: '<urlset><url><loc>/news/one</loc></url></urlset>' });
    server.serve('/feed', { body: rssFeed('Harbour', { items: 3 }) });
    const page = { match: undefined };
    expect(await find('/sitemap.xml')).toMatchObject({ ok: true, url: server.url('/sitemap.xml'), items: 1, page });
    server.serve('/index.xml', { body: '<sitemapindex><sitemap><loc>/sitemap.xml</loc></sitemap></sitemapindex>' });
    const index = await find('/index.xml');
    expect(index).toMatchObject({ ok: false, code: 'sitemap-index' });
    expect(index).toHaveProperty('remedy.en', `Read one of them: ${server.url('/sitemap.xml')}`);
  });

  test('of a repository the releases are found, not the commits that its page links', async () => {
    const answers = new Map([
      [
        '/lumen/nova',
        page('<link rel="alternate" type="application/atom+xml" href="/lumen/nova/commits/main.atom">').body,
      ],
      ['/lumen/nova/commits/main.atom', rssFeed('Commits', { items: 3 })],
      ['/lumen/nova/releases.atom', rssFeed('Releases', { items: 3 })],
    ]);
    for (const [path, body] of answers) server.serve(path, { body });
    const asked: string[] = [];
    const github: Pick<FeedFetcher, 'fetch'> = {
      async fetch({ url }) {
        asked.push(url);
        const result = await fetcher.fetch({ url: server.url(new URL(url).pathname) });
        return result.kind === 'body' ? { ...result, finalUrl: url } : result;
      },
    };
    const found = await findFeed('https://github.com/lumen/nova', { fetcher: { ...fetcher, ...github }, now });
    expect(found).toMatchObject({ ok: true, url: 'https://github.com/lumen/nova/releases.atom', title: 'Releases' });
    expect(asked).toHaveLength(2);
  });
});
