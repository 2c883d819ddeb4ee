import { describe, expect, test } from 'vitest';
import { authorName, type RawEntry, toEntry } from '../../../src/collect/read/raw-entry.ts';

function entryOf(fields: Partial<RawEntry>) {
  return toEntry({
    id: undefined,
    urls: [],
    titles: [],
    summaries: [],
    published: [],
    updated: [],
    authors: [],
    pictures: [],
    commentsUrl: undefined,
    comments: undefined,
    language: undefined,
    baseUrl: 'https://feeds.example/',
    ...fields,
  });
}

test.each([
  ['ada@lantern.example (Ada Birch)', 'Ada Birch'],
  [' ada@lantern.example(Ada Birch (editor)) ', 'ada@lantern.example(Ada Birch (editor))'],
  ['ada@lantern.example', 'ada@lantern.example'],
  ['Ada Birch (Lantern Lab)', 'Ada Birch (Lantern Lab)'],
])('the author of %s', (author, name) => {
  expect(authorName(author)?.trim()).toBe(name);
});

test('a long identity is cut between characters', () => {
  expect(entryOf({ id: `${'a'.repeat(1_999)}😀` }).id).toBe('a'.repeat(1_999));
});

describe('the time that an entry takes does not grow with the square of', () => {
  test('its pictures that never end', () => {
    const unclosed = { kind: 'html', value: '<img '.repeat(10_000) } as const;
    const summaries = [{ kind: 'text', value: 'Ada' } as const, ...Array<typeof unclosed>(1_000).fill(unclosed)];
    expect(entryOf({ summaries })).toMatchObject({ summary: 'Ada', pictureUrl: undefined });
  });

  test.each(['@', 'a@b('])('an author made of %s', (piece) => {
    const author = piece.repeat(200_000 / piece.length);
    expect(authorName(author)).toBe(author);
  });
});
