import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresJobs } from '../../src/store/postgres-jobs.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';

describe.skipIf(postgresBin === undefined)('PostgreSQL over TLS', () => {
  let folder: string;
  let server: PostgresServer;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'postgres-tls-'));
    certify('server', 'DNS:localhost');
    certify('other', 'DNS:localhost');
    server = await startPostgres({ cert: join(folder, 'server.crt'), key: join(folder, 'server.key') });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A certificate that signs itself. */
  function certify(name: string, altName: string): void {
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=${altName}`];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', '-x509', ...kind, ...files, ...subject], { stdio: 'pipe' });
  }

  function address(host: string, certificate: string): string {
    const url = new URL(server.address.replace('127.0.0.1', host));
    url.searchParams.set('sslmode', 'verify-full');
    url.searchParams.set('sslrootcert', join(folder, certificate));
    return url.href;
  }

  const open = (at: string) => openPostgresStore({ address: at, dataDir: folder });

  test('a store works over TLS with the certificate that DATABASE_URL names, and so do the shared jobs', async () => {
    const store = await open(address('localhost', 'server.crt'));
    await store.saveFact('over', 'TLS');
    expect(await store.fact('over')).toBe('TLS');
    const encrypted = await server.query(
      `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'ai-news-digest'`,
    );
    expect(encrypted.length).toBeGreaterThan(0);
    expect(encrypted.every(({ ssl }) => ssl === true)).toBe(true);
    await store.close();

    const jobs = await openPostgresJobs({ address: address('localhost', 'server.crt'), onTrouble: () => undefined });
    await jobs.close();
  });

  test.each([
    ['of somebody else', () => address('localhost', 'other.crt')],
    ['for another host', () => address('127.0.0.1', 'server.crt')],
    ['that is not there', () => address('localhost', 'missing.crt')],
  ])('a TLS certificate %s is refused, named as such, and without the password', async (_, at) => {
    const error = await open(at()).catch((reason: unknown) => reason);
    if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${error}`);
    expect(error.code).toBe('server-refused');
    expect(error.what.en).toContain('TLS');
    expect(error.remedy['zh-CN']).toContain('sslrootcert');
    expect(JSON.stringify([error.what, error.remedy, error.message, error.stack, String(error.cause)])).not.toContain(
      'a-secret',
    );
  });
});
