/** Items as rows of SQLite: how they are kept, found and forgotten. */
import { dayMs } from '../ground/durations.ts';
import type { Item } from '../model.ts';
import { type Database, type Parameters, toMs } from './database.ts';
import type { ItemQuery } from './store.ts';

/** Keeps what a feed listed. Only within a transaction. @returns how many of the items were new */
export function saveItems(database: Database, feedUrl: string, items: readonly Item[], listedAt: number): number {
  if (items.length === 0) return 0;
  const before = countItems(database, feedUrl);
  for (const item of items) database.run(saveItemSql, itemParameters(item, listedAt));
  return countItems(database, feedUrl) - before;
}

/** As `ComposeStore.items`. Three narrow queries, each on an index: nothing reads the whole table. */
export function loadItems(database: Database, { feedUrls, from, until, pages }: ItemQuery): readonly Item[] {
  const parameters = {
    feedUrls: JSON.stringify(feedUrls),
    from: from.getTime(),
    until: until.getTime(),
    pages: JSON.stringify([...pages]),
    weekBefore: from.getTime() - weekMs,
  };
  const found = new Map<string, Item>();
  for (const sql of [windowSql, earliestOfPageSql, earliestOfTitleSql]) {
    for (const row of database.tuples<ItemRow>(sql, parameters)) {
      const item = toItem(row);
      found.set(JSON.stringify([item.feedUrl, item.entryId]), item);
    }
  }
  return [...found.values()].sort((a, b) => compare(a.feedUrl, b.feedUrl) || compare(a.entryId, b.entryId));
}

/** Marks what a feed listed last as still listed: it answered that nothing has changed. */
export function keepListed(database: Database, feedUrl: string, listedAt: number): void {
  database.run(
    `UPDATE item SET last_listed_at = :listedAt
     WHERE feed_url = :feedUrl AND last_listed_at = (SELECT max(last_listed_at) FROM item WHERE feed_url = :feedUrl)`,
    { feedUrl, listedAt },
  );
}

/** As `CollectStore.forgetItems`: items of a feed that has failed ever since would come back as new. */
export function forgetItems(database: Database, before: Date): number {
  return database.run(
    `DELETE FROM item WHERE last_listed_at < :before AND feed_url NOT IN (
       SELECT url FROM feed WHERE last_attempt_at >= :before AND last_success_at < :before
     )`,
    { before: before.getTime() },
  ).changes;
}

/** As `CollectStore.capItems`. */
export function capItems(database: Database, most: number): number {
  return database.run(
    `DELETE FROM item WHERE (feed_url, entry_id) IN (
       SELECT feed_url, entry_id FROM (
         SELECT feed_url, entry_id, last_listed_at,
           row_number() OVER (PARTITION BY feed_url ORDER BY last_listed_at DESC, date DESC, entry_id) AS place,
           max(last_listed_at) OVER (PARTITION BY feed_url) AS last_reading
         FROM item WHERE feed_url IN (SELECT feed_url FROM item GROUP BY feed_url HAVING count(*) > :most)
       )
       WHERE place > :most AND last_listed_at < last_reading
     )`,
    { most },
  ).changes;
}

function countItems(database: Database, feedUrl: string): number {
  const row = database.get<{ count: number }>('SELECT count(*) AS count FROM item WHERE feed_url = :feedUrl', {
    feedUrl,
  });
  return row?.count ?? 0;
}

/** By code units, as SQLite orders. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

const weekMs = 7 * dayMs;

const columns = `feed_url, entry_id, title, url, canonical_url, summary, published_at, first_seen_at, date, candidate,
  language, picture_url, discussion_url, discussion_points, discussion_comments`;

const isOfFeeds = 'feed_url IN (SELECT value FROM json_each(:feedUrls))';
const isInWindow = `${isOfFeeds} AND date BETWEEN :from AND :until`;

const windowSql = `
  SELECT ${columns} FROM item WHERE ${isInWindow}
  UNION ALL
  SELECT ${columns} FROM item
  WHERE canonical_url IN (SELECT value FROM json_each(:pages)) AND ${isOfFeeds} AND date < :from AND date <= :until`;

/** With min(), SQLite takes the other columns from the row of the minimum: https://sqlite.org/lang_select.html#bareagg */
const earliestOfPageSql = `
  SELECT ${columns}, min(date) FROM item
  WHERE canonical_url IN (SELECT canonical_url FROM item WHERE ${isInWindow}) AND date < :from
  GROUP BY canonical_url, feed_url`;

const earliestOfTitleSql = `
  SELECT ${columns}, min(date) FROM item
  WHERE ${isOfFeeds} AND date >= :weekBefore AND date < :from
    AND (feed_url, title) IN (SELECT feed_url, title FROM item WHERE ${isInWindow})
  GROUP BY feed_url, title`;

/** A known item keeps its dates and whether it is a candidate: a feed that gives its old entries new dates is not believed. */
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

/** `columns`, in their order. */
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
