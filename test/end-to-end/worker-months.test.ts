import { expect, test } from 'vitest';
import { liveFor } from './worker-months.ts';

test('two days of one worker: each digest once, nothing told twice, nobody called', async () => {
  const { digests, links, alerts } = await liveFor({ days: 2, feeds: 8, seed: 1 });

  expect(digests).toBe(2);
  expect(links.length).toBeGreaterThan(20);
  expect(new Set(links).size).toBe(links.length);
  expect(alerts).toEqual([]);
});
