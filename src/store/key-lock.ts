/**
 * The exclusive right to send with a robot's key, over all processes on one DATA_DIR. It is an operating-system lock on
 * a small file, so it ends with its holder, even after SIGKILL. The files are never deleted here: if one is deleted
 * while it is held, the next process locks a new file of the same name, and both may send. A holder therefore asks
 * `isStillHeld` before each message.
 *
 * Nothing else in this process may open these files: closing any descriptor of one drops its lock (POSIX).
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explained } from './sqlite-database.ts';
import type { KeyLock } from './store.ts';
import type { Place } from './store-error.ts';

/** Locks of one store. */
export interface KeyLocks {
  /** @returns undefined when this or another process holds it. It may reject with a StoreError */
  take(keyHash: string): Promise<KeyLock | undefined>;
  /** Whether this or another process holds it. It is not taken. It may reject with a StoreError */
  isTaken(keyHash: string): Promise<boolean>;
  releaseAll(): Promise<void>;
}

/** @param place its folder must exist */
export function createKeyLocks(place: Place): KeyLocks {
  const held = new Set<DatabaseSync>();
  const release = (connection: DatabaseSync) => {
    if (held.delete(connection)) connection.close();
  };

  const pathOf = (keyHash: string) => join(place.dataDir, `lock-${keyHash.slice(0, 16)}.db`);
  return {
    async take(keyHash) {
      const path = pathOf(keyHash);
      return explained(place, () => {
        const locked = lockFile(path);
        if (locked === undefined) return undefined;
        const { connection, identity } = locked;
        held.add(connection);
        return {
          isStillHeld: async () => held.has(connection) && explained(place, () => fileIdentity(path)) === identity,
          release: async () => release(connection),
        };
      });
    },
    isTaken: async (keyHash) => explained(place, () => isLocked(pathOf(keyHash))),
    async releaseAll() {
      for (const connection of held) release(connection);
    },
  };
}

/** Locks that no other process can see. @param isTaken whether a process holds the lock that they replace */
export function createScratchLocks(isTaken: KeyLocks['isTaken'] = async () => false): KeyLocks {
  const held = new Map<string, KeyLock>();
  return {
    async take(keyHash) {
      if (held.has(keyHash)) return undefined;
      const lock: KeyLock = {
        isStillHeld: async () => held.get(keyHash) === lock,
        release: async () => {
          // A second release must not free what another caller has taken since.
          if (held.get(keyHash) === lock) held.delete(keyHash);
        },
      };
      held.set(keyHash, lock);
      return lock;
    },
    isTaken: async (keyHash) => held.has(keyHash) || isTaken(keyHash),
    releaseAll: async () => held.clear(),
  };
}

/**
 * Device and inode of the file at `path`; undefined when there is none. The inode of an open file is not reused, so an
 * equal identity means the same file.
 */
export function fileIdentity(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat && `${stat.dev}:${stat.ino}`;
}

/** @returns undefined when another connection has locked it, or when the file was replaced at that moment */
function lockFile(path: string) {
  const before = fileIdentity(path);
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(path);
    connection.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
    const identity = fileIdentity(path);
    if (identity !== undefined && (before === undefined || before === identity)) return { connection, identity };
    connection.close();
    return undefined;
  } catch (error) {
    connection?.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/** Whether a connection has locked the file. A missing file is not created. */
function isLocked(path: string): boolean {
  if (fileIdentity(path) === undefined) return false;
  const connection = new DatabaseSync(path, { readOnly: true });
  try {
    connection.exec('PRAGMA busy_timeout = 0; PRAGMA schema_version');
    return false;
  } catch (error) {
    if (isBusy(error)) return true;
    throw error;
  } finally {
    connection.close();
  }
}

/** SQLITE_BUSY, including its extended codes. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
