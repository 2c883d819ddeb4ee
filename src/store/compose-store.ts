/** Editions and their stories. Whether a story was told is not stored: it follows from the states of its messages. */
import { hourMs } from '../ground/durations.ts';
import type { Digest, Item, Slot, Told, ToldItem } from '../model.ts';
import type { CrashMark } from './crash-mark.ts';
import { all, change, type Database, get, insertAll, type Row, spelled, toDate, type Work } from './database.ts';
import { forgetDrafts } from './draft-store.ts';
import { loadItems } from './items.ts';
import { insertMessage, messagesOf } from './outbox-store.ts';
import { bodyOf, indexedText, indexStorySql } from './search-index.ts';
import { type SlotColumns, slotColumns, withSlot } from './slot-columns.ts';
import type { ComposeStore, Decisions, DerivedText, Edition, NewEdition } from './store.ts';

/** The composing side of the store. */
export function createComposeStore(database: Database, mark: CrashMark): ComposeStore {
  const storiesOf = (digestId: string) => database.read(() => all<StoryRow>(storiesSql, { digestId }));
  return {
    items: (query) => database.read(() => loadItems(query)),
    told: async (digestId) => (await storiesOf(digestId)).filter(isTold).map(toTold),
    untold: async (digestId) => untold(await storiesOf(digestId)),
    async lastDeliveredSlot(digestId) {
      const row = await database.read(() => get<{ instant: number | null }>(lastDeliveredSql, { digestId }));
      return toDate(row?.instant);
    },
    edition: (digestId, slotLocal, number) =>
      database.read(function* () {
        const row = yield* get<EditionRow>(editionSql, { digestId, slotLocal, number });
        return row === undefined ? undefined : yield* loadEdition(row);
      }),
    editions: ({ digestId, limit }) =>
      database.read(function* () {
        const rows = yield* all<EditionRow>(editionsSql, { digestId, limit });
        const editions: Edition[] = [];
        for (const row of rows) editions.push(yield* loadEdition(row));
        return editions;
      }),
    saveEdition: (edition) => database.write(() => saveEdition(edition)),
    async derived(key) {
      const row = await database.read(() => get<{ content: string }>(derivedSql, { key }));
      return row?.content;
    },
    saveDerived: (texts) => database.write(() => saveDerived(texts)),
    beginRendering: async (templates) => mark.put(templates),
    endRendering: async () => mark.remove(),
    interruptedRenderings: async () => mark.takeInterrupted(),
  };
}

function* saveEdition(edition: NewEdition): Work<Edition | undefined> {
  const { digest, outbox, decisions, composedAt, number } = edition;
  const { slot, settings, late } = digest;
  if ((yield* takenNumber(slot)) + 1 !== number) return undefined;

  const row = yield* get<EditionRow>(insertEditionSql, {
    ...slotColumns(slot),
    number,
    title: settings.title,
    composedAt,
    late,
    decisions: JSON.stringify(decisions),
  });
  // Another process stored it between these two statements.
  if (row === undefined) return undefined;
  yield* forgetDrafts(slot.digestId);
  yield* insertStories(row.id, digest, decisions);
  for (const message of outbox) {
    yield* insertMessage({ ...message, group: { kind: 'edition', editionId: row.id } });
  }
  return yield* loadEdition(row);
}

/** Number of the slot's newest edition; 0 when it has none. */
function* takenNumber(slot: Slot): Work<number> {
  const row = yield* get<{ number: number | null }>(
    'SELECT max(number) AS number FROM edition WHERE digest_id = :digestId AND slot_local = :slotLocal',
    slotColumns(slot),
  );
  return row?.number ?? 0;
}

function* insertStories(editionId: number, digest: Digest, decisions: Decisions): Work<void> {
  const rewordings = new Map(decisions.stories.map(({ id, rewording }) => [id, rewording]));
  const stories = digest.sections
    .flatMap((section) => section.stories)
    .map(({ id: storyId, lead: { title, url }, items }, position) => {
      const { headline = null, sentence = null } = rewordings.get(storyId) ?? {};
      return { editionId, position, storyId, title, url, headline, sentence, items: items.map(toStoredItem) };
    });
  yield* insertAll(
    insertStorySql,
    stories.map((story) => ({ ...story, items: JSON.stringify(story.items) })),
  );
  for (const story of stories) {
    const { position, title } = story;
    yield* change(indexStorySql, { editionId, position, ...indexedText(title, bodyOf(story)) });
  }
}

const insertStorySql = `
  INSERT INTO story (edition_id, position, story_id, title, url, items, headline, sentence)
  VALUES (:editionId, :position, :storyId, :title, :url, :items, :headline, :sentence)`;

/** A told item as JSON; `date` is in ms. */
interface StoredItem extends Omit<ToldItem, 'date'> {
  readonly date: number;
}

/** The summary is cut to 300 characters (never inside a surrogate pair): enough to recognise the story. */
function toStoredItem({ title, summary, canonicalUrl, date }: Item): StoredItem {
  return { title, summary: /^[\s\S]{0,300}/u.exec(summary)?.[0] ?? '', canonicalUrl, date: date.getTime() };
}

interface StoryRow extends Pick<Told, 'storyId' | 'title' | 'url'> {
  readonly items: string;
  readonly slotLocal: string;
  readonly composedAt: number;
  /** Messages that carry the story, over all robots, and how many of them a reader may have received. */
  readonly messages: number;
  readonly standing: number;
}

/** A message stands unless it was refused or given up. */
const storiesSql = spelled(
  ({ texts }) => `
  WITH part AS MATERIALIZED (
    SELECT message.edition_id, story_id.value AS story_id,
      CASE WHEN message.state IN ('refused', 'given-up') THEN 0 ELSE 1 END AS stands
    FROM edition JOIN message ON message.edition_id = edition.id CROSS JOIN ${texts('message.story_ids')} AS story_id
    WHERE edition.digest_id = :digestId
  )
  SELECT story.story_id, story.title, story.url, story.items, edition.slot_local, edition.composed_at,
    count(part.stands) AS messages, coalesce(sum(part.stands), 0) AS standing
  FROM edition
    JOIN story ON story.edition_id = edition.id
    LEFT JOIN part ON part.edition_id = edition.id AND part.story_id = story.story_id
  WHERE edition.digest_id = :digestId
  GROUP BY edition.id, story.edition_id, story.position
  ORDER BY edition.id, story.position`,
);

function isTold(story: StoryRow): boolean {
  return story.standing > 0;
}

function isUntold(story: StoryRow): boolean {
  return story.messages > 0 && story.standing === 0;
}

/** An item that any edition of the digest told is not untold, even if another edition lost it. */
function untold(stories: readonly StoryRow[]): ReadonlySet<string> {
  const told = new Set(stories.filter(isTold).flatMap(canonicalUrls));
  const lost = stories.filter(isUntold).flatMap(canonicalUrls);
  return new Set(lost.filter((url) => !told.has(url)));
}

function canonicalUrls({ items }: StoryRow): string[] {
  return toldItems(items).map((item) => item.canonicalUrl);
}

/** The items of a stored story. */
export function toldItems(json: string): readonly ToldItem[] {
  return (JSON.parse(json) as StoredItem[]).map((item) => ({ ...item, date: new Date(item.date) }));
}

function toTold({ storyId, title, url, items, slotLocal: slot, composedAt }: StoryRow): Told {
  return { storyId, slot, toldAt: new Date(composedAt), title, url, items: toldItems(items) };
}

const insertEditionSql = `
  INSERT INTO edition
    (digest_id, slot_local, slot_iso, slot_instant, number, title, composed_at, late, decisions)
  VALUES (:digestId, :slotLocal, :slotIso, :slotInstant, :number, :title, :composedAt, :late, :decisions)
  ON CONFLICT DO NOTHING
  RETURNING *`;

const editionSql = `
  SELECT * FROM edition
  WHERE digest_id = :digestId AND slot_local = :slotLocal AND (CAST(:number AS INTEGER) IS NULL OR number = :number)
  ORDER BY number DESC LIMIT 1`;

const editionsSql = `
  SELECT * FROM edition WHERE CAST(:digestId AS TEXT) IS NULL OR digest_id = :digestId ORDER BY id DESC LIMIT :limit`;

const lastDeliveredSql = `
  SELECT max(slot_instant) AS instant FROM edition
  WHERE digest_id = :digestId
    AND EXISTS (SELECT 1 FROM message WHERE edition_id = edition.id AND state = 'accepted')`;

type EditionRow = SlotColumns &
  Row<Pick<Edition, 'id' | 'number' | 'title' | 'composedAt' | 'late'>> & { readonly decisions: string };

function* loadEdition(row: EditionRow): Work<Edition> {
  return {
    ...withSlot(row),
    digestId: row.digestId,
    composedAt: new Date(row.composedAt),
    late: row.late === 1,
    decisions: JSON.parse(row.decisions) as Decisions,
    messages: yield* messagesOf(row.id),
  };
}

// ── Derived texts ───────────────────────────────────────────────────────────────────────────────────

/** Of texts that can be derived again: new items and the next hour make others necessary. */
const derivedKeptMs = 3 * hourMs;
const mostDerived = 40;

/** See `ComposeStore.saveDerived`. */
function* saveDerived(texts: readonly DerivedText[]): Work<void> {
  for (const text of texts) yield* change(saveDerivedSql, { ...text });
  const newest = Math.max(...texts.map(({ at }) => at.getTime()));
  yield* change(forgetDerivedSql, { before: newest - derivedKeptMs, most: mostDerived });
}

const derivedSql = 'SELECT content FROM derived WHERE key = :key';

const saveDerivedSql = `
  INSERT INTO derived (key, derived_at, content) VALUES (:key, :at, :content)
  ON CONFLICT (key) DO UPDATE SET derived_at = excluded.derived_at, content = excluded.content`;

const forgetDerivedSql = `
  DELETE FROM derived
  WHERE derived_at < :before OR key NOT IN (SELECT key FROM derived ORDER BY derived_at DESC, key LIMIT :most)`;
