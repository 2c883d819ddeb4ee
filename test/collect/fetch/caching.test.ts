import { expect, test } from 'vitest';
import { freshForMs, retryAfterMs } from '../../../src/collect/fetch/caching.ts';

const now = new Date('2026-02-01T00:00:00Z');
const minute = 60_000;
const day = 24 * 60 * minute;

test.each([
  [{ 'cache-control': 'max-age=600' }, 10 * minute],
  [{ 'cache-control': 'public, max-age="600", immutable' }, 10 * minute],
  [{ 'cache-control': 'MAX-AGE=600', age: '120' }, 8 * minute],
  [{ 'cache-control': 'max-age=600', expires: 'Mon, 02 Feb 2026 00:00:00 GMT' }, 10 * minute],
  [{ 'cache-control': 's-maxage=600' }, 0],
  [{ 'cache-control': 'no-cache, max-age=600' }, 0],
  [{ 'cache-control': 'no-store' }, 0],
  [{ 'cache-control': 'max-age=600', age: '9000' }, 0],
  [{ 'cache-control': 'max-age=31536000' }, day],
  [{ expires: 'Sun, 01 Feb 2026 01:00:00 GMT' }, 60 * minute],
  // The server's clock is an hour behind: by its own clock the answer is fresh for an hour.
  [{ expires: 'Sun, 01 Feb 2026 00:00:00 GMT', date: 'Sat, 31 Jan 2026 23:00:00 GMT' }, 60 * minute],
  [{ expires: '0' }, 0],
  [{ expires: 'never' }, 0],
  [{}, 0],
])('the time that a response stays fresh follows from the headers %j', (headers, ms) => {
  expect(freshForMs(headers, now)).toBe(ms);
});

test.each([
  ['120', 2 * minute],
  [' 120 ', 2 * minute],
  ['Sun, 01 Feb 2026 00:30:00 GMT', 30 * minute],
  ['Sat, 31 Jan 2026 00:30:00 GMT', 0],
  ['99999999', day],
  ['-5', 0],
  ['soon', 0],
  [undefined, 0],
])('the rest that a host asks for follows from Retry-After: %s', (value, ms) => {
  expect(retryAfterMs({ 'retry-after': value }, now)).toBe(ms);
});
