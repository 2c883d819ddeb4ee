import { expect, test } from 'vitest';
import { parseAhead, parseText } from '../../src/config/yaml-document.ts';

test('a text that was parsed ahead is not parsed again', () => {
  const { document } = parseAhead('feeds: []\n');
  expect(parseText('feeds: []\n').document).toBe(document);
});

test('a text that was edited after it was parsed ahead is parsed anew', () => {
  parseAhead('feeds: []\n');
  expect(parseText('feeds: [a]\n').document.toJS()).toEqual({ feeds: ['a'] });
});

test('what was parsed ahead is used once and then released', () => {
  const { document } = parseAhead('feeds: []\n');
  parseText('feeds: []\n');
  expect(parseText('feeds: []\n').document).not.toBe(document);
});
