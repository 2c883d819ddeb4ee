/** The store on PostgreSQL 14 or later: for several replicas of the program, or a database on another machine. */
import type { Pool, PoolConfig } from 'pg';
import { createCrashMarks, noCrashMarks } from './crash-mark.ts';
import { makeDataFolder } from './data-folder.ts';
import { createScratchLocks } from './key-lock.ts';
import { migratePostgres } from './migrate-postgres.ts';
import { type Connections, createPostgresDatabase } from './postgres-database.ts';
import { explainedPostgres, type Server, serverOf } from './postgres-error.ts';
import { createPostgresLocks, takenOn } from './postgres-locks.ts';
import { createScratchConnection } from './postgres-scratch.ts';
import { explained } from './sqlite-database.ts';
import { placeOf } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { createStore } from './whole-store.ts';

export interface PostgresOptions {
  /** DATABASE_URL: a secret. Its `sslmode` and `sslrootcert` control TLS. */
  readonly address: string;
  /** Folder of this replica's own files. */
  readonly dataDir: string;
  /**
   * Called at the start and every minute with how far the database's clock is ahead of this machine's, in ms: replicas
   * whose clocks differ must agree on what is due and how long ago a message was sent.
   */
  readonly onClock?: (aheadMs: number) => void;
  /**
   * The parent process has opened it already: nothing is migrated, and a newer replica may have extended the schema
   * since. @default false
   */
  readonly isOpenedBefore?: boolean | undefined;
}

/** Connections of one replica, besides the one for its locks. */
const poolSize = 8;
const connectTimeoutMs = 10_000;
/** A replica that is suspended within a transaction must not block the others. */
const idleTransactionMs = 15_000;
const clockCheckMs = 60_000;

/** @throws StoreError when the database cannot be reached or used, or was written by a newer program */
export async function openPostgresStore({
  address,
  dataDir,
  onClock,
  isOpenedBefore = false,
}: PostgresOptions): Promise<Store> {
  const { default: pg } = await import('pg');
  const place = placeOf(dataDir);
  explained(place, () => makeDataFolder(place));
  const server = serverOf(address);
  const settings = settingsOf(address, pg.types);
  const pool = openPool(pg, { ...settings, max: poolSize });
  try {
    if (!isOpenedBefore) await migrate(pool, server);
    await tellClock(pool, onClock);
  } catch (error) {
    await pool.end();
    throw explainedPostgres(error, server);
  }
  const timer = setInterval(() => void tellClock(pool, onClock).catch(() => undefined), clockCheckMs).unref();
  const database = createPostgresDatabase(pooled(pool), server);
  const locks = createPostgresLocks({
    server,
    isTaken: takenOn(database),
    async connect() {
      const client = new pg.Client(settings);
      await client.connect();
      return client;
    },
  });
  const store = createStore(database, { locks, marks: createCrashMarks(place) });
  return {
    ...store,
    async close() {
      clearInterval(timer);
      await store.close();
    },
  };
}

/** Opens the current contents of the database; writes are discarded when the store is closed. @throws StoreError */
export async function openPostgresScratchStore({
  address,
  onClock,
}: Pick<PostgresOptions, 'address' | 'onClock'>): Promise<Store> {
  const { default: pg } = await import('pg');
  const server = serverOf(address);
  const pool = openPool(pg, { ...settingsOf(address, pg.types), max: 1 });
  try {
    await migrate(pool, server);
    await tellClock(pool, onClock);
    const database = createPostgresDatabase(await createScratchConnection(pool), server);
    return createStore(database, { locks: createScratchLocks(takenOn(database)), marks: noCrashMarks });
  } catch (error) {
    await pool.end();
    throw explainedPostgres(error, server);
  }
}

function openPool({ Pool: PoolOf }: Pick<typeof import('pg'), 'Pool'>, settings: PoolConfig): Pool {
  const pool = new PoolOf(settings);
  // When a connection breaks, its user sees a statement fail. Without a listener the event ends the program, and the
  // pool listens only while the connection is idle.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function migrate(pool: Pool, server: Server): Promise<void> {
  const client = await pool.connect();
  try {
    await migratePostgres(client, { server });
  } finally {
    client.release();
  }
}

async function tellClock(pool: Pool, onClock: PostgresOptions['onClock']): Promise<void> {
  if (onClock === undefined) return;
  const before = Date.now();
  const { rows } = await pool.query<{ now: number }>(
    'SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS now',
  );
  onClock(Math.round((rows[0]?.now ?? before) - (before + Date.now()) / 2));
}

function pooled(pool: Pool): Connections {
  return {
    async lend() {
      const client = await pool.connect();
      return { client, giveBack: (isBroken) => client.release(isBroken) };
    },
    close: () => pool.end(),
  };
}

/** Settings of every connection of the store. */
export function settingsOf(address: string, types: typeof import('pg')['types']): PoolConfig {
  return {
    connectionString: address,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: 60_000,
    keepAlive: true,
    application_name: 'ai-news-digest',
    idle_in_transaction_session_timeout: idleTransactionMs,
    types: { getTypeParser: (oid, format) => (numberTypes.has(oid) ? Number : types.getTypeParser(oid, format)) },
  };
}

/** int8 and numeric, which the client returns as text; all our values are below 2^53. */
const numberTypes: ReadonlySet<number> = new Set([20, 1700]);
