/** Editions and their stories. Whether a story was told is not stored: it follows from the states of its messages. */
import type { Digest, Item, Slot, Told, ToldItem } from '../model.ts';
import type { CrashMark } from './crash-mark.ts';
import { all, change, type Database, get, insertAll, spelled, toDate, type Work } from './database.ts';
import { derivedSql, saveDerived } from './derived-texts.ts';
import { forgetDrafts } from './draft-store.ts';
import { loadItems } from './items.ts';
import { insertMessage, loadMessages } from './outbox-store.ts';
import { bodyOf, indexedText, indexStorySql } from './search-index.ts';
import { type SlotColumns, slotOf } from './slot-columns.ts';
import type { ComposeStore, Decisions, Edition, NewEdition } from './store.ts';

/** The composing side of the store. */
export function createComposeStore(database: Database, mark: CrashMark): ComposeStore {
  return {
    items: (query) => database.read(() => loadItems(query)),
    told: async (digestId) => (await database.read(() => storiesOf(digestId))).filter(isTold).map(toTold),
    untold: async (digestId) => untold(await database.read(() => storiesOf(digestId))),
    async lastDeliveredSlot(digestId) {
      const row = await database.read(() => get<{ instant: number | null }>(lastDeliveredSql, { digestId }));
      return toDate(row?.instant ?? null);
    },
    edition: (digestId, slotLocal, number) =>
      database.read(function* () {
        const row = yield* get<EditionRow>(editionSql, { digestId, slotLocal, number: number ?? null });
        return row === undefined ? undefined : yield* loadEdition(row);
      }),
    editions: ({ digestId, limit }) =>
      database.read(function* () {
        const rows = yield* all<EditionRow>(editionsSql, { digestId: digestId ?? null, limit });
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
    digestId: slot.digestId,
    slotLocal: slot.local,
    slotIso: slot.iso,
    slotInstant: slot.instant.getTime(),
    number,
    title: settings.title,
    composedAt: composedAt.getTime(),
    late: late ? 1 : 0,
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
    { digestId: slot.digestId, slotLocal: slot.local },
  );
  return row?.number ?? 0;
}

function* insertStories(editionId: number, digest: Digest, decisions: Decisions): Work<void> {
  const rewordings = new Map(decisions.stories.map(({ id, rewording }) => [id, rewording]));
  const stories = digest.sections
    .flatMap((section) => section.stories)
    .map((story, position) => {
      const { headline = null, sentence = null } = rewordings.get(story.id) ?? {};
      return { story, position, headline, sentence, items: story.items.map(toStoredItem) };
    });
  yield* insertAll(
    insertStorySql,
    stories.map(({ story, position, items, headline, sentence }) => ({
      editionId,
      position,
      storyId: story.id,
      title: story.lead.title,
      url: story.lead.url,
      items: JSON.stringify(items),
      headline,
      sentence,
    })),
  );
  for (const { story, position, items, headline, sentence } of stories) {
    const body = bodyOf({ items, headline, sentence });
    yield* change(indexStorySql, { editionId, position, ...indexedText(story.lead.title, body) });
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

interface StoryRow {
  readonly story_id: string;
  readonly title: string;
  readonly url: string;
  readonly items: string;
  readonly slot_local: string;
  readonly composed_at: number;
  /** Messages that carry the story, over all robots, and how many of them a reader may have received. */
  readonly messages: number;
  readonly standing: number;
}

function* storiesOf(digestId: string): Work<readonly StoryRow[]> {
  return yield* all<StoryRow>(storiesSql, { digestId });
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

function canonicalUrls(story: StoryRow): string[] {
  return storedItems(story).map((item) => item.canonicalUrl);
}

function storedItems(story: StoryRow): readonly ToldItem[] {
  return toldItems(story.items);
}

/** The items of a stored story. */
export function toldItems(json: string): readonly ToldItem[] {
  return (JSON.parse(json) as StoredItem[]).map((item) => ({ ...item, date: new Date(item.date) }));
}

function toTold(story: StoryRow): Told {
  return {
    storyId: story.story_id,
    slot: story.slot_local,
    toldAt: new Date(story.composed_at),
    title: story.title,
    url: story.url,
    items: storedItems(story),
  };
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

interface EditionRow extends SlotColumns {
  readonly id: number;
  readonly number: number;
  readonly title: string;
  readonly composed_at: number;
  readonly late: number;
  readonly decisions: string;
}

function* loadEdition(row: EditionRow): Work<Edition> {
  return {
    id: row.id,
    digestId: row.digest_id,
    slot: slotOf(row),
    number: row.number,
    title: row.title,
    composedAt: new Date(row.composed_at),
    late: row.late === 1,
    decisions: JSON.parse(row.decisions) as Decisions,
    messages: yield* loadMessages('edition_id = :editionId', { editionId: row.id }),
  };
}
