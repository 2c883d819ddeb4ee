/** Feeds and items in SQLite. */
import type { FeedCounts, FeedFailure, FeedState, Item } from '../model.ts';
import { type Database, type Parameters, toDate, toMs } from './database.ts';
import type { CollectStore, Reading } from './store.ts';

/** The collecting side of the store. */
export function createCollectStore(database: Database): CollectStore {
  return {
    async feedStates() {
      const rows = database.all<FeedRow>('SELECT * FROM feed ORDER BY url');
      return new Map(rows.map((row) => [row.url, toFeedState(row)]));
    },
    async knownEntries(feedUrl) {
      const rows = database.all<{ entry_id: string; first_seen_at: number }>(
        'SELECT entry_id, first_seen_at FROM item WHERE feed_url = :feedUrl',
        { feedUrl },
      );
      return new Map(rows.map((row) => [row.entry_id, new Date(row.first_seen_at)]));
    },
    async saveReading(reading) {
      return database.transaction(() => saveReading(database, reading));
    },
    async saveReadings(readings) {
      return database.transaction(() => readings.map((reading) => saveReading(database, reading)));
    },
    async forgetItems(before) {
      return database.run(forgetItemsSql, { before: before.getTime() }).changes;
    },
  };
}

/** Every item that is kept, ordered by (feedUrl, entryId). */
export function loadItems(database: Database): readonly Item[] {
  return database.tuples<ItemRow>(itemsSql).map(toItem);
}

function saveReading(database: Database, { state, items, readAt, unchanged }: Reading): number {
  const { feedUrl } = state;
  const listedAt = readAt.getTime();
  database.run(saveFeedSql, feedParameters(state));
  if (unchanged) database.run(stillListedSql, { feedUrl, listedAt });
  if (items.length === 0) return 0;

  const before = countItems(database, feedUrl);
  for (const item of items) database.run(saveItemSql, itemParameters(item, listedAt));
  return countItems(database, feedUrl) - before;
}

function countItems(database: Database, feedUrl: string): number {
  const row = database.get<{ count: number }>('SELECT count(*) AS count FROM item WHERE feed_url = :feedUrl', {
    feedUrl,
  });
  return row?.count ?? 0;
}

const saveFeedSql = `
  INSERT OR REPLACE INTO feed VALUES (
    :url, :etag, :lastModified, :movedTo, :firstReadAt, :lastAttemptAt, :lastSuccessAt, :lastNewItemAt, :nextVisitAt,
    :askedToRestUntil, :consecutiveFailures, :failingSince, :failure, :lastItems, :usualItems, :cadenceMs, :ttlMs,
    :counts
  )`;

const itemsSql = `
  SELECT feed_url, entry_id, title, url, canonical_url, summary, published_at, first_seen_at, date, candidate,
    language, picture_url, discussion_url, discussion_points, discussion_comments
  FROM item ORDER BY feed_url, entry_id`;

/** What a feed listed last, it lists still. */
const stillListedSql = `
  UPDATE item SET last_listed_at = :listedAt
  WHERE feed_url = :feedUrl
    AND last_listed_at = (SELECT max(last_listed_at) FROM item WHERE feed_url = :feedUrl)`;

/** A known item keeps its dates and whether it is a candidate: a feed that dates its old entries anew is not believed. */
const saveItemSql = `
  INSERT INTO item VALUES (
    :feedUrl, :entryId, :title, :url, :canonicalUrl, :summary, :publishedAt, :firstSeenAt, :date, :candidate, :language,
    :pictureUrl, :discussionUrl, :discussionPoints, :discussionComments, :listedAt
  )
  ON CONFLICT DO UPDATE SET
    title = excluded.title, url = excluded.url, canonical_url = excluded.canonical_url, summary = excluded.summary,
    language = excluded.language, picture_url = excluded.picture_url, discussion_url = excluded.discussion_url,
    discussion_points = excluded.discussion_points, discussion_comments = excluded.discussion_comments,
    last_listed_at = excluded.last_listed_at`;

/** A feed that has failed ever since may list them still: if they were forgotten, they would come back as new. */
const forgetItemsSql = `
  DELETE FROM item WHERE last_listed_at < :before AND feed_url NOT IN (
    SELECT url FROM feed WHERE last_attempt_at >= :before AND last_success_at < :before
  )`;

interface FeedRow {
  readonly url: string;
  readonly etag: string | null;
  readonly last_modified: string | null;
  readonly moved_to: string | null;
  readonly first_read_at: number | null;
  readonly last_attempt_at: number | null;
  readonly last_success_at: number | null;
  readonly last_new_item_at: number | null;
  readonly next_visit_at: number | null;
  readonly asked_to_rest_until: number | null;
  readonly consecutive_failures: number;
  readonly failing_since: number | null;
  readonly failure: string | null;
  readonly last_items: number;
  readonly usual_items: number;
  readonly cadence_ms: number | null;
  readonly ttl_ms: number | null;
  readonly counts: string;
}

function toFeedState(row: FeedRow): FeedState {
  return {
    feedUrl: row.url,
    etag: row.etag ?? undefined,
    lastModified: row.last_modified ?? undefined,
    movedTo: row.moved_to ?? undefined,
    firstReadAt: toDate(row.first_read_at),
    lastAttemptAt: toDate(row.last_attempt_at),
    lastSuccessAt: toDate(row.last_success_at),
    lastNewItemAt: toDate(row.last_new_item_at),
    nextVisitAt: toDate(row.next_visit_at),
    askedToRestUntil: toDate(row.asked_to_rest_until),
    consecutiveFailures: row.consecutive_failures,
    failingSince: toDate(row.failing_since),
    failure: row.failure === null ? undefined : (JSON.parse(row.failure) as FeedFailure),
    lastItems: row.last_items,
    usualItems: row.usual_items,
    cadenceMs: row.cadence_ms ?? undefined,
    ttlMs: row.ttl_ms ?? undefined,
    counts: JSON.parse(row.counts) as FeedCounts,
  };
}

function feedParameters(state: FeedState): Parameters {
  return {
    url: state.feedUrl,
    etag: state.etag ?? null,
    lastModified: state.lastModified ?? null,
    movedTo: state.movedTo ?? null,
    firstReadAt: toMs(state.firstReadAt),
    lastAttemptAt: toMs(state.lastAttemptAt),
    lastSuccessAt: toMs(state.lastSuccessAt),
    lastNewItemAt: toMs(state.lastNewItemAt),
    nextVisitAt: toMs(state.nextVisitAt),
    askedToRestUntil: toMs(state.askedToRestUntil),
    consecutiveFailures: state.consecutiveFailures,
    failingSince: toMs(state.failingSince),
    failure: state.failure === undefined ? null : JSON.stringify(state.failure),
    lastItems: state.lastItems,
    usualItems: state.usualItems,
    cadenceMs: state.cadenceMs ?? null,
    ttlMs: state.ttlMs ?? null,
    counts: JSON.stringify(state.counts),
  };
}

/** The columns of `itemsSql`. */
type ItemRow = readonly [
  feedUrl: string,
  entryId: string,
  title: string,
  url: string,
  canonicalUrl: string,
  summary: string,
  publishedAt: number | null,
  firstSeenAt: number,
  date: number,
  candidate: number,
  language: Item['language'],
  pictureUrl: string | null,
  discussionUrl: string | null,
  discussionPoints: number,
  discussionComments: number,
];

function toItem(row: ItemRow): Item {
  const [feedUrl, entryId, title, url, canonicalUrl, summary, publishedAt, firstSeenAt, date, candidate, ...rest] = row;
  const [language, pictureUrl, discussionUrl, points, comments] = rest;
  return {
    feedUrl,
    entryId,
    title,
    url,
    canonicalUrl,
    summary,
    publishedAt: publishedAt === null ? null : new Date(publishedAt),
    firstSeenAt: new Date(firstSeenAt),
    date: new Date(date),
    candidate: candidate === 1,
    language,
    pictureUrl: pictureUrl ?? undefined,
    discussion: discussionUrl === null ? undefined : { url: discussionUrl, points, comments },
  };
}

function itemParameters(item: Item, listedAt: number): Parameters {
  return {
    feedUrl: item.feedUrl,
    entryId: item.entryId,
    title: item.title,
    url: item.url,
    canonicalUrl: item.canonicalUrl,
    summary: item.summary,
    publishedAt: toMs(item.publishedAt),
    firstSeenAt: item.firstSeenAt.getTime(),
    date: item.date.getTime(),
    candidate: item.candidate ? 1 : 0,
    language: item.language,
    pictureUrl: item.pictureUrl ?? null,
    discussionUrl: item.discussion?.url ?? null,
    discussionPoints: item.discussion?.points ?? null,
    discussionComments: item.discussion?.comments ?? null,
    listedAt,
  };
}
