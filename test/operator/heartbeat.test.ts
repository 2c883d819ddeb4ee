import { expect, test } from 'vitest';
import { isHealthy, workerFacts, workerState } from '../../src/operator/heartbeat.ts';

test.each([
  ['active when its last tick is now', 0, true],
  ['active when its last tick was three minutes ago', -180, true],
  ['not active when its last tick was longer ago', -181, false],
  ['active when its last tick is a moment from now, by a clock that was corrected', 30, true],
  ['not active when its last tick is an hour from now, by a clock that was set back', 3600, false],
])('a worker is %s', (_case, seconds, expected) => {
  const now = new Date('2026-02-01T01:00:00Z');
  const tick = new Date(now.getTime() + seconds * 1000).toISOString();

  expect(isHealthy(new Map([[workerFacts.tick, tick]]), now)).toBe(expected);
});

test('a worker that was stopped is not active, and the next one is', () => {
  const now = new Date('2026-02-01T01:00:00Z');
  const facts = new Map([
    [workerFacts.tick, '2026-02-01T00:59:00.000Z'],
    [workerFacts.stopped, '2026-02-01T00:59:00.000Z'],
  ]);

  expect(isHealthy(facts, now)).toBe(false);
  expect(isHealthy(facts.set(workerFacts.tick, '2026-02-01T00:59:30.000Z'), now)).toBe(true);
});

test.each([
  ['running while it checks its schedules', { ageSeconds: 60, isLocked: true }, 'running'],
  [
    'stalled if it holds its lock but stores no tick, as on a full disk',
    { ageSeconds: 600, isLocked: true },
    'stalled',
  ],
  ['stopped if it was killed a moment ago', { ageSeconds: 60, isLocked: false }, 'stopped'],
] as const)('a worker is %s', async (_case, { ageSeconds, isLocked }, expected) => {
  const now = new Date('2026-02-01T01:00:00Z');
  const tick = new Date(now.getTime() - ageSeconds * 1000).toISOString();
  const store = { facts: async () => new Map([[workerFacts.tick, tick]]), isKeyLocked: async () => isLocked };

  expect(await workerState(store, now)).toBe(expected);
});

test('without any tick no worker is active', () => {
  expect(isHealthy(new Map(), new Date())).toBe(false);
});
