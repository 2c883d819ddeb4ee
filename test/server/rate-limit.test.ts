import { expect, test } from 'vitest';
import { createRateLimit } from '../../src/server/rate-limit.ts';

const limits = { perAddress: { most: 3, perSecond: 1 }, together: { most: 5, perSecond: 2 } };

function at(seconds: number): Date {
  return new Date(1_700_000_000_000 + seconds * 1000);
}

test('each client address has its own token bucket, which refills over time', () => {
  let now = at(0);
  const { take } = createRateLimit(() => now, limits);
  expect([take('a', 1), take('a', 1), take('a', 1), take('a', 1)]).toEqual([true, true, true, false]);
  now = at(1);
  expect([take('a', 1), take('a', 1)]).toEqual([true, false]);
});

test('all client addresses together have one token bucket, and a refused request takes nothing', () => {
  let now = at(0);
  const { take } = createRateLimit(() => now, limits);
  for (const address of ['a', 'b', 'c', 'd', 'e']) expect(take(address, 1)).toBe(true);
  expect(take('f', 1)).toBe(false);
  now = at(1);
  expect([take('f', 1), take('f', 1), take('f', 1)]).toEqual([true, true, false]);
});

test('an expensive page takes more tokens, and a clock that is set back adds none', () => {
  let now = at(10);
  const { take } = createRateLimit(() => now, limits);
  expect(take('a', 3)).toBe(true);
  now = at(0);
  expect(take('a', 1)).toBe(false);
});

test('a client address is spent when it cannot get the cheapest page; asking takes no token', () => {
  let now = at(0);
  const { take, isSpent } = createRateLimit(() => now, limits);
  expect([isSpent('a'), take('a', 3), isSpent('a'), isSpent('b')]).toEqual([false, true, true, false]);
  now = at(1);
  expect([isSpent('a'), isSpent('a'), take('a', 1)]).toEqual([false, false, true]);
});
