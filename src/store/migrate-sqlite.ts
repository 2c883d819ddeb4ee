/** Brings a SQLite database to this program's schema. `user_version` of the file is its version. */
import { chmodSync, renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Sql } from './database.ts';
import { migrations } from './migrations.ts';
import { explained, type SqliteDatabase, textOf } from './sqlite-database.ts';
import { newerDatabase, type Place } from './store-error.ts';

/** What `migrate` works on. */
export interface Migration {
  readonly database: SqliteDatabase;
  readonly place: Place;
  /** File of the database, to be backed up before it changes; undefined for one in memory. */
  readonly file: string | undefined;
  /** @default all of the program's; tests pass longer and shorter lists */
  readonly steps?: readonly Sql[];
}

/** Brings the database to this program's schema, in one transaction. @throws StoreError when a newer program wrote it */
export function migrate({ database, place, file, steps = migrations }: Migration): void {
  const known = steps.length;
  if (versionOf(database) === known) return;

  // A migration that rebuilds a table drops the old one; rows that refer to it must not be deleted with it.
  database.script('PRAGMA foreign_keys = OFF');
  // Two programs may start at once: the second one finds the work done.
  database.transaction(() => {
    const found = versionOf(database);
    if (found > known) throw newerDatabase(place, { found, known });
    if (found === known) return;
    if (found > 0 && file !== undefined) explained(place, () => backUp(file, found));
    for (const step of steps.slice(found)) database.script(textOf(step));
    database.script(`PRAGMA user_version = ${known}`);
  });
  database.script('PRAGMA foreign_keys = ON');
}

/** Whether the database has this program's schema. */
export function isCurrent(database: SqliteDatabase): boolean {
  return versionOf(database) === migrations.length;
}

/**
 * Copies the file beside itself. Through SQLite and never by reading the file: to close a descriptor of it would
 * drop the locks that this process holds (POSIX). The backup gets its name only when it is whole.
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
