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
  releaseAll(): Promise<void>;
}

/** @param place its folder must exist */
export function createKeyLocks(place: Place): KeyLocks {
  const held = new Set<DatabaseSync>();
  const release = (connection: DatabaseSync) => {
    if (held.delete(connection)) connection.close();
  };

  return {
    async take(keyHash) {
      const path = join(place.dataDir, `lock-${keyHash.slice(0, 16)}.db`);
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
    async releaseAll() {
      for (const connection of held) release(connection);
    },
  };
}

/** Locks of a store that no other process can see. */
export function createScratchLocks(): KeyLocks {
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

interface LockedFile {
  readonly connection: DatabaseSync;
  readonly identity: string;
}

/** @returns undefined when another connection has locked it, or when the file was replaced at that moment */
function lockFile(path: string): LockedFile | undefined {
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

/** SQLITE_BUSY, including its extended codes. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;
}
