import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const program = join(import.meta.dirname, '../../src/main.ts');

test('start becomes healthy, opens its pages, and ends with 0 within ten seconds of SIGTERM', async () => {
  // No firing in sight, so that nothing is collected while the test looks.
  world.writeFeeds({ digest: { schedule: '0 0 29 2 *' }, more: { collect: { schedule: '0 0 29 2 *' } } });
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'start'], {
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
    expect(await page.text()).toContain('AI News Digest');
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

/** Asks again until it is so; the test's time-out ends it. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo()));
}
