/**
 * A real PostgreSQL in a temporary folder, on loopback, for as long as a test file runs. Debian: apt-get install postgresql.
 * It refuses to run as root, so root starts it as another user.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../support/free-port.ts';

export interface PostgresServer {
  /** Of the database `test`. */
  readonly address: string;
  /** The process whose children are those of the server. */
  readonly pid: number | undefined;
  /** Empties every table, as in a database that was never used. */
  empty(): Promise<void>;
  query(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it as a crash does, and starts it again on the same data. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Where initdb and postgres lie; undefined where they are not installed. */
export const postgresBin = findBin();

function findBin(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root) : [];
  const folders = [
    ...versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(root, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
}

/** Debian's user of its server, else nobody. */
const owner: { readonly uid?: number; readonly gid?: number } = process.getuid?.() === 0 ? ownerIds() : {};

function ownerIds(): { uid: number; gid: number } {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return { uid: 65534, gid: 65534 };
  }
}

/**
 * The data of a server that never ran, kept for the next test file and the next run: making it takes longer than the
 * start of a server.
 */
function freshData(bin: string): string {
  const kept = join(temporary, `ai-news-digest-initdb-${owner.uid ?? process.getuid?.()}-${bin.replaceAll('/', '-')}`);
  if (existsSync(kept)) return kept;
  const folder = ownFolder();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const made = join(folder, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', made, '-U', 'digest', '--auth=password', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C', '-N'],
    { stdio: 'pipe', cwd: folder, ...owner },
  );
  try {
    renameSync(made, kept);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(kept)) throw error;
  }
  rmSync(folder, { recursive: true });
  return kept;
}

/** The other user cannot enter a TMPDIR that only root may. */
const temporary = owner.uid === undefined ? tmpdir() : '/tmp';

function ownFolder(): string {
  const folder = mkdtempSync(join(temporary, 'postgres-test-'));
  chmodSync(folder, 0o755);
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid ?? owner.uid);
  return folder;
}

/** @param tls files of a certificate and its key, in PEM */
export async function startPostgres(tls?: { readonly cert: string; readonly key: string }): Promise<PostgresServer> {
  if (postgresBin === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const bin = postgresBin;
  const folder = ownFolder();
  const data = join(folder, 'data');
  const logFile = join(folder, 'log');
  execFileSync('cp', ['-r', freshData(bin), data], { stdio: 'pipe', cwd: folder, ...owner });
  const port = await freePort();
  // The key has to belong to the server's user.
  const tlsFiles = { ssl_cert_file: join(folder, 'server.crt'), ssl_key_file: join(folder, 'server.key') };
  if (tls !== undefined) {
    for (const [from, to] of [
      [tls.cert, tlsFiles.ssl_cert_file],
      [tls.key, tlsFiles.ssl_key_file],
    ] as const) {
      copyFileSync(from, to);
      chmodSync(to, 0o600);
      if (owner.uid !== undefined) chownSync(to, owner.uid, owner.gid ?? owner.uid);
    }
  }
  let server = launch();

  function launch(): ChildProcess {
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder, ...quick };
    if (tls !== undefined) Object.assign(settings, { ssl: 'on', ...tlsFiles });
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const command = ['-c', untilInputEnds, join(bin, 'postgres'), '-D', data, ...flags];
    const log = openSync(logFile, 'a');
    const started = spawn('/bin/sh', command, { stdio: ['pipe', log, log], cwd: folder, ...owner });
    closeSync(log);
    return started;
  }

  const addressOf = (database: string) => `postgres://digest:${password}@127.0.0.1:${port}/${database}`;

  let admin: pg.Client | undefined;

  /** In the database `test`. */
  async function query(sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = admin ?? new pg.Client({ connectionString: addressOf('test') });
    if (admin === undefined) {
      admin = client;
      client.on('error', () => undefined);
      client.on('end', () => {
        if (admin === client) admin = undefined;
      });
      await client.connect();
    }
    return (await client.query(sql)).rows;
  }

  async function ask(database: string, sql: string): Promise<readonly Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: addressOf(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  async function untilReady(): Promise<void> {
    for (const startedAt = performance.now(); ; ) {
      try {
        await ask('postgres', 'SELECT 1');
        return;
      } catch (cause) {
        if (performance.now() - startedAt > longestStartMs) {
          throw new Error(`PostgreSQL does not start:\n${readFileSync(logFile, 'utf8')}`, { cause });
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** As a crash does. */
  async function end(): Promise<void> {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.stdin?.end();
    await ended;
    // Its connection has ended too, which it may not have noticed yet.
    admin = undefined;
  }

  await untilReady();
  await ask('postgres', 'CREATE DATABASE test');
  return {
    address: addressOf('test'),
    get pid() {
      return server.pid;
    },
    query,
    async empty() {
      // Not TRUNCATE: that makes new files for every table and index.
      const tables = await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
      const names = tables.map(({ tablename }) => String(tablename)).filter((name) => name !== 'schema_version');
      const sequences = await query("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'");
      await query(
        [
          'BEGIN',
          'SET LOCAL session_replication_role = replica',
          ...names.map((name) => `DELETE FROM "${name}"`),
          ...sequences.map(({ sequencename }) => `SELECT setval('"${sequencename}"', 1, false)`),
          'COMMIT',
        ].join('; '),
      );
    },
    async restart() {
      await end();
      server = launch();
      await untilReady();
    },
    async stop() {
      await admin?.end();
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Its input ends with this process, however that ends, so that no server is left behind. */
const untilInputEnds = '"$0" "$@" & cat > /dev/null; kill -QUIT $!; wait $!';

/** On a busy machine; an idle one needs a fraction of a second. */
const longestStartMs = 50_000;

const password = 'a-secret-of-the-test';

/** Nothing of a test has to survive the machine. */
const quick = {
  shared_buffers: '16MB',
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: 80,
};
