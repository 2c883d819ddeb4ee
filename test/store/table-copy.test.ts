import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/sqlite-database.ts';
import { openStoreAt, openTables, type StorePlace } from '../../src/store/store-place.ts';
import { copiedTables, copyTables, type TableSession } from '../../src/store/table-copy.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';
import { acceptAll, at, everyItem, sampleEdition, sampleItem, sampleReading, sampleStory } from './samples.ts';

let root: string;
let folders = 0;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'table-copy-test-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const newFolder = (): StorePlace => ({ kind: 'sqlite', dataDir: join(root, `data-${++folders}`) });

/** A database in which every table has a row. */
async function filled(): Promise<StorePlace> {
  const place = newFolder();
  const store = await openStoreAt(place);
  const items = Array.from({ length: 1203 }, (_, index) =>
    sampleItem({ entryId: `entry-${index}`, summary: '灯笼 “3” \u0000🗺️', discussion: undefined }),
  );
  const talked = sampleItem({
    entryId: 'talked',
    discussion: { url: 'https://forum.example/1', points: 12.5, comments: 45 },
  });
  await store.saveReadings([sampleReading([...items, talked])]);
  const saved = await store.saveEdition(
    sampleEdition({ stories: [sampleStory('北辰', [sampleItem({ title: '北辰发布芯片' })])] }),
  );
  await acceptAll(store, saved);
  await store.saveKeyState('k', { restUntil: at('09:00'), refusedWith: undefined, refusedAt: undefined });
  await store.saveFact('a', 'b');
  await store.recordChange({ at: at('09:00'), from: 'page', what: { 'zh-CN': '改', en: 'changed' } });
  await store.saveDraft({
    slot: { ...sampleEdition().digest.slot, local: '2026-03-03T09:00' },
    composedAt: at('08:30'),
    decision: 'open',
    version: 1,
    content: '{}',
  });
  await store.close();
  return place;
}

async function copy(from: StorePlace, to: StorePlace, change = (session: TableSession) => session) {
  await (await openStoreAt(to)).close();
  const source = await openTables(from, { writes: false });
  const target = await openTables(to, { writes: true });
  try {
    return await copyTables(source, change(target));
  } finally {
    await source.close();
    await target.close();
  }
}

/** What a store answers, for comparison. */
async function contents(place: StorePlace) {
  const store = await openStoreAt(place);
  try {
    return {
      items: (await everyItem(store)).map((item) => ({ ...item, summary: item.summary.replaceAll('\0', '') })),
      states: await store.feedStates(),
      editions: await store.editions({ limit: 9 }),
      told: await store.told('daily'),
      found: await store.searchTold({ words: ['北辰'], limit: 9 }),
      key: await store.keyState('k'),
      facts: await store.facts(''),
      changes: await store.changes({ limit: 9 }),
      drafts: await store.drafts(),
    };
  } finally {
    await store.close();
  }
}

test('every table that is not made from others is copied', () => {
  const place = { dataDir: root, uid: undefined, gid: undefined };
  return openStoreAt(newFolder()).then(async (store) => {
    await store.close();
    const database = openDatabase(join(root, `data-${folders}`, 'digest.db'), { place });
    const names = [...database.batches("SELECT name FROM sqlite_schema WHERE type = 'table'", 99)].flat(2);
    database.close();
    const own = names.filter((name) => !/^(sqlite_|story_text|derived$)/.test(String(name)));
    expect(own.toSorted()).toEqual(copiedTables.toSorted());
  });
});

test('a copied database has everything, and its numbers go on after the last one', async () => {
  const [from, to] = [await filled(), newFolder()];
  const copied = await copy(from, to);
  expect(copied.find(({ table }) => table === 'item')?.rows).toBe(1204);
  expect(copied.every(({ rows }) => rows > 0)).toBe(true);
  expect(await contents(to)).toEqual(await contents(from));
  const store = await openStoreAt(to);
  expect((await store.saveEdition(sampleEdition({ number: 2 })))?.id).toBe(2);
  await store.close();
});

test('a copy into a database that has something already is refused', async () => {
  const [from, to] = [await filled(), await filled()];
  await expect(copy(from, to)).rejects.toMatchObject({ reason: 'not-empty', table: 'feed' });
});

test('a copy is rolled back when a row differs after the copy', async () => {
  const [from, to] = [await filled(), newFolder()];
  const lossy = (session: TableSession): TableSession => ({
    ...session,
    async *rows(table, columns) {
      for await (const batch of session.rows(table, columns)) yield table === 'fact' ? batch.slice(1) : batch;
    },
  });
  await expect(copy(from, to, lossy)).rejects.toMatchObject({ reason: 'differs', table: 'fact' });
  expect((await contents(to)).states.size).toBe(0);
});

describe.skipIf(postgresBin === undefined)('with PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test('a copy to PostgreSQL and back has everything', async () => {
    const [from, back] = [await filled(), newFolder()];
    const there: StorePlace = { kind: 'postgres', address: server.address, dataDir: root };
    await copy(from, there);
    const wanted = await contents(from);
    expect(await contents(there)).toEqual(wanted);
    await copy(there, back);
    expect(await contents(back)).toEqual(wanted);
    const store = await openStoreAt(there);
    expect((await store.saveEdition(sampleEdition({ number: 2 })))?.id).toBe(2);
    await store.close();
  });
});
