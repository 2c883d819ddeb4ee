/**
 * The exclusive right to send with a robot's key, over all replicas on one PostgreSQL. It is an advisory lock; one
 * session holds all locks of this process. Locks end with their session, and the server ends a session that is silent
 * for 20 s. So a replica that was killed, stopped or cut off loses its locks, whatever the clocks say.
 */
import type pg from 'pg';
import { type Database, get } from './database.ts';
import type { KeyLocks } from './key-lock.ts';
import { lockSeeds } from './postgres-database.ts';
import { explainedPostgres, type Server } from './postgres-error.ts';
import type { KeyLock } from './store.ts';

export interface PostgresLocksOptions {
  /** Opens a dedicated connection. It rejects when none is available. */
  connect(): Promise<pg.Client>;
  readonly server: Server;
  readonly isTaken: KeyLocks['isTaken'];
}

/** Asks whether any session of this database holds the lock. */
export function takenOn(database: Database): KeyLocks['isTaken'] {
  return async (keyHash) => {
    const seed = lockSeeds.key;
    return (await database.read(() => get(takenSql, { keyHash, seed }))) !== undefined;
  };
}

/** `objsubid` 1 is a lock by one 64-bit number. https://www.postgresql.org/docs/current/view-pg-locks.html */
const takenSql = `
  SELECT 1 AS taken FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (CAST(classid AS BIGINT) << 32) | CAST(objid AS BIGINT) = hashtextextended(:keyHash, :seed)`;

/**
 * The server ends the session of a holder that is silent for this long.
 * https://www.postgresql.org/docs/current/runtime-config-client.html
 */
const silenceMs = 20_000;
const heartbeatMs = 5000;

export function createPostgresLocks({ connect, server, isTaken }: PostgresLocksOptions): KeyLocks {
  let session: Promise<Session> | undefined;

  async function openSession(): Promise<Session> {
    const client = await connect();
    const timer = setInterval(() => void client.query('SELECT 1').catch(() => opened.end()), heartbeatMs).unref();
    const opened: Session = {
      client,
      held: new Map(),
      isOpen: true,
      end() {
        if (!opened.isOpen) return;
        opened.isOpen = false;
        session = undefined;
        clearInterval(timer);
        client.end().catch(() => undefined);
      },
    };
    client.on('error', opened.end);
    client.on('end', opened.end);
    await client.query(`SET idle_session_timeout = ${silenceMs}`);
    return opened;
  }

  async function current(): Promise<Session> {
    session ??= openSession();
    try {
      return await session;
    } catch (error) {
      session = undefined;
      throw error;
    }
  }

  return {
    async take(keyHash) {
      try {
        const opened = await current();
        if (opened.held.has(keyHash)) return undefined;
        const lock = lockOf(opened, keyHash);
        opened.held.set(keyHash, lock);
        const isTaken = await ask(opened, 'SELECT pg_try_advisory_lock(hashtextextended($1, $2)) AS yes', keyHash);
        if (isTaken) return lock;
        opened.held.delete(keyHash);
        return undefined;
      } catch (error) {
        throw explainedPostgres(error, server);
      }
    },
    isTaken,
    async releaseAll() {
      const opened = await session?.catch(() => undefined);
      opened?.end();
    },
  };
}

interface Session {
  readonly client: pg.Client;
  /** PostgreSQL lets a session take a lock that it already holds, so held locks are also tracked here. */
  readonly held: Map<string, KeyLock>;
  isOpen: boolean;
  end(): void;
}

function lockOf(session: Session, keyHash: string): KeyLock {
  const lock: KeyLock = {
    // Asks the server, which may have ended the session while this process was suspended.
    async isStillHeld() {
      if (!session.isOpen || session.held.get(keyHash) !== lock) return false;
      try {
        await session.client.query('SELECT 1');
        return session.isOpen;
      } catch {
        session.end();
        return false;
      }
    },
    async release() {
      // A second release must not free what another caller has taken since.
      if (!session.isOpen || session.held.get(keyHash) !== lock) return;
      session.held.delete(keyHash);
      await ask(session, 'SELECT pg_advisory_unlock(hashtextextended($1, $2)) AS yes', keyHash).catch(() => undefined);
    },
  };
  return lock;
}

async function ask(session: Session, sql: string, keyHash: string): Promise<boolean> {
  try {
    const { rows } = await session.client.query<{ yes: boolean }>(sql, [keyHash, lockSeeds.key]);
    return rows[0]?.yes === true;
  } catch (error) {
    session.end();
    throw error;
  }
}
