/** Past editions: lists without their decisions, and the search over what was told. */
import type { Dropped } from '../model.ts';
import { toldItems } from './compose-store.ts';
import { all, type Database, get, type Row, spelled } from './database.ts';
import { messagesOf } from './outbox-store.ts';
import { isMatch, matchOf } from './search-index.ts';
import { type SlotColumns, withSlot } from './slot-columns.ts';
import type { ArchiveStore, EditionHead, EditionMonth, FoundLeftOut, FoundStory, HeadQuery } from './store.ts';

/** The reading side of the store. */
export function createArchiveStore(database: Database): ArchiveStore {
  return {
    async editionHeads(query) {
      const sql = query.afterId === undefined ? newestFirstSql : oldestFirstSql;
      const rows = await database.read(() => all<HeadRow>(sql, filterOf(query)));
      return rows.map(toHead);
    },
    editionMessages: (editionId) => database.read(() => messagesOf(editionId)),
    editionMonths(query) {
      return database.read(() => all<EditionMonth>(monthsSql, filterOf(query)));
    },
    async searchTold({ words, digestId, offset = 0, limit }) {
      const match = matchOf(words);
      if (match === undefined) return { total: 0, stories: [] };
      const parameters = { ...match, digestId, offset, limit };
      return database.read(function* () {
        const count = yield* get<{ total: number }>(countFoundSql, parameters);
        const rows = yield* all<FoundRow>(foundSql, parameters);
        return { total: count?.total ?? 0, stories: rows.map(toFoundStory) };
      });
    },
    async searchLeftOut({ words, digestId, limit, editions }) {
      const wanted = words.map((word) => word.trim().toLowerCase()).filter((word) => word !== '');
      if (wanted.length === 0) return [];
      const parameters = { digestId, words: JSON.stringify(wanted), editions, limit };
      const rows = await database.read(() => all<LeftOutRow>(leftOutSql, parameters));
      return rows.map(toFoundLeftOut);
    },
  };
}

function filterOf({ onlyDelivered = false, ...query }: Partial<HeadQuery>) {
  return { ...query, onlyDelivered };
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

type HeadRow = SlotColumns & Row<Omit<EditionHead, 'digestId' | 'slot'>>;

function toHead(row: HeadRow): EditionHead {
  return {
    ...withSlot(row),
    digestId: row.digestId,
    composedAt: new Date(row.composedAt),
    late: row.late === 1,
    lead: row.lead ?? undefined,
    delivered: row.delivered === 1,
  };
}

type NameRow = SlotColumns & Pick<EditionHead, 'id' | 'number'>;

function toName(row: NameRow): FoundStory['edition'] {
  return { id: row.id, digestId: row.digestId, slot: withSlot(row).slot, number: row.number };
}

// ── Search ──────────────────────────────────────────────────────────────────────────────────────────

function found(columns: string, rest = '') {
  const sql = (isIndexed: string, matches: string) => `
  SELECT ${columns}
  FROM story_text JOIN story ON ${isIndexed} JOIN edition ON edition.id = story.edition_id
  WHERE ${matches} AND ${isOfDigest} AND ${isDelivered} ${rest}`;
  return { sqlite: sql(isIndexed.sqlite, isMatch.sqlite), postgres: sql(isIndexed.postgres, isMatch.postgres) };
}

const isIndexed = {
  sqlite: 'story.edition_id = story_text.rowid / 1000 AND story.position = story_text.rowid % 1000',
  postgres: 'story.edition_id = story_text.edition_id AND story.position = story_text.position',
};

const countFoundSql = found('count(*) AS total');
const foundSql = found(
  `${headColumns}, story.position, story.title, story.headline, story.url, story.items`,
  'ORDER BY edition.id DESC, story.position LIMIT :limit OFFSET :offset',
);

type FoundRow = NameRow & Row<Omit<FoundStory, 'edition' | 'items'>> & { readonly items: string };

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
  ORDER BY recent.id DESC LIMIT :limit`,
);

type LeftOutRow = NameRow & { readonly dropped: string };

function toFoundLeftOut(row: LeftOutRow): FoundLeftOut {
  return { edition: toName(row), row: JSON.parse(row.dropped) as Dropped };
}
