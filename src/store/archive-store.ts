/** Past editions: lists without their decisions, and the search over what was told. */
import type { Dropped } from '../model.ts';
import { toldItems } from './compose-store.ts';
import { all, type Database, get, spelled } from './database.ts';
import { loadMessages } from './outbox-store.ts';
import { isMatch, matchOf } from './search-index.ts';
import { type SlotColumns, slotOf } from './slot-columns.ts';
import type { ArchiveStore, EditionHead, EditionMonth, FoundLeftOut, FoundStory, HeadQuery } from './store.ts';

/** The reading side of the store. */
export function createArchiveStore(database: Database): ArchiveStore {
  return {
    async editionHeads(query) {
      const sql = query.afterId === undefined ? newestFirstSql : oldestFirstSql;
      const rows = await database.read(() => all<HeadRow>(sql, { ...filterOf(query), limit: query.limit }));
      return rows.map(toHead);
    },
    async editionMessages(editionId) {
      return database.read(() => loadMessages('edition_id = :editionId', { editionId }));
    },
    async editionMonths(query) {
      const rows = await database.read(() => all<EditionMonth>(monthsSql, filterOf(query)));
      return rows.map((row) => ({ ...row }));
    },
    async searchTold({ words, digestId, offset = 0, limit }) {
      const match = matchOf(words);
      if (match === undefined) return { total: 0, stories: [] };
      const parameters = { ...match, digestId: digestId ?? null };
      return database.read(function* () {
        const count = yield* get<{ total: number }>(countFoundSql, parameters);
        const rows = yield* all<FoundRow>(foundSql, { ...parameters, offset, limit });
        return { total: count?.total ?? 0, stories: rows.map(toFoundStory) };
      });
    },
    async searchLeftOut({ words, digestId, offset = 0, limit, editions }) {
      const wanted = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
      if (wanted.length === 0) return [];
      const parameters = { digestId: digestId ?? null, words: JSON.stringify(wanted), editions, offset, limit };
      const rows = await database.read(() => all<LeftOutRow>(leftOutSql, parameters));
      return rows.map(toFoundLeftOut);
    },
  };
}

function filterOf({ digestId, month, beforeId, afterId, onlyDelivered = false }: Omit<HeadQuery, 'limit'>) {
  return {
    digestId: digestId ?? null,
    month: month ?? null,
    beforeId: beforeId ?? null,
    afterId: afterId ?? null,
    onlyDelivered: onlyDelivered ? 1 : 0,
  };
}

const isDelivered = "EXISTS (SELECT 1 FROM message WHERE edition_id = edition.id AND state = 'accepted')";

const isOfDigest = '(CAST(:digestId AS TEXT) IS NULL OR digest_id = :digestId)';

const filtered = `
  ${isOfDigest}
  AND (CAST(:month AS TEXT) IS NULL OR substr(slot_local, 1, 7) = :month)
  AND (CAST(:beforeId AS INTEGER) IS NULL OR edition.id < :beforeId)
  AND (CAST(:afterId AS INTEGER) IS NULL OR edition.id > :afterId)
  AND (CAST(:onlyDelivered AS INTEGER) = 0 OR ${isDelivered})`;

const headColumns = 'edition.id, digest_id, slot_local, slot_iso, slot_instant, number';

/** Without `decisions`: the dropped items of one day are larger than a page of heads. */
const headsSql = `
  SELECT ${headColumns}, title, composed_at, late,
    (SELECT count(*) FROM story WHERE edition_id = edition.id) AS stories,
    (SELECT coalesce(headline, title) FROM story WHERE edition_id = edition.id AND position = 0) AS lead,
    CASE WHEN ${isDelivered} THEN 1 ELSE 0 END AS delivered
  FROM edition WHERE ${filtered}`;
const newestFirstSql = `${headsSql} ORDER BY edition.id DESC LIMIT :limit`;
const oldestFirstSql = `${headsSql} ORDER BY edition.id LIMIT :limit`;

const monthsSql = `
  SELECT substr(slot_local, 1, 7) AS month, count(*) AS editions,
    sum((SELECT count(*) FROM story WHERE edition_id = edition.id)) AS stories
  FROM edition WHERE ${filtered}
  GROUP BY month ORDER BY month DESC`;

interface HeadRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly composed_at: number;
  readonly late: number;
  readonly stories: number;
  readonly lead: string | null;
  readonly delivered: number;
}

function toHead(row: HeadRow): EditionHead {
  return {
    ...toName(row),
    title: row.title,
    composedAt: new Date(row.composed_at),
    late: row.late === 1,
    stories: row.stories,
    lead: row.lead ?? undefined,
    delivered: row.delivered === 1,
  };
}

function toName(row: SlotColumns & { readonly id: number; readonly number: number }) {
  return { id: row.id, digestId: row.digest_id, slot: slotOf(row), number: row.number };
}

// ── Search ──────────────────────────────────────────────────────────────────────────────────────────

const fromFound = {
  sqlite: `
  FROM story_text
    JOIN story ON story.edition_id = story_text.rowid / 1000 AND story.position = story_text.rowid % 1000
    JOIN edition ON edition.id = story.edition_id
  WHERE ${isMatch.sqlite} AND ${isOfDigest} AND ${isDelivered}`,
  postgres: `
  FROM story_text
    JOIN story ON story.edition_id = story_text.edition_id AND story.position = story_text.position
    JOIN edition ON edition.id = story.edition_id
  WHERE ${isMatch.postgres} AND ${isOfDigest} AND ${isDelivered}`,
};
const countFoundSql = {
  sqlite: `SELECT count(*) AS total ${fromFound.sqlite}`,
  postgres: `SELECT count(*) AS total ${fromFound.postgres}`,
};
const foundSql = {
  sqlite: foundFrom(fromFound.sqlite),
  postgres: foundFrom(fromFound.postgres),
};

function foundFrom(from: string): string {
  return `
  SELECT ${headColumns}, story.position, story.title, story.headline, story.url, story.items ${from}
  ORDER BY edition.id DESC, story.position LIMIT :limit OFFSET :offset`;
}

interface FoundRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly position: number;
  readonly title: string;
  readonly headline: string | null;
  readonly url: string;
  readonly items: string;
}

function toFoundStory(row: FoundRow): FoundStory {
  const { position, title, url, items } = row;
  const headline = row.headline ?? undefined;
  return { edition: toName(row), position: position + 1, title, headline, url, items: toldItems(items) };
}

/** Not indexed: a day leaves out hundreds of items. Only the newest editions are read. */
const leftOutSql = spelled(
  ({ texts, objects }) => `
  WITH recent AS (
    SELECT ${headColumns}, decisions FROM edition
    WHERE ${isOfDigest} AND ${isDelivered}
    ORDER BY edition.id DESC LIMIT :editions
  )
  SELECT recent.id, digest_id, slot_local, slot_iso, slot_instant, number, CAST(dropped.value AS TEXT) AS dropped
  FROM recent CROSS JOIN ${objects('decisions', 'dropped')} AS dropped
  WHERE NOT EXISTS (
    SELECT 1 FROM ${texts(':words')} AS word
    WHERE replace(lower(dropped.value ->> 'title'), word.value, '') = lower(dropped.value ->> 'title')
  )
  ORDER BY recent.id DESC LIMIT :limit OFFSET :offset`,
);

interface LeftOutRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly dropped: string;
}

function toFoundLeftOut(row: LeftOutRow): FoundLeftOut {
  return { edition: toName(row), row: JSON.parse(row.dropped) as Dropped };
}
