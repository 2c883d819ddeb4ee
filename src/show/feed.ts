/** One feed: its state, its newest entries, and what happened to them. */
import type { Config } from '../config/config.ts';
import { dayMs } from '../ground/durations.ts';
import { feedId } from '../ground/feed-id.ts';
import { type Say, sayIn } from '../ground/say.ts';
import { shownAddress } from '../ground/shown-address.ts';
import type { FeedState } from '../model.ts';
import type { ToldPlace } from '../store/figures-store.ts';
import type { Store } from '../store/store.ts';
import { type FeedRow, feedRow, shownDays } from './feeds.ts';
import { particularsOf, ruleNames } from './preview-text.ts';

export interface FeedView {
  readonly row: FeedRow;
  readonly state: FeedState | undefined;
  /** Its address without secrets. */
  readonly address: string;
  /** The target of a permanent redirect. */
  readonly movedTo: string | undefined;
  readonly entries: readonly FeedEntry[];
}

interface FeedEntry {
  readonly title: string;
  readonly url: string;
  readonly at: Date;
  /** `发出，11月17日第 1 条` */
  readonly fate: string;
  readonly isTold: boolean;
}

const shownEntries = 30;
/** How many editions of each digest are searched for reasons. */
const shownEditions = 3;

/** @returns undefined when no feed of the configuration has this id */
export async function feedView(
  config: Pick<Config, 'feeds' | 'digests' | 'language'>,
  store: Store,
  { id, now }: { readonly id: string; readonly now: Date },
): Promise<FeedView | undefined> {
  const feed = config.feeds.find(({ url }) => feedId(url) === id);
  if (feed === undefined) return undefined;
  const since = new Date(now.getTime() - shownDays * dayMs);
  const [states, items, stories, newest] = await Promise.all([
    store.feedStates(),
    store.newItemsByDay(since),
    store.storiesByDay(since),
    store.feedItems(feed.url, shownEntries),
  ]);
  const places = await store.toldPlaces(newest.map(({ canonicalUrl }) => canonicalUrl));
  const left = await leftOut(config, store, feed.name);
  const told = new Map(places.map((place) => [place.canonicalUrl, place]));
  const say = sayIn(config.language);
  const waiting = say('还没有轮到，或太旧', 'not considered yet, or too old');
  const state = states.get(feed.url);
  const ofFeed = <T extends { readonly feedUrl: string }>(days: readonly T[]) =>
    days.filter(({ feedUrl }) => feedUrl === feed.url);
  return {
    row: feedRow(feed, {
      state,
      days: ofFeed(items),
      stories: ofFeed(stories),
      now,
      language: config.language,
    }),
    state,
    address: shownAddress(feed.url),
    movedTo: state?.movedTo,
    entries: newest.map(({ title, url, date, canonicalUrl }) => {
      const place = told.get(canonicalUrl);
      const fate = place === undefined ? (left.get(url) ?? waiting) : placeWords(place, say);
      return { title, url, at: date, fate, isTold: place !== undefined };
    }),
  };
}

function placeWords({ slot, position }: ToldPlace, say: Say): string {
  const [, month, day] = slot.local.slice(0, 10).split('-').map(Number);
  return say(`发出，${month}月${day}日第 ${position} 条`, `sent ${slot.local.slice(0, 10)}, no. ${position}`);
}

/** The reasons why items of this feed were recently left out, by their link. */
async function leftOut(
  { digests, language }: Pick<Config, 'digests' | 'language'>,
  store: Store,
  name: string,
): Promise<ReadonlyMap<string, string>> {
  const say = sayIn(language);
  const found = new Map<string, string>();
  for (const { id } of digests) {
    for (const { decisions } of (await store.editions({ digestId: id, limit: shownEditions })).toReversed()) {
      for (const row of decisions.dropped) {
        if (row.feed !== name) continue;
        const why = particularsOf(row) ?? ruleNames[row.rule][language];
        found.set(row.url, row.rule === 'merged' ? why : say(`没发：${why}`, `left out: ${why}`));
      }
    }
  }
  return found;
}
