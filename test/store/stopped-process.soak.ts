import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openPostgresJobs } from '../../src/store/postgres-jobs.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';

describe.skipIf(postgresBin === undefined)('a replica whose process is stopped', () => {
  let server: PostgresServer;
  let folder: string;
  let stopped: ChildProcess;
  let said = '';
  beforeEach(async () => {
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), 'stopped-process-'));
    stopped = spawn(process.execPath, [join(import.meta.dirname, 'stopped-process.ts'), server.address, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    stopped.stdout?.on('data', (chunk) => {
      said += String(chunk);
    });
  });
  afterEach(async () => {
    stopped.kill('SIGKILL');
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  const says = (word: string) => vi.waitUntil(() => said.includes(word), { timeout: 120_000 });

  test('it loses its lock and its job to another replica, and knows it when it goes on', async () => {
    await says('holds');
    await using store = await openClosing(() => openPostgresStore({ address: server.address, dataDir: folder }));
    await using jobs = await openClosing(() =>
      openPostgresJobs({ address: server.address, onTrouble: () => undefined }),
    );
    const read = jobs.give('read', [{ key: 'hosts', input: 'feeds' }], AbortSignal.timeout(240_000));
    await says('works');
    expect(await store.lockKey('worker')).toBeUndefined();

    stopped.kill('SIGSTOP');
    await jobs.take('read', async (taken) => new Map(taken.map(({ key, input }) => [key, `${input} read`])));

    expect(await read).toEqual(new Map([['hosts', 'feeds read']]));
    await vi.waitUntil(() => store.lockKey('worker'), { timeout: 120_000, interval: 500 });
    expect(said).not.toContain('lost');
    stopped.kill('SIGCONT');
    await says('lost');
  });
});

async function openClosing<Opened extends { close(): Promise<void> }>(open: () => Promise<Opened>) {
  const opened = await open();
  return { ...opened, [Symbol.asyncDispose]: () => opened.close() };
}
