/** Two replicas of the real program on one PostgreSQL: one works, the other one stands by and takes over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { mainFile } from '../support/main-file.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const takeOverMs = 30_000;

interface Replica {
  readonly process: ChildProcess;
  /** Resolves when a line with this message was logged after the lines that were asked for before. */
  logged(message: string): Promise<void>;
}

describe.skipIf(postgresBin === undefined)('two replicas', () => {
  let server: PostgresServer;
  let root: string;
  let replicas: Replica[];
  beforeEach(async () => {
    server = await startPostgres();
    root = mkdtempSync(join(tmpdir(), 'replicas-'));
    replicas = [];
  });
  afterEach(async () => {
    for (const { process } of replicas) process.kill('SIGKILL');
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  });

  function startReplica(): Replica {
    const folder = join(root, `replica-${replicas.length}`);
    mkdirSync(folder);
    writeFileSync(
      join(folder, 'feeds.yaml'),
      'digests: [{ id: daily }]\nfeeds: [{ url: "http://127.0.0.1:9/feed.xml" }]\n',
    );
    const child = spawn(process.execPath, [mainFile, 'start'], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        DATABASE_URL: server.address,
        FEEDS_FILE: 'feeds.yaml',
        WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/cgi-bin/webhook/send?key=k',
        HTTP_PORT: '0',
        LOG_FORMAT: 'json',
      },
    });
    let text = '';
    let seen = 0;
    const waiting = new Set<() => void>();
    child.stderr?.on('data', (chunk) => {
      text += String(chunk);
      for (const look of waiting) look();
    });
    const replica: Replica = {
      process: child,
      logged: (message) =>
        new Promise((resolve) => {
          const look = () => {
            const at = text.indexOf(`"${message}"`, seen);
            if (at === -1) return;
            seen = at + message.length;
            waiting.delete(look);
            resolve();
          };
          waiting.add(look);
          look();
        }),
    };
    replicas.push(replica);
    return replica;
  }

  test('a replica that is killed, stopped or cut off is replaced within 30 s, and stands by when it comes back', async () => {
    const first = startReplica();
    await first.logged('worker started');
    const second = startReplica();
    await second.logged('another worker uses this database, waiting until it ends');

    // Stopped: its session says nothing, so the server ends it.
    let since = Date.now();
    first.process.kill('SIGSTOP');
    await second.logged('worker started');
    expect(Date.now() - since).toBeLessThan(takeOverMs + 5000);
    first.process.kill('SIGCONT');
    await first.logged('another worker may use this database now, standing by');
    await first.logged('another worker uses this database, waiting until it ends');

    // Killed.
    since = Date.now();
    second.process.kill('SIGKILL');
    await first.logged('worker started');
    expect(Date.now() - since).toBeLessThan(takeOverMs);

    // The server crashes: the only replica goes on once it is back.
    await server.restart();
    await first.logged('another worker may use this database now, standing by');
    await first.logged('worker started');
  });
});
