import { expect, test } from 'vitest';
import { counted } from '../../src/ground/counted.ts';

test.each([
  [1, 'feed', '1 feed'],
  [0, 'feed', '0 feeds'],
  [2, 'new item', '2 new items'],
  [3, 'story', '3 stories'],
  [2, 'day', '2 days'],
])('%i of "%s" is written "%s"', (count, one, text) => {
  expect(counted(count, one)).toBe(text);
});
