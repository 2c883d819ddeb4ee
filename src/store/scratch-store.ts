/**
 * A store with the contents of DATA_DIR, for `preview` and `status`: it changes no byte and creates no file there. It
 * reads the file in place. On the first write it switches to a copy in a temporary file, so that a large database does
 * not fill the memory.
 */
import { constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { noCrashMarks } from './crash-mark.ts';
import type { Database } from './database.ts';
import { createKeyLocks, createScratchLocks } from './key-lock.ts';
import { isCurrent, migrate } from './migrate-sqlite.ts';
import { asDatabase, busyTimeoutMs, explained, openDatabase, type SqliteDatabase } from './sqlite-database.ts';
import { databaseFile, placeOf, refuseEmptied } from './sqlite-store.ts';
import type { Store } from './store.ts';
import type { Place } from './store-error.ts';
import { createStore } from './whole-store.ts';

/**
 * Opens the contents of `dataDir` as a store that discards its changes when it is closed. It is empty when there is no
 * database (the folder need not exist). An older database is migrated in a copy.
 * @throws StoreError when DATA_DIR is not a readable folder, or the database is locked for 10 s, damaged, or written by
 * a newer program
 */
export async function openScratchStore({ dataDir }: { readonly dataDir: string }): Promise<Store> {
  const source: Source = { place: placeOf(dataDir), file: join(dataDir, databaseFile) };
  explained(source.place, () => refuseEmptied(source.place, source.file));
  const reader = openReader(source);
  const database = reader === undefined ? openCopy(source) : copiedOnWrite(reader, () => openCopy(source));
  const locks = createScratchLocks(createKeyLocks(source.place).isTaken);
  return createStore(database, { locks, marks: noCrashMarks });
}

interface Source {
  readonly place: Place;
  readonly file: string;
}

/** @returns undefined when there is no database, or it must be changed before it can be read */
function openReader({ place, file }: Source): Database | undefined {
  if (explained(place, () => sizeOf(file)) === 0) return undefined;
  let database: SqliteDatabase | undefined;
  try {
    database = openDatabase(file, { place, readOnly: true });
    if (isCurrent(database)) return asDatabase(database);
    database.close();
    return undefined;
  } catch (error) {
    database?.close();
    if (error instanceof Error && needsRecovery(error.cause)) return undefined;
    throw error;
  }
}

/** Bytes; 0 when there is no file. The option `throwIfNoEntry` would also hide that DATA_DIR is a file. */
function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function copiedOnWrite(reader: Database, copy: () => Database): Database {
  let current = reader;
  const goOnWithCopy = async () => {
    if (current !== reader) return;
    current = copy();
    await reader.close();
  };
  return {
    async read(work) {
      try {
        return await current.read(work);
      } catch (error) {
        if (!(error instanceof Error && needsRecovery(error.cause))) throw error;
        await goOnWithCopy();
        return current.read(work);
      }
    },
    async write(work) {
      await goOnWithCopy();
      return current.write(work);
    },
    close: () => current.close(),
  };
}

/** Opens a migrated copy, which is deleted when it is closed. */
function openCopy(source: Source): Database {
  const { place } = source;
  const folder = mkdtempSync(join(tmpdir(), 'ai-news-digest-'));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  let opened: SqliteDatabase | undefined;
  try {
    explained(place, () => copyInto(folder, source.file));
    opened = openDatabase(join(folder, databaseFile), { place, isScratch: true });
    migrate({ database: opened, place, file: undefined });
    const database = asDatabase(opened);
    return { ...database, close: () => database.close().finally(forget) };
  } catch (error) {
    opened?.close();
    forget();
    throw error;
  }
}

/** Copies the file as one transaction sees it. Does nothing when there is no file. */
function copyInto(folder: string, file: string): void {
  const copy = join(folder, databaseFile);
  // If another program recovers the file at this moment, the copy is useless, but the file becomes readable.
  for (let attempt = 1; existsSync(file); attempt++) {
    try {
      copyInTransaction(file, copy);
      return;
    } catch (error) {
      if (!needsRecovery(error)) throw error;
      if (copyWithJournal(file, copy)) return;
      if (attempt === 5) throw error;
    }
  }
}

/**
 * The transaction keeps writers out until the copy is complete. Closing a descriptor of the file drops this process's
 * locks on it (POSIX), including the transaction's, which is over by then. Between its calls the store holds none.
 */
function copyInTransaction(file: string, copy: string): void {
  const connection = new DatabaseSync(file, { readOnly: true });
  try {
    connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}; BEGIN; PRAGMA user_version`);
    copyFileSync(file, copy, constants.COPYFILE_FICLONE);
  } finally {
    connection.close();
  }
}

/** SQLITE_READONLY_ROLLBACK: a writer died and left its journal, which only a writer may roll back. */
function needsRecovery(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 776;
}

/**
 * Copies the file with the journal that a dead writer left. SQLite recovers the copy when it is opened.
 * @returns false when the file has changed meanwhile
 */
function copyWithJournal(file: string, copy: string): boolean {
  const before = fingerprint(file);
  copyFileSync(file, copy);
  if (existsSync(`${file}-journal`)) copyFileSync(`${file}-journal`, `${copy}-journal`);
  return fingerprint(file) === before;
}

function fingerprint(file: string): string {
  return [file, `${file}-journal`]
    .map((path) => statSync(path, { throwIfNoEntry: false, bigint: true }))
    .map((stat) => (stat === undefined ? 'none' : `${stat.ino}:${stat.size}:${stat.mtimeNs}`))
    .join(' ');
}
