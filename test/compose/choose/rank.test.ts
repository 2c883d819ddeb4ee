import { describe, expect, test } from 'vitest';
import { type RankInput, rankStories } from '../../../src/compose/choose/rank.ts';
import type { Cluster } from '../../../src/compose/cluster/cluster.ts';
import type { Candidate } from '../../../src/compose/judge/filter.ts';
import type { DigestSettings, Feed, Item } from '../../../src/model.ts';
import { makeFeed, makeItem, makeSettings } from '../invented.ts';
import { aliases } from '../knowledge.ts';

const instant = new Date('2026-01-15T00:30:00Z');
const stardust = makeFeed('星尘周报');
const finance = makeFeed('示例财经');
const wire = makeFeed('Example Wire', { language: 'en' });
const lumen = makeFeed('Lumen', { url: 'https://lumen.example/rss.xml', language: 'en' });
const feeds = [stardust, finance, wire, lumen];
const hosts = new Map([
  [stardust, 'stardust.example'],
  [finance, 'finance.example'],
  [wire, 'wire.example'],
]);

const member = (feed: Feed, title: string, fields: Partial<Item> = {}): Candidate => ({
  item: makeItem(feed, title, { url: `https://${hosts.get(feed)}/${title.length}`, ...fields }),
  feed,
  topic: 'title' as const,
  kind: 'news' as const,
  ai: 1,
  isAi: true,
  wording: 0,
  isVendor: false,
  closed: undefined,
});

function rank(
  clusters: readonly Partial<Cluster>[],
  settings: Partial<DigestSettings> = {},
  fields: Partial<RankInput> = {},
) {
  const whole = clusters.map((cluster) => ({ members: [], background: undefined, update: undefined, ...cluster }));
  return rankStories(whole, {
    settings: makeSettings(settings),
    feeds,
    items: whole.flatMap(({ members }) => members.map(({ item }) => item)),
    aliases,
    instant,
    weights: undefined,
    judge: { explain: () => [] },
    ...fields,
  });
}

const story = (members: Cluster['members'], settings: Partial<DigestSettings> = {}) => {
  const [first] = rank([{ members }], settings);
  if (first === undefined) throw new Error('Expected a story, got none');
  return first;
};

describe('the score', () => {
  test('the score is the sum of the points that are shown', () => {
    const ranked = rank(
      [1, 5, 17, 33].map((hours) => ({
        members: [member(stardust, `第 ${hours} 条`, { date: new Date(instant.getTime() - hours * 3_600_000) })],
      })),
    );
    for (const { score, reasons } of ranked) {
      expect(score).toBe(Math.round(reasons.reduce((sum, reason) => sum + reason.points, 0) * 10) / 10);
    }
    expect(ranked.map(({ lead }) => lead.title)).toEqual(['第 1 条', '第 5 条', '第 17 条', '第 33 条']);
  });

  test('the score names each of its points', () => {
    const discussion = { url: 'https://news.ycombinator.com/item?id=1', points: 1000, comments: 10 };
    const { reasons } = story(
      [
        member(stardust, '流明发布新模型 Nova 3'),
        member(finance, '流明推出 Nova 3'),
        member(wire, 'Lumen shows Nova 3', { discussion }),
      ],
      { boost: [{ pattern: { kind: 'words', text: 'Nova' }, points: 2 }] },
    );
    expect(reasons).toEqual([
      { points: 1.8, why: '新闻' },
      { points: -0.8, why: '没有知名的名字' },
      { points: 1.8, why: 'HN 1000 分' },
      { points: 1.5, why: '2 家独立来源' },
      { points: 0.6, why: '0 小时前' },
      { points: 2, why: '关注词 Nova' },
      { points: 0.3, why: '星尘周报' },
      { points: 0.3, why: '中文' },
    ]);
  });

  test.each([
    [0, '0 hours ago'],
    [1, '1 hour ago'],
    [1.02, '1 hour ago'],
    [1.5, '1.5 hours ago'],
    [2, '2 hours ago'],
  ])('the score says in English how fresh a story of %d hours is', (hours, expected) => {
    const date = new Date(instant.getTime() - hours * 3_600_000);
    const { reasons } = story([member(wire, 'Lumen shows Nova 3', { date })], { language: 'en' });
    expect(reasons.map(({ why }) => why)).toContain(expected);
  });

  test('the score has points for a title in the digest’s language', () => {
    const own = (title: string, language: DigestSettings['language']) =>
      story([member(wire, title)], { language }).reasons.find(({ why }) => why === '中文' || why === 'in English');
    expect(own('流明换标志', 'zh-CN')?.points).toBe(0.3);
    expect(own('Lumen has a new logo', 'zh-CN')).toBeUndefined();
    expect(own('Lumen has a new logo', 'en')?.points).toBe(0.3);
    expect(own('流明换标志', 'en')).toBeUndefined();
  });

  test('the score starts from the kind, with the judge’s signals beside it', () => {
    const { reasons } = story([{ ...member(wire, 'How Acme uses Nova 3'), kind: 'case' }]);
    expect(reasons[0]).toEqual({ points: -1.5, why: '客户案例' });
    const judge = { explain: () => [{ 'zh-CN': '标题说怎么做', en: 'title says how' }] };
    const [explained] = rank([{ members: [{ ...member(wire, 'How to run Nova 3'), kind: 'guide' }] }], {}, { judge });
    expect(explained?.reasons[0]?.why).toBe('教程（标题说怎么做）');
  });

  test('the score uses fitted points where there are some', () => {
    const [ranked] = rank(
      [{ members: [member(wire, 'Lumen shows Nova 3')] }],
      {},
      { weights: { points: { 'kind news': 3 } } },
    );
    expect(ranked?.reasons[0]).toEqual({ points: 3, why: '新闻' });
  });

  test('a forum post beside an article gets the article’s kind', () => {
    const post = {
      ...member(finance, '流明 Nova 3 上新了', { url: 'https://www.v2ex.com/t/1' }),
      kind: 'forum' as const,
    };
    expect(story([post]).kind).toBe('forum');
    expect(story([post, member(stardust, '流明发布 Nova 3')]).kind).toBe('news');
  });

  test('a vendor’s own guide loses points, its release does not', () => {
    const own = { ...member(wire, 'A guide to Nova 3'), isVendor: true };
    expect(story([{ ...own, kind: 'guide' }]).isVendorOwn).toBe(true);
    expect(story([{ ...own, kind: 'release' }]).isVendorOwn).toBe(false);
  });

  test('the score grows with a sum of money, and falls for a coy title', () => {
    const pointsOf = (title: string, why: string) =>
      story([member(stardust, title)]).reasons.find((each) => each.why === why)?.points;
    expect(pointsOf('流明融资 10 亿美元', '大额资金')).toBe(0.8);
    expect(pointsOf('流明融资 500 万美元', '大额资金')).toBeUndefined();
    expect(pointsOf('流明一夜封神！', '标题不直说')).toBe(-0.5);
  });

  test('a boosted word counts half when only the summary has it', () => {
    const boost = [{ pattern: { kind: 'words', text: 'Nova' } as const, points: 2 }];
    const { reasons } = story([member(stardust, '流明发布新模型', { summary: '流明说 Nova 3 会画画。' })], { boost });
    expect(reasons).toContainEqual({ points: 1, why: '摘要里有关注词 Nova' });
  });

  test('the score has points for a release by a known laboratory or model', () => {
    const release = (title: string) =>
      story([{ ...member(stardust, title), kind: 'release' }]).reasons.find(
        ({ why }) => why === '实验室或模型的新发布',
      );
    expect(release('DeepSeek 开源数学模型')?.points).toBe(0.8);
    expect(release('苹果发布新手机')).toBeUndefined();
  });

  test('a story loses points where none of its reports has a word about AI', () => {
    const silent = { ...member(stardust, '流明换标志'), topic: 'no' as const };
    const unsaid = { points: -0.7, why: '没有 AI 词' };
    expect(story([silent]).reasons).toContainEqual(unsaid);
    expect(story([silent, member(finance, '流明换了标志')]).reasons).not.toContainEqual(unsaid);
  });

  test('a page beside a release of the same product comes behind, in the points and in the reasons', () => {
    const own = (title: string, kind: 'release' | 'paper'): Partial<Cluster> => ({
      members: [{ ...member(lumen, title), kind, isVendor: true }],
    });
    const [release, ...others] = rank([own('Introducing Nova 3', 'release'), own('Nova 3 System Card', 'paper')]);
    expect(release?.lead.title).toBe('Introducing Nova 3');
    expect(others[0]?.reasons.at(-1)).toEqual({ points: -3, why: '与「Introducing Nova 3」同属一次发布' });
    expect(others[0]?.score).toBeLessThan(0.1 + (release?.score ?? 0) - 3);
  });

  test('the points for freshness halve in a day', () => {
    const { reasons } = story([member(stardust, '流明换标志', { date: new Date('2026-01-14T00:30:00Z') })]);
    expect(reasons).toContainEqual({ points: 0.3, why: '24 小时前' });
  });
});

describe('independent sources', () => {
  test('copies with one title, or with a credit to the other, are one independent source', () => {
    expect(story([member(stardust, '流明发布 Nova 3'), member(finance, '流明发布Nova 3')]).independentSources).toBe(1);
    const credit = '流明公司发布了新模型。（路透社）';
    const both = [
      member(stardust, '流明发布新模型', { summary: credit }),
      member(finance, '新模型来自流明', { summary: credit }),
    ];
    expect(story(both).independentSources).toBe(1);
  });

  test('a company’s post about itself is not an independent source', () => {
    const own = member(wire, 'Introducing GPT-9', { url: 'https://openai.com/index/gpt-9' });
    expect(story([own, member(stardust, 'OpenAI 发布 GPT-9')]).independentSources).toBe(1);
  });

  test('reports that differ in words and site are independent sources', () => {
    expect(story([member(stardust, '流明换标志'), member(wire, 'Lumen has a new logo')]).independentSources).toBe(2);
  });
});

describe('who stands behind a story', () => {
  const hosts = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];

  test('one feed is one source, however many hosts it lists', () => {
    const members = hosts.map((host, at) => member(wire, `流明换标志，第 ${at} 说`, { url: `https://${host}/${at}` }));
    expect(story(members).independentSources).toBe(1);
  });

  test('unknown hosts count as the feed that lists them', () => {
    const listed = [wire, wire, finance].map((feed, at) =>
      member(feed, `流明换标志，第 ${at} 说`, { url: `https://${hosts[at]}/${at}` }),
    );
    expect(story(listed).independentSources).toBe(2);
  });

  test('an aggregator is not the second source', () => {
    const discussion = { url: 'https://news.ycombinator.com/item?id=1', points: 1, comments: 1 };
    const post = member(wire, 'Lumen changes its logo', { url: 'https://somebody.example/1', discussion });
    expect(story([member(stardust, '流明换标志'), post]).independentSources).toBe(1);
  });

  test('the words of the site’s own feed lead over another feed’s words for the same page', () => {
    const page = { url: 'https://lumen.example/logo', canonicalUrl: 'https://lumen.example/logo' };
    const members = [member(stardust, '流明倒闭', page), member(lumen, 'Lumen has a new logo', page)];
    expect(story(members).lead.title).toBe('Lumen has a new logo');
  });
});

test('a section takes the stories that its words match, and the last section the rest', () => {
  expect(story([member(stardust, '流明发布新模型')]).section).toBe('models');
  expect(story([member(stardust, '流明换标志')]).section).toBe('more');
});

describe('the lead', () => {
  test('the lead is plain news before a column’s piece, even where the news credits a wire', () => {
    const news = member(stardust, '流明收购拾光', { summary: '流明收购了拾光。（示例财经）' });
    const column = member(finance, '流明史上最大的收购，目标却是一家小店｜硬思考');
    expect(story([column, news]).lead.title).toBe('流明收购拾光');
  });

  test('the lead is an article rather than a post', () => {
    const post = member(finance, '流明 Nova 3 上新了', { url: 'https://www.v2ex.com/t/1', date: new Date(0) });
    expect(story([post, member(stardust, '震惊！流明发布 Nova 3')]).lead.title).toBe('震惊！流明发布 Nova 3');
  });

  test('the lead is an article in another language rather than a post', () => {
    const post = member(finance, '流明 Nova 3 上新了', { url: 'https://www.v2ex.com/t/1' });
    expect(story([post, member(wire, 'Lumen releases Nova 3')]).lead.title).toBe('Lumen releases Nova 3');
  });

  test('the lead is a title that tells rather than a bare name', () => {
    const members = [
      member(wire, 'Nova-3-Thinking'),
      member(wire, 'Lumen releases Nova 3 Thinking', { url: 'https://wire.example/2' }),
    ];
    expect(story(members).lead.title).toBe('Lumen releases Nova 3 Thinking');
  });

  test('the maker’s announcement leads over another company’s post about the same model', () => {
    const other = member(stardust, 'Nova 3 is now available in Stardust', { language: 'en' });
    const maker = { ...member(lumen, 'Introducing Nova 3'), feed: { ...lumen, weight: 3 } };
    expect(story([other, maker]).lead.title).toBe('Introducing Nova 3');
  });

  test('the lead tells the event rather than an opinion on it, even where a forum found the page', () => {
    const opinion = {
      ...member(finance, 'I built castles in Nova World', { language: 'en' }),
      kind: 'opinion' as const,
    };
    const discussion = { url: 'https://news.ycombinator.com/item?id=1', points: 246, comments: 9 };
    const release = member(wire, 'Nova World: endless interactive places', { discussion });
    expect(story([opinion, release]).lead.title).toBe('Nova World: endless interactive places');
  });

  test('the lead says what happened rather than who says so', () => {
    const members = [member(finance, '流明监管局：流明将发布 Nova 3'), member(stardust, '流明将发布 Nova 3，开源权重')];
    expect(story(members).lead.title).toBe('流明将发布 Nova 3，开源权重');
  });

  test('the lead is in the digest’s language if one report is', () => {
    const members = [member(wire, 'Lumen shows Nova 3'), member(stardust, '流明发布 Nova 3')];
    expect(story(members).lead.title).toBe('流明发布 Nova 3');
    expect(story(members, { language: 'en' }).lead.title).toBe('Lumen shows Nova 3');
  });

  test('the lead is a plain title before clickbait, and a page that can be opened', () => {
    const closed = { rule: 'members-only', why: { 'zh-CN': '会员文章', en: 'for members only' } } as const;
    const members = [
      member(stardust, '炸裂！流明一夜封神，背后真相惊人'),
      { ...member(finance, '流明发布新模型'), closed },
      member(finance, '流明公司发布了 Nova 3'),
    ];
    expect(story(members).lead.title).toBe('流明公司发布了 Nova 3');
  });
});

test('a page for members only is mentioned without a link', () => {
  const closed = { rule: 'members-only', why: { 'zh-CN': '会员文章', en: 'for members only' } } as const;
  const members = [member(stardust, '流明发布新模型'), { ...member(finance, '流明的新模型'), closed }];
  expect(story(members).publishers.map(({ name, url }) => [name, url !== undefined])).toEqual([
    ['星尘周报', true],
    ['示例财经', false],
  ]);
});

test('another page of a company’s site is not named after the feed of its blog', () => {
  const blog = makeFeed('Claude Blog', { url: 'https://mirror.example/blog.xml' });
  const forum = makeFeed('HN', { topic: 'general' });
  const discussion = { url: 'https://news.ycombinator.com/item?id=3', points: 300, comments: 5 };
  const post = (url: string) => member(forum, 'Nova', { url, discussion });
  const own = ['一', '二'].map((title) => member(blog, title, { url: `https://claude.com/blog/${title}` }));
  const nameOf = (members: Cluster['members']) =>
    rank([{ members }, { members: own }], {}, { feeds: [...feeds, blog, forum] }).find(({ lead }) =>
      members.some(({ item }) => item === lead),
    )?.publishers[0]?.name;
  expect(nameOf([post('https://status.claude.com/incidents/1')])).toBe('Anthropic');
  expect(nameOf([post('https://claude.com/blog/nova')])).toBe('Claude Blog');
});

test('a page that only a forum links is not named after a section of its medium', () => {
  const section = makeFeed('Papers on learning', { url: 'https://mirror.example/learning.xml' });
  const forum = makeFeed('HN', { topic: 'general' });
  const papers = ['一', '二'].map((title) => member(section, title, { url: `https://arxiv.org/abs/${title}` }));
  const discussion = { url: 'https://news.ycombinator.com/item?id=4', points: 300, comments: 5 };
  const linked = member(forum, 'Nova', { url: 'https://arxiv.org/abs/3', discussion });
  const names = rank([{ members: [linked] }, { members: papers }], {}, { feeds: [...feeds, section, forum] }).map(
    ({ lead, publishers }) => [lead.title, publishers[0]?.name],
  );
  expect(names).toContainEqual(['Nova', 'arXiv']);
});

test('older items show whose pages a feed lists', () => {
  const blog = makeFeed('Lumen Blog', { url: 'https://mirror.example/blog.xml', language: 'en' });
  const press = member(blog, 'Lumen is rolling out Nova 3', { url: 'https://paper.example/nova' });
  const older = ['1', '2'].map((title) => makeItem(blog, title, { url: `https://lumen.example/blog/${title}` }));
  const items = [press.item, ...older];
  const [ranked] = rank([{ members: [press] }], {}, { feeds: [blog], items });
  expect(ranked?.publishers.map(({ name }) => name)).toEqual(['paper.example']);
});

test('an aggregator gives a story its points but not its name', () => {
  const forum = makeFeed('HN', { topic: 'general' });
  const discussion = { url: 'https://news.ycombinator.com/item?id=2', points: 300, comments: 5 };
  const post = {
    item: makeItem(forum, 'Nova 3', { url: 'https://lab.example/nova', discussion }),
    feed: forum,
    topic: 'title' as const,
    kind: 'news' as const,
    ai: 1,
    isAi: true,
    wording: 0,
    isVendor: false,
    closed: undefined,
  };
  const [ranked] = rankStories([{ members: [post], background: undefined, update: undefined }], {
    settings: makeSettings(),
    feeds: [...feeds, forum],
    items: [post.item],
    aliases,
    weights: undefined,
    judge: { explain: () => [] },
    instant,
  });
  expect(ranked?.publishers.map(({ name }) => name)).toEqual(['lab.example']);
});
