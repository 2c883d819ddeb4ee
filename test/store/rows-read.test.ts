import { expect, test } from 'vitest';
import { countRowsRead, days, feeds } from './rows-read.ts';

test.each([3_000, 9_000])(
  'of %i stored items an edition reads its window, and nothing else reads many',
  async (all) => {
    const { items, knownEntries, ...others } = await countRowsRead(all);

    // Both ends of the window count.
    expect(items).toBe((all / days) * 2 + feeds);
    expect(knownEntries).toBe(all / feeds);
    expect(Object.entries(others).filter(([, rows]) => rows > 2 * feeds)).toEqual([]);
  },
);
