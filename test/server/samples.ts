/** Invented state for the server's tests. */
import { pino } from 'pino';
import { judgeFeed } from '../../src/collect/feed-health.ts';
import type { FeedsDesk } from '../../src/control/feeds-desk.ts';
import type { NowDesk } from '../../src/control/now-desk.ts';
import type { DigestSettings, Dropped, FeedState, Language, Message, OutboxMessage } from '../../src/model.ts';
import { healthOf } from '../../src/server/health.ts';
import { createMetrics } from '../../src/server/metrics.ts';
import type { PreviewOnPage } from '../../src/server/preview-page.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { feedCauses } from '../../src/show/feed-causes.ts';
import type { NowView } from '../../src/show/now.ts';
import type { StatusReport } from '../../src/show/status.ts';
import type { RecordedChange } from '../../src/store/audit-store.ts';
import type { DecidedStory } from '../../src/store/store.ts';
import { sampleFeedState, slotOn } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { memoryStore as memoryFacts } from '../worker/worker-world.ts';

export const now = new Date('2026-02-01T12:00:00+08:00');
const slot = slotOn('2026-02-01');

/** Markup, a script, a handler and an address that would run if any of it were believed. */
export const hostile = `"><script>document.title='taken'</script><img src=x onerror=alert(1)> & 'quote'`;

export function sampleSettings(language: Language = 'zh-CN'): DigestSettings {
  return digestSettings({ title: language === 'en' ? 'AI News' : 'AI 新闻日报', language });
}

const content = `AI 新闻日报｜2月1日 周日｜2 条

**要闻**
1. [流明发布 Nova 3，开源 70B 权重](https://lumen.example/nova-3)
上下文 100 万字，价格是上一代的三分之一。
<font color="comment">星尘周报 · 另见</font> [Lumen Blog](https://lumen.example/blog) <font color="comment">·</font> [Example Wire](https://wire.example/1)

**更多**
2. [Nova 3 mini runs on a phone](https://lumen.example/mini) <font color="comment">Lumen Blog · 英文</font>

<font color="comment">12 个源 · 近 48 小时 63 条 → 2 条</font>`;

export function sampleMessage(text = content, msgtype: Message['msgtype'] = 'markdown'): Message {
  return { msgtype, content: text, bytes: Buffer.byteLength(text), storyIds: ['nova-3'] };
}

export function sampleStory(changes: Partial<DecidedStory> = {}): DecidedStory {
  return {
    id: 'nova-3',
    title: '流明发布 Nova 3，开源 70B 权重',
    url: 'https://lumen.example/nova-3',
    section: 'top',
    score: 8.9,
    reasons: [
      { points: 4, why: '3 家独立来源' },
      { points: -2, why: '标题党' },
    ],
    items: [
      { feed: '星尘周报', title: '流明发布 Nova 3', url: 'https://stardust.example/1', publishedAt: null },
      { feed: 'Lumen Blog', title: 'Lumen releases Nova 3', url: 'https://lumen.example/blog', publishedAt: null },
    ],
    ...changes,
  };
}

const dropped: readonly Dropped[] = [
  { title: '黄金大涨', url: 'https://finance.example/gold', feed: '示例财经', rule: 'topic', why: '不是 AI 话题' },
  { title: '早报｜三件事', url: 'https://finance.example/brief', feed: '示例财经', rule: 'roundup', why: '一条多事' },
];

export interface PreviewChanges {
  readonly language?: Language;
  readonly messages?: readonly Message[];
  readonly stories?: readonly DecidedStory[];
  readonly dropped?: readonly Dropped[];
  readonly feedName?: string;
}

export function samplePreview(changes: PreviewChanges = {}): PreviewOnPage {
  const settings = sampleSettings(changes.language);
  const decisions = { stories: changes.stories ?? [sampleStory()], dropped: changes.dropped ?? dropped };
  const failed = sampleFeed('https://down.example/feed', { name: changes.feedName ?? '断线示例', language: 'zh' });
  return {
    settings,
    slot,
    isFurther: false,
    instant: now,
    decisions,
    composition: {
      digest: {
        settings,
        slot,
        sections: [],
        dropped: decisions.dropped,
        coverage: { feeds: 12, feedsRead: 11, thin: false, windowHours: 48, items: 63 },
        late: false,
      },
      messages: changes.messages ?? [sampleMessage()],
      editions: [],
      reports: [],
    },
    collection: {
      outcomes: [
        {
          feed: failed,
          status: undefined,
          durationMs: 3,
          kind: 'failed',
          failure: {
            code: 'refused',
            what: { 'zh-CN': '连接被拒绝', en: 'refused the connection' },
            remedy: { 'zh-CN': '会自动再试', en: 'it is tried again' },
          },
        },
      ],
    },
  };
}

function readWell(changes: Partial<FeedState> = {}): FeedState {
  const same = { firstReadAt: new Date('2026-01-02T00:00:00Z'), lastAttemptAt: now, lastSuccessAt: now };
  return sampleFeedState({
    ...same,
    feedUrl: 'https://lumen.example/feed',
    lastNewItemAt: now,
    lastItems: 20,
    usualItems: 20,
    storedItems: 20,
    cadenceMs: 7_200_000,
    counts: { ...sampleFeedState().counts, successes: 9 },
    ...changes,
  });
}

const attempt = { messageId: 1, keyHash: 'k', startedAt: slot.instant, finishedAt: slot.instant };

export function sampleOutboxMessage(changes: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: 1,
    webhook: 'WECOM_WEBHOOK_URL',
    group: { kind: 'edition', editionId: 1 },
    part: 1,
    parts: 1,
    priority: 'normal',
    body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
    storyIds: ['nova-3'],
    createdAt: slot.instant,
    giveUpAt: new Date('2026-02-02T09:00:00+08:00'),
    catchUpUntil: new Date('2026-02-01T15:00:00+08:00'),
    state: 'accepted',
    notBefore: undefined,
    attempts: [
      { id: 1, ...attempt, outcome: { kind: 'unsure', cause: 'busy' } },
      { id: 2, ...attempt, outcome: { kind: 'accepted' } },
    ],
    ...changes,
  };
}

/** The status with one healthy feed and one that has answered HTML for days. */
export function sampleStatus(feedName = 'Lumen Blog'): StatusReport {
  const failing = readWell({
    feedUrl: 'https://down.example/feed',
    consecutiveFailures: 9,
    failingSince: new Date('2026-01-23T00:00:00Z'),
    cadenceMs: undefined,
    failure: {
      code: 'html',
      what: { 'zh-CN': '返回网页而不是 RSS', en: 'answered HTML where a feed should be' },
      remedy: { 'zh-CN': '换成新地址', en: 'Set its new address.' },
    },
  });
  const states = [readWell(), failing];
  return {
    worker: { healthy: true, state: 'running', level: 'green', alerts: [] },
    model: null,
    digests: [
      {
        id: 'daily',
        timezone: 'Asia/Shanghai',
        due: null,
        skipped: [],
        next: '2026-02-02T09:00:00+08:00',
        last: { slot: slot.iso, state: 'accepted 1', states: ['accepted'], stories: 1 },
      },
    ],
    outbox: [
      {
        id: 2,
        webhook: 'WECOM_WEBHOOK_URL',
        part: '2/2',
        state: 'waiting',
        attempts: 3,
        why: '连不上',
        notBefore: null,
        giveUpAt: '2026-02-02T01:00:00Z',
      },
    ],
    feeds: states.map((state, index) => {
      const { verdict, what, remedy } = judgeFeed(state, now);
      return {
        name: index === 0 ? feedName : '断线示例',
        url: state.feedUrl,
        verdict,
        what: what['zh-CN'],
        remedy: remedy['zh-CN'],
        cause: state.failure?.code ?? null,
        lastSuccessAt: now.toISOString(),
        failures: state.consecutiveFailures,
        successes: 40,
        failuresByKind: {},
        cadenceHours: 6,
        itemsPerDay: 4,
      };
    }),
  };
}

/** What `now` shows: one group got it, one waits, a feed ails. */
export function sampleNow(changes: Partial<NowView> = {}): NowView {
  const room = {
    webhook: 'WECOM_WEBHOOK_URL',
    name: '产品群',
    state: 'delivered',
    what: '9:00 送达',
    detail: undefined,
  } as const;
  return {
    level: 'green',
    headline: '今天 9:00 发了 15 条。产品群已送达，研发群还在排队。',
    detail: '没有要你做的事。下一期明天 9:00。',
    stands: [],
    editions: [
      {
        digestId: 'daily',
        title: 'AI 新闻日报',
        slot,
        number: 1,
        when: '今天 9:00',
        stories: 15,
        rooms: [
          room,
          {
            ...room,
            webhook: 'RD_WEBHOOK_URL',
            name: '研发群',
            state: 'waiting',
            what: '等到 9:04 再发',
            detail: '试过 2 次。最晚试到 15:00。',
          },
        ],
      },
    ],
    next: [{ digestId: 'daily', title: 'AI 新闻日报', when: '明天 9:00', rooms: '产品群、研发群', note: undefined }],
    feeds: {
      total: 44,
      healthy: 43,
      unread: 0,
      causes: feedCauses(sampleStatus().feeds, new Map(), 'zh-CN'),
    },
    strip: [
      ...Array.from({ length: 28 }, () => ({
        when: '1月31日 周六 9:00',
        state: 'on-time' as const,
        words: '准时，9:00 送达',
      })),
      { when: '1月30日 周五 9:00', state: 'late', words: '9:41 补发' },
      { when: '今天 9:00', state: 'on-time', words: '准时，9:00 送达' },
    ],
    times: [{ name: '产品群', seconds: [4, 5, 4, 60, 4], usual: '4 秒', longest: '60 秒' }],
    funnel: [
      { label: '读到', count: 638 },
      { label: '说的是 AI', count: 124 },
      { label: '够得上的事', count: 71 },
      { label: '发出', count: 15 },
    ],
    atNextStart: [],
    waiting: [],
    ...changes,
  };
}

/** The desks of a page, which do nothing. */
export function sampleDesks(now: Partial<NowDesk> = {}, feeds: Partial<FeedsDesk> = {}): ServerOptions['desks'] {
  const did = { kind: 'done', did: { 'zh-CN': '做了', en: 'done' } } as const;
  const edited = { kind: 'done', did: did.did } as const;
  return {
    review: { list: async () => [], open: async () => undefined, edit: async () => did, decide: async () => did },
    now: {
      view: async () => sampleNow(),
      rooms: async () => [{ webhook: 'WECOM_WEBHOOK_URL', name: '产品群', isSet: true }],
      resend: async () => did,
      test: async () => did,
      replaceAddress: async () => did,
      ...now,
    },
    feeds: {
      stamp: async () => 'stamp',
      list: async () => ({
        total: 0,
        healthy: 0,
        readAt: undefined,
        causes: [],
        withStories: [],
        withoutStories: [],
        disabled: [],
      }),
      feed: async () => undefined,
      look: async () => ({ ok: false, fault: did.did }),
      catalogue: async () => [],
      exportOpml: () => '<opml/>',
      add: async () => edited,
      change: async () => edited,
      move: async () => edited,
      enable: async () => edited,
      remove: async () => edited,
      importOpml: async () => edited,
      readAgain: async () => did.did,
      ...feeds,
    },
    settings: {
      stamp: async () => 'stamp',
      view: async () => undefined,
      plan: async () => ({ ok: true, changes: [] }),
      save: async () => edited,
      word: async () => edited,
      dropWord: async () => edited,
      undo: async () => edited,
      nameRoom: async () => did,
      addRoom: async () => edited,
      model: async () => did,
      askModel: async () => undefined,
    },
  };
}

/** What the server remembers, in memory. */
export function memoryStore(): ServerOptions['store'] {
  const changes: RecordedChange[] = [];
  return {
    ...memoryFacts(),
    async recordChange(change) {
      changes.unshift({ id: changes.length + 1, ...change });
    },
    changes: async ({ limit }) => changes.slice(0, limit),
  };
}

/** No edition was ever sent. */
const emptyArchive: ServerOptions['archive'] = {
  edition: async () => undefined,
  editionHeads: async () => [],
  editionMessages: async () => [],
  editionMonths: async () => [],
  searchTold: async () => ({ total: 0, stories: [] }),
  searchLeftOut: async () => [],
};

/** A server's surroundings: the worker ticked a moment ago, nothing waits. */
export function sampleOptions(changes: Partial<ServerOptions> = {}): ServerOptions {
  return {
    host: '127.0.0.1',
    port: 0,
    token: () => undefined,
    store: memoryStore(),
    archive: emptyArchive,
    publicPages: () => false,
    log: pino({ level: 'silent' }),
    now: () => now,
    language: () => 'zh-CN',
    digests: () => [sampleSettings()],
    health: async () =>
      healthOf({
        facts: new Map([['worker:tick', now.toISOString()]]),
        now,
        startedAt: new Date(now.getTime() - 60_000),
        nextRun: new Date('2026-02-02T09:00:00+08:00'),
        unfinished: [],
        alerts: new Map(),
        arrivals: { lacking: false, unsure: false, held: false, thin: false },
      }),
    status: async () => sampleStatus(),
    preview: async () => samplePreview(),
    run: () => 'started',
    metrics: createMetrics(),
    desks: sampleDesks(),
    ...changes,
  };
}
