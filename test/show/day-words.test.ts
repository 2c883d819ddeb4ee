import { expect, test } from 'vitest';
import { dayWords } from '../../src/show/day-words.ts';

const voice = { timezone: 'America/New_York', language: 'en' } as const;
/** Clocks go forward in the night after this one: the next day has 23 hours. */
const beforeChange = new Date('2026-03-07T23:30:00-05:00');

test.each([
  ['2026-03-08T09:00:00-04:00', 'tomorrow 9:00'],
  ['2026-03-09T09:00:00-04:00', 'Mon 9 Mar, 9:00'],
  ['2026-03-07T09:00:00-05:00', 'today 9:00'],
  ['2026-03-06T09:00:00-05:00', 'yesterday 9:00'],
])('late in the evening before clocks go forward, %s is %s', (instant, words) => {
  expect(dayWords(new Date(instant), { now: beforeChange, ...voice })).toBe(words);
});
