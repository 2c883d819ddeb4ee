/** Invented news, and the settings around it, for tests of the second half of compose. */
import { existsSync, readFileSync } from 'node:fs';
import type { SelectInput } from '../../src/compose/choose/select.ts';
import type {
  DigestSettings,
  Feed,
  Item,
  MessageLimits,
  Story,
  Template,
  TemplateFormat,
  TemplateName,
  Templates,
} from '../../src/model.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { topics } from './knowledge.ts';

/** As deliver/wecom.ts names them; written again so that a test fails when they move. */
export const limits: MessageLimits = {
  markdown: 4096,
  markdown_v2: 4096,
  text: 2048,
  news: { articles: 8, titleBytes: 128, descriptionBytes: 512, urlBytes: 1024 },
  feishu: 18_500,
  dingtalk: 18_000,
  slack: 9_000,
  discord: 4_096,
  telegram: 4_096,
  mail: 60_000,
  mattermost: 16_000,
  ntfy: 4_096,
  webhook: 19_000,
};

const folders: Readonly<Record<TemplateFormat, readonly string[]>> = {
  markdown: ['markdown'],
  markdown_v2: ['markdown_v2'],
  text: ['text'],
  feishu: ['feishu', 'rooms'],
  dingtalk: ['dingtalk', 'rooms'],
  slack: ['slack', 'rooms'],
  discord: ['discord', 'rooms'],
  telegram: ['telegram', 'rooms'],
  mail: ['mail', 'rooms'],
  mattermost: ['mattermost', 'rooms'],
  ntfy: ['ntfy', 'text'],
};
const names = ['header', 'section', 'story', 'footer'] as const;

/** The templates that the program ships. */
export const templates: Templates = Object.fromEntries(
  Object.entries(folders).map(([format, places]) => [
    format,
    Object.fromEntries(
      names.map((name) => {
        const own = places.map((place) => `templates/${place}/${name}.liquid`).find((path) => existsSync(path));
        const file = own ?? `templates/${name}.liquid`;
        return [name, { file, source: readFileSync(file, 'utf8') }];
      }),
    ),
  ]),
) as unknown as Record<TemplateFormat, Record<TemplateName, Template>>;

/** The templates that are shipped, with one of markdown replaced. */
export function withTemplate(name: TemplateName, source: string): Templates {
  const file = `templates/markdown/${name}.liquid`;
  return { ...templates, markdown: { ...templates.markdown, [name]: { file, source } } };
}

export function makeFeed(name: string, fields: Partial<Feed> = {}): Feed {
  return sampleFeed(`https://feeds.example/${encodeURIComponent(name)}.xml`, { name, language: 'zh', ...fields });
}

export const feeds = {
  stardust: makeFeed('星尘周报'),
  finance: makeFeed('示例财经'),
  lumen: makeFeed('Lumen Blog', { language: 'en' }),
  wire: makeFeed('Example Wire', { language: 'en' }),
  forum: makeFeed('HN', { language: 'en', topic: 'general' }),
} as const;

const now = new Date('2026-01-15T00:30:00Z');

export function makeItem(feed: Feed, title: string, fields: Partial<Item> = {}): Item {
  const url =
    fields.url ?? `https://${feed.name === 'Lumen Blog' ? 'lumen' : 'news'}.example/${encodeURIComponent(title)}`;
  return {
    feedUrl: feed.url,
    entryId: url,
    title,
    url,
    canonicalUrl: url,
    summary: '',
    publishedAt: now,
    firstSeenAt: now,
    date: now,
    candidate: true,
    language: /\p{sc=Han}/u.test(title) ? 'zh' : 'en',
    pictureUrl: undefined,
    discussion: undefined,
    ...fields,
  };
}

/** A story of these items, the first of which leads; each stands for its feed. */
export function makeStory(items: readonly [Item, ...Item[]], fields: Partial<Story> = {}): Story {
  const [lead] = items;
  const nameOf = new Map(Object.values(feeds).map(({ url, name }) => [url, name]));
  return {
    id: lead.canonicalUrl,
    lead,
    items,
    publishers: items.map((item) => ({ name: nameOf.get(item.feedUrl) ?? new URL(item.url).hostname, url: item.url })),
    independentSources: items.length,
    kind: 'news',
    isVendorOwn: false,
    section: 'more',
    score: 3,
    reasons: [{ points: fields.score ?? 3, why: '示例' }],
    background: undefined,
    update: undefined,
    ...fields,
  };
}

export function makeSettings(fields: Partial<DigestSettings> = {}): DigestSettings {
  const language = fields.language ?? 'zh-CN';
  const match = (text: string) => [{ kind: 'words', text } as const];
  return {
    ...digestSettings(),
    title: language === 'en' ? 'AI News Digest' : 'AI 新闻日报',
    language,
    floor: 0,
    floorRise: 0,
    sections:
      language === 'en'
        ? [
            { id: 'models', title: 'Models and products', match: match('model') },
            { id: 'companies', title: 'Companies and people', match: match('company') },
            { id: 'more', title: 'More', match: [] },
          ]
        : [
            { id: 'models', title: '模型与产品', match: match('模型') },
            { id: 'companies', title: '公司与人物', match: match('公司') },
            { id: 'more', title: '更多', match: [] },
          ],
    ...fields,
  };
}

export function makeInput(stories: readonly Story[], fields: Partial<SelectInput> = {}): SelectInput {
  return {
    stories,
    dropped: [],
    settings: makeSettings(),
    feeds: Object.values(feeds),
    slot: {
      digestId: 'daily',
      local: '2026-01-15T09:00',
      iso: '2026-01-15T09:00:00+08:00',
      instant: new Date('2026-01-15T01:00:00Z'),
    },
    coverage: { feeds: 12, feedsRead: 11, thin: false, windowHours: 24, items: 63 },
    late: false,
    limits,
    templates,
    wording: topics.wording,
    ...fields,
  };
}

/** One day's stories, best first: two languages, every mark that a story can bear. */
export const day: readonly Story[] = [
  makeStory(
    [
      makeItem(feeds.stardust, '【首发】流明发布 Nova 3，开源 70B 权重｜星尘周报', {
        url: 'https://stardust.example/nova-3',
        summary:
          '星尘周报获悉，1月15日，流明公司发布大模型 Nova 3，开源了 70B 权重。新模型的上下文有 100 万字，价格是上一代的三分之一。它还能看图和听声音。点击查看原文',
        pictureUrl: 'https://stardust.example/nova-3.jpg',
      }),
      makeItem(feeds.lumen, 'Introducing Nova 3', {
        url: 'https://lumen.example/nova-3',
        summary: 'Nova 3 is here. It reads one million words at a third of the price.',
      }),
      makeItem(feeds.wire, 'Lumen releases Nova 3 with open weights', { url: 'https://wire.example/lumen-nova-3' }),
    ],
    { section: 'models', score: 8.9 },
  ),
  makeStory(
    [
      makeItem(feeds.finance, '澄海科技完成 30 亿美元 C 轮融资', {
        url: 'https://finance.example/c-round',
        summary: '据报道，澄海科技完成 30 亿美元 C 轮融资。',
      }),
      makeItem(feeds.wire, 'Chenghai raises $3 billion', { url: 'https://wire.example/chenghai-series-c' }),
    ],
    {
      section: 'companies',
      score: 6.2,
      background: { title: '澄海科技据悉寻求 30 亿美元融资', url: 'https://finance.example/c-round-talks' },
    },
  ),
  makeStory(
    [
      makeItem(feeds.lumen, 'Nova 3 mini runs on a phone', {
        url: 'https://lumen.example/nova-3-mini',
        discussion: { url: 'https://news.ycombinator.com/item?id=1', points: 452, comments: 90 },
      }),
    ],
    { section: 'models', score: 4.1 },
  ),
  makeStory(
    [makeItem(feeds.stardust, '开源模型“小舟”更新，可以离线翻译', { url: 'https://stardust.example/xiaozhou' })],
    { section: 'models', score: 3.4 },
  ),
  makeStory(
    [makeItem(feeds.finance, '拾光科技收购语音公司“回声”', { url: 'https://finance.example/echo?from=a(b)' })],
    {
      section: 'companies',
      score: 3.2,
      update: { title: '拾光科技据悉洽购“回声”', url: 'https://finance.example/echo-talks' },
    },
  ),
  makeStory(
    [
      makeItem(feeds.finance, '示例公司公布半年报：AI 收入占四成', {
        url: 'https://finance.example/half-year',
        summary: '示例财经 1 月 14 日消息，公司上半年营收 82 亿元，研发投入同比增长两成。',
      }),
    ],
    { section: 'companies', score: 3 },
  ),
  makeStory(
    [
      makeItem(feeds.forum, 'Sparse attention, explained [pdf]', {
        url: 'https://papers.example/sparse.pdf',
        discussion: { url: 'https://news.ycombinator.com/item?id=2', points: 175, comments: 30 },
      }),
    ],
    {
      section: 'research',
      score: 2.7,
      publishers: [{ name: 'papers.example', url: 'https://papers.example/sparse.pdf' }],
    },
  ),
];
