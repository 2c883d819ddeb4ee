import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sharedWaitMs, startWithin } from '../../src/deliver/shared-pace.ts';
import type { Attempt } from '../../src/model.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { newFolder } from '../support/new-folder.ts';
import { createOutboxInMemory } from './outbox-in-memory.ts';
import { groupOf } from './outbox-messages.ts';
import { sharedRate } from './shared-rate.ts';

const nowMs = Date.parse('2026-02-01T01:00:00Z');
const rates = [{ messages: 2, windowMs: 10_000 }];
/** @param endedMs undefined while the attempt has no outcome */
const attempt = (startedMs: number, endedMs: number | undefined = startedMs): Attempt => ({
  id: 1,
  messageId: 1,
  keyHash: 'k',
  startedAt: new Date(nowMs + startedMs),
  finishedAt: endedMs === undefined ? undefined : new Date(nowMs + endedMs),
  outcome: undefined,
});
const open = (startedMs: number): Attempt => ({ ...attempt(startedMs), finishedAt: undefined });

test.each([
  ['nothing was sent', [], 0],
  ['there is room for one more', [attempt(-5_000)], 0],
  ['the window is full', [attempt(-5_000), attempt(-2_000)], 5_000],
  ['sends count from their outcome', [attempt(-30_000, -1_000), attempt(-2_000)], 8_000],
  ['an attempt without an outcome is in flight', [open(-20_000), attempt(-2_000)], 8_000],
  ['its process must have died', [open(-120_000), attempt(-2_000)], 0],
  ['the clock was set back a little', [attempt(5_000), attempt(5_000)], 10_000],
  ['the clock was set back an hour', [attempt(3_600_000), attempt(3_600_000)], 0],
])('the wait for a shared rate is right when %s', (_, ledger, waitMs) => {
  expect(sharedWaitMs(ledger, nowMs, rates)).toBe(waitMs);
});

test('of two keys with a shared rate that start at once one waits, and both send', async () => {
  const clock = createFakeClock();
  const store = createOutboxInMemory();
  const messages = await store.enqueue(groupOf({ group: 'daily', parts: 3, now: clock.now() }));
  const pace = { prefix: 'abcdef', rates };
  const start = (index: number) => () =>
    store.startAttempt({ messageId: messages[index]?.id ?? 0, keyHash: `abcdef${index}`, startedAt: clock.now() });
  const [first, second] = await Promise.all([
    startWithin(pace, { store, clock }, start(0)),
    startWithin(pace, { store, clock }, start(1)),
  ]);
  expect(first).toHaveProperty('id');
  expect(second).toEqual({ waitMs: 20 });
  expect(await startWithin(pace, { store, clock }, start(1))).toHaveProperty('id');
  expect(await startWithin(pace, { store, clock }, start(2))).toEqual({ waitMs: 10_000 });
  expect(await startWithin({ ...pace, prefix: 'fedcba' }, { store, clock }, start(2))).toHaveProperty('id');
});

test('three processes on one DATA_DIR never exceed their shared rate', async () => {
  const dataDir = newFolder();
  const before = await openStore({ dataDir });
  const messages = await before.enqueue(groupOf({ group: 'daily', parts: 3, now: new Date() }));
  await before.close();
  const script = fileURLToPath(new URL('./shared-pace-child.ts', import.meta.url));
  const ends = messages.map(({ id }, index) =>
    once(spawn(process.execPath, [script, dataDir, `abcdef${index}`, `${id}`, '5'], { stdio: 'inherit' }), 'exit'),
  );
  expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0, 0]);
  const after = await openStore({ dataDir });
  const attempts = await after.ledger('abcdef', new Date(0));
  await after.close();
  expect(attempts).toHaveLength(15);
  const starts = attempts.map(({ startedAt }) => startedAt.getTime()).toSorted((a, b) => a - b);
  const { messages: most, windowMs } = sharedRate;
  const gaps = starts.slice(most).map((startMs, index) => startMs - (starts[index] ?? 0));
  expect(gaps.filter((gapMs) => gapMs < windowMs)).toEqual([]);
});
