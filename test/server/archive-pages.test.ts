import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServerOptions } from '../../src/server/server.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { acceptAll, sampleItem, sampleEdition as storedEdition, sampleStory as storyOf } from '../store/samples.ts';
import { openServer } from './open-server.ts';
import { hostile, sampleSettings } from './samples.ts';

const token = 'let me in';
const authorization = `Basic ${Buffer.from(`me:${token}`).toString('base64')}`;
const now = new Date('2026-03-02T12:00:00+08:00');

let store: Store;
beforeEach(async () => {
  store = await openScratchStore({ dataDir: '/nonexistent' });
});
afterEach(() => store.close());

/** An edition with stories of these titles. */
async function tell(day: string, titles: readonly string[], { digestId = 'daily', number = 1, arrives = true } = {}) {
  const stories = titles.map((title, index) => {
    const entryId = `${digestId}-${day}-${number}-${index}`;
    return storyOf(entryId, [sampleItem({ entryId, title, summary: `${title}的摘要。` })]);
  });
  const saved = await store.saveEdition(storedEdition({ digestId, day, stories, number }));
  if (arrives) await acceptAll(store, saved);
}

type Asked = Readonly<Record<string, string>>;

/** Opens a server, and returns how to see its pages. */
function open(options: Partial<ServerOptions> = {}) {
  const app = openServer({ archive: store, now: () => now, ...options });
  return async (url: string, headers: Asked = {}) => {
    const answer = await app.inject({ url, headers: { host: '127.0.0.1:8080', ...headers } });
    return { status: answer.statusCode, body: answer.body, type: String(answer.headers['content-type']) };
  };
}

describe('the list of editions', () => {
  test('shows the newest month, and names the others with what they hold', async () => {
    await tell('2026-01-31', ['一月的事']);
    await tell('2026-02-27', ['甲', '乙']);
    await tell('2026-03-01', ['丙']);
    await tell('2026-03-02', ['丁', '戊'], { arrives: false });
    const see = open();
    const { status, body } = await see('/editions');
    expect(status).toBe(200);
    expect(body).toContain('今天 周一');
    expect(body).toContain('href="/editions/daily/2026-03-02T0900.html" lang="zh">丁</a>');
    expect(body).toContain('<span class="tag">没有送达</span>');
    expect(body).toContain('2 期，3 条');
    expect(body).not.toContain('一月的事');
    expect(body).toContain('href="/editions?month=2026-01">1月</a>');
    expect((await see('/editions?month=2026-02')).body).toContain('甲');
    expect((await see('/editions?month=1999-01')).body).toContain('还没有发过');
    expect((await see('/editions?month=%27%3B')).status).toBe(200);
  });

  test('a month with many editions continues on another page', async () => {
    for (let number = 1; number <= 102; number++) await tell('2026-03-02', [`第${number}次的事`], { number });
    const see = open();
    const { body } = await see('/editions');
    expect(body.match(/次的事/g)).toHaveLength(100);
    const older = /href="([^"]+)">这个月更早的/.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await see(older)).body.match(/次的事/g)).toHaveLength(2);
  });

  test('offers a choice when there are several digests', async () => {
    await tell('2026-03-01', ['早报的事']);
    await tell('2026-03-02', ['午报的事'], { digestId: 'noon' });
    const digests = () => [sampleSettings(), { ...sampleSettings(), id: 'noon', title: '午报' }];
    const see = open({ digests });
    expect((await see('/editions')).body).toMatch(/午报的事.*早报的事/s);
    const noon = (await see('/editions/noon')).body;
    expect(noon).toContain('午报的事');
    expect(noon).not.toContain('早报的事');
    expect((await see('/editions/nothing')).status).toBe(404);
  });
});

describe('the page of an edition', () => {
  test('shows it as the group saw it, what was left out and why, and links to its neighbours', async () => {
    await tell('2026-02-28', ['前一天']);
    await tell('2026-03-01', ['流明开源 Nova 3', '北辰发布 B2 芯片']);
    await tell('2026-03-02', ['后一天']);
    const see = open();
    for (const name of ['2026-03-01T09:00', '2026-03-01T0900', '2026-03-01T0900.html', '2026-03-01T0900-1.html']) {
      const { status, body } = await see(`/editions/daily/${name}`);
      expect([name, status]).toEqual([name, 200]);
      expect(body).toContain('<h1>3月1日 周日，2 条</h1>');
      expect(body).toContain('AI 新闻日报');
      expect(body).toContain('class="bubble markdown"');
      expect(body).toContain('A discount');
      expect(body).toContain('为什么是这 2 条');
      expect(body).toContain('href="/editions/daily/2026-02-28T0900.html">← 2月28日 周六');
      expect(body).toContain('href="/editions/daily/2026-03-02T0900.html">3月2日 周一 →');
    }
  });

  test('has its own address for a further edition of the slot', async () => {
    await tell('2026-03-02', ['第一次']);
    await tell('2026-03-02', ['第二次'], { number: 2 });
    const see = open();
    const sees = async (name: string) => /第[一二]次(?=<)/.exec((await see(`/editions/daily/${name}`)).body)?.[0];
    expect(await sees('2026-03-02T0900.html')).toBe('第一次');
    expect(await sees('2026-03-02T0900-2.html')).toBe('第二次');
    expect(await sees('2026-03-02T09:00')).toBe('第二次');
    expect(await sees('2026-03-02T09:00%232')).toBe('第二次');
  });

  test.each([
    '/editions/daily/..%2f..%2f.env',
    '/editions/..%2f..%2f/etc/passwd',
    '/editions/%2e%2e/%2e%2e/digest.db',
    '/editions/daily/2026-03-02T0900.html%00',
    '/editions/daily/2026-03-02T0900/../../x',
    "/editions/daily'--/2026-03-02T0900.html",
    '/editions/daily/2026-03-02T09:00-99999999999',
    '/editions/daily/%E0%A4%A',
  ])('%s is no page', async (path) => {
    await tell('2026-03-02', ['甲']);
    const see = open();
    expect([400, 404]).toContain((await see(path)).status);
  });

  test('shows markup from feeds as text, like every page of the archive', async () => {
    await tell('2026-03-02', [`${hostile} 北辰`]);
    const see = open();
    const q = encodeURIComponent(hostile);
    for (const url of [
      '/editions',
      '/editions/daily/2026-03-02T0900.html',
      '/search?q=北辰',
      `/search?q=${q}`,
      '/feed.xml',
    ]) {
      const { body } = await see(encodeURI(decodeURI(url)));
      expect([url, /<script|<img src=x/.test(body)]).toEqual([url, false]);
    }
  });
});

describe('the search page', () => {
  test('finds sent stories, marks the words, and lists rejected items beside them', async () => {
    await tell('2026-03-01', ['北辰回应断供传闻', '别的事']);
    const see = open();
    const { body } = await see(`/search?q=${encodeURIComponent('北辰')}`);
    expect(body).toContain('“北辰”发过 1 条');
    expect(body).toContain('<mark>北辰</mark>回应断供传闻');
    expect(body).toContain('href="/editions/daily/2026-03-01T0900.html">3月1日 周日 第 1 条</a>');
    expect(body).not.toContain('别的事');
    expect((await see('/search?q=discount')).body).toContain('A <mark>discount</mark>');
    expect((await see('/search')).status).toBe(200);
    expect((await see(`/search?q=${encodeURIComponent('没有这个词')}`)).body).toContain('发过 0 条');
  });

  test('continues its results page by page', async () => {
    await tell(
      '2026-03-01',
      Array.from({ length: 25 }, (_, index) => `北辰第 ${index} 件事`),
    );
    const see = open();
    const first = (await see(`/search?q=${encodeURIComponent('北辰')}`)).body;
    expect(first.match(/<mark>北辰<\/mark>第[^<]*<\/a>/g)).toHaveLength(20);
    const next = /href="(\/search[^"]+)">更早的/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await see(next)).body.match(/<mark>北辰<\/mark>第[^<]*<\/a>/g)).toHaveLength(5);
  });
});

describe('the feeds of the editions', () => {
  test('contain the delivered editions of all digests or of one, with addresses below `link`', async () => {
    await tell('2026-03-01', ['早报的事']);
    await tell('2026-03-02', ['还没有送达'], { arrives: false });
    const digests = () => [{ ...sampleSettings(), link: 'https://news.example' }];
    const see = open({ digests });
    for (const url of ['/feed.xml', '/editions/daily/feed.xml']) {
      const { type, body } = await see(url);
      expect(type).toBe('application/atom+xml; charset=utf-8');
      expect(body).toContain('3月1日 周日：早报的事');
      expect(body).not.toContain('还没有送达');
      expect(body).toContain(`href="https://news.example${url}"`);
    }
    const json = await see('/editions/daily/feed.json');
    expect(json.type).toBe('application/feed+json; charset=utf-8');
    expect(JSON.parse(json.body)).toMatchObject({
      items: [{ url: 'https://news.example/editions/daily/2026-03-01T0900.html' }],
    });
    expect((await see('/editions/nothing/feed.xml')).status).toBe(404);
  });
});

/** Paths and methods out of the tree that fastify prints. */
function routesOf(tree: string): readonly (readonly [path: string, methods: readonly string[]])[] {
  const above: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part = '', methods] = /^((?:[│ ] {3})*)[├└]── (\S+?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    above.length = indent.length / 4;
    above.push(part);
    return methods === undefined ? [] : [[above.join('').replaceAll('//', '/'), methods.split(', ')] as const];
  });
}

describe('PUBLIC_PAGES', () => {
  const readable = [
    '/editions',
    '/editions/daily',
    '/editions/daily/2026-03-01T0900.html',
    '/search?q=a',
    '/feed.xml',
    '/feed.json',
    '/editions/daily/feed.xml',
    '/editions/daily/feed.json',
  ];
  const closed = { token: () => token, host: '0.0.0.0' };

  test.each(readable)('%s requires the token until PUBLIC_PAGES is on', async (url) => {
    await tell('2026-03-01', ['甲']);
    const see = open(closed);
    expect((await see(url)).status).toBe(401);
    expect((await see(url, { authorization })).status).toBe(200);
    const seePublic = open({ ...closed, publicPages: () => true });
    expect((await seePublic(url, { host: 'news.example' })).status).toBe(200);
  });

  test('opens no other route', async () => {
    const app = openServer({ ...closed, archive: store, publicPages: () => true });
    await app.ready();
    const open = /^\/(?:healthz|readyz|login|search|feed\.(?:xml|json)|editions(?:\/.*)?)$/;
    const routes = routesOf(app.printRoutes({ commonPrefix: false }));
    expect(routes.map(([path]) => path)).toEqual(
      expect.arrayContaining(['/', '/preview', '/metrics', '/run', '/log', '/logout', '/editions/:digest/:slot']),
    );
    for (const [path, methods] of routes) {
      for (const method of methods) {
        if (method === 'HEAD' || method === 'OPTIONS' || (method === 'GET' && open.test(path))) continue;
        const url = path.replace(/:\w+/g, 'daily');
        const answer = await app.inject({ url, method: method as 'GET' | 'POST', headers: { host: 'news.example' } });
        expect([method, url, [401, 403].includes(answer.statusCode)]).toEqual([method, url, true]);
      }
    }
  });

  test('shows a guest no state, no navigation bar and no undelivered edition', async () => {
    await tell('2026-02-28', ['前一天']);
    await tell('2026-03-01', ['送达的事']);
    await tell('2026-03-02', ['没有送达的事'], { arrives: false });
    const level = () => Promise.reject(new Error('asked for the state of the program'));
    const see = open({ ...closed, publicPages: () => true, health: level });
    for (const url of ['/editions', '/search?q=事', '/feed.xml', '/editions/daily/2026-03-01T0900.html']) {
      const { status, body } = await see(encodeURI(url));
      expect([url, status]).toEqual([url, 200]);
      expect(body).not.toMatch(/没有送达的事|WECOM_WEBHOOK_URL|\/settings|\/log|\/login|class="dot/);
    }
    expect((await see('/editions/daily/2026-03-02T0900.html')).status).toBe(404);
    expect((await see('/editions/daily/2026-03-01T0900.html')).body).toContain('已是最新一期');
  });

  test('limits the requests of anonymous visitors, but not of visitors with a login', async () => {
    const see = open({ ...closed, publicPages: () => true });
    const statuses = [];
    for (let asked = 0; asked < 70; asked++) statuses.push((await see('/editions')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(statuses.at(-1)).toBe(429);
    expect((await see('/editions', { authorization })).status).toBe(200);
  });
});
