import { describe, expect, test } from 'vitest';
import { type FilterInput, filterItems } from '../../../src/compose/judge/filter.ts';
import { createJudge, type Judge, type Judgement } from '../../../src/compose/judge/judge.ts';
import { phrase } from '../../../src/ground/phrase.ts';
import type { Feed, Item } from '../../../src/model.ts';
import { feeds, makeFeed, makeItem, makeSettings } from '../invented.ts';
import { aliases, topics, weights } from '../knowledge.ts';

const instant = new Date('2026-01-15T01:00:00Z');
const hoursAgo = (hours: number) => new Date(instant.getTime() - hours * 3_600_000);
const general = makeFeed('综合', { topic: 'general' });

function filter(items: readonly Item[], fields: Partial<FilterInput> = {}) {
  const slot = { digestId: 'daily', local: '2026-01-15T09:00', iso: '2026-01-15T09:00:00+08:00', instant };
  const input = { feeds: [...Object.values(feeds), general], settings: makeSettings(), untold: new Set<string>() };
  const judge = createJudge({ ...input, items, topics, aliases, weights });
  return filterItems({ items, ...input, topics, judge, slot, instant, since: undefined, ...fields });
}

const titles = ({ candidates }: ReturnType<typeof filter>) => candidates.map(({ item }) => item.title);
const why = ({ dropped }: ReturnType<typeof filter>) => dropped.map((row) => [row.rule, row.why]);

describe('the window', () => {
  test('the window is maxAge on the first run', () => {
    const items = [47, 49].map((hours) =>
      makeItem(feeds.lumen, `Lumen releases Nova 3, ${hours}`, { date: hoursAgo(hours) }),
    );
    const filtered = filter(items);
    expect(titles(filtered)).toEqual(['Lumen releases Nova 3, 47']);
    expect(filtered).toMatchObject({ windowHours: 48, considered: 1, dropped: [] });
  });

  test('the window reaches six hours before the last delivered slot, and at most ten days', () => {
    expect(filter([], { since: hoursAgo(72) }).windowHours).toBe(78);
    expect(filter([], { since: hoursAgo(24) }).windowHours).toBe(48);
    expect(filter([], { since: hoursAgo(24 * 30) }).windowHours).toBe(240);
  });

  test('an item from after the instant does not count, not even as an earlier date', () => {
    const url = 'https://lumen.example/a';
    const late = makeItem(feeds.lumen, 'Late', { date: hoursAgo(-1) });
    expect(filter([late, makeItem(feeds.wire, 'On time', { url, date: hoursAgo(1) })]).considered).toBe(1);
  });

  test('of several dates for one article the earliest counts, also of an item that is no candidate', () => {
    const article = { url: 'https://lumen.example/old', date: hoursAgo(3) };
    const own = makeFeed('Lumen', { url: 'https://lumen.example/rss.xml' });
    const known = makeItem(own, 'Old', { ...article, date: new Date('2025-09-10T02:00:00Z'), candidate: false });
    const filtered = filter([makeItem(feeds.wire, 'Old', article), known], { feeds: [feeds.wire, own] });
    expect(why(filtered)).toEqual([['old', '旧文：最早记为 2025-09-10']]);
  });

  test('a wrong date of one other feed does not hide an article, two that agree do', () => {
    const url = 'https://somewhere.example/a';
    const old = (feed: Feed, hours: number) => makeItem(feed, 'Old', { url, date: hoursAgo(hours) });
    expect(
      titles(filter([makeItem(feeds.wire, 'Lumen releases Nova 3', { url, date: hoursAgo(1) }), old(feeds.forum, 90)])),
    ).toEqual(['Lumen releases Nova 3']);
    const both = [old(feeds.forum, 90), old(feeds.finance, 95)];
    expect(
      titles(filter([makeItem(feeds.wire, 'Lumen releases Nova 3', { url, date: hoursAgo(1) }), ...both])),
    ).toEqual([]);
  });

  test('a title that its feed lists again at another address is as old as before', () => {
    const title = '流明公司的新办公楼终于落成了';
    const listed = [80, 3].map((hours) =>
      makeItem(feeds.lumen, title, { url: `https://lumen.example/${hours}`, date: hoursAgo(hours) }),
    );
    expect(why(filter(listed))).toEqual([['old', '旧文：最早记为 2026-01-12']]);
    const elsewhere = makeItem(feeds.wire, title, { url: 'https://wire.example/1', date: hoursAgo(3) });
    expect(titles(filter([...listed.slice(0, 1), elsewhere]))).toEqual([title]);
    const short = [80, 3].map((hours) =>
      makeItem(feeds.lumen, '流明消息', { url: `https://lumen.example/${hours}`, date: hoursAgo(hours) }),
    );
    expect(titles(filter(short))).toEqual(['流明消息']);
  });

  test('a page whose address or forum title says that it is old is no news when it is posted again', () => {
    const discussion = { url: 'https://forum.example/1', points: 300, comments: 90 };
    const posted = (title: string, url: string, fields: Partial<Item> = {}) =>
      makeItem(feeds.forum, title, { url, date: hoursAgo(2), discussion, ...fields });
    const old = [
      posted('Lumen explains Nova 1', 'https://lumen.example/2025/09/nova-1'),
      posted('Lumen trains Nova 1', 'https://lumen.example/2025/12/28/nova-1'),
      posted('Lumen names Nova 1', 'https://lumen.example/blog/2025-12-28-nova-1'),
      posted('Lumen and the model Nova (2024)', 'https://lumen.example/nova'),
      posted('流明与大模型星云（2024）', 'https://lumen.example/xingyun'),
    ];
    expect(why(filter(old))).toEqual(
      ['2025-09', '2025-12-28', '2025-12-28', '2024', '2024'].map((said) => ['old', `旧文：网址或标题写着 ${said}`]),
    );
    const news = [
      posted('Lumen releases Nova 2', 'https://lumen.example/2026/01/nova-2'),
      posted('Lumen releases Nova 3', 'https://lumen.example/2026/01/08/nova-3'),
      posted('Lumen releases Nova 4 (2026)', 'https://lumen.example/nova-4'),
      posted('Lumen releases the report Nova (2024)', 'https://lumen.example/report', { discussion: undefined }),
      posted('Lumen moves its offices', 'https://lumen.example/2025/09/offices', { discussion: undefined }),
      posted('Lumen releases Nova 5', 'https://lumen.example/2024-13/nova-5'),
    ];
    expect(why(filter(news)).filter(([rule]) => rule === 'old')).toEqual([]);
  });

  test('a page of the feed’s own site is as old as its address says, even if the feed gives it a new date', () => {
    const own = makeFeed('Lumen', { url: 'https://lumen.example/atom.xml' });
    const listed = (url: string, feed: Feed) => makeItem(feed, 'Lumen releases Nova 1', { url, date: hoursAgo(2) });
    const page = 'https://lumen.example/2024/05/13/nova-1';
    expect(why(filter([listed(page, own)], { feeds: [own] }))).toEqual([['old', '旧文：网址或标题写着 2024-05-13']]);
    expect(titles(filter([listed(page, feeds.wire)]))).toEqual(['Lumen releases Nova 1']);
    expect(titles(filter([listed('https://lumen.example/2026/01/14/nova-1', own)], { feeds: [own] }))).toHaveLength(1);
  });

  test('an untold item is a candidate whatever its age', () => {
    const item = makeItem(feeds.lumen, 'Lumen releases Nova 3', { date: hoursAgo(200) });
    expect(titles(filter([item], { untold: new Set([item.canonicalUrl]) }))).toEqual(['Lumen releases Nova 3']);
  });
});

describe('what the user wishes', () => {
  const items = [makeItem(feeds.lumen, 'Nova 3 runs on a phone'), makeItem(feeds.stardust, '流明公司发布新模型')];
  const word = (text: string) => ({ kind: 'words', text }) as const;

  test('exclude and include hold for the digest and for one feed', () => {
    expect(why(filter(items, { settings: makeSettings({ exclude: [word('phone')] }) }))).toEqual([
      ['excluded', '被排除：phone'],
    ]);
    expect(why(filter(items, { settings: makeSettings({ include: [word('流明')] }) }))).toEqual([
      ['not-included', '不含 include 里的词'],
    ]);
    expect(why(filter(items, { feeds: [{ ...feeds.lumen, exclude: [word('nova')] }, feeds.stardust] }))).toEqual([
      ['excluded', '被排除：nova'],
    ]);
  });

  test('a word is muted through its last day, in the digest’s zone', () => {
    const muted = (until: string) =>
      filter(items, { settings: makeSettings({ mute: [{ pattern: word('Nova'), until }] }) });
    expect(why(muted('2026-01-15'))).toEqual([['muted', '被屏蔽：Nova']]);
    expect(why(muted('2026-01-14'))).toEqual([]);
  });

  test('an item of a feed that the digest does not read has no chance', () => {
    expect(filter(items, { feeds: [feeds.stardust] })).toMatchObject({ considered: 1 });
    expect(titles(filter(items, { feeds: [feeds.stardust] }))).toEqual(['流明公司发布新模型']);
  });
});

describe('topic and kind', () => {
  test('an item of a general feed must be about AI, one of an AI feed need not', () => {
    const filtered = filter([makeItem(general, '央行下调利率'), makeItem(feeds.stardust, '流明换了标志')]);
    expect(filtered.dropped).toMatchObject([{ rule: 'topic', why: expect.stringMatching(/^不是 AI 话题/) }]);
    expect(titles(filtered)).toEqual(['流明换了标志']);
  });

  test('an item of an AI feed gives no story where it clearly is about something else, unless most others are too', () => {
    const about = (title: string) => makeItem(feeds.stardust, title);
    const stray = about('国际油价连续三周下跌，加油站排起长队');
    const plain = ['球队夺得冠军', '台风登陆沿海', '新学期推迟开学', '地铁票价调整', '电影节开幕'].map(about);
    const ai = ['流明开源大模型', '智能体进入工厂'].map(about);
    const closed = (others: readonly Item[]) =>
      filter([stray, ...others]).candidates.find(({ item }) => item === stray)?.closed;
    expect(closed([...ai, ...plain])).toMatchObject({ rule: 'topic' });
    expect(closed(plain)).toBeUndefined();
    expect(closed(ai)).toBeUndefined();
  });

  test.each([
    ['早报｜甲发布手机/乙降价/丙上市', 'roundup', '综述（一条多事）'],
    ['Last 24 hours to save 50% on your summit pass', 'promotion', '推广'],
  ])('an item is dropped as %s, with three signals', (title, rule, reason) => {
    const [dropped] = filter([makeItem(feeds.stardust, title)]).dropped;
    expect(dropped).toMatchObject({ rule, why: expect.stringMatching(`^${reason}：.+，.+，.+`) });
  });

  test('a page that readers cannot open is kept with a mark, because it may join a story', () => {
    const url = 'http://weixin.sogou.com/weixin?type=2&query=nova';
    expect(filter([makeItem(feeds.stardust, '流明发布 Nova 3', { url })]).candidates[0]?.closed?.rule).toBe(
      'search-page',
    );
  });
});

test('an item that only touches on AI may join a story but gives none', () => {
  const judged = { kind: 'news', ai: 0.3, isAi: false, wording: 0, isVendor: false } as const;
  const judgeOf = (topic: Judgement['topic']): Judge => ({
    judge: () => ({ ...judged, topic }),
    explain: () => [{ 'zh-CN': '摘要顺带提到 AI', en: 'summary: AI by the way' }],
  });
  const items = [makeItem(general, '流明要建电站')];
  const [touching] = filter(items, { judge: judgeOf('mention') }).candidates;
  expect(touching?.closed).toMatchObject({ rule: 'topic', why: { 'zh-CN': '不是 AI 话题：摘要顺带提到 AI' } });
  expect(filter(items, { judge: judgeOf('no') }).dropped).toMatchObject([{ rule: 'topic' }]);
});

test('an item that is refused as not about AI gets only the reasons against AI', () => {
  const judged = { kind: 'news', topic: 'no', ai: 0.7, isAi: true, wording: 0, isVendor: false } as const;
  const explain: Judge['explain'] = (_item, { isAi }) => [
    isAi ? phrase('有 AI 词', 'AI words') : phrase('行情', 'prices'),
  ];
  const { dropped } = filter([makeItem(general, '流明换了标志')], { judge: { judge: () => judged, explain } });
  expect(dropped).toMatchObject([{ why: '不是 AI 话题：行情' }]);
});

test('an item of a general feed that has no AI word must be about AI beyond doubt, unless the user’s own words say so', () => {
  const judged = { kind: 'news', isAi: true, wording: 0, isVendor: false } as const;
  const kept = (judgement: Pick<Judgement, 'topic' | 'ai' | 'isWished'>, feed: Feed) =>
    titles(
      filter([makeItem(feed, '流明换了标志')], {
        judge: { judge: () => ({ ...judged, ...judgement }), explain: () => [] },
      }),
    );
  expect(kept({ topic: 'no', ai: 0.8 }, general)).toEqual([]);
  expect(kept({ topic: 'no', ai: 0.95 }, general)).toHaveLength(1);
  expect(kept({ topic: 'mention', ai: 0.8 }, general)).toHaveLength(1);
  expect(kept({ topic: 'no', ai: 0.8, isWished: true }, general)).toHaveLength(1);
  expect(kept({ topic: 'no', ai: 0.8 }, feeds.stardust)).toHaveLength(1);
});

test('a word of the user’s own decides the topic above the judge', () => {
  const own = { ...topics, always: ['电站'], never: ['模型'] };
  const items = [makeItem(general, '流明要建电站'), makeItem(general, '流明开源大模型')];
  const judge = createJudge({ topics: own, aliases, weights, feeds: [general], items });
  expect(titles(filter(items, { judge, topics: own }))).toEqual(['流明要建电站']);
});

test('without weights the words of topics.yaml decide', () => {
  const items = [
    makeItem(general, '流明开源大模型'),
    makeItem(general, '油价下调'),
    makeItem(general, '晚报｜甲；乙；丙'),
  ];
  const judge = createJudge({ topics, aliases, weights: undefined, feeds: [general], items });
  const filtered = filter(items, { judge });
  expect(titles(filtered)).toEqual(['流明开源大模型']);
  expect(filtered.dropped.map(({ rule }) => rule)).toEqual(['topic', 'roundup']);
});
