/** The list of feeds: health, frequency, and items and stories of 30 days. */
import { type FeedHealth, judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import { dayMs, durationPhrase } from '../ground/durations.ts';
import { feedId } from '../ground/feed-id.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Feed, FeedState, Language, Phrase } from '../model.ts';
import type { FeedDay } from '../store/figures-store.ts';
import type { Store } from '../store/store.ts';
import { type FeedCause, feedCauses } from './feed-causes.ts';

export interface FeedsView {
  readonly total: number;
  readonly healthy: number;
  /** When all feeds were last read. */
  readonly readAt: Date | undefined;
  readonly causes: readonly FeedCause<FeedRow>[];
  /** Healthy feeds with and without stories in 30 days; those with the most stories first. */
  readonly withStories: readonly FeedRow[];
  readonly withoutStories: readonly FeedRow[];
  readonly disabled: readonly FeedRow[];
}

export interface FeedRow {
  readonly id: string;
  readonly feed: Feed;
  readonly name: string;
  readonly url: string;
  readonly verdict: string;
  readonly cause: string | null;
  readonly what: string;
  readonly remedy: string;
  /** `2 小时一条` */
  readonly cadence: string;
  /** New items on each of the last 30 days. */
  readonly days: readonly number[];
  readonly items: number;
  /** Published stories that it contributed to. */
  readonly stories: number;
}

/** The period of the list, in days. */
export const shownDays = 30;

/** @param word a filter on name, address and tags */
export async function feedsView(
  config: Pick<Config, 'feeds' | 'language'>,
  store: Store,
  { now, word = '' }: { readonly now: Date; readonly word?: string | undefined },
): Promise<FeedsView> {
  const since = new Date(now.getTime() - shownDays * dayMs);
  const [states, items, stories, collected] = await Promise.all([
    store.feedStates(),
    store.newItemsByDay(since),
    store.storiesByDay(since),
    store.fact('worker:collected'),
  ]);
  const itemDays = Map.groupBy(items, ({ feedUrl }) => feedUrl);
  const storyDays = Map.groupBy(stories, ({ feedUrl }) => feedUrl);
  const wanted = word.trim().toLowerCase();
  const rows = config.feeds
    .filter(({ name, url, tags }) => [name, url, ...tags].some((text) => text.toLowerCase().includes(wanted)))
    .map((feed) =>
      feedRow(feed, {
        state: states.get(feed.url),
        days: itemDays.get(feed.url) ?? [],
        stories: storyDays.get(feed.url) ?? [],
        now,
        language: config.language,
      }),
    );
  const enabled = rows.filter(({ feed }) => feed.enabled);
  const healthy = enabled.filter(({ verdict }) => verdict === 'ok');
  return {
    total: enabled.length,
    healthy: healthy.length,
    readAt: collected === undefined ? undefined : new Date(collected),
    causes: feedCauses(enabled, states, config.language),
    withStories: healthy.filter((row) => row.stories > 0).sort((a, b) => b.stories - a.stories),
    withoutStories: healthy.filter((row) => row.stories === 0),
    disabled: rows.filter(({ feed }) => !feed.enabled),
  };
}

function sum(days: readonly FeedDay[]): number {
  return days.reduce((all, { count }) => all + count, 0);
}

interface FeedFacts {
  readonly state: FeedState | undefined;
  /** Its new items, and the stories that it contributed to, by day. */
  readonly days: readonly FeedDay[];
  readonly stories: readonly FeedDay[];
  readonly now: Date;
  readonly language: Language;
}

export function feedRow(feed: Feed, { state, days, stories, now, language }: FeedFacts): FeedRow {
  const health = judgeFeed(state, now);
  const counts = Array.from({ length: shownDays }, () => 0);
  for (const { day, count } of days) counts[Math.min(day, shownDays - 1)] = count;
  return {
    id: feedId(feed.url),
    feed,
    name: feed.name,
    url: feed.url,
    verdict: health.verdict,
    cause: state?.failure?.code ?? null,
    what: health.what[language],
    remedy: remedyOnPage(health)[language],
    cadence: cadenceOf(state, language),
    days: counts,
    items: sum(days),
    stories: sum(stories),
  };
}

/** The page has its own way to look at a feed, in place of the command. */
function remedyOnPage({ verdict, remedy }: FeedHealth): Phrase {
  if (verdict === 'restless' || !remedy.en.includes('feeds inspect')) return remedy;
  return phrase(
    '在这个源的网页上按“找它的新地址”；没有就停用它。',
    'On the page of the feed press “Find its new address”. If it has none, disable it.',
  );
}

function cadenceOf(state: FeedState | undefined, language: Language): string {
  if (state?.cadenceMs === undefined) return '—';
  const span = durationPhrase(state.cadenceMs);
  return sayIn(language)(`${span['zh-CN']}一条`, `one item per ${span.en.replace(/^1 /, '')}`);
}
