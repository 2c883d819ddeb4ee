/** Migrates a SQLite database to this program's schema. The file's `user_version` is its version. */
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Sql } from './database.ts';
import { migrations } from './migrations.ts';
import { createIndexSql, hasFts5, indexStories } from './search-index.ts';
import { explained, type SqliteDatabase, textOf } from './sqlite-database.ts';
import { newerDatabase, type Place } from './store-error.ts';

/** What `migrate` works on. */
export interface Migration {
  readonly database: SqliteDatabase;
  readonly place: Place;
  /** The database file, which is backed up before it changes; undefined: no backup is needed. */
  readonly file: string | undefined;
  /** @default all migrations of the program; tests pass longer and shorter lists */
  readonly steps?: readonly Sql[];
}

/** Migrates in one transaction. @throws StoreError when a newer program wrote it */
export function migrate({ database, place, file, steps = migrations }: Migration): void {
  const known = steps.length;
  if (versionOf(database) === known && isIndexReadable(database)) return;

  // A migration that rebuilds a table drops the old one; rows that refer to it must not be deleted with it.
  database.script('PRAGMA foreign_keys = OFF');
  // Two programs may start at once: the second one finds the work done.
  database.transaction(() => {
    const found = versionOf(database);
    if (found > known) throw newerDatabase(place, { found, known });
    if (found > 0 && found < known && file !== undefined) explained(place, () => backUp(file, found));
    for (const step of steps.slice(found)) database.script(textOf(step));
    database.script(`PRAGMA user_version = ${known}`);
    if (!isIndexReadable(database)) renewIndex(database);
  });
  database.script('PRAGMA foreign_keys = ON');
}

/** Whether the database has this program's schema, as this Node reads it. */
export function isCurrent(database: SqliteDatabase): boolean {
  return versionOf(database) === migrations.length && isIndexReadable(database);
}

/** False when the search index was made by a Node with FTS5 and this one has none, or the other way round. */
function isIndexReadable(database: SqliteDatabase): boolean {
  const table = database.get<{ sql: string }>("SELECT sql FROM sqlite_schema WHERE name = 'story_text'");
  return table === undefined || table.sql.startsWith('CREATE VIRTUAL') === hasFts5;
}

function renewIndex(database: SqliteDatabase): void {
  database.script(hasFts5 ? 'DROP TABLE story_text' : dropUnreadableIndexSql);
  database.script(createIndexSql);
  database.perform(indexStories());
}

/** Without FTS5 its virtual table cannot be dropped, but the tables behind it can. */
const dropUnreadableIndexSql = `
  PRAGMA writable_schema = ON;
  DELETE FROM sqlite_schema WHERE name = 'story_text';
  PRAGMA writable_schema = RESET;
  DROP TABLE story_text_data;
  DROP TABLE story_text_idx;
  DROP TABLE story_text_docsize;
  DROP TABLE story_text_config`;

/**
 * Backs the file up beside itself, through SQLite and never by reading the file: closing a descriptor of it would drop
 * the locks that this process holds (POSIX). The backup gets its name only when it is complete.
 */
function backUp(file: string, version: number): void {
  const target = `${file}.backup-v${version}`;
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    reader.prepare('VACUUM INTO ?').run(partial);
  } finally {
    reader.close();
  }
  chmodSync(partial, 0o600);
  renameSync(partial, target);
}

function versionOf(database: SqliteDatabase): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}
