import { expect, test } from 'vitest';
import { countRowsRead, days, feeds } from './rows-read.ts';

test('of 120,000 stored items an edition reads its window, and nothing else reads many', async () => {
  const { items, knownEntries, ...others } = await countRowsRead(120_000);

  expect(items).toBe((120_000 / days) * 2 + feeds);
  expect(knownEntries).toBe(120_000 / feeds);
  expect(Object.entries(others).filter(([, rows]) => rows > 2 * feeds)).toEqual([]);
});
