/** A store full of items, and how many rows each of its methods reads out of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noCrashMarks } from '../../src/store/crash-mark.ts';
import { all, type Database, type Statement, type Work } from '../../src/store/database.ts';
import { createScratchLocks } from '../../src/store/key-lock.ts';
import { migrate } from '../../src/store/migrate-sqlite.ts';
import { asDatabase, openDatabase } from '../../src/store/sqlite-database.ts';
import { placeOf } from '../../src/store/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { createStore } from '../../src/store/whole-store.ts';
import { at, sampleEdition, sampleItem, sampleReading } from './samples.ts';

export const feeds = 100;
export const days = 30;
const newest = at('06:00');
const dayMs = 24 * 60 * 60_000;
const feedUrls = Array.from({ length: feeds }, (_, n) => `https://feed-${n}.example/rss`);
const [feedUrl = ''] = feedUrls;

/** Rows that each method reads of a store with so many items, spread evenly over `feeds` feeds and `days` days. */
export async function countRowsRead(items: number): Promise<Readonly<Record<keyof Store, number>>> {
  const folder = mkdtempSync(join(tmpdir(), 'rows-read-'));
  const place = placeOf(folder);
  const file = openDatabase(join(folder, 'digest.db'), { place, isScratch: true });
  let rows = 0;
  const store = createStore(
    counted(asDatabase(file), (more) => (rows += more)),
    {
      locks: createScratchLocks(),
      marks: noCrashMarks,
    },
  );
  try {
    migrate({ database: file, place, file: undefined });
    file.perform(fill(items));
    const read: Partial<Record<keyof Store, number>> = {};
    for (const [name, call] of Object.entries(calls) as [keyof Store, Call][]) {
      rows = 0;
      await call(store);
      read[name] = rows;
    }
    return read as Record<keyof Store, number>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Call = (store: Store) => Promise<unknown>;

/** Every method of the store once, in an order that its state allows; the compiler misses none. */
const calls: Readonly<Record<keyof Store, Call>> = {
  saveReadings: (store) => store.saveReadings(feedUrls.map(reading)),
  feedStates: (store) => store.feedStates(),
  knownEntries: (store) => store.knownEntries(feedUrl),
  newItemCounts: (store) => store.newItemCounts(new Date(0), new Date(8e15)),
  beginDocument: (store) => store.beginDocument(feedUrl),
  endDocument: (store) => store.endDocument(),
  interruptedDocuments: (store) => store.interruptedDocuments(),
  items: (store) =>
    store.items({ feedUrls, from: new Date(newest.getTime() - 2 * dayMs), until: newest, pages: new Set() }),
  saveEdition: (store) => store.saveEdition(sampleEdition()),
  told: (store) => store.told('daily'),
  untold: (store) => store.untold('daily'),
  lastDeliveredSlot: (store) => store.lastDeliveredSlot('daily'),
  edition: (store) => store.edition('daily', '2026-03-02T09:00'),
  editions: (store) => store.editions({ limit: 10 }),
  saveDerived: (store) => store.saveDerived([{ key: 'groups', content: '[]', at: newest }]),
  derived: (store) => store.derived('groups'),
  beginRendering: (store) => store.beginRendering('own'),
  endRendering: (store) => store.endRendering(),
  interruptedRenderings: (store) => store.interruptedRenderings(),
  draft: (store) => store.draft({ digestId: 'daily', local: '2026-03-03T09:00' }),
  drafts: (store) => store.drafts(),
  saveDraft: (store) =>
    store.saveDraft({
      slot: { digestId: 'daily', local: '2026-03-03T09:00', iso: '2026-03-03T09:00:00+08:00', instant: at('01:00') },
      composedAt: newest,
      decision: 'open',
      version: 1,
      content: '{}',
    }),
  editionHeads: (store) => store.editionHeads({ limit: 10 }),
  editionMessages: (store) => store.editionMessages(1),
  editionMonths: (store) => store.editionMonths({}),
  searchTold: (store) => store.searchTold({ words: ['maps'], limit: 10 }),
  searchLeftOut: (store) => store.searchLeftOut({ words: ['maps'], limit: 10, editions: 10 }),
  enqueue: (store) => store.enqueue([]),
  unfinished: (store) => store.unfinished(),
  webhooksWaiting: (store) => store.webhooksWaiting(),
  outboxMessage: (store) => store.outboxMessage(1),
  messageStates: (store) => store.messageStates([1, 2]),
  startAttempt: (store) => store.startAttempt({ messageId: 1, keyHash: 'key', startedAt: newest }),
  finishAttempt: (store) =>
    store.finishAttempt({
      attemptId: 1,
      finishedAt: newest,
      outcome: { kind: 'not-delivered', cause: 'connect' },
      state: 'waiting',
      notBefore: undefined,
    }),
  settle: (store) => store.settle(1, 'given-up'),
  ledger: (store) => store.ledger('key', new Date(0)),
  keyState: (store) => store.keyState('key'),
  saveKeyState: (store) =>
    store.saveKeyState('key', { restUntil: undefined, refusedWith: undefined, refusedAt: undefined }),
  lockKey: (store) => store.lockKey('key'),
  isKeyLocked: (store) => store.isKeyLocked('key'),
  fact: (store) => store.fact('ticked'),
  saveFact: (store) => store.saveFact('ticked', 'now'),
  facts: (store) => store.facts(''),
  recordChange: (store) =>
    store.recordChange({ at: newest, from: '/feeds', what: { 'zh-CN': '停用', en: 'disabled' } }),
  changes: (store) => store.changes({ limit: 10 }),
  newItemsByDay: (store) => store.newItemsByDay(new Date(newest.getTime() - days * dayMs)),
  storiesByDay: (store) => store.storiesByDay(new Date(newest.getTime() - days * dayMs)),
  feedItems: (store) => store.feedItems(feedUrl, 20),
  toldPlaces: (store) => store.toldPlaces(['feed-0.example/0']),
  deliveries: (store) => store.deliveries({ digestId: 'daily', limit: 10 }),
  capItems: (store) => store.capItems(2_000),
  forgetItems: (store) => store.forgetItems(new Date(0)),
  forgetHistory: (store) => store.forgetHistory(new Date(0)),
  close: (store) => store.close(),
};

/** The feed's newest item once more. */
function reading(url: string, feed: number) {
  return sampleReading([sampleItem({ feedUrl: url, entryId: `${feed}` })], { readAt: newest });
}

/** In SQL: the store's own way would take longer than the test. */
function* fill(items: number): Work<unknown> {
  const seenAt = `${newest.getTime()} - n / ${feeds} * ${(days * dayMs * feeds) / items}`;
  return yield* all(
    `WITH RECURSIVE counter (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counter WHERE n + 1 < ${items})
     INSERT INTO item SELECT 'https://feed-' || (n % ${feeds}) || '.example/rss', CAST(n AS TEXT),
       'Lantern ' || n || ' reads maps', 'https://feed.example/' || n, 'feed.example/' || n, 'A model reads maps.',
       NULL, ${seenAt}, ${seenAt}, 1, 'en', NULL, NULL, NULL, NULL, ${newest.getTime()}
     FROM counter`,
  );
}

/** Tells how many rows came out of the database. */
function counted(database: Database, tell: (rows: number) => void): Database {
  function* listen<Result>(work: Work<Result>): Work<Result> {
    let step = work.next();
    while (step.done !== true) {
      const answer: unknown = yield step.value satisfies Statement;
      if (Array.isArray(answer)) tell(answer.length);
      step = work.next(answer);
    }
    return step.value;
  }
  return {
    read: (work) => database.read(() => listen(work())),
    write: (work) => database.write(() => listen(work())),
    close: () => database.close(),
  };
}
