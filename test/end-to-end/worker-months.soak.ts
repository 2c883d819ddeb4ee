import { expect, test } from 'vitest';
import { listed, liveFor } from './worker-months.ts';

test('thirty days of one worker with 40 feeds keep memory, files and disk where they were', async () => {
  const { days, digests, links, alerts, items } = await liveFor({ days: 30, feeds: 40, seed: 2026 });

  const [, second, ...later] = days;
  const [tenth, twentieth, last] = [later[7], later[17], later[27]];
  if (!second || !tenth || !twentieth || !last) throw new Error('A day was not measured.');
  expect(last.heapBytes).toBeLessThanOrEqual(second.heapBytes * 1.1);
  expect(last.handles).toBeLessThanOrEqual(second.handles);
  // Items are bounded by `keep`; what still grows, at an even pace, are editions, which are forgotten after 90 days.
  expect(items).toBeLessThan(40 * (listed + 5 * 12));
  expect(last.dataBytes - twentieth.dataBytes).toBeLessThan((twentieth.dataBytes - tenth.dataBytes) * 1.2);
  expect(digests).toBe(30);
  expect(new Set(links).size).toBe(links.length);
  expect(alerts).toEqual([]);
});
