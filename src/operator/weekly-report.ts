import { judgeFeed } from '../collect/feed-health.ts';
import { safeText } from '../compose/text/safe-text.ts';
import type { Config } from '../config/config.ts';
import { messageLimits } from '../deliver/rooms/rooms.ts';
import { addDays } from '../ground/durations.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Feed, FeedState } from '../model.ts';
import type { Edition, Store } from '../store/store.ts';
import { type ReportedFeed, reportText, type WeeklyReport } from './report-text.ts';

/** More than all digests publish in a week. */
const editionsOfWeek = 500;

/** The seven days before the day of `until` as a markdown message in the program's language. */
export async function weeklyReport(config: Config, store: Store, until: Date): Promise<string> {
  const timezone = config.report?.timezone ?? 'UTC';
  const voice = { language: config.language, timezone };
  const report = await gather(config, store, { until, timezone });
  return reportText(report, voice, { maxBytes: messageLimits.markdown, safe: (text) => safeText(text, 'markdown') });
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
  const [states, newItems, newest] = await Promise.all([
    store.feedStates(),
    store.newItemCounts(startOf(from), startOf(today)),
    store.editions({ limit: editionsOfWeek }),
  ]);
  const editions = newest.filter(({ slot }) => {
    const day = slot.local.slice(0, 10);
    return from <= day && day <= to;
  });
  const stories = storiesByFeed(editions);
  return {
    from,
    to,
    editions: editions.length,
    lateEditions: editions.filter(({ late }) => late).length,
    stories: editions.reduce((sum, { decisions }) => sum + decisions.stories.length, 0),
    lostMessages: editions.flatMap(({ messages }) => messages).filter(({ state }) => lost.has(state)).length,
    feeds: feeds
      .filter(({ enabled }) => enabled)
      .map((feed) => ({
        ...healthOf(feed, states.get(feed.url), until),
        stories: stories.get(feed.name) ?? 0,
        newItems: newItems.get(feed.url) ?? 0,
      })),
  };
}

const lost: ReadonlySet<string> = new Set(['refused', 'unsure', 'given-up']);

/** Number of stories that each feed contributed to, by its name: decisions store names, not URLs. */
function storiesByFeed(editions: readonly Edition[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { decisions } of editions) {
    for (const { items } of decisions.stories) {
      for (const name of new Set(items.map(({ feed }) => feed))) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return counts;
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
