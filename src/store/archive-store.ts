/** Past editions in SQLite: lists without their decisions, and the search over what was told. */
import type { Dropped } from '../model.ts';
import { type SlotColumns, slotOf, toldItems } from './compose-store.ts';
import type { Database } from './database.ts';
import { matchOf } from './search-index.ts';
import type { ArchiveStore, EditionHead, EditionMonth, FoundLeftOut, FoundStory, HeadQuery } from './store.ts';

/** The reading side of the store. */
export function createArchiveStore(database: Database): ArchiveStore {
  return {
    async editionHeads(query) {
      const rows = database.all<HeadRow>(query.afterId === undefined ? newestFirstSql : oldestFirstSql, {
        ...filterOf(query),
        limit: query.limit,
      });
      return rows.map(toHead);
    },
    async editionMonths(query) {
      return database.all<EditionMonth>(monthsSql, filterOf(query)).map((row) => ({ ...row }));
    },
    async searchTold({ words, digestId, offset = 0, limit }) {
      const match = matchOf(words);
      if (match === undefined) return { total: 0, stories: [] };
      const parameters = { match, digestId: digestId ?? null };
      const total = database.get<{ total: number }>(countFoundSql, parameters)?.total ?? 0;
      const rows = database.all<FoundRow>(foundSql, { ...parameters, offset, limit });
      return { total, stories: rows.map(toFoundStory) };
    },
    async searchLeftOut({ words, digestId, offset = 0, limit, editions }) {
      const wanted = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
      if (wanted.length === 0) return [];
      const rows = database.all<LeftOutRow>(leftOutSql, {
        digestId: digestId ?? null,
        words: JSON.stringify(wanted),
        editions,
        offset,
        limit,
      });
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

const filtered = `
  (:digestId IS NULL OR digest_id = :digestId)
  AND (:month IS NULL OR substr(slot_local, 1, 7) = :month)
  AND (:beforeId IS NULL OR edition.id < :beforeId)
  AND (:afterId IS NULL OR edition.id > :afterId)
  AND (NOT :onlyDelivered OR ${isDelivered})`;

const headColumns = 'edition.id, digest_id, slot_local, slot_iso, slot_instant, number';

/** Without `decisions`: what was left out on one day alone is larger than a page of heads. */
const headsSql = `
  SELECT ${headColumns}, title, composed_at, late,
    (SELECT count(*) FROM story WHERE edition_id = edition.id) AS stories,
    (SELECT title FROM story WHERE edition_id = edition.id AND position = 0) AS lead,
    ${isDelivered} AS delivered
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

const fromFound = `
  FROM story_text
    JOIN story ON story.edition_id = story_text.rowid / 1000 AND story.position = story_text.rowid % 1000
    JOIN edition ON edition.id = story.edition_id
  WHERE story_text MATCH :match AND (:digestId IS NULL OR digest_id = :digestId) AND ${isDelivered}`;
const countFoundSql = `SELECT count(*) AS total ${fromFound}`;
const foundSql = `
  SELECT ${headColumns}, story.position, story.title, story.url, story.items ${fromFound}
  ORDER BY edition.id DESC, story.position LIMIT :limit OFFSET :offset`;

interface FoundRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly position: number;
  readonly title: string;
  readonly url: string;
  readonly items: string;
}

function toFoundStory(row: FoundRow): FoundStory {
  const { position, title, url, items } = row;
  return { edition: toName(row), position: position + 1, title, url, items: toldItems(items) };
}

/** Not indexed: a day leaves out hundreds of items. Only the newest editions are read. */
const leftOutSql = `
  WITH recent AS (
    SELECT ${headColumns}, decisions FROM edition
    WHERE (:digestId IS NULL OR digest_id = :digestId) AND ${isDelivered}
    ORDER BY edition.id DESC LIMIT :editions
  )
  SELECT recent.id, digest_id, slot_local, slot_iso, slot_instant, number, dropped.value AS dropped
  FROM recent, json_each(decisions, '$.dropped') AS dropped
  WHERE NOT EXISTS (
    SELECT 1 FROM json_each(:words) AS word WHERE instr(lower(dropped.value ->> '$.title'), word.value) = 0
  )
  ORDER BY recent.id DESC LIMIT :limit OFFSET :offset`;

interface LeftOutRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly dropped: string;
}

function toFoundLeftOut(row: LeftOutRow): FoundLeftOut {
  return { edition: toName(row), row: JSON.parse(row.dropped) as Dropped };
}
