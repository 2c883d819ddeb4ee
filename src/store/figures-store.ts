/** Figures for the pages: feeds by day, the items of one feed, and how editions were delivered. */
import { dayMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import { all, type Database, toDate } from './database.ts';
import { type SlotColumns, slotOf } from './slot-columns.ts';
import type { FeedDay, FeedItem, FiguresStore, RoomDelivery, ToldPlace } from './store.ts';

export function createFiguresStore(database: Database): FiguresStore {
  return {
    async newItemsByDay(since) {
      const rows = await database.read(() => all<DaysRow>(newItemsSql, { since: since.getTime(), dayMs }));
      return rows.flatMap(toFeedDays);
    },
    async storiesByDay(since) {
      const rows = await database.read(() => all<DayRow>(storiesSql, { since: since.getTime(), dayMs }));
      return rows.map(toFeedDay);
    },
    async feedItems(feedUrl, limit) {
      const rows = await database.read(() => all<FeedItemRow>(feedItemsSql, { feedUrl, limit }));
      return rows.map(toFeedItem);
    },
    async toldPlaces(canonicalUrls) {
      const urls = JSON.stringify(canonicalUrls);
      const rows = await database.read(() => all<PlaceRow>(placesSql, { urls }));
      return rows.map(toPlace);
    },
    async deliveries({ digestId, limit }) {
      const rows = await database.read(() => all<DeliveryRow>(deliveriesSql, { digestId, limit }));
      return rows.map(toDelivery);
    },
  };
}

interface DayRow {
  readonly feed_url: string;
  readonly day: number;
  readonly count: number;
}

function toFeedDay({ feed_url, day, count }: DayRow): FeedDay {
  return { feedUrl: feed_url, day: Number(day), count: Number(count) };
}

/** One row per feed, with the days of all its items. Counted here: grouping by day too takes SQLite twice as long. */
interface DaysRow {
  readonly feed_url: string;
  /** `0,0,0,1,12` */
  readonly days: string;
}

function toFeedDays({ feed_url, days }: DaysRow): readonly FeedDay[] {
  const counts = new Map<string, number>();
  for (const day of days.split(',')) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].map(([day, count]) => ({ feedUrl: feed_url, day: Number(day), count }));
}

/** Read from the index `item_of_sighting` alone. */
const newItemsSql = `
  SELECT feed_url, string_agg(CAST((first_seen_at - CAST(:since AS BIGINT)) / CAST(:dayMs AS BIGINT) AS TEXT), ',') AS days
  FROM item WHERE first_seen_at >= :since GROUP BY feed_url`;

const toldItem = {
  sqlite: `json_each(story.items) AS part JOIN item ON item.canonical_url = part.value ->> '$.canonicalUrl'`,
  postgres: `json_array_elements(CAST(story.items AS json)) AS part
    JOIN item ON item.canonical_url = part.value ->> 'canonicalUrl'`,
};

const storiesSql = {
  sqlite: storiesIn(toldItem.sqlite),
  postgres: storiesIn(toldItem.postgres),
};

function storiesIn(parts: string): string {
  return `
  SELECT feed_url, day, count(*) AS count FROM (
    SELECT DISTINCT item.feed_url, story.edition_id, story.position,
      (edition.composed_at - CAST(:since AS BIGINT)) / CAST(:dayMs AS BIGINT) AS day
    FROM edition JOIN story ON story.edition_id = edition.id CROSS JOIN ${parts}
    WHERE edition.composed_at >= :since
  ) AS told GROUP BY 1, 2`;
}

interface FeedItemRow {
  readonly entry_id: string;
  readonly title: string;
  readonly url: string;
  readonly canonical_url: string;
  readonly date: number;
  readonly first_seen_at: number;
}

function toFeedItem(row: FeedItemRow): FeedItem {
  return {
    entryId: row.entry_id,
    title: row.title,
    url: row.url,
    canonicalUrl: row.canonical_url,
    date: new Date(row.date),
    firstSeenAt: new Date(row.first_seen_at),
  };
}

const feedItemsSql = `
  SELECT entry_id, title, url, canonical_url, date, first_seen_at FROM item
  WHERE feed_url = :feedUrl ORDER BY date DESC LIMIT :limit`;

interface PlaceRow extends SlotColumns {
  readonly canonical_url: string;
  readonly number: number;
  readonly position: number;
  readonly lead_url: string;
}

function toPlace(row: PlaceRow): ToldPlace {
  return {
    canonicalUrl: row.canonical_url,
    slot: slotOf(row) satisfies Slot,
    number: Number(row.number),
    position: Number(row.position) + 1,
    url: row.lead_url,
  };
}

const placesSql = {
  sqlite: placesIn('json_each(story.items)', "'$.canonicalUrl'", 'SELECT value FROM json_each(:urls)'),
  postgres: placesIn(
    'json_array_elements(CAST(story.items AS json))',
    "'canonicalUrl'",
    'SELECT json_array_elements_text(CAST(:urls AS json))',
  ),
};

/** Only the newest 60 editions of all digests: older stories were told before the items on the page were listed. */
function placesIn(parts: string, key: string, urls: string): string {
  return `
  SELECT part.value ->> ${key} AS canonical_url, edition.digest_id, edition.slot_local, edition.slot_iso,
    edition.slot_instant, edition.number, story.position, story.url AS lead_url
  FROM (SELECT * FROM edition ORDER BY id DESC LIMIT 60) AS edition
    JOIN story ON story.edition_id = edition.id CROSS JOIN ${parts} AS part
  WHERE part.value ->> ${key} IN (${urls})
  ORDER BY edition.id`;
}

interface DeliveryRow extends SlotColumns {
  readonly edition_id: number;
  readonly number: number;
  readonly late: number;
  readonly composed_at: number;
  readonly webhook: string | null;
  readonly messages: number;
  readonly accepted: number;
  readonly lost: number;
  readonly unsure: number;
  readonly finished_at: number | null;
  readonly attempts: number;
}

function toDelivery(row: DeliveryRow): RoomDelivery {
  return {
    editionId: row.edition_id,
    slot: slotOf(row),
    number: Number(row.number),
    late: Number(row.late) === 1,
    composedAt: new Date(row.composed_at),
    webhook: row.webhook ?? undefined,
    messages: Number(row.messages),
    accepted: Number(row.accepted),
    lost: Number(row.lost),
    unsure: Number(row.unsure),
    finishedAt: toDate(row.finished_at),
    attempts: Number(row.attempts),
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
