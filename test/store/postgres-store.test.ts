import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { migratePostgres } from '../../src/store/migrate-postgres.ts';
import { migrations } from '../../src/store/migrations.ts';
import { manyRows, numbered } from '../../src/store/postgres-database.ts';
import { openPostgresScratchStore, openPostgresStore } from '../../src/store/postgres-store.ts';
import type { Store } from '../../src/store/store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';
import { everyItem, sampleEdition, sampleItem, sampleMessage, sampleReading } from './samples.ts';
import { describeStore } from './store-contract.ts';

if (postgresBin === undefined) {
  console.warn('PostgreSQL is not installed, so the store on it is not tested: apt-get install postgresql');
}

test('the named parameters of a statement become numbered ones for PostgreSQL, each once', () => {
  expect(numbered('SELECT CAST(:a AS TEXT), x::int WHERE :b < c AND d = :a')).toEqual({
    text: 'SELECT CAST($1 AS TEXT), x::int WHERE $2 < c AND d = $1',
    names: ['a', 'b'],
  });
});

test('one INSERT takes many rows, as PostgreSQL can read them', () => {
  const rows = [
    { a: 1, b: 'half a \ud83d character and\0 NUL' },
    { b: null, a: 0.5 },
  ];

  expect(manyRows('INSERT INTO t (one, other) VALUES (:b, :a) ON CONFLICT DO NOTHING', rows)).toEqual({
    text: 'INSERT INTO t (one, other) SELECT one, other FROM json_populate_recordset(CAST(NULL AS t), $1) ON CONFLICT DO NOTHING',
    values: [
      JSON.stringify([
        { one: 'half a \ufffd character and NUL', other: 1 },
        { one: null, other: 0.5 },
      ]),
    ],
  });
});

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly type: string;
  /** An INSERT has to give it. */
  readonly is_needed: boolean;
}

const columnsQuery = `
  SELECT table_name, column_name, data_type AS type,
    is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' AS is_needed
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_version'`;

describe.skipIf(postgresBin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  let dataDir: string;
  let opened: Store[] = [];
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'postgres-store-test-'));
    server = await startPostgres();
  });
  afterEach(async () => {
    for (const store of opened) await store.close();
    opened = [];
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  describe('one store, emptied for each test', () => {
    let store: Store;
    beforeAll(async () => {
      store = await openPostgresStore({ address: server.address, dataDir });
    });
    afterAll(() => store.close());
    describeStore('the store', async () => {
      await server.empty();
      return { ...store, close: async () => undefined };
    });
  });

  /** Stores of several replicas on one empty database. */
  async function replicas(count: number): Promise<Store[]> {
    await server.empty();
    opened = await Promise.all(
      Array.from({ length: count }, () => openPostgresStore({ address: server.address, dataDir })),
    );
    return opened;
  }

  async function failureOf(address: string): Promise<StoreError> {
    const error = await openPostgresStore({ address, dataDir }).catch((reason: unknown) => reason);
    if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${error}`);
    return error;
  }

  test('of replicas that compose one slot exactly one wins', async () => {
    const stores = await replicas(4);
    for (let number = 1; number <= 5; number++) {
      const saved = await Promise.all(stores.map((store) => store.saveEdition(sampleEdition({ number }))));
      expect(saved.filter((edition) => edition !== undefined)).toHaveLength(1);
    }
  });

  test('of replicas that enqueue one reminder exactly one stores it', async () => {
    const stores = await replicas(4);
    const message = { ...sampleMessage(), group: { kind: 'reminder', id: 'water', slot: '2026-03-02T15:00' } } as const;
    const stored = await Promise.all(stores.map((store) => store.enqueue([message])));
    expect(stored.flat()).toHaveLength(1);
  });

  test('the right to send with a key is exclusive over replicas, and ends with the session of its holder', async () => {
    const [first, second] = await replicas(2);
    const lock = await first?.lockKey('k1');
    expect(await lock?.isStillHeld()).toBe(true);
    expect(await second?.lockKey('k1')).toBeUndefined();

    await server.query("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'");

    expect(await lock?.isStillHeld()).toBe(false);
    // The server tells the client before it releases what the session held.
    await vi.waitUntil(() => second?.lockKey('k1'), { timeout: 60_000 });
    expect(await first?.lockKey('k1')).toBeUndefined();
    expect(await first?.lockKey('k2')).toBeDefined();
  });

  test('a store works on after a crash of the PostgreSQL server and has lost only its locks', async () => {
    const [store] = await replicas(1);
    await store?.saveEdition(sampleEdition());
    const lock = await store?.lockKey('k1');

    await server.restart();

    expect(await store?.unfinished()).toHaveLength(1);
    expect(await lock?.isStillHeld()).toBe(false);
    expect(await store?.lockKey('k1')).toBeDefined();
  });

  test('a connection to PostgreSQL that breaks within some work ends that work, and not the program', async () => {
    const [store] = await replicas(1);
    const cut = () =>
      server.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    for (let round = 0; round < 5; round++) {
      const work = Promise.allSettled(Array.from({ length: 8 }, (_, n) => store?.saveFact(`${round}/${n}`, 'x')));
      await cut().catch(() => undefined);
      for (const done of await work) {
        if (done.status === 'rejected') expect(done.reason).toMatchObject({ code: 'unreachable' });
      }
    }
    // The last sessions may end a moment later.
    await vi.waitFor(async () => expect(await store?.saveFact('last', 'x')).toBeUndefined(), { timeout: 60_000 });
  });

  test('a preview on PostgreSQL sees what is stored, and what it writes is forgotten', async () => {
    const [store] = await replicas(1);
    await store?.saveReadings([sampleReading([sampleItem()])]);
    await store?.saveEdition(sampleEdition());

    const scratch = await openPostgresScratchStore({ address: server.address });
    expect(await everyItem(scratch)).toEqual([sampleItem()]);
    await scratch.saveReadings([sampleReading([sampleItem({ entryId: 'next' })])]);
    expect(await scratch.saveEdition(sampleEdition())).toBeUndefined();
    expect((await scratch.saveEdition(sampleEdition({ number: 2 })))?.id).toBe(2);
    expect(await everyItem(scratch)).toHaveLength(2);
    await scratch.close();

    expect(store && (await everyItem(store))).toEqual([sampleItem()]);
    expect(await store?.editions({ limit: 9 })).toHaveLength(1);
  });

  test('a preview works beside the tables of another program', async () => {
    await replicas(1);
    await server.query(`
      CREATE TABLE "User" (id INTEGER PRIMARY KEY);
      CREATE TABLE "Post" (author INTEGER REFERENCES "User")`);
    const scratch = await openPostgresScratchStore({ address: server.address });
    try {
      await scratch.saveFact('a', '1');
      expect(await scratch.fact('a')).toBe('1');
    } finally {
      await scratch.close();
      await server.query('DROP TABLE "Post", "User"');
    }
  });

  test('a preview whose user may not make temporary tables says so each time, and goes on reading', async () => {
    const [store] = await replicas(1);
    await store?.saveFact('a', '1');
    await server.query(`
      CREATE ROLE reader LOGIN PASSWORD 'read';
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;
      GRANT CREATE ON SCHEMA public TO reader;
      REVOKE TEMP ON DATABASE test FROM PUBLIC`);
    const address = server.address.replace(/\/\/[^@]*@/, '//reader:read@');
    const scratch = await openPostgresScratchStore({ address });
    try {
      for (const value of ['2', '3']) {
        await expect(scratch.saveFact('a', value)).rejects.toMatchObject({ code: 'server-refused' });
      }
      expect(await scratch.fact('a')).toBe('1');
    } finally {
      await scratch.close();
      await server.query('GRANT TEMP ON DATABASE test TO PUBLIC; DROP OWNED BY reader; DROP ROLE reader');
    }
  });

  test('a store reports how far the clock of the PostgreSQL server is ahead', async () => {
    const ahead: number[] = [];
    const store = await openPostgresStore({ address: server.address, dataDir, onClock: (ms) => ahead.push(ms) });
    await store.close();
    expect(ahead).toHaveLength(1);
    expect(Math.abs(ahead[0] ?? Number.NaN)).toBeLessThan(5000);
  });

  test('a PostgreSQL database that cannot be reached or used is reported without the password', async () => {
    const wrongs = [
      server.address.replace('127.0.0.1:', '127.0.0.1:1'),
      server.address.replace('a-secret', 'another-secret'),
      server.address.replace(/test$/, 'nothing'),
    ];
    for (const address of wrongs) {
      const failure = await failureOf(address).catch(() => failureOf(address.replace(/:\d{6}/, ':1')));
      const told = JSON.stringify([
        failure.message,
        failure.what,
        failure.remedy,
        String(failure.cause),
        failure.stack,
      ]);
      expect(['unreachable', 'server-refused']).toContain(failure.code);
      expect(told).not.toContain('secret');
      expect(told).toContain('DATABASE_URL');
    }
  });

  test('a replica of any earlier schema can read and write while the others have the new one', async () => {
    await server.query('CREATE DATABASE upgrade');
    const client = new pg.Client({ connectionString: server.address.replace(/\/test$/, '/upgrade') });
    await client.connect();
    const here = { server: { name: 'upgrade' } };
    const columnsNow = async () => {
      const { rows } = await client.query<Column>(columnsQuery);
      return new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row]));
    };
    try {
      await migratePostgres(client, { ...here, steps: [] });
      const earlier: Map<string, Column>[] = [];
      for (let version = 1; version <= migrations.length; version++) {
        await migratePostgres(client, { ...here, steps: migrations.slice(0, version) });
        earlier.push(await columnsNow());
      }
      const latest = await columnsNow();
      for (const columns of earlier) {
        const tables = new Set([...columns.values()].map(({ table_name }) => table_name));
        // What it reads is there as it was; what it does not know of needs no value of it.
        for (const [name, column] of columns) expect(latest.get(name), name).toEqual(column);
        const added = [...latest].filter(([name, { table_name }]) => tables.has(table_name) && !columns.has(name));
        for (const [name, { is_needed }] of added) expect(is_needed, name).toBe(false);
      }
    } finally {
      await client.end();
    }
  });

  test('a replica at work loses nothing while a newer one extends the schema', async () => {
    await server.query('CREATE DATABASE rolling');
    const address = server.address.replace(/\/test$/, '/rolling');
    const old = await openPostgresStore({ address, dataDir });
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    let isExtended = false;
    let saved = 0;
    /** Collects one feed again and again, and twice more after the schema has changed. */
    const work = async (feedUrl: string) => {
      for (let left = 2; left > 0; left -= isExtended ? 1 : 0) {
        const known = await old.knownEntries(feedUrl);
        await old.saveReadings([sampleReading([sampleItem({ feedUrl, entryId: `entry-${known.size}` })])]);
        saved++;
      }
    };
    const works = ['one', 'two', 'three', 'four'].map((name) => work(`https://${name}.example/`));
    try {
      await vi.waitUntil(() => saved > 8, { timeout: 60_000 });
      const next = 'ALTER TABLE item ADD COLUMN next TEXT; CREATE INDEX next_of_item ON item (next)';
      await migratePostgres(client, { server: { name: 'rolling' }, steps: [...migrations, next] });
      isExtended = true;
      await Promise.all(works);

      expect(await everyItem(old)).toHaveLength(saved);
    } finally {
      isExtended = true;
      await Promise.allSettled(works);
      await client.end();
      await old.close();
    }
  });

  test('a migration that a deadlock with a replica at work ends is tried again', async () => {
    await server.query('CREATE DATABASE deadlock');
    const connect = async (deadlockTimeout: string) => {
      const client = new pg.Client({ connectionString: server.address.replace(/\/test$/, '/deadlock') });
      await client.connect();
      await client.query(`CREATE TABLE IF NOT EXISTS one (x INT); CREATE TABLE IF NOT EXISTS two (x INT)`);
      // Of two sessions that wait for each other, the one whose time is over first is ended.
      await client.query(`SET deadlock_timeout = '${deadlockTimeout}'`);
      return client;
    };
    const gate = await connect('1s');
    const replica = await connect('100s');
    const newer = await connect('100ms');
    const waitingFor = async (event: string) =>
      (await server.query(`SELECT 1 FROM pg_stat_activity WHERE datname = 'deadlock' AND wait_event = '${event}'`))
        .length > 0;
    try {
      await gate.query('SELECT pg_advisory_lock(1)');
      await replica.query('BEGIN; INSERT INTO one VALUES (1)');
      const step = 'ALTER TABLE two ADD y INT; SELECT pg_advisory_xact_lock(1); ALTER TABLE one ADD y INT';
      const migrated = migratePostgres(newer, { server: { name: 'deadlock' }, steps: [step] });
      await vi.waitUntil(() => waitingFor('advisory'), { timeout: 60_000 });
      const replicaWorks = replica.query('INSERT INTO two VALUES (1)').then(() => replica.query('COMMIT'));
      await vi.waitUntil(() => waitingFor('relation'), { timeout: 60_000 });
      await gate.query('SELECT pg_advisory_unlock(1)');

      await replicaWorks;
      await migrated;
      expect((await newer.query('SELECT one.x, two.y FROM one, two')).rows).toEqual([{ x: 1, y: null }]);
    } finally {
      await Promise.all([gate, replica, newer].map((client) => client.end()));
    }
  });

  test('a PostgreSQL database of a newer program is refused', async () => {
    await (await openPostgresStore({ address: server.address, dataDir })).close();
    await server.query(`UPDATE schema_version SET version = ${migrations.length + 1}`);
    const failure = await failureOf(server.address);
    await server.query(`UPDATE schema_version SET version = ${migrations.length}`);
    expect(failure.code).toBe('newer');
  });

  test('a child process of a worker works on after a newer replica has added to the schema', async () => {
    await (await openPostgresStore({ address: server.address, dataDir })).close();
    await server.query(`UPDATE schema_version SET version = ${migrations.length + 1}`);
    try {
      const store = await openPostgresStore({ address: server.address, dataDir, isOpenedBefore: true });
      expect(await store.webhooksWaiting()).toBeInstanceOf(Array);
      await store.close();
    } finally {
      await server.query(`UPDATE schema_version SET version = ${migrations.length}`);
    }
  });
});
