import { expect, test } from 'vitest';
import { listed, liveFor } from './worker-months.ts';

test('sixteen days of one worker with 25 feeds keep memory, files and disk where they were', async () => {
  const { days, digests, links, alerts, items } = await liveFor({ days: 16, feeds: 25, keep: '3d', seed: 2026 });

  const [, second, ...later] = days;
  const [sixth, eleventh, last] = [later[3], later[8], later[13]];
  if (!second || !sixth || !eleventh || !last) throw new Error('A day was not measured.');
  expect(last.heapBytes).toBeLessThanOrEqual(second.heapBytes * 1.1);
  expect(last.handles).toBeLessThanOrEqual(second.handles);
  // Items are bounded by `keep`. Only editions still grow, at an even pace: they are deleted after 90 days.
  expect(items).toBeLessThan(25 * (listed + 3 * 12));
  expect(last.dataBytes - eleventh.dataBytes).toBeLessThan((eleventh.dataBytes - sixth.dataBytes) * 1.2);
  expect(digests).toBe(16);
  expect(new Set(links).size).toBe(links.length);
  expect(alerts).toEqual([]);
});
