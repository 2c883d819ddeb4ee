/** Stored items that an edition did not consider, each with the reason, for `explain`. */
import { opensAt } from '../compose/judge/filter.ts';
import type { Config } from '../config/config.ts';
import { feedsOf } from '../config/feeds-of.ts';
import { sayIn } from '../ground/say.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { DigestSettings, Feed, Item } from '../model.ts';
import type { Store } from '../store/store.ts';

export interface Unconsidered {
  readonly title: string;
  /** Name of its feed. */
  readonly feed: string;
  /** In the digest's language. */
  readonly why: string;
}

export interface UnconsideredQuery {
  readonly settings: DigestSettings;
  readonly config: Pick<Config, 'feeds'>;
  readonly store: Pick<Store, 'knownEntries' | 'items' | 'lastDeliveredSlot'>;
  readonly instant: Date;
  readonly isMeant: (title: string) => boolean;
}

/** Items with such a title that an edition composed at `instant` would not consider, in the order of the feeds. */
export async function unconsideredItems(query: UnconsideredQuery): Promise<readonly Unconsidered[]> {
  const { settings, config, store, instant, isMeant } = query;
  const since = await store.lastDeliveredSlot(settings.id);
  const whyNot = reasonFor(settings, config.feeds, opensAt(settings, instant, since));
  const found: Unconsidered[] = [];
  for (const feed of config.feeds) {
    const meant = [...(await store.knownEntries(feed.url)).values()].filter(({ title }) => isMeant(title));
    if (meant.length === 0) continue;
    const pages = new Set(meant.map(({ canonicalUrl }) => canonicalUrl));
    const items = await store.items({ feedUrls: [feed.url], from: instant, until: instant, pages });
    for (const item of items) {
      const why = isMeant(item.title) ? whyNot(item, feed) : undefined;
      if (why !== undefined) found.push({ title: item.title, feed: feed.name, why });
    }
  }
  return found;
}

/** Why an item is not considered; undefined when it is. */
function reasonFor(settings: DigestSettings, feeds: readonly Feed[], opens: Date) {
  const say = sayIn(settings.language);
  const read = new Set(feedsOf(settings, feeds));
  const { local } = createZone(settings.timezone);
  const minute = (instant: Date) => local(instant).slice(0, 16).replace('T', ' ');
  return (item: Item, feed: Feed): string | undefined => {
    if (!feed.enabled) return say('它的源停用着', 'its feed is disabled');
    if (!read.has(feed)) return say('这份日报的 feeds 不含它的源', '`feeds` of this digest leaves its feed out');
    if (!item.candidate) {
      return say(
        '第一次读到它的源时就在列，没有可信的日期，只记下',
        'listed when its feed was first read, without a date to trust: only remembered',
      );
    }
    if (item.date >= opens) return undefined;
    return say(
      `太旧：${minute(item.date)}，这一期从 ${minute(opens)} 算起（maxAge）`,
      `too old: ${minute(item.date)}, and the edition begins at ${minute(opens)} (maxAge)`,
    );
  };
}
