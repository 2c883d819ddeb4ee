import { expect, test } from 'vitest';
import { liveFor } from './worker-months.ts';

test('thirty days of one worker with 40 feeds keep memory, files and disk where they were', async () => {
  const { days, digests, links, alerts } = await liveFor({ days: 30, feeds: 40, seed: 2026 });
  console.log(
    days
      .map(({ heapBytes, handles, dataBytes }) => `${(heapBytes / 1e6).toFixed(1)} MB ${handles} ${dataBytes}`)
      .join('\n'),
    digests,
    links.length,
    alerts,
  );

  const [, second] = days;
  const last = days.at(-1);
  if (second === undefined || last === undefined) throw new Error('A day was not measured.');
  expect(last.heapBytes).toBeLessThanOrEqual(second.heapBytes * 1.1);
  expect(last.handles).toBeLessThanOrEqual(second.handles);
  expect(digests).toBe(30);
  expect(new Set(links).size).toBe(links.length);
  expect(alerts).toEqual([]);
});
