/** Invented news for the store's tests: small makers that fill in what a test does not care about. */
import { newFeedState } from '../../src/collect/feed-state.ts';
import type { Digest, FeedState, Item, Message, Slot, Story } from '../../src/model.ts';
import type { Edition, NewEdition, NewOutboxMessage, Reading, Store } from '../../src/store/store.ts';
import { digestSettings } from '../support/digest-settings.ts';

/** Instants of a day: `at('09:00')`. */
export function at(time: string, day = '2026-03-02'): Date {
  return new Date(`${day}T${time}:00Z`);
}

/** Every item of every feed that was ever visited. */
export async function everyItem(store: Pick<Store, 'feedStates' | 'items'>): Promise<readonly Item[]> {
  const feedUrls = [...(await store.feedStates()).keys()];
  return store.items({ feedUrls, from: new Date(0), until: new Date('2100-01-01T00:00:00Z'), pages: new Set() });
}

export function sampleItem(changes: Partial<Item> = {}): Item {
  const entryId = changes.entryId ?? 'entry-1';
  return {
    feedUrl: 'https://lab.example/feed.xml',
    entryId,
    title: `Lantern 3 can now read maps (${entryId})`,
    url: `https://lab.example/news/${entryId}`,
    canonicalUrl: `lab.example/news/${entryId}`,
    summary: 'The lab says that its new model reads maps.',
    publishedAt: at('06:00'),
    firstSeenAt: at('07:00'),
    date: at('06:00'),
    candidate: true,
    language: 'en',
    pictureUrl: undefined,
    discussion: undefined,
    ...changes,
  };
}

export function sampleFeedState({
  feedUrl = 'https://lab.example/feed.xml',
  ...changes
}: Partial<FeedState> = {}): FeedState {
  const state = newFeedState(feedUrl);
  return {
    ...state,
    firstReadAt: at('07:00'),
    lastAttemptAt: at('07:00'),
    lastSuccessAt: at('07:00'),
    lastItems: 1,
    usualItems: 1,
    storedItems: 1,
    counts: { ...state.counts, successes: 1 },
    ...changes,
  };
}

/** A reading of the feed of these items. */
export function sampleReading(items: readonly Item[] = [], changes: Partial<Reading> = {}): Reading {
  const { feedUrl } = items[0] ?? sampleItem();
  return { state: sampleFeedState({ feedUrl }), items, readAt: at('07:00'), unchanged: false, ...changes };
}

export function sampleStory(id: string, items: readonly Item[] = [sampleItem({ entryId: id })]): Story {
  const lead = items[0] ?? sampleItem();
  return {
    id,
    lead,
    items,
    publishers: [{ name: 'Example Lab', url: lead.url }],
    independentSources: 1,
    kind: 'news',
    isVendorOwn: false,
    section: 'models',
    score: 3,
    reasons: [{ points: 3, why: '来源权重' }],
    background: undefined,
    update: undefined,
  };
}

/** The slot of 09:00 in Shanghai on that day. */
export function slotOn(day: string, digestId = 'daily'): Slot {
  return { digestId, local: `${day}T09:00`, iso: `${day}T09:00:00+08:00`, instant: at('01:00', day) };
}

const settings = digestSettings({ maxMessages: undefined });

export interface SampleEdition {
  readonly digestId?: string;
  /** Day of the slot, `YYYY-MM-DD`; it fires at 09:00 in Shanghai. */
  readonly day?: string;
  readonly stories?: readonly Story[];
  /** Ids of stories of each message, in order; by default one message with all. */
  readonly parts?: readonly (readonly string[])[];
  readonly webhooks?: readonly string[];
  readonly number?: number;
}

export function sampleEdition(sample: SampleEdition = {}): NewEdition {
  const { digestId = 'daily', day = '2026-03-02', stories = [sampleStory('a')], number = 1 } = sample;
  const { webhooks = ['WECOM_WEBHOOK_URL'], parts = [stories.map((story) => story.id)] } = sample;
  const digest: Digest = {
    settings: { ...settings, id: digestId },
    slot: slotOn(day, digestId),
    sections: stories.length === 0 ? [] : [{ id: 'models', title: '模型与产品', stories }],
    dropped: [{ title: 'A discount', url: 'https://lab.example/sale', feed: 'Lab', rule: 'promotion', why: '推广' }],
    coverage: { feeds: 1, feedsRead: 1, thin: false, windowHours: 48, items: stories.length },
    late: false,
  };
  return {
    digest,
    outbox: webhooks.flatMap((webhook) =>
      parts.map((storyIds, index) =>
        sampleMessage({
          webhook,
          part: index + 1,
          parts: parts.length,
          storyIds,
          createdAt: at('01:00', day),
        }),
      ),
    ),
    decisions: {
      stories: stories.map(({ id, lead, section, score, reasons }) => ({
        id,
        title: lead.title,
        url: lead.url,
        section,
        score,
        reasons,
        items: [{ feed: 'Lab', title: lead.title, url: lead.url, publishedAt: null }],
      })),
      dropped: digest.dropped,
    },
    composedAt: at('01:00', day),
    number,
  };
}

/** As if the robots had accepted all messages of a stored edition. */
export async function acceptAll(
  store: Pick<Store, 'startAttempt' | 'finishAttempt'>,
  edition: Edition | undefined,
  { startedAt = at('01:00'), finishedAt = startedAt }: { readonly startedAt?: Date; readonly finishedAt?: Date } = {},
): Promise<void> {
  const outcome = { kind: 'accepted' } as const;
  for (const { id: messageId } of edition?.messages ?? []) {
    const { id: attemptId } = await store.startAttempt({ messageId, keyHash: 'k', startedAt });
    await store.finishAttempt({ attemptId, finishedAt, outcome, state: 'accepted', notBefore: undefined });
  }
}

export function sampleMessage(changes: Partial<NewOutboxMessage> = {}): NewOutboxMessage {
  const content: Message['content'] = '**AI 新闻日报**';
  return {
    webhook: 'WECOM_WEBHOOK_URL',
    group: { kind: 'alert', id: '1' },
    part: 1,
    parts: 1,
    priority: 'normal',
    body: JSON.stringify({ msgtype: 'markdown', markdown: { content } }),
    storyIds: [],
    createdAt: at('01:00'),
    giveUpAt: at('01:00', '2026-03-03'),
    catchUpUntil: at('07:00'),
    ...changes,
  };
}
