/** Feeds and what they listed, in SQLite. */
import type { FeedState } from '../model.ts';
import type { Database } from './database.ts';
import type { DocumentMark } from './document-mark.ts';
import { capItems, forgetItems, keepListed, saveItems } from './items.ts';
import type { CollectStore, Reading } from './store.ts';

/** The collecting side of the store. */
export function createCollectStore(database: Database, mark: DocumentMark): CollectStore {
  return {
    async feedStates() {
      const rows = database.all<FeedRow>('SELECT url, state FROM feed ORDER BY url');
      return new Map(rows.map((row) => [row.url, toFeedState(row)]));
    },
    async knownEntries(feedUrl) {
      const rows = database.all<EntryRow>(
        'SELECT entry_id, first_seen_at, title, canonical_url FROM item WHERE feed_url = :feedUrl',
        { feedUrl },
      );
      return new Map(
        rows.map(({ entry_id, first_seen_at, title, canonical_url }) => [
          entry_id,
          { firstSeenAt: new Date(first_seen_at), title, canonicalUrl: canonical_url },
        ]),
      );
    },
    async newItemCounts(since) {
      const rows = database.all<{ feed_url: string; count: number }>(
        'SELECT feed_url, count(*) AS count FROM item WHERE first_seen_at > :since GROUP BY feed_url',
        { since: since.getTime() },
      );
      return new Map(rows.map((row) => [row.feed_url, row.count]));
    },
    async saveReading(reading) {
      return database.transaction(() => saveReading(database, reading));
    },
    async saveReadings(readings) {
      return database.transaction(() => readings.map((reading) => saveReading(database, reading)));
    },
    forgetItems: async (before) => forgetItems(database, before),
    capItems: async (most) => capItems(database, most),
    beginDocument: async (feedUrl) => mark.put(feedUrl),
    endDocument: async () => mark.remove(),
    interruptedDocuments: async () => mark.takeInterrupted(),
  };
}

function saveReading(database: Database, { state, items, readAt, unchanged }: Reading): number {
  const { feedUrl, ...rest } = state;
  database.run('INSERT OR REPLACE INTO feed (url, state) VALUES (:feedUrl, :state)', { feedUrl, state: toJson(rest) });
  if (unchanged) keepListed(database, feedUrl, readAt.getTime());
  return saveItems(database, feedUrl, items, readAt.getTime());
}

interface FeedRow {
  readonly url: string;
  readonly state: string;
}

interface EntryRow {
  readonly entry_id: string;
  readonly first_seen_at: number;
  readonly title: string;
  readonly canonical_url: string;
}

type StoredState = Omit<FeedState, 'feedUrl'>;

/** Kept as ms since 1970. A new property of `FeedState` needs a migration that gives it a value; a new instant, a place here. */
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
