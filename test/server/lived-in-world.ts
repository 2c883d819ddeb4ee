/** A desk that has run for long: feeds of which some ail, editions with all that they left out, and items. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { FeedState } from '../../src/model.ts';
import { databaseFile } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { sampleEdition, sampleFeedState, sampleItem, sampleStory } from '../store/samples.ts';
import { type DeskWorld, openDeskWorld } from './desk-world.ts';

export interface LivedIn {
  readonly feeds: number;
  /** The newest is of the day of `now`. */
  readonly editions: number;
  readonly itemsOfFeed: number;
  readonly leftOut: number;
  readonly now: Date;
  /** The clock goes on from `now`, which must be the present. @default it stands still */
  readonly isTicking?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const dayMs = 86_400_000;
const storiesEach = 15;
const names = [
  '流明博客',
  'Polar Lab',
  '星尘周报',
  'Example Wire',
  '北辰日志',
  'Small Models',
  '示例财经',
  'Kite News',
];
const titles = [
  '北辰发布 B2 芯片，推理成本降到三分之一',
  'Lumen ships Nova 3 for phones',
  '欧洲通过通用模型透明度细则，明年 8 月生效',
  '远山汽车的自动驾驶拿到夜间牌照',
  '青桐实验室开源语音模型，会 27 种方言',
  'Small models that know when to ask',
];

const feedUrl = (index: number) => `https://feed-${index}.example/rss`;

export async function openLivedInWorld(lived: LivedIn): Promise<DeskWorld> {
  const list = Array.from({ length: lived.feeds }, (_, index) => {
    const name = `${names[index % names.length]}${index < names.length ? '' : ` ${Math.floor(index / names.length) + 1}`}`;
    return `  - { url: "${feedUrl(index)}", name: "${name}", topic: ai, weight: ${(index % 3) + 1}, tags: [${index % 2 === 0 ? '国内' : '国外'}] }`;
  });
  const feeds = `digests:
  - id: daily
    title: AI 新闻日报
    schedule: "0 9 * * *"
    webhook: [WECOM_WEBHOOK_URL, RD_WEBHOOK_URL]
    mute: [{ match: 招聘 }, { match: 双十二, until: 2026-12-12 }]
    boost: { 流明: 1, 端侧模型: 2 }
    sections:
      - { id: models, title: 模型与产品, match: [发布, 上线, 开源] }
      - { id: people, title: 公司与人物, match: [融资, 加入, 收购] }
      - { id: more, title: 更多 }
feeds:
${list.join('\n')}
`;
  const desk = await openDeskWorld({ feeds, ...(lived.isTicking ? {} : { now: lived.now }), env: lived.env ?? {} });
  await desk.store.saveFact('room-name:WECOM_WEBHOOK_URL', '产品群');
  await desk.store.saveFact('room-name:RD_WEBHOOK_URL', '研发群');
  await desk.store.saveFact('worker:collected', lived.now.toISOString());
  await fill(desk.store, lived);
  deliver(desk, lived);
  return desk;
}

/** The day of the edition so many days back, in Shanghai. */
export function dayBefore(now: Date, back: number): string {
  return new Date(now.getTime() + 8 * 3_600_000 - back * dayMs).toISOString().slice(0, 10);
}

async function fill(store: Store, { feeds, editions, itemsOfFeed, leftOut, now }: LivedIn): Promise<void> {
  for (let from = 0; from < feeds; from += 50) {
    const readings = Array.from({ length: Math.min(50, feeds - from) }, (_, offset) => {
      const index = from + offset;
      const items = Array.from({ length: itemsOfFeed }, (_, entry) => {
        const date = new Date(now.getTime() - (entry * 7 + (index % 7)) * 3_600_000);
        const entryId = `feed-${index}-${entry}`;
        const title = titles[(index + entry) % titles.length] ?? '';
        return sampleItem({
          feedUrl: feedUrl(index),
          entryId,
          canonicalUrl: `feed-${index}.example/${entry}`,
          title,
          date,
          publishedAt: date,
          firstSeenAt: date,
        });
      });
      return { state: stateOf(index, now), items, readAt: now, unchanged: false };
    });
    await store.saveReadings(readings);
  }
  for (let back = editions - 1; back >= 0; back--) {
    const day = dayBefore(now, back);
    const stories = Array.from({ length: back % 13 === 12 ? 0 : storiesEach }, (_, index) => {
      const feed = (back + index) % Math.min(feeds, 40);
      const item = sampleItem({
        entryId: `${day}-${index}`,
        feedUrl: feedUrl(feed),
        canonicalUrl: `feed-${feed}.example/${index}`,
        title: titles[index % titles.length] ?? '',
        summary: '北辰称明年一季度量产，首批客户是两家云厂商。'.repeat(3),
      });
      return { ...sampleStory(`${day}-${index}`, [item]), score: 9 - index / 3, reasons };
    });
    const edition = sampleEdition({ day, stories, webhooks: ['WECOM_WEBHOOK_URL', 'RD_WEBHOOK_URL'] });
    const dropped = Array.from({ length: leftOut }, (_, index) => ({
      title: `没有选上的第 ${index + 1} 条，说的是另一件不大的事`,
      url: `https://lab.example/left/${day}/${index}`,
      feed: names[index % names.length] ?? '',
      rule: index % 5 === 0 ? ('score' as const) : ('topic' as const),
      why: `差 ${(index / 10).toFixed(1)} 分（第 ${index + 16} 名）`,
    }));
    await store.saveEdition({ ...edition, decisions: { ...edition.decisions, dropped } });
  }
}

const reasons = [
  { points: 4, why: '3 家独立来源' },
  { points: 3, why: '源的分量' },
  { points: 1.9, why: '2 小时前' },
  { points: -1, why: '标题党' },
];

/** One feed of twelve ails, in one of three ways. */
function stateOf(index: number, now: Date): FeedState {
  const lately = new Date(now.getTime() - 20 * 60_000);
  const well = sampleFeedState({
    feedUrl: feedUrl(index),
    firstReadAt: new Date(now.getTime() - 90 * dayMs),
    lastAttemptAt: lately,
    lastSuccessAt: lately,
    lastNewItemAt: lately,
    cadenceMs: (index % 9) * 3_600_000 + 1_800_000,
    lastItems: 20,
    usualItems: 20,
    storedItems: 20,
  });
  if (index % 12 !== 5) return well;
  const since = new Date(now.getTime() - 9 * dayMs);
  const failure = {
    code: index % 24 === 5 ? ('timeout' as const) : ('gone' as const),
    what: { 'zh-CN': '连接超时', en: 'the connection timed out' },
    remedy: { 'zh-CN': '多半要走代理。', en: 'It probably needs a proxy.' },
  };
  return { ...well, lastSuccessAt: since, failingSince: since, consecutiveFailures: 30, failure } as FeedState;
}

/** As if every message had arrived a few seconds after nine; one a month late. */
function deliver(desk: DeskWorld, { editions }: LivedIn): void {
  const database = new DatabaseSync(join(desk.folder, 'data', databaseFile));
  database.exec(`
    UPDATE message SET state = 'accepted';
    UPDATE edition SET late = 1 WHERE id % 29 = 7 AND id < ${editions};
    INSERT INTO attempt (message_id, key_hash, started_at, finished_at, outcome)
    SELECT message.id, 'key', edition.slot_instant + 2000, edition.slot_instant + 3000 + message.id * 7919 % 9000, '{"kind":"accepted"}'
    FROM message JOIN edition ON edition.id = message.edition_id;
    UPDATE edition SET composed_at = slot_instant;`);
  database.close();
}
