import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';

test.each([1, 2, 3, 4])('in 400 days (seed %i) every slot runs once or is reported as missed', async (seed) => {
  const result = await simulate({ seed, days: 400 });

  console.info(JSON.stringify({ seed, ...result }));
  expect(result.violations).toEqual([]);
  expect(result.due).toBeGreaterThan(1500);
});
