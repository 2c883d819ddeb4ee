import { expect, test } from 'vitest';
import { liveFor } from './worker-months.ts';

test('in 30 hours one worker sends two digests, repeats no story and raises no alert', async () => {
  const { digests, links, alerts } = await liveFor({ days: 1.25, feeds: 5, seed: 1 });

  expect(digests).toBe(2);
  expect(links.length).toBeGreaterThan(10);
  expect(new Set(links).size).toBe(links.length);
  expect(alerts).toEqual([]);
});
