import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { waitForOtherWorker } from '../../src/worker/one-worker.ts';
import { createFakeClock } from '../support/fake-clock.ts';

async function twoWorkers() {
  const dataDir = mkdtempSync(join(tmpdir(), 'ai-news-digest-one-worker-'));
  const [first, second] = [await openStore({ dataDir }), await openStore({ dataDir })];
  onTestFinished(async () => {
    await Promise.all([first.close(), second.close()]);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const clock = createFakeClock(new Date('2026-02-01T00:00:00Z'));
  const stop = new AbortController();
  const logged: string[] = [];
  const write = (_fields: object, message: string) => void logged.push(message);
  const wait = (store: typeof first) =>
    waitForOtherWorker({
      lock: () => store.lockKey('worker'),
      clock,
      signal: stop.signal,
      log: { info: write, warn: write },
    });
  return { first, second, clock, stop, logged, wait };
}

test('the second worker on one DATA_DIR says so once, waits, and starts when the first has ended', async () => {
  const { first, second, clock, logged, wait } = await twoWorkers();
  const held = await wait(first);
  clock.after(60_000, () => void held?.release());

  const taken = await wait(second);

  expect(taken).toBeDefined();
  expect(clock.elapsedMs()).toBeGreaterThanOrEqual(60_000);
  expect(logged).toEqual(['another worker uses this DATA_DIR, waiting until it ends', 'the other worker has ended']);
});

test('a second worker that is stopped while it waits does not start', async () => {
  const { first, second, clock, stop, wait } = await twoWorkers();
  await wait(first);
  clock.after(60_000, () => stop.abort());

  expect(await wait(second)).toBeUndefined();
});
