/** The store on SQLite (node:sqlite), in the file `digest.db` of DATA_DIR. */
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createCrashMarks } from './crash-mark.ts';
import { checkDataFolder, makeDataFolder } from './data-folder.ts';
import { createKeyLocks } from './key-lock.ts';
import { migrate } from './migrate-sqlite.ts';
import { asDatabase, explained, openDatabase } from './sqlite-database.ts';
import type { Store } from './store.ts';
import { emptiedDatabase, type Place } from './store-error.ts';
import { createStore } from './whole-store.ts';

/**
 * Opens the database in `dataDir`, or creates it; an older one is backed up beside itself and migrated. Several
 * processes may have it open at once. The folder and the database are made private to their owner.
 * @throws StoreError when it cannot be written, is locked for 10 s, is damaged, or was written by a newer program;
 *   every method of the store may throw it too
 */
export async function openStore({ dataDir }: { readonly dataDir: string }): Promise<Store> {
  const place = placeOf(dataDir);
  const file = join(dataDir, databaseFile);
  explained(place, () => {
    makeDataFolder(place);
    refuseEmptied(place, file);
    keepPrivate(place, file);
  });
  const database = openDatabase(file, { place });
  try {
    migrate({ database, place, file });
    return createStore(asDatabase(database), { locks: createKeyLocks(place), marks: createCrashMarks(place) });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** More than the rest of a page that is in use: only such a write shows that the disk is full. */
const trialBytes = 64 * 1024;

/**
 * Checks that `openStore` could write there, by a file that is removed at once.
 * @param write for tests
 * @throws StoreError
 */
export function checkStorePlace(
  { dataDir }: { readonly dataDir: string },
  write: typeof writeFileSync = writeFileSync,
) {
  const place = placeOf(dataDir);
  const file = join(dataDir, databaseFile);
  explained(place, () => {
    const missing = checkDataFolder(place);
    if (missing.length > 0) return;
    refuseEmptied(place, file);
    if (existsSync(file)) accessSync(file, constants.R_OK | constants.W_OK);
    const trial = join(place.dataDir, `.trial-${process.pid}`);
    try {
      write(trial, new Uint8Array(trialBytes));
    } finally {
      rmSync(trial, { force: true });
    }
  });
}

/**
 * An empty file is a new database, unless there are locks beside it: these are made only when the database has content.
 * @throws StoreError
 */
export function refuseEmptied(place: Place, file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.size !== 0) return;
  if (readdirSync(place.dataDir).some((name) => /^lock-.*\.db$/.test(name))) throw emptiedDatabase(place);
}

/** Feed addresses may contain keys, so no other user may read them. */
const privateMode = { folder: 0o700, file: 0o600 } as const;

function keepPrivate({ dataDir }: Place, file: string): void {
  // Created before SQLite opens it, so that it is never readable by others; its journal gets the mode of the database.
  if (!existsSync(file)) closeSync(openSync(file, 'a', privateMode.file));
  setMode(dataDir, privateMode.folder);
  setMode(file, privateMode.file);
}

function setMode(path: string, mode: number): void {
  if ((statSync(path).mode & 0o777) === mode) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    // A mounted volume may belong to another user, or not support modes: that is the operator's choice.
    if (!/^(EPERM|EACCES|ENOSYS|ENOTSUP|EROFS)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

/** Name of the database within DATA_DIR. */
export const databaseFile = 'digest.db';

/** The folder and this process's user, for messages to the operator. */
export function placeOf(dataDir: string): Place {
  return { dataDir, uid: process.getuid?.(), gid: process.getgid?.() };
}
