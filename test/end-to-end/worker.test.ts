import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openWorld, type World } from './program.ts';
import { never, startWorker } from './running-worker.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('start becomes healthy, opens its pages, and ends with 0 at SIGTERM', async () => {
  world.writeFeeds({ digest: never, more: { collect: never } });
  const worker = await startWorker(world);
  try {
    await worker.logged('"worker started"');
    const isHealthy = async () => (await world.run(['status', '--healthy'])).code === 0;
    await vi.waitUntil(isHealthy, { timeout: 60_000, interval: 250 });
    const page = await fetch(`${worker.pages}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>现在 · AI 新闻日报</title>');
    expect((await fetch(`${worker.pages}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${worker.pages}/metrics`)).text()).toContain('ai_news_digest_');
    expect((await fetch(`${worker.pages}/run`, { method: 'POST' })).status).toBeGreaterThanOrEqual(400);
  } finally {
    expect(await worker.end()).toBe(0);
  }
  expect(worker.log()).toContain('"worker stopped"');
});

test('start with its port in use works without pages, and says which variable to change', async () => {
  world.writeFeeds({ digest: never, more: { collect: never } });
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const env = { HTTP_PORT: `${port}`, LOG_FORMAT: 'pretty' };

  const worker = await startWorker(world, { env, inOwnProcess: false });
  try {
    await worker.logged('INFO: collection done');
  } finally {
    expect(await worker.end()).toBe(0);
    other.close();
  }

  expect(worker.log()).toContain(
    `Port ${port} is used by another program, so there are no pages: set another HTTP_PORT`,
  );
  expect(worker.log()).toContain('INFO: worker stopped');
});

test.each([
  [
    'a database that is damaged',
    (folder: string) => writeFileSync(join(folder, 'digest.db'), 'garbage '.repeat(2000)),
    'digest.db 已损坏',
    1,
  ],
  [
    'a folder that is a file',
    (folder: string) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
    },
    '不是文件夹',
    2,
  ],
])('start with %s says what to do and ends', async (_what, spoil, told, ended) => {
  const folder = join(world.folder, 'data');
  mkdirSync(folder);
  spoil(folder);

  const { code, stderr } = await world.run(['start']);

  expect(code).toBe(ended);
  expect(stderr).toContain(told);
});

test('right after a worker was killed, status says that none is running', async () => {
  world.writeFeeds({ digest: never, more: { collect: never } });
  const worker = await startWorker(world);
  await worker.logged('"worker started"');
  await vi.waitUntil(async () => (await world.run(['status', '--healthy'])).code === 0, {
    timeout: 60_000,
    interval: 250,
  });
  process.kill(worker.pid, 'SIGKILL');
  await worker.ended;

  expect(await world.run(['status', '--healthy'])).toMatchObject({ code: 1 });
  expect((await world.run(['status'])).stdout).toContain('没有在运行');
});
