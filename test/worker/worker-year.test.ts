import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';

// Autumn's clock changes and the National Day holidays; the whole year is in worker-year.soak.ts.
test('in six weeks of restarts, sleep and edits every slot runs once or is reported as missed', async () => {
  const result = await simulate({ seed: 6, days: 46 });

  expect(result.violations).toEqual([]);
  expect(result.due).toBeGreaterThan(150);
  expect(result.late).toBeGreaterThan(5);
  expect(result.missed).toBeGreaterThan(2);
});
