/**
 * The exclusive right to send with a robot's key, over all processes on one DATA_DIR. It is a lock of the operating
 * system on a small file, so that it dies with its holder, also by SIGKILL. The files stay: to delete one would let
 * two holders lock two files of one name.
 *
 * Nothing else in this process may open these files: to close any descriptor of one drops its lock (POSIX).
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KeyLock } from './store.ts';
import { type Place, toStoreError } from './store-error.ts';

/** Locks of one store. */
export interface KeyLocks {
  /** @returns undefined when another process, or this one, holds it. @throws StoreError */
  take(keyHash: string): KeyLock | undefined;
  releaseAll(): void;
}

/** @param place its folder must exist */
export function createKeyLocks(place: Place): KeyLocks {
  const held = new Set<DatabaseSync>();
  const release = (connection: DatabaseSync) => {
    if (held.delete(connection)) connection.close();
  };

  return {
    take(keyHash) {
      const connection = lockFile(join(place.dataDir, `lock-${keyHash.slice(0, 16)}.db`), place);
      if (connection === undefined) return undefined;
      held.add(connection);
      return { release: async () => release(connection) };
    },
    releaseAll() {
      for (const connection of held) release(connection);
    },
  };
}

/** Locks of a store that nobody else can see. */
export function createScratchLocks(): KeyLocks {
  const held = new Map<string, KeyLock>();
  return {
    take(keyHash) {
      if (held.has(keyHash)) return undefined;
      const lock: KeyLock = {
        release: async () => {
          // A second release must not free what another has taken since.
          if (held.get(keyHash) === lock) held.delete(keyHash);
        },
      };
      held.set(keyHash, lock);
      return lock;
    },
    releaseAll: () => held.clear(),
  };
}

function lockFile(path: string, place: Place): DatabaseSync | undefined {
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (isBusy(error)) return undefined;
    throw toStoreError(error, place);
  }
}

/** SQLITE_BUSY, also as an extended code. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
