import { judgeFeed } from '../collect/feed-health.ts';
import type { Config } from '../config/config.ts';
import { addDays } from '../ground/durations.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Feed, FeedState } from '../model.ts';
import type { Edition, Store } from '../store/store.ts';
import { type ReportedFeed, reportText, type WeeklyReport } from './report-text.ts';

/** The seven days before the day of `until` as a markdown message in the program's language. */
export async function weeklyReport(config: Config, store: Store, until: Date): Promise<string> {
  const timezone = config.report?.timezone ?? 'UTC';
  return reportText(await gather(config, store, { until, timezone }), config.language);
}

async function gather(
  { feeds }: Config,
  store: Store,
  { until, timezone }: { readonly until: Date; readonly timezone: string },
): Promise<WeeklyReport> {
  const zone = createZone(timezone);
  const today = zone.local(until).slice(0, 10);
  const startOf = (day: string) => zone.minute(`${day}T00:00`).instant;
  const [from, to] = [addDays(today, -7), addDays(today, -1)];
  const [states, newItems] = await Promise.all([
    store.feedStates(),
    store.newItemCounts(startOf(from), startOf(today)),
  ]);
  const counts = { editions: 0, lateEditions: 0, stories: 0, lostMessages: 0 };
  /** By the feed's name: decisions store names, not URLs. */
  const storiesByFeed = new Map<string, number>();
  const week = { from, to, since: startOf(addDays(from, -1)) };
  for await (const { late, decisions, messages } of editionsOf(store, week)) {
    counts.editions += 1;
    counts.lateEditions += late ? 1 : 0;
    counts.stories += decisions.stories.length;
    counts.lostMessages += messages.filter(({ state }) => lost.has(state)).length;
    for (const { items } of decisions.stories) {
      for (const name of new Set(items.map(({ feed }) => feed)))
        storiesByFeed.set(name, (storiesByFeed.get(name) ?? 0) + 1);
    }
  }
  return {
    from,
    to,
    ...counts,
    feeds: feeds
      .filter(({ enabled }) => enabled)
      .map((feed) => ({
        ...healthOf(feed, states.get(feed.url), until),
        stories: storiesByFeed.get(feed.name) ?? 0,
        newItems: newItems.get(feed.url) ?? 0,
      })),
  };
}

const lost: ReadonlySet<string> = new Set(['refused', 'unsure', 'given-up']);

/** How many editions are looked through at once. */
const pageSize = 500;

/** The editions of these days, newest first, one at a time: those of a thousand digests are large together. */
async function* editionsOf(
  store: Store,
  { from, to, since }: { readonly from: string; readonly to: string; readonly since: Date },
): AsyncGenerator<Edition> {
  let beforeId: number | undefined;
  for (;;) {
    const heads = await store.editionHeads({ beforeId, limit: pageSize });
    for (const { digestId, slot, number } of heads) {
      const day = slot.local.slice(0, 10);
      const edition = from <= day && day <= to ? await store.edition(digestId, slot.local, number) : undefined;
      if (edition !== undefined) yield edition;
    }
    const oldest = heads.at(-1);
    // No edition is composed a day before its slot.
    if (oldest === undefined || oldest.composedAt < since) return;
    beforeId = oldest.id;
  }
}

function healthOf({ name, weight }: Feed, state: FeedState | undefined, now: Date) {
  const { verdict, what } = judgeFeed(state, now);
  return { name, weight, health: healths[verdict], what };
}

const healths: Readonly<Record<ReturnType<typeof judgeFeed>['verdict'], ReportedFeed['health']>> = {
  ok: 'ok',
  failing: 'failing',
  html: 'failing',
  empty: 'failing',
  silent: 'silent',
  moved: 'moved',
  // These still provide news.
  'lying-stamps': 'ok',
  shrunk: 'ok',
  restless: 'ok',
};
