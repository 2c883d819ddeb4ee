import { expect, test } from 'vitest';
import { newestEntries } from '../../src/collect/newest-entries.ts';
import type { ParsedEntry } from '../../src/collect/read/parsed-feed.ts';

const now = new Date('2026-02-10T00:00:00Z');

/** Entries with the day of February on which each was published, `undefined` for one without a date. */
function published(...days: readonly (number | undefined)[]): readonly ParsedEntry[] {
  return days.map((day, index) => ({
    id: `${index}`,
    url: undefined,
    title: `Nova ${index}`,
    summary: '',
    publishedAt: day === undefined ? undefined : { at: new Date(Date.UTC(2026, 1, day)), precision: 'time' },
  })) as unknown as readonly ParsedEntry[];
}

test.each([
  ['the newest last', [1, 2, 3, 4], ['2', '3']],
  ['the newest first', [4, 3, 2, 1], ['0', '1']],
  ['the newest anywhere, in their own order', [1, 4, 2, 3], ['1', '3']],
  ['the first of one day', [1, 2, 2, 2], ['1', '2']],
  ['the first ones when none has a date', [undefined, undefined, undefined], ['0', '1']],
  ['an entry without a date beside its neighbour', [1, 2, 3, undefined], ['2', '3']],
  ['an entry without a date at the top of the newest', [undefined, 4, 3, 2], ['0', '1']],
  // Not for ever the one that says 28 February.
  ['a date in the future as today', [28, 9, 10, 10], ['0', '2']],
  ['all when there are no more', [1, 2], ['0', '1']],
] as const)('of more entries than are wanted it keeps %s', (_, days, ids) => {
  expect(newestEntries(published(...days), 2, now).map(({ id }) => id)).toEqual(ids);
});
