import { copyFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate-sqlite.ts';
import { migrations } from '../../src/store/migrations.ts';
import { hasFts5 } from '../../src/store/search-index.ts';
import { openDatabase, type SqliteDatabase } from '../../src/store/sqlite-database.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { newFolder } from '../support/new-folder.ts';
import { at, sampleEdition, sampleFeedState } from './samples.ts';

const addMood = "ALTER TABLE edition ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'";
const rebuildEditions = `
  CREATE TABLE edition_2 AS SELECT * FROM edition;
  DROP TABLE edition;
  ALTER TABLE edition_2 RENAME TO edition`;

let dataDir: string;
let file: string;
let database: SqliteDatabase;
beforeEach(async () => {
  dataDir = newFolder();
  file = join(dataDir, 'digest.db');
  const store = await openStore({ dataDir });
  await store.saveEdition(sampleEdition());
  await store.close();
  database = openDatabase(file, { place });
});
afterEach(() => database.close());

const place = { dataDir: 'data', uid: 1000, gid: 1000 };
const version = migrations.length;
const backup = `digest.db.backup-v${version}`;

function count(db: Pick<DatabaseSync, 'prepare'>, table: string): unknown {
  return db.prepare(`SELECT count(*) AS count FROM ${table}`).get()?.count;
}

test('a new database gets the whole schema and no backup', () => {
  expect(database.get('PRAGMA user_version')).toEqual({ user_version: version });
  expect(readdirSync(dataDir)).toEqual(['digest.db']);
});

test('an older database is backed up beside itself, then migrated', () => {
  migrate({ database, place, file, steps: [...migrations, addMood] });

  expect(database.get('SELECT mood FROM edition')).toEqual({ mood: 'calm' });
  expect(database.get('PRAGMA user_version')).toEqual({ user_version: version + 1 });
  expect(readdirSync(dataDir).sort()).toEqual(['digest.db', backup]);
  const old = new DatabaseSync(join(dataDir, backup), { readOnly: true });
  expect(old.prepare('PRAGMA user_version').get()).toEqual({ user_version: version });
  expect(count(old, 'edition')).toBe(1);
  expect(
    old
      .prepare('PRAGMA table_info(edition)')
      .all()
      .map((column) => column.name),
  ).not.toContain('mood');
  old.close();
});

test('a backup before a migration replaces an older one, and what an interrupted one left', () => {
  writeFileSync(join(dataDir, backup), 'older');
  writeFileSync(join(dataDir, `${backup}.partial`), 'half');

  migrate({ database, place, file, steps: [...migrations, addMood] });

  expect(readdirSync(dataDir).sort()).toEqual(['digest.db', backup]);
  const old = new DatabaseSync(join(dataDir, backup), { readOnly: true });
  expect(count(old, 'message')).toBe(1);
  old.close();
});

test('a migration that fails changes nothing', () => {
  const steps = [...migrations, addMood, 'ALTER TABLE nothing ADD COLUMN x TEXT'];

  expect(() => migrate({ database, place, file, steps })).toThrow(/nothing/);

  expect(database.get('PRAGMA user_version')).toEqual({ user_version: version });
  expect(() => database.get('SELECT mood FROM edition')).toThrow(/mood/);
});

test('a migration that rebuilds a table keeps the rows that refer to it', () => {
  migrate({ database, place, file, steps: [...migrations, rebuildEditions] });

  expect(database.get('SELECT count(*) AS count FROM story')).toEqual({ count: 1 });
  expect(database.get('SELECT count(*) AS count FROM message')).toEqual({ count: 1 });
  expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
});

test('outcomes stored under their old names get the new ones; errcode -1 becomes unsure', async () => {
  const oldDir = newFolder();
  const old = openDatabase(join(oldDir, 'digest.db'), { place });
  migrate({ database: old, place, file: undefined, steps: migrations.slice(0, 1) });
  const stored: [state: string, outcomes: (object | undefined)[]][] = [
    [
      'unknown',
      [
        { kind: 'unknown', cause: 'reset' },
        { kind: 'unavailable', cause: 'busy', errcode: -1 },
      ],
    ],
    [
      'sending',
      [{ kind: 'unavailable', cause: 'http' }, { kind: 'unavailable', cause: 'rate', errcode: 45009 }, undefined],
    ],
    ['accepted', [{ kind: 'accepted' }]],
    ['refused', [{ kind: 'refused', errcode: 40058 }]],
    ['waiting', [{ kind: 'key-refused', errcode: 93000 }]],
  ];
  for (const [index, [state, outcomes]] of stored.entries()) {
    const { id } = old.get<{ id: number }>(
      `INSERT INTO message (webhook, group_name, part, parts, priority, body, story_ids, created_at, give_up_at, catch_up_until, state)
       VALUES ('URL', :group, 1, 1, 'normal', '{}', '[]', 0, 0, 0, :state)
       RETURNING id`,
      { group: `hand@${index}@URL`, state },
    ) ?? { id: 0 };
    for (const outcome of outcomes) {
      old.get("INSERT INTO attempt (message_id, key_hash, started_at, outcome) VALUES (:id, 'k', 0, :outcome)", {
        id,
        outcome: outcome === undefined ? null : JSON.stringify(outcome),
      });
    }
  }
  old.close();

  const store = await openStore({ dataDir: oldDir });
  const messages = await Promise.all(stored.map((_, index) => store.outboxMessage(index + 1)));
  await store.close();

  expect(messages.map((message) => [message?.state, message?.attempts.map(({ outcome }) => outcome)])).toEqual([
    [
      'unsure',
      [
        { kind: 'unsure', cause: 'reset' },
        { kind: 'unsure', cause: 'busy' },
      ],
    ],
    ['sending', [{ kind: 'not-delivered', cause: 'overloaded' }, { kind: 'not-delivered', cause: 'rate' }, undefined]],
    ...stored.slice(2),
  ]);
});

test('a message group that was stored as a name gets the columns that the name was made of', async () => {
  const oldDir = newFolder();
  const old = openDatabase(join(oldDir, 'digest.db'), { place });
  migrate({ database: old, place, file: undefined, steps: migrations.slice(0, 1) });
  old.script(`
    INSERT INTO edition VALUES (7, 'daily', '2026-02-01T09:00', '', 0, 1, '', 0, 0, '{"stories":[],"dropped":[]}')`);
  const names = [
    'daily@2026-02-01T09:00@ROBOT@1769907600000',
    'reminder:water@cooler@2026-02-01T15:00@ROBOT',
    'report@2026-02-02T10:00',
    'alert@1769907600000-3',
    'hand@1769907600000@ROBOT',
  ];
  for (const [index, group] of names.entries()) {
    old.get(
      `INSERT INTO message (edition_id, webhook, group_name, part, parts, priority, body, story_ids, created_at, give_up_at, catch_up_until, state)
       VALUES (:edition, 'ROBOT', :group, 1, 1, 'normal', '{}', '[]', 0, 0, 0, 'accepted')`,
      { group, edition: index === 0 ? 7 : null },
    );
  }
  old.close();

  const store = await openStore({ dataDir: oldDir });
  const messages = await Promise.all(names.map((_, index) => store.outboxMessage(index + 1)));
  await store.close();

  expect(messages.map((message) => message?.group)).toEqual([
    { kind: 'edition', editionId: 7 },
    { kind: 'reminder', id: 'water@cooler', slot: '2026-02-01T15:00' },
    { kind: 'report', slot: '2026-02-02T10:00' },
    { kind: 'alert', id: 'alert@1769907600000-3' },
    { kind: 'by-hand', id: 'hand@1769907600000@ROBOT' },
  ]);
});

test('a scratch copy of a database is migrated without a backup', () => {
  const path = join(dataDir, 'copy.db');
  copyFileSync(file, path);
  const copy = openDatabase(path, { place, isScratch: true });

  migrate({ database: copy, place, file: undefined, steps: [...migrations, addMood] });

  expect(copy.get('SELECT mood FROM edition')).toEqual({ mood: 'calm' });
  expect(existsSync(join(dataDir, backup))).toBe(false);
  copy.close();
});

test('a database that a newer program wrote is refused, and neither backed up nor changed', () => {
  migrate({ database, place, file: undefined, steps: [...migrations, addMood] });

  expect(() => migrate({ database, place, file })).toThrow(`schema ${version + 1}; this one knows up to ${version}`);

  expect(readdirSync(dataDir)).toEqual(['digest.db']);
});

test('a database of version 0.1.0 is upgraded with all that it remembers', async () => {
  const folder = newFolder();
  const old = new DatabaseSync(join(folder, 'digest.db'));
  const [first = ''] = migrations;
  old.exec(typeof first === 'string' ? first : first.sqlite);
  old.exec('PRAGMA user_version = 1');
  const failure = { code: 'html', what: { 'zh-CN': '网页', en: 'a page' }, remedy: { 'zh-CN': '换', en: 'Change' } };
  const counts = { successes: 4, failures: { html: 2 }, shortReadings: 1, emptyReadings: 0, lyingReadings: 3 };
  const insert = old.prepare(`INSERT INTO feed VALUES (${Array(18).fill('?').join()})`);
  const ms = (time: string) => at(time).getTime();
  insert.run(
    ...['https://paper.example/rss', '"v1"', null, null, ms('07:00'), ms('08:00'), ms('07:30'), ms('05:00'), null],
    ...[null, 2, ms('06:00'), JSON.stringify(failure), 9, 12.5, 3_600_000.5, null, JSON.stringify(counts)],
  );
  insert.run(
    ...['https://lab.example/feed.xml', null, null, null, null, null, null, null, null],
    ...[null, 0, null, null, 0, 0, null, null, JSON.stringify(counts)],
  );
  old.close();

  const store = await openStore({ dataDir: folder });
  const states = await store.feedStates();
  await store.close();

  expect(states.get('https://paper.example/rss')).toStrictEqual(
    sampleFeedState({
      feedUrl: 'https://paper.example/rss',
      etag: '"v1"',
      lastAttemptAt: at('08:00'),
      lastSuccessAt: at('07:30'),
      lastNewItemAt: at('05:00'),
      consecutiveFailures: 2,
      failingSince: at('06:00'),
      failure,
      lastItems: 9,
      usualItems: 12.5,
      storedItems: 0,
      cadenceMs: 3_600_000.5,
      counts: { ...counts, renamedReadings: 0, unchangedReadings: 0, crashes: 0 },
    }),
  );
  expect(states.get('https://lab.example/feed.xml')).toMatchObject({ firstReadAt: undefined, failure: undefined });
  expect(readdirSync(folder).sort()).toEqual(['digest.db', 'digest.db.backup-v1']);
});

test('a search index of a Node with FTS5 serves one without it, and the other way round', async () => {
  const store = await openStore({ dataDir });
  const edition = await store.saveEdition(sampleEdition({ number: 2 }));
  await store.close();
  database.script(`UPDATE message SET state = 'accepted' WHERE edition_id = ${edition?.id}`);
  database.script(indexOfOtherNode);

  const other = await openStore({ dataDir });
  expect(await other.searchTold({ words: ['lantern'], limit: 5 })).toMatchObject({ total: 1 });
  await other.saveEdition(sampleEdition({ number: 3 }));
  await other.close();
  database.script('DELETE FROM story');
  expect(database.get('SELECT count(*) AS count FROM story_text')).toEqual({ count: 0 });
  expect(database.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
  expect(readdirSync(dataDir)).toEqual(['digest.db']);
});

const ordinaryTable = 'DROP TABLE story_text; CREATE TABLE story_text (title TEXT NOT NULL, body TEXT NOT NULL)';
const tableOfFts5 = `
  DROP TABLE story_text;
  CREATE TABLE story_text_data (id INTEGER PRIMARY KEY, block BLOB);
  CREATE TABLE story_text_idx (segid, term, pgno, PRIMARY KEY (segid, term)) WITHOUT ROWID;
  CREATE TABLE story_text_docsize (id INTEGER PRIMARY KEY, sz BLOB, origin INTEGER);
  CREATE TABLE story_text_config (k PRIMARY KEY, v) WITHOUT ROWID;
  PRAGMA writable_schema = ON;
  INSERT INTO sqlite_schema VALUES ('table', 'story_text', 'story_text', 0,
    'CREATE VIRTUAL TABLE story_text USING fts5 (title, body, content = '''', contentless_delete = 1)');
  PRAGMA writable_schema = RESET`;
const indexOfOtherNode = hasFts5 ? ordinaryTable : tableOfFts5;

test('stories sent before there was a search can be found', async () => {
  const oldDir = newFolder();
  const old = openDatabase(join(oldDir, 'digest.db'), { place });
  migrate({ database: old, place, file: undefined, steps: migrations.slice(0, 4) });
  old.script(`
    INSERT INTO edition VALUES (7, 'daily', '2026-03-01T09:00', '2026-03-01T09:00:00+08:00', 0, 1, '日报', 0, 0, '{}');
    INSERT INTO story VALUES (7, 0, 'a', '北辰发布芯片', 'https://a.example/', '[{"title":"北辰发布芯片","summary":"","canonicalUrl":"a","date":0}]');
    INSERT INTO message (edition_id, webhook, part, parts, priority, body, story_ids, created_at, give_up_at, catch_up_until, state)
      VALUES (7, 'W', 1, 1, 'normal', '{}', '["a"]', 0, 0, 0, 'accepted')`);
  old.close();

  const store = await openStore({ dataDir: oldDir });
  expect(await store.searchTold({ words: ['北辰'], limit: 5 })).toMatchObject({
    total: 1,
    stories: [{ title: '北辰发布芯片' }],
  });
  await store.close();
});
