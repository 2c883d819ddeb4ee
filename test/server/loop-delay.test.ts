import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchLoopDelay } from '../../src/server/loop-delay.ts';

test('the delay of a blocked event loop is reported once', async () => {
  const delay = watchLoopDelay();
  expect(delay()).toBe(0);
  // It measures from one look to the next.
  await wait(200);

  const until = performance.now() + 400;
  while (performance.now() < until);
  await wait(150);

  expect(delay()).toBeGreaterThan(0.25);
  expect(delay()).toBe(0);
});
