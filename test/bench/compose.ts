import { type ComposeInput, compose } from '../../src/compose/compose.ts';
import { loadConfig } from '../../src/config/config.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import type { Feed, Item } from '../../src/model.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import type { BenchRow } from './bench-row.ts';

const instant = new Date('2026-02-01T04:00:00Z');
const sizes = [1_000, 5_000, 10_000, 50_000] as const;

/** Composing from more and more items: the time must grow in proportion to their number. */
export async function benchCompose(): Promise<readonly BenchRow[]> {
  const base = await baseInput();
  // A first run, so that the code is compiled before anything is measured.
  compose({ ...base, items: inventItems(500, base.feeds) });
  const times = new Map<number, number>();
  for (const size of sizes) {
    const items = inventItems(size, base.feeds);
    const startedAt = performance.now();
    compose({ ...base, items });
    times.set(size, performance.now() - startedAt);
  }
  const rows = sizes.map((size): BenchRow => {
    const limit = size === 50_000 ? 10_000 : undefined;
    return {
      name: `compose ${size.toLocaleString('en')} items`,
      value: times.get(size) ?? 0,
      unit: 'ms',
      limit,
      note: '',
    };
  });
  const ratio = (times.get(50_000) ?? 0) / (times.get(5_000) ?? 1);
  return [...rows, { name: 'compose 50,000 to 5,000 items', value: ratio, unit: '×', limit: 12, note: '' }];
}

/** The shipped configuration, with no items yet. */
export async function baseInput(): Promise<Omit<ComposeInput, 'items'>> {
  const loaded = loadConfig({ cwd: new URL('../..', import.meta.url).pathname, env: {} });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { config } = loaded;
  const [settings] = config.digests;
  if (settings === undefined) throw new Error('no digest');
  const feeds = config.feeds.filter((feed) => feed.enabled);
  return {
    settings: { ...settings, boost: [], exclude: [] },
    feeds,
    feedOutcomes: [],
    usualFeedsRead: undefined,
    told: [],
    untold: new Set(),
    topics: config.topics,
    aliases: config.aliases,
    weights: readWeights(config.weightsFile).weights,
    templates: config.templates,
    slot: {
      digestId: 'daily',
      local: '2026-02-01T09:00',
      iso: '2026-02-01T09:00:00+08:00',
      instant: new Date('2026-02-01T01:00:00Z'),
    },
    instant,
    since: undefined,
    late: false,
    limits: messageLimits,
  };
}

const makers = [
  'OpenAI',
  'Google',
  'Anthropic',
  '阿里巴巴',
  '腾讯',
  'Meta',
  'Mistral',
  '智谱',
  '月之暗面',
  '微软',
  'Amazon',
  '英伟达',
];
const deeds = [
  '发布新模型',
  '开源',
  '融资',
  'releases',
  'acquires',
  '下调价格',
  '任命',
  'opens a lab in',
  '起诉',
  '合作',
];
const things = [
  '智能体平台',
  'coding agent',
  '视频模型',
  'AI chip',
  '数据中心',
  '语音助手',
  '机器人',
  'search',
  '翻译工具',
  '医疗大模型',
];

/** Invented headlines in both languages, dated within this number of days; three quarters are about AI. */
export function inventItems(count: number, feeds: readonly Feed[], days = 2): readonly Item[] {
  const { next: random } = createSeededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (_, n): Item => {
    const date = new Date(instant.getTime() - Math.floor(random() * (days * 24 - 1) * 3_600_000));
    const number = Math.floor(random() * count);
    const title =
      random() < 0.75 ? `${pick(makers)} ${pick(deeds)} ${pick(things)} ${number}` : `城市新闻 ${number}：天气与交通`;
    const feed = pick(feeds);
    return {
      feedUrl: feed.url,
      entryId: `${n}`,
      title,
      url: `https://example.com/${n}`,
      canonicalUrl: `https://example.com/${n}`,
      summary: `${title}。这是第 ${number} 号消息的摘要。`,
      publishedAt: date,
      firstSeenAt: instant,
      date,
      candidate: true,
      language: 'zh',
      pictureUrl: undefined,
      discussion: undefined,
    };
  });
}
