import { expect, test } from 'vitest';
import { type RawEntry, toEntry } from '../../../src/collect/read/raw-entry.ts';

function entryOf(fields: Partial<RawEntry>) {
  return toEntry({
    id: undefined,
    urls: [],
    titles: [],
    summaries: [],
    published: [],
    updated: [],
    pictures: [],
    commentsUrl: undefined,
    comments: undefined,
    language: undefined,
    baseUrl: 'https://feeds.example/',
    ...fields,
  });
}

test('a long identity is cut between characters', () => {
  expect(entryOf({ id: `${'a'.repeat(1_999)}😀` }).id).toBe('a'.repeat(1_999));
});

test('the time for pictures that never end does not grow with the square of their length', () => {
  const unclosed = { kind: 'html', value: '<img '.repeat(10_000) } as const;
  const summaries = [{ kind: 'either', value: 'Ada' } as const, ...Array<typeof unclosed>(1_000).fill(unclosed)];
  expect(entryOf({ summaries })).toMatchObject({ summary: 'Ada', pictureUrl: undefined });
});
