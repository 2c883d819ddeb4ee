/** Feeds and what they listed. */
import type { FeedState, Item } from '../model.ts';
import type { CrashMark } from './crash-mark.ts';
import { all, type Database, insertAll, type Row, spelled, type Work } from './database.ts';
import { capItems, forgetItems, keepListed, saveItems } from './items.ts';
import type { CollectStore, KnownEntry, Reading } from './store.ts';

/** The collecting side of the store. */
export function createCollectStore(database: Database, mark: CrashMark): CollectStore {
  return {
    async feedStates(feedUrls) {
      const urls = feedUrls && JSON.stringify(feedUrls);
      const rows = await database.read(() => all<FeedRow>(urls === undefined ? allStatesSql : statesSql, { urls }));
      return new Map(rows.map((row) => [row.url, toFeedState(row)]));
    },
    async knownEntries(feedUrl) {
      const rows = await database.read(() => all<EntryRow>(entriesSql, { feedUrl }));
      return new Map(
        rows.map(({ entryId, firstSeenAt, ...entry }) => [entryId, { ...entry, firstSeenAt: new Date(firstSeenAt) }]),
      );
    },
    async newItemCounts(since, until) {
      const rows = await database.read(() => all<{ feedUrl: string; count: number }>(newItemsSql, { since, until }));
      return new Map(rows.map(({ feedUrl, count }) => [feedUrl, count]));
    },
    saveReadings: (readings) => database.write(() => saveReadings(readings)),
    forgetItems: (before) => database.write(() => forgetItems(before)),
    capItems: (most) => database.write(() => capItems(most)),
    beginDocument: async (feedUrl) => mark.put(feedUrl),
    endDocument: async () => mark.remove(),
    interruptedDocuments: async () => mark.takeInterrupted(),
  };
}

function* saveReadings(readings: readonly Reading[]): Work<void> {
  yield* insertAll(
    saveFeedSql,
    readings.map(({ state: { feedUrl, ...rest } }) => ({ feedUrl, state: toJson(rest) })),
  );
  const listed = readings.map(({ state: { feedUrl }, items, readAt, unchanged }) => ({
    feedUrl,
    items,
    listedAt: readAt.getTime(),
    unchanged,
  }));
  yield* keepListed(
    listed.filter(({ unchanged }) => unchanged).map(({ feedUrl, listedAt }) => ({ feedUrl, listedAt })),
  );
  yield* saveItems(listed);
}

const allStatesSql = 'SELECT url, state FROM feed ORDER BY url';
const statesSql = spelled(({ values }) => `SELECT url, state FROM feed WHERE url IN ${values(':urls')} ORDER BY url`);

const saveFeedSql = `
  INSERT INTO feed (url, state) VALUES (:feedUrl, :state)
  ON CONFLICT (url) DO UPDATE SET state = excluded.state`;

interface FeedRow {
  readonly url: string;
  readonly state: string;
}

const entriesSql = 'SELECT entry_id, first_seen_at, title, canonical_url FROM item WHERE feed_url = :feedUrl';

type EntryRow = Row<KnownEntry> & Pick<Item, 'entryId'>;

const newItemsSql = `
  SELECT feed_url, count(*) AS count FROM item
  WHERE first_seen_at > :since AND first_seen_at <= :until GROUP BY feed_url`;

type StoredState = Omit<FeedState, 'feedUrl'>;

/** Stored as ms since 1970. A new property of `FeedState` needs a migration that sets it; list a new instant here. */
const instants: ReadonlySet<string> = new Set<keyof StoredState>([
  'firstReadAt',
  'lastAttemptAt',
  'lastSuccessAt',
  'lastNewItemAt',
  'nextVisitAt',
  'askedToRestUntil',
  'failingSince',
]);

function toJson(state: StoredState): string {
  const values = Object.entries(state).map(([name, value]) => [name, value instanceof Date ? value.getTime() : value]);
  return JSON.stringify(Object.fromEntries(values), (_, value) => value ?? null);
}

function toFeedState({ url, state }: FeedRow): FeedState {
  const values = Object.entries<unknown>(JSON.parse(state)).map(([name, value]) => [name, fromJson(name, value)]);
  return { feedUrl: url, ...(Object.fromEntries(values) as StoredState) };
}

function fromJson(name: string, value: unknown): unknown {
  if (value === null) return undefined;
  return instants.has(name) ? new Date(value as number) : value;
}
