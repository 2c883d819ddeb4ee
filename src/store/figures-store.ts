/** Figures for the pages: feeds by day, the items of one feed, and how editions were delivered. */
import { dayMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import { all, type Database, type Row, spelled, toDate } from './database.ts';
import { type SlotColumns, withSlot } from './slot-columns.ts';

export interface FeedDay {
  readonly feedUrl: string;
  /** From 0. */
  readonly day: number;
  readonly count: number;
}

interface FeedItem {
  readonly entryId: string;
  readonly title: string;
  readonly url: string;
  readonly canonicalUrl: string;
  readonly date: Date;
  readonly firstSeenAt: Date;
}

export interface ToldPlace {
  readonly canonicalUrl: string;
  readonly slot: Slot;
  /** Of the edition. */
  readonly number: number;
  /** Of the story in it, from 1. */
  readonly position: number;
  /** The link under which the story was told. */
  readonly url: string;
}

export interface RoomDelivery {
  readonly editionId: number;
  readonly slot: Slot;
  readonly number: number;
  readonly late: boolean;
  readonly composedAt: Date;
  /** undefined: the edition has no messages. */
  readonly webhook: string | undefined;
  readonly messages: number;
  readonly accepted: number;
  /** Refused or given up. */
  readonly lost: number;
  readonly unsure: number;
  /** When its last attempt ended. */
  readonly finishedAt: Date | undefined;
  readonly attempts: number;
}

export type FiguresStore = ReturnType<typeof createFiguresStore>;

/** Figures for the pages. No method loads all items. */
export function createFiguresStore(database: Database) {
  return {
    /** How many items of each feed were first seen, by day since `since`; days without any are left out. */
    async newItemsByDay(since: Date): Promise<readonly FeedDay[]> {
      const rows = await database.read(() => all<DaysRow>(newItemsSql, { since, dayMs }));
      return rows.flatMap(toFeedDays);
    },
    /** The same for stories that were told with an item of the feed, by the day of their edition. */
    storiesByDay: (since: Date) => database.read(() => all<FeedDay>(storiesSql, { since, dayMs })),
    /** A feed's newest items. */
    async feedItems(feedUrl: string, limit: number): Promise<readonly FeedItem[]> {
      const rows = await database.read(() => all<Row<FeedItem>>(feedItemsSql, { feedUrl, limit }));
      return rows.map((row) => ({ ...row, date: new Date(row.date), firstSeenAt: new Date(row.firstSeenAt) }));
    },
    /** Where items with these canonical URLs were told lately, oldest first. */
    async toldPlaces(canonicalUrls: readonly string[]): Promise<readonly ToldPlace[]> {
      const urls = JSON.stringify(canonicalUrls);
      const rows = await database.read(() => all<SlotColumns & Omit<ToldPlace, 'slot'>>(placesSql, { urls }));
      return rows.map(withSlot);
    },
    /** How the newest editions of a digest reached each robot, newest first; an edition without messages has one row. */
    async deliveries(query: { readonly digestId: string; readonly limit: number }): Promise<readonly RoomDelivery[]> {
      const rows = await database.read(() => all<DeliveryRow>(deliveriesSql, query));
      return rows.map(toDelivery);
    },
  };
}

/** One row per feed, with the days of all its items. Counted here: grouping by day too takes SQLite twice as long. */
interface DaysRow {
  readonly feedUrl: string;
  /** `0,0,0,1,12` */
  readonly days: string;
}

function toFeedDays({ feedUrl, days }: DaysRow): readonly FeedDay[] {
  const counts = new Map<string, number>();
  for (const day of days.split(',')) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].map(([day, count]) => ({ feedUrl, day: Number(day), count }));
}

/** Read from the index `item_of_sighting` alone. */
const newItemsSql = `
  SELECT feed_url, string_agg(CAST((first_seen_at - CAST(:since AS BIGINT)) / CAST(:dayMs AS BIGINT) AS TEXT), ',') AS days
  FROM item WHERE first_seen_at >= :since GROUP BY feed_url`;

const storiesSql = spelled(
  ({ list }) => `
  SELECT feed_url, day, count(*) AS count FROM (
    SELECT DISTINCT item.feed_url, story.edition_id, story.position,
      (edition.composed_at - CAST(:since AS BIGINT)) / CAST(:dayMs AS BIGINT) AS day
    FROM edition JOIN story ON story.edition_id = edition.id CROSS JOIN ${list('story.items')} AS part
      JOIN item ON item.canonical_url = part.value ->> 'canonicalUrl'
    WHERE edition.composed_at >= :since
  ) AS told GROUP BY 1, 2`,
);

const feedItemsSql = `
  SELECT entry_id, title, url, canonical_url, date, first_seen_at FROM item
  WHERE feed_url = :feedUrl ORDER BY date DESC LIMIT :limit`;

/** Only the newest 60 editions of all digests: older stories were told before the items on the page were listed. */
const placesSql = spelled(
  ({ list, values }) => `
  SELECT part.value ->> 'canonicalUrl' AS canonical_url, edition.digest_id, edition.slot_local, edition.slot_iso,
    edition.slot_instant, edition.number, story.position + 1 AS position, story.url
  FROM (SELECT * FROM edition ORDER BY id DESC LIMIT 60) AS edition
    JOIN story ON story.edition_id = edition.id CROSS JOIN ${list('story.items')} AS part
  WHERE part.value ->> 'canonicalUrl' IN ${values(':urls')}
  ORDER BY edition.id`,
);

type DeliveryRow = SlotColumns & Row<Omit<RoomDelivery, 'slot'>>;

function toDelivery(row: DeliveryRow): RoomDelivery {
  return {
    ...withSlot(row),
    late: row.late === 1,
    composedAt: new Date(row.composedAt),
    webhook: row.webhook ?? undefined,
    finishedAt: toDate(row.finishedAt),
  };
}

const deliveriesSql = `
  SELECT edition.id AS edition_id, edition.digest_id, edition.slot_local, edition.slot_iso, edition.slot_instant,
    edition.number, edition.late, edition.composed_at, message.webhook,
    count(message.id) AS messages,
    coalesce(sum(CASE WHEN message.state = 'accepted' THEN 1 ELSE 0 END), 0) AS accepted,
    coalesce(sum(CASE WHEN message.state IN ('refused', 'given-up') THEN 1 ELSE 0 END), 0) AS lost,
    coalesce(sum(CASE WHEN message.state = 'unsure' THEN 1 ELSE 0 END), 0) AS unsure,
    max(tries.finished_at) AS finished_at,
    coalesce(sum(tries.attempts), 0) AS attempts
  FROM (SELECT id, digest_id, slot_local, slot_iso, slot_instant, number, late, composed_at FROM edition
        WHERE digest_id = :digestId ORDER BY id DESC LIMIT :limit) AS edition
    LEFT JOIN message ON message.edition_id = edition.id
    LEFT JOIN (SELECT message_id, max(finished_at) AS finished_at, count(*) AS attempts
               FROM attempt GROUP BY message_id) AS tries ON tries.message_id = message.id
  GROUP BY edition.id, edition.digest_id, edition.slot_local, edition.slot_iso, edition.slot_instant,
    edition.number, edition.late, edition.composed_at, message.webhook
  ORDER BY edition.id DESC, message.webhook`;
