import { expect, test } from 'vitest';
import { cutText, headOf, lengthOf } from '../../src/ground/cut-text.ts';

test('a text is measured in bytes, code units or columns', () => {
  expect(lengthOf('流明 a😀', 'bytes')).toBe(12);
  expect(lengthOf('流明 a😀', 'code units')).toBe(6);
  expect(lengthOf('流明 a😀', 'columns')).toBe(8);
});

test('a text that fits stays whole; a longer one ends in an ellipsis inside the limit', () => {
  expect(cutText('流明发布', 12, 'bytes')).toBe('流明发布');
  expect(cutText('流明发布', 11, 'bytes')).toBe('流明…');
  expect(cutText('Lumen releases Nova', 10, 'code units')).toBe('Lumen rel…');
});

test('a grapheme is never cut, whatever the unit', () => {
  const family = '👨‍👩‍👧';
  expect(headOf(`${family}${family}`, lengthOf(family, 'bytes') + 3, 'bytes')).toBe(family);
  expect(headOf(`e\u0301e\u0301`, 3, 'code units')).toBe('e\u0301');
  expect(headOf('流明', 3, 'columns')).toBe('流');
});
