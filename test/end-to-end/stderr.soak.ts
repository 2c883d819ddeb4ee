/** The worker with a stderr that cannot be written. The log alone is tested in test/program/log.test.ts. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { openWorld } from './program.ts';

const program = join(import.meta.dirname, '../../src/main.ts');
const never = { schedule: '0 0 29 2 *' };

test.concurrent.each<[string, (folder: string) => number | 'pipe']>([
  ['full', () => openSync('/dev/full', 'w')],
  ['a pipe that is closed', () => 'pipe'],
  ['a pipe that nobody reads', fullPipe],
])('with a stderr that is %s the worker starts, delivers, counts the lines and ends with 0', async (_, open) => {
  const world = await openWorld();
  world.writeFeeds({ digest: never, more: { collect: never } });
  const port = await freePort();
  const child = spawn(process.execPath, [program, 'start'], {
    cwd: world.folder,
    stdio: ['ignore', 'ignore', open(world.folder)],
    env: {
      PATH: process.env.PATH,
      FEEDS_FILE: 'feeds.yaml',
      DATA_DIR: 'data',
      HTTP_PORT: `${port}`,
      LOG_LEVEL: 'debug',
      WECOM_WEBHOOK_URL: world.robot.url,
    },
  });
  child.stderr?.destroy();
  const ended = once(child, 'exit');
  const page = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  try {
    await vi.waitUntil(() => page('/healthz').catch(() => ''), { timeout: 120_000, interval: 100 });
    await sleep(5_000);
    expect(child.exitCode).toBeNull();
    expect(await world.run(['send', 'text', '值班提醒'])).toMatchObject({ code: 0 });
    const lost = async () => Number(/log_lines_lost (\d+)/.exec(await page('/metrics'))?.[1]);
    // Lines for a stopped reader are kept for a while.
    const least = open === fullPipe ? 0 : 1;
    await vi.waitUntil(async () => (await lost()) >= least, { timeout: 60_000, interval: 100 });
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
  await world.close();
});

/** A full pipe, held open at both ends. */
function fullPipe(folder: string): number {
  const path = join(folder, 'stderr');
  execFileSync('mkfifo', [path]);
  const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const page = Buffer.alloc(4096, 'x');
  try {
    for (;;) writeSync(fd, page);
  } catch {
    return fd;
  }
}
