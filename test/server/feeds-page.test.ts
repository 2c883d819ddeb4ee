import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { feedId } from '../../src/ground/feed-id.ts';
import { sampleFeedState, sampleItem } from '../store/samples.ts';
import { type DeskWorld, openDeskWorld } from './desk-world.ts';

const now = new Date('2026-02-01T12:00:00+08:00');
let desk: DeskWorld;
beforeEach(async () => {
  desk = await openDeskWorld({ now });
});
afterEach(() => desk.close());

const lumen = feedId('https://lumen.example/feed');
const stardust = feedId('https://stardust.example/rss');

describe('the feeds page', () => {
  test('lists feeds with their stories, and finds them by name, tag or address', async () => {
    expect(await desk.see('/feeds')).toContain('<h1>2 个源</h1>');
    await desk.store.saveFact('worker:collected', now.toISOString());
    const page = await desk.see('/feeds');
    expect(page).toContain('2 个源，2 个正常');
    expect(page).toContain(`href="/feeds/${lumen}"`);
    expect(await desk.see('/feeds?q=国内')).not.toContain('Lumen Blog');
  });

  test('shows a found feed with its newest three titles before it is added', async () => {
    const { text } = await desk.send('/feeds/look', { source: 'nova.example' });
    expect(text).toContain('Nova &lt;b&gt;News&lt;/b&gt;');
    expect(text).toContain('Nova model number 4 is out');
    expect(text).not.toContain('Nova model number 1 is out');
    expect(desk.feedsText()).not.toContain('nova.example');

    const added = await desk.send('/feeds/add', {
      url: 'https://nova.example/feed.xml',
      name: 'Nova',
      topic: 'ai',
      language: 'en',
    });
    expect(added.text).toContain('加上了源 Nova');
    expect(desk.feedsText()).toContain('nova.example/feed.xml');
    expect(desk.feedsText()).toContain('# good');
    expect(desk.settings.now().feeds.at(-1)).toMatchObject({ name: 'Nova', topic: 'ai' });
    expect(await desk.see('/log')).toContain('加上了源 Nova');
  });

  test('names a button instead of a command as the remedy of a feed', async () => {
    const { counts } = sampleFeedState();
    const state = sampleFeedState({
      feedUrl: 'https://stardust.example/rss',
      counts: { ...counts, emptyReadings: 3 },
    });
    await desk.store.saveReadings([{ state, items: [], readAt: now, unchanged: false }]);
    for (const path of ['/feeds', `/feeds/${stardust}`]) {
      const page = await desk.see(path);
      expect(page).toContain('按“找它的新地址”；没有就停用它');
      expect(page).not.toContain('feeds inspect');
    }
  });

  test('says so when a site has no feed', async () => {
    expect((await desk.send('/feeds/look', { source: 'https://nothing.example' })).text).toContain('没有找到 RSS');
    expect((await desk.send('/feeds/look', { source: 'not a url' })).text).toContain('没有找到源');
  });

  test('changes weight, topic and tags, and describes the change in words', async () => {
    const change = { feed: stardust, weight: '3', topic: 'general', tags: '国内、媒体' };
    const { text } = await desk.send('/feeds/change', change);
    expect(text).toContain('星尘周报：分量 2 → 3，标签 → 国内、媒体');
    expect(desk.settings.now().feeds[1]).toMatchObject({ weight: 3, tags: ['国内', '媒体'] });
    expect((await desk.send('/feeds/change', change)).text).toContain('没有改动');
  });

  test('refuses a value that could not be loaded, with the reason', async () => {
    const before = desk.feedsText();
    const { text } = await desk.send('/feeds/change', { feed: stardust, weight: '999', topic: 'ai', tags: '' });
    expect(text).toContain('这样改文件就读不了');
    expect(desk.feedsText()).toBe(before);
  });

  test.each(['not a url', 'javascript:alert(1)', ''])('%j is not added', async (url) => {
    const before = desk.feedsText();
    const { status, text } = await desk.send('/feeds/add', { url, name: '', topic: 'ai' });
    expect([status, text]).toEqual([200, expect.stringContaining('class="said-so bad"')]);
    expect(desk.feedsText()).toBe(before);
  });

  test('disables, enables and removes a feed', async () => {
    await desk.send('/feeds/switch', { feed: lumen, enabled: '0' });
    expect(desk.settings.now().feeds[0]?.enabled).toBe(false);
    expect(await desk.see('/feeds')).toContain('停用的 1 个');
    await desk.send('/feeds/switch', { feed: lumen, enabled: '1' });
    expect(desk.settings.now().feeds[0]?.enabled).toBe(true);
    await desk.send('/feeds/remove', { feed: lumen });
    expect(desk.settings.now().feeds).toHaveLength(1);
    expect((await desk.send('/feeds/remove', { feed: lumen })).text).toContain('没有这个源');
  });

  test('imports and exports feeds as OPML', async () => {
    expect(await desk.see('/feeds/export.opml')).toContain('xmlUrl="https://lumen.example/feed"');
    const opml =
      '<opml><body><outline text="媒体"><outline text="晚报" xmlUrl="https://evening.example/rss"/></outline></body></opml>';
    expect((await desk.send('/feeds/import', { opml })).text).toContain('从 OPML 加了 1 个源');
    expect(desk.settings.now().feeds.at(-1)).toMatchObject({ name: '晚报', tags: ['媒体'] });
    expect((await desk.send('/feeds/import', { opml: '<html>' })).text).toContain('里面没有源');
  });

  test('does not overwrite a file that somebody else has changed: it shows the difference, and the person decides', async () => {
    const seen = /name="stamp" value="([^"]+)"/.exec(await desk.see('/feeds'))?.[1] ?? '';
    desk.writeFeeds(desk.feedsText().replace('name: Lumen Blog', 'name: "Lumen <i>"'));
    const conflict = await desk.send('/feeds/switch', { feed: lumen, enabled: '0', stamp: seen });
    expect(conflict.status).toBe(409);
    expect(conflict.text).toContain('文件刚刚被别人改过');
    expect(conflict.text).toMatch(/<ins>\+ .*Lumen &lt;i&gt;/);
    expect(desk.feedsText()).not.toContain('enabled');

    const stamp = /name="stamp" value="([^"]+)"/.exec(conflict.text)?.[1] ?? '';
    await desk.send('/feeds/switch', { feed: lumen, enabled: '0', stamp });
    expect(desk.feedsText()).toContain('enabled: false');
    expect(desk.feedsText()).toContain('Lumen <i>');
  });

  test('shows markup from feeds and files as text', async () => {
    const name = `"><script>alert(1)</script>`;
    await desk.send('/feeds/add', { url: 'https://nova.example/feed.xml', name, topic: 'ai' });
    const id = feedId('https://nova.example/feed.xml');
    for (const page of ['/feeds', `/feeds/${id}`, '/log', '/']) expect(await desk.see(page)).not.toContain('<script>');
  });
});

describe('the page of one feed', () => {
  test('shows how it is read, what was read, and how it is used', async () => {
    const page = await desk.see(`/feeds/${stardust}`);
    expect(page).toContain('<h1>星尘周报</h1>');
    expect(page).toContain('value="2" checked');
    expect(page).toContain('value="国内"');
  });

  test('has its picture as a table too, the newest day first', async () => {
    const read = (hoursAgo: number, entryId: string) => ({
      ...sampleItem({ feedUrl: 'https://stardust.example/rss', entryId }),
      firstSeenAt: new Date(now.getTime() - hoursAgo * 3_600_000),
    });
    const state = sampleFeedState({ feedUrl: 'https://stardust.example/rss' });
    const items = [read(1, 'a'), read(2, 'b'), read(50, 'c')];
    await desk.store.saveReadings([{ state, items, readAt: now, unchanged: false }]);
    const page = await desk.see(`/feeds/${stardust}`);
    const rows = [...page.matchAll(/<tr><td>([^<]+)<\/td><td class="num">(\d+)<\/td><\/tr>/g)];
    expect(rows.map(([, day, count]) => `${/^\d{4}-\d\d-\d\d$/.test(day ?? '') ? 'day' : day} ${count}`)).toEqual([
      'day 2',
      'day 1',
      '其余 28 天 0',
    ]);
  });

  test.each(['/feeds/nobody', '/feeds/..%2f..%2fetc', '/feeds/https:%2f%2flumen.example%2ffeed'])(
    '%s is not one',
    async (path) => {
      expect(await desk.see(path)).toBe('没有这一页\n');
    },
  );

  test('shows the feed’s address without its key, and has no key in its own address', async () => {
    desk.writeFeeds(desk.feedsText().replace('https://lumen.example/feed', 'https://lumen.example/feed?key=s3cret'));
    await desk.settings.refresh();
    const id = feedId('https://lumen.example/feed?key=s3cret');
    expect(await desk.see(`/feeds/${id}`)).toContain('https://lumen.example/feed?key=…');
    for (const page of ['/feeds', `/feeds/${id}`]) expect(await desk.see(page)).not.toContain('s3cret');
  });
});

describe('the catalogue page', () => {
  test('marks feeds in use, and finds feeds by a word', async () => {
    expect(await desk.see('/feeds/catalogue')).toMatch(/目录里的 \d+ 个源/);
    expect(await desk.see('/feeds/catalogue?q=nothingofthekind')).not.toContain('看看');
  });
});
