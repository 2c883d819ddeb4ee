import { expect, test } from 'vitest';
import { chineseNumeral, monthNumber, numberScales } from '../../src/ground/number-words.ts';

test.each([
  ['三十', 30],
  ['十', 10],
  ['一千一百', 1_100],
  ['两百零五', 205],
])('the numeral %s has the value %i', (numeral, value) => {
  expect(chineseNumeral(numeral)).toBe(value);
});

test('months are known by their first letters, in any case', () => {
  expect(monthNumber('September')).toBe(9);
  expect(monthNumber('DEC')).toBe(12);
  expect(monthNumber('Monday')).toBe(0);
});

test('number words of both languages have the same values', () => {
  expect(numberScales.billion).toBe(numberScales.十亿);
  expect(numberScales.trillion).toBe(numberScales.万亿);
});
