import { expect, test } from 'vitest';
import { readRichJson, writeRichJson } from '../../src/ground/rich-json.ts';

test('instants and maps come back as they were, also inside lists and maps', () => {
  const value = {
    at: new Date(5),
    list: [{ at: new Date(6) }],
    map: new Map([['a', { at: new Date(7) }]]),
    text: '1970-01-01T00:00:00.000Z',
    none: null,
  };
  expect(readRichJson(writeRichJson(value))).toEqual(value);
});
