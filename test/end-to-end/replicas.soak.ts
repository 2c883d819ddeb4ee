/** Two replicas of the real program on one PostgreSQL: one works; the other serves its pages and takes over. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { freePort } from '../support/free-port.ts';
import { mainFile } from '../support/main-file.ts';

const takeOverMs = 30_000;

interface Replica {
  readonly process: ChildProcess;
  /** Address of its pages. */
  readonly address: string;
  /** Resolves when a line with this message is logged after the lines awaited by earlier calls. */
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

  async function startReplica(): Promise<Replica> {
    const port = await freePort();
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
        HTTP_PORT: `${port}`,
        HTTP_TOKEN: 'let me in',
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
      address: `http://127.0.0.1:${port}`,
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
    const first = await startReplica();
    await first.logged('worker started');
    const second = await startReplica();
    await second.logged('another replica leads, this one takes over when it ends');

    // The pages of both show the same, and each says which one is the leader.
    const see = async ({ address }: Replica, path: string) =>
      (await fetch(address + path, { headers: { authorization: `Basic ${btoa('me:let me in')}` } })).text();
    await vi.waitUntil(async () => (await see(second, '/readyz')).includes('"status":"ok"'), { timeout: 60_000 });
    expect(await see(second, '/feeds')).toContain('1 个源');
    expect(await see(second, '/')).toContain('AI');
    expect(await see(first, '/metrics')).toContain('ai_news_digest_leader 1');
    expect(await see(second, '/metrics')).toContain('ai_news_digest_leader 0');

    // The leader is stopped: its session is silent, so the server ends it.
    let since = Date.now();
    first.process.kill('SIGSTOP');
    await second.logged('worker started');
    expect(Date.now() - since).toBeLessThan(takeOverMs + 5000);
    first.process.kill('SIGCONT');
    await first.logged('another worker may use this database now, standing by');
    expect(await see(first, '/metrics')).toContain('ai_news_digest_leader 0');
    expect(await see(second, '/metrics')).toContain('ai_news_digest_leader 1');
    await first.logged('another replica leads, this one takes over when it ends');

    // The leader is killed.
    since = Date.now();
    second.process.kill('SIGKILL');
    await first.logged('worker started');
    expect(Date.now() - since).toBeLessThan(takeOverMs);

    // The server crashes: the only replica continues when the server is back.
    await server.restart();
    await first.logged('another worker may use this database now, standing by');
    await first.logged('worker started');
  });
});
