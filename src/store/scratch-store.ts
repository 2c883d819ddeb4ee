/** A store in memory with the contents of DATA_DIR, for `preview`: it changes no byte and creates no file there. */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { noCrashMarks } from './crash-mark.ts';
import { createScratchLocks } from './key-lock.ts';
import { migrate } from './migrate-sqlite.ts';
import { asDatabase, busyTimeoutMs, explained, openDatabase } from './sqlite-database.ts';
import { databaseFile, placeOf } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { createStore } from './whole-store.ts';

/**
 * What `dataDir` holds at this moment, as a store of its own that is forgotten when it is closed; empty when there is
 * nothing (the folder need not exist). An older database is migrated in memory.
 * @throws StoreError when it is locked for 10 s, damaged, or written by a newer program
 */
export async function openScratchStore({ dataDir }: { readonly dataDir: string }): Promise<Store> {
  const place = placeOf(dataDir);
  const image = explained(place, () => readImage(join(dataDir, databaseFile)));
  const database = openDatabase(':memory:', { place, image });
  try {
    migrate({ database, place, file: undefined });
    return createStore(asDatabase(database), { locks: createScratchLocks(), marks: noCrashMarks });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The file's pages as one transaction sees them; undefined when there is no file, or an empty one. */
function readImage(file: string): Uint8Array | undefined {
  // A program that recovers the file at this moment makes a copy useless, but leaves the file readable.
  for (let attempt = 1; ; attempt++) {
    if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
    try {
      return imageOf(file, { readOnly: true });
    } catch (error) {
      if (!needsRecovery(error)) throw error;
      const image = recoverAside(file);
      if (image !== 'changed') return image;
      if (attempt === 5) throw error;
    }
  }
}

function imageOf(file: string, { readOnly }: { readonly readOnly: boolean }): Uint8Array | undefined {
  const connection = new DatabaseSync(file, { readOnly, timeout: busyTimeoutMs });
  try {
    // Pages are read one by one: a transaction keeps writers out until the last.
    connection.exec('BEGIN; PRAGMA user_version');
    const image = connection.serialize();
    return image.byteLength === 0 ? undefined : image;
  } finally {
    connection.close();
  }
}

/** SQLITE_READONLY_ROLLBACK: a writer died and left its journal, which only a writer may roll back. */
function needsRecovery(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 776;
}

/**
 * Recovers a copy of the file and of the journal that a dead writer left. Reading them directly is safe although it
 * drops this process's locks on them (POSIX): it is all synchronous, and between its calls the store holds none.
 */
function recoverAside(file: string): Uint8Array | undefined | 'changed' {
  const folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-'));
  const copy = join(folder, databaseFile);
  try {
    const before = fingerprint(file);
    copyFileSync(file, copy);
    if (existsSync(`${file}-journal`)) copyFileSync(`${file}-journal`, `${copy}-journal`);
    return fingerprint(file) === before ? imageOf(copy, { readOnly: false }) : 'changed';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fingerprint(file: string): string {
  return [file, `${file}-journal`]
    .map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }))
    .map((stat) => (stat === undefined ? 'none' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`))
    .join(' ');
}
