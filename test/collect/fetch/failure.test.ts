import { expect, test } from 'vitest';
import { timedOut, tooLarge } from '../../../src/collect/fetch/failure.ts';

test.each([
  [500, 'within 0.5 s'],
  [20_000, 'within 20 s'],
  [100_000, 'within 100 s'],
  [300_000, 'within 300 s'],
])('a timeout of %i ms is told in full: %s', (limitMs, seconds) => {
  expect(timedOut('answer', limitMs).what.en).toContain(seconds);
});

test('the size limit of a feed is written as in feeds.yaml: 10MB is 10 MB, not 10.5 MB', () => {
  expect(tooLarge(10 * 1024 ** 2).what.en).toBe('is larger than 10 MB (decompressed)');
});
