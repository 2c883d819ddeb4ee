/** Items as rows: how they are stored, found and forgotten. */
import { compareText } from '../ground/compare-text.ts';
import { dayMs } from '../ground/durations.ts';
import type { Item } from '../model.ts';
import { change, insertAll, type Parameters, type Sql, spelled, tuples, type Work } from './database.ts';
import type { ItemQuery } from './store.ts';

interface Listing {
  readonly feedUrl: string;
  readonly items: readonly Item[];
  readonly listedAt: number;
}

/** Stores listings, at most one per feed. Only within a transaction. */
export function* saveItems(listings: readonly Listing[]): Work<void> {
  yield* insertAll(saveItemSql, listings.values().flatMap(rowsOf));
}

/** If a listing has an entry twice, the last one is kept. */
function rowsOf({ items, listedAt }: Listing): Iterable<Parameters> {
  const entries = new Map(items.map((item) => [item.entryId, item]));
  return entries.values().map((item) => itemParameters(item, listedAt));
}

/** See `ComposeStore.items`. A few narrow queries, each on an index: none reads the whole table. */
export function* loadItems({ feedUrls, from, until, pages }: ItemQuery): Work<readonly Item[]> {
  const parameters = {
    feedUrls: JSON.stringify(feedUrls),
    from,
    until,
    pages: JSON.stringify([...pages]),
    weekBefore: from.getTime() - weekMs,
  };
  const found = new Map<string, Item>();
  const ofPages = pages.size === 0 ? [] : [pagesSql];
  for (const sql of [windowSql, ...ofPages, earliestOfPageSql, earliestOfTitleSql]) {
    for (const row of yield* tuples<ItemRow>(sql, parameters)) {
      const item = toItem(row);
      found.set(`${item.feedUrl}\n${item.entryId}`, item);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.feedUrl, b.feedUrl) || compareText(a.entryId, b.entryId));
}

/** Marks the last listings of these feeds as still current, after answers that nothing has changed. */
export function* keepListed(unchanged: readonly Omit<Listing, 'items'>[]): Work<void> {
  if (unchanged.length > 0) yield* change(keepListedSql, { unchanged: JSON.stringify(unchanged) });
}

const keepListedSql = spelled(
  ({ list }) => `
  UPDATE item SET last_listed_at = latest.listed_at
  FROM (
    SELECT feed_url, max(last_listed_at) AS listed_before, max(CAST(feed.value ->> 'listedAt' AS BIGINT)) AS listed_at
    FROM ${list(':unchanged')} AS feed JOIN item ON feed_url = feed.value ->> 'feedUrl'
    GROUP BY feed_url
  ) AS latest
  WHERE item.feed_url = latest.feed_url AND last_listed_at = listed_before`,
);

/** See `CollectStore.forgetItems`. Items of a feed that has failed ever since stay: they would come back as new. */
export function* forgetItems(before: Date): Work<number> {
  return yield* change(
    `DELETE FROM item WHERE last_listed_at < :before AND feed_url NOT IN (
       SELECT url FROM feed WHERE last_attempt_at >= :before AND last_success_at < :before
     )`,
    { before },
  );
}

/** See `CollectStore.capItems`. */
export function* capItems(most: number): Work<number> {
  return yield* change(
    `DELETE FROM item WHERE (feed_url, entry_id) IN (
       SELECT feed_url, entry_id FROM (
         SELECT feed_url, entry_id, last_listed_at,
           row_number() OVER (PARTITION BY feed_url ORDER BY last_listed_at DESC, date DESC, entry_id) AS place,
           max(last_listed_at) OVER (PARTITION BY feed_url) AS last_reading
         FROM item WHERE feed_url IN (SELECT feed_url FROM item GROUP BY feed_url HAVING count(*) > :most)
       ) AS ranked
       WHERE place > :most AND last_listed_at < last_reading
     )`,
    { most },
  );
}

const weekMs = 7 * dayMs;

const columns = `feed_url, entry_id, title, url, canonical_url, summary, published_at, first_seen_at, date, candidate,
  language, picture_url, discussion_url, discussion_points, discussion_comments`;

const windowSql = spelled(
  ({ values }) => `
  SELECT ${columns} FROM item WHERE feed_url IN ${values(':feedUrls')} AND date BETWEEN :from AND :until`,
);

/** There are few pages. The concatenation keeps SQLite from scanning all older items of the feeds instead. */
const pagesSql = spelled(
  ({ values }) => `
  SELECT ${columns} FROM item
  WHERE canonical_url IN ${values(':pages')} AND feed_url || '' IN ${values(':feedUrls')} AND date < :from AND date <= :until`,
);

/** On a tie, the first entry id wins, so that every database finds the same item. */
const earliestOfPageSql = spelled(
  ({ values }) => `
  SELECT ${columns} FROM (
    SELECT ${columns}, row_number() OVER (PARTITION BY canonical_url, feed_url ORDER BY date, entry_id) AS place
    FROM item
    WHERE date < :from AND canonical_url IN (
      SELECT canonical_url FROM item WHERE feed_url IN ${values(':feedUrls')} AND date BETWEEN :from AND :until
    )
  ) AS older WHERE place = 1`,
);

const earliestOfTitleSql = spelled(
  ({ values }) => `
  SELECT ${columns} FROM (
    SELECT ${columns}, row_number() OVER (PARTITION BY feed_url, title ORDER BY date, entry_id) AS place
    FROM item
    WHERE feed_url IN ${values(':feedUrls')} AND date >= :weekBefore AND date < :from AND (feed_url, title) IN (
      SELECT feed_url, title FROM item WHERE feed_url IN ${values(':feedUrls')} AND date BETWEEN :from AND :until
    )
  ) AS older WHERE place = 1`,
);

/**
 * A known item keeps its dates and whether it is a candidate: new dates for old entries are not trusted. It keeps its
 * summary when the feed lists none: the summary may come from the item's own page.
 */
const saveItemSql: Sql = { sqlite: saveItemWith('feed_url, entry_id'), postgres: saveItemWith('feed_url, entry_hash') };

/** `key`: the columns of the primary key. */
function saveItemWith(key: string): string {
  return `
  INSERT INTO item (${columns}, last_listed_at) VALUES (
    :feedUrl, :entryId, :title, :url, :canonicalUrl, :summary, :publishedAt, :firstSeenAt, :date, :candidate, :language,
    :pictureUrl, :discussionUrl, :discussionPoints, :discussionComments, :listedAt
  )
  ON CONFLICT (${key}) DO UPDATE SET
    title = excluded.title, url = excluded.url, canonical_url = excluded.canonical_url, summary = CASE excluded.summary WHEN '' THEN item.summary ELSE excluded.summary END,
    language = excluded.language, picture_url = excluded.picture_url, discussion_url = excluded.discussion_url,
    discussion_points = excluded.discussion_points, discussion_comments = excluded.discussion_comments,
    last_listed_at = excluded.last_listed_at`;
}

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

function itemParameters({ discussion, ...item }: Item, listedAt: number): Parameters {
  return {
    ...item,
    discussionUrl: discussion?.url,
    discussionPoints: discussion?.points,
    discussionComments: discussion?.comments,
    listedAt,
  };
}
