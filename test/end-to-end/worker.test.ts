import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mainFile } from '../support/main-file.ts';
import { freePort, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('start becomes healthy, opens its pages, and ends with 0 within ten seconds of SIGTERM', async () => {
  // Nothing fires soon, so that nothing is collected during the test.
  world.writeFeeds({ digest: { schedule: '0 0 29 2 *' }, more: { collect: { schedule: '0 0 29 2 *' } } });
  const port = await freePort();
  const child = spawn(process.execPath, [mainFile, 'start'], {
    cwd: world.folder,
    env: {
      PATH: process.env.PATH,
      FEEDS_FILE: 'feeds.yaml',
      DATA_DIR: 'data',
      HTTP_PORT: `${port}`,
      WECOM_WEBHOOK_URL: world.robot.url,
    },
  });
  const pages = `http://127.0.0.1:${port}`;
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  try {
    await until(async () => (await world.run(['status', '--healthy'])).code === 0);
    const page = await fetch(`${pages}/`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>现在 · AI 新闻日报</title>');
    expect((await fetch(`${pages}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${pages}/metrics`)).text()).toContain('ai_news_digest_');
    expect((await fetch(`${pages}/run`, { method: 'POST' })).status).toBeGreaterThanOrEqual(400);
  } finally {
    child.kill('SIGTERM');
  }
  const stoppedAt = performance.now();
  expect(await ended).toBe(0);
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  expect(log).toContain('"worker started"');
  expect(log).toContain('"worker stopped"');
});

test('start without a free port works on without pages, and says which variable to change', async () => {
  world.writeFeeds({ digest: { schedule: '0 0 29 2 *' }, more: { collect: { schedule: '0 0 29 2 *' } } });
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  const { port } = squatter.address() as AddressInfo;
  const child = spawn(process.execPath, [mainFile, 'start'], {
    cwd: world.folder,
    env: {
      PATH: process.env.PATH,
      FEEDS_FILE: 'feeds.yaml',
      DATA_DIR: 'data',
      HTTP_PORT: `${port}`,
      WECOM_WEBHOOK_URL: world.robot.url,
      LOG_FORMAT: 'pretty',
    },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
    // Sent once: a second signal would end the program immediately.
    if (!child.killed && log.includes('INFO: collection done')) child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  squatter.close();

  expect(code).toBe(0);
  expect(log).toContain(`Port ${port} is used by another program, so there are no pages: set another HTTP_PORT`);
  expect(log).toContain('INFO: worker stopped');
});

test.each([
  [
    'a database that is damaged',
    (folder: string) => writeFileSync(join(folder, 'digest.db'), 'garbage '.repeat(2000)),
    'digest.db 已损坏',
  ],
  [
    'a folder that is a file',
    (folder: string) => {
      rmSync(folder, { recursive: true });
      writeFileSync(folder, '');
    },
    '不是文件夹',
  ],
])('start with %s says what to do and ends', async (_what, spoil, told) => {
  const folder = join(world.folder, 'data');
  mkdirSync(folder);
  spoil(folder);

  const { code, stderr } = await world.run(['start']);

  expect(code).toBe(1);
  expect(stderr).toContain(told);
});

/** Waits until it is true; the test's timeout is the limit. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
