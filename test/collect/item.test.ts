import { describe, expect, test } from 'vitest';
import { toItems } from '../../src/collect/item.ts';
import type { ParsedEntry, ParsedFeed } from '../../src/collect/read/parsed-feed.ts';

const now = new Date('2026-02-01T00:00:00Z');
const feedUrl = 'https://mill.example/feed';

function entry(fields: Partial<ParsedEntry> = {}): ParsedEntry {
  return {
    id: 'g1',
    url: 'https://mill.example/1',
    title: 'Grain prices fall',
    summary: '',
    publishedAt: { at: new Date('2026-01-31T09:00:00Z'), precision: 'instant' },
    updatedAt: undefined,
    pictureUrl: undefined,
    commentsUrl: undefined,
    comments: undefined,
    language: undefined,
    ...fields,
  };
}

function numbered(count: number, fields: (index: number) => Partial<ParsedEntry>): ParsedEntry[] {
  return Array.from({ length: count }, (_, index) =>
    entry({ id: `g${index}`, url: `https://mill.example/${index}`, title: `Story ${index}`, ...fields(index) }),
  );
}

function itemsOf(
  entries: readonly ParsedEntry[],
  context: Partial<Parameters<typeof toItems>[1]> = {},
  changes: Partial<ParsedFeed> = {},
) {
  const parsed: ParsedFeed = {
    kind: 'feed',
    format: 'rss',
    title: 'Mill',
    siteUrl: 'https://mill.example/',
    entries,
    problems: [],
    ttlMs: undefined,
    language: undefined,
    ...changes,
  };
  const feed = { url: feedUrl, language: undefined, maxItems: 500 };
  return toItems(parsed, { feed, known: new Map(), now, firstReading: false, ...context });
}

const day = (text: string) => ({ at: new Date(text), precision: 'day' as const });
const at = (text: string) => ({ at: new Date(text), precision: 'instant' as const });

test('the identity of an entry is its guid, else its URL, else title and date', () => {
  const { items } = itemsOf([
    entry(),
    entry({ id: undefined, url: 'https://mill.example/2' }),
    entry({ id: undefined, url: undefined, title: 'No address' }),
  ]);
  expect(items.map(({ entryId }) => entryId)).toEqual([
    'g1',
    'https://mill.example/2',
    'No address 2026-01-31T09:00:00.000Z',
  ]);
});

test('a repeated entry is kept once, with the earlier date, and reported', () => {
  const { items, problems } = itemsOf([entry(), entry({ publishedAt: at('2026-01-30T00:00:00Z') })]);
  expect(items).toHaveLength(1);
  expect(items[0]?.date).toEqual(new Date('2026-01-30T00:00:00Z'));
  expect(problems.map(({ en }) => en)).toEqual(['1 repeated with the same identity, kept once']);
});

test('a guid that entries with different URLs share identifies none of them', () => {
  const { items } = itemsOf(numbered(3, () => ({ id: '0' })));
  expect(items.map(({ entryId }) => entryId)).toEqual([
    'https://mill.example/0',
    'https://mill.example/1',
    'https://mill.example/2',
  ]);
});

test('entries that all lead to the home page stay apart', () => {
  const home = 'https://mill.example/';
  const { items } = itemsOf(numbered(4, () => ({ id: home, url: home })));
  expect(items).toHaveLength(4);
  expect(new Set(items.map(({ canonicalUrl }) => canonicalUrl)).size).toBe(4);
  expect(new Set(items.map(({ url }) => url))).toEqual(new Set([home]));
});

test('two entries with guids of their own and unlike titles on one page stay apart', () => {
  const url = 'https://mill.example/updates';
  const two = (first: string, second: string, ids = ['1', '2']) =>
    itemsOf([entry({ id: ids[0], url, title: first }), entry({ id: ids[1], url, title: second })]).items.map(
      ({ canonicalUrl }) => canonicalUrl,
    );
  expect(two('流明发布 Nova 4', 'Kite 完成新一轮融资')).toEqual([`${url}#entry=1`, `${url}#entry=2`]);
  expect(two('流明发布 Nova 4', '流明发布 Nova 4')).toEqual([url, url]);
  expect(two('Nova opens', '[Sponsor] Nova opens')).toEqual([url, url]);
  expect(two('流明发布 Nova 4', 'Kite 完成新一轮融资', [url, `${url}?utm_source=rss`])).toEqual([url, url]);
});

test('an identity is never cut in the middle of a character, which no address can hold', () => {
  const summary = `${'a'.repeat(99)}😀 and more`;
  const { items } = itemsOf([entry({ id: undefined, url: undefined, title: '', summary, publishedAt: undefined })]);
  expect(items).toMatchObject([{ entryId: 'a'.repeat(99) }]);
});

test('a date in the future is clamped to first seen', () => {
  const { items, problems } = itemsOf([entry({ publishedAt: at('2026-03-01T00:00:00Z') })]);
  expect(items[0]).toMatchObject({ date: now, publishedAt: new Date('2026-03-01T00:00:00Z') });
  expect(problems).toHaveLength(1);
});

test('a known entry keeps the instant at which it was first seen', () => {
  const seen = new Date('2026-01-20T00:00:00Z');
  const { items } = itemsOf([entry({ publishedAt: undefined })], { known: new Map([['g1', { firstSeenAt: seen }]]) });
  expect(items[0]).toMatchObject({ firstSeenAt: seen, date: seen, publishedAt: null });
});

test('a date without a time stands for the end of that day', () => {
  const { items } = itemsOf([entry({ publishedAt: day('2026-01-30T00:00:00Z') })]);
  expect(items[0]).toMatchObject({
    date: new Date('2026-01-30T23:59:59.999Z'),
    publishedAt: new Date('2026-01-30T00:00:00Z'),
  });
});

test('the dates of a feed that gives only midnights are whole days', () => {
  const { items } = itemsOf(numbered(3, (index) => ({ publishedAt: at(`2026-01-2${index}T16:00:00Z`) })));
  expect(items[0]?.date).toEqual(new Date('2026-01-21T15:59:59.999Z'));
});

test('the zero of a clock is not taken for a date', () => {
  const { items } = itemsOf([entry({ publishedAt: at('1970-01-01T00:00:00Z') })]);
  expect(items[0]).toMatchObject({ publishedAt: null, date: now });
});

test('in a first reading undated entries are remembered and are not candidates', () => {
  const entries = [entry({ publishedAt: undefined }), entry({ id: 'g2' })];
  expect(itemsOf(entries, { firstReading: true }).items.map(({ candidate }) => candidate)).toEqual([false, true]);
  expect(itemsOf(entries).items.map(({ candidate }) => candidate)).toEqual([true, true]);
});

test('in a first reading entries that all have one date and time are not candidates', () => {
  const entries = numbered(3, () => ({ publishedAt: at('2026-01-31T23:17:05Z') }));
  expect(itemsOf(entries, { firstReading: true }).items.some(({ candidate }) => candidate)).toBe(false);
  expect(itemsOf(entries).items.every(({ candidate }) => candidate)).toBe(true);
});

test('an entry without a title is called by its first sentence', () => {
  const { items } = itemsOf([entry({ title: '', summary: '灯塔实验室今天发布了小模型。它很快。' })]);
  expect(items[0]).toMatchObject({ title: '灯塔实验室今天发布了小模型。', language: 'zh' });
});

test('an entry with neither title nor text is skipped, and the others are kept', () => {
  const { items, problems } = itemsOf([
    entry({ title: '', summary: '' }),
    entry({ id: 'g2', url: 'https://mill.example/2' }),
  ]);
  expect(items).toHaveLength(1);
  expect(problems[0]?.en).toContain('skipped');
});

test('a summary has at most 1,000 characters and is cut between graphemes', () => {
  const { items } = itemsOf([entry({ summary: '👨‍👩‍👧'.repeat(300) })]);
  const summary = items[0]?.summary ?? '';
  expect(summary.length).toBeLessThanOrEqual(1000);
  expect(summary.replaceAll('👨‍👩‍👧', '')).toBe('…');
});

test.each([
  ['OpenAI 发布 GPT-9 Sol 模型', undefined, 'zh'],
  ['Grain prices fall', undefined, 'en'],
  ['Les prix du grain baissent', 'fr', 'other'],
  ['新しいモデルを発表しました', undefined, 'other'],
  ['새로운 모델을 발표했다', undefined, 'other'],
  ['The meaning of 道 in modern thought', undefined, 'en'],
])('the title %s, with the declared language %s, has the language %s', (title, language, expected) => {
  expect(itemsOf([entry({ title, language })]).items[0]?.language).toBe(expected);
});

test('the printed link is without tracking, the canonical one a key', () => {
  const { items } = itemsOf([entry({ url: 'http://www.mill.example/a/?utm_source=rss&b=1' })]);
  expect(items[0]).toMatchObject({
    url: 'http://www.mill.example/a/?b=1',
    canonicalUrl: 'https://mill.example/a?b=1',
  });
});

test('an entry without a link leads to the site, under a key of its own', () => {
  const { items } = itemsOf([entry({ url: undefined })]);
  expect(items[0]?.url).toBe('https://mill.example/');
  expect(items[0]?.canonicalUrl).not.toBe('https://mill.example');
});

describe('the address of a feed may hold a key', () => {
  const url = 'https://reader:pass@mill.example:8443/private/SECRET1?token=SECRET2#SECRET3';
  const feed = { url, language: undefined, maxItems: 500 };

  test.each([
    ['without a link in a feed without a site', { url: undefined }, undefined],
    ['without a link in a feed that gives itself for its site', { url: undefined }, url.replace('reader:pass@', '')],
    ['that links the feed', { url }, undefined],
  ])('an entry %s leads to the feed’s host only, as the feed’s address may hold a key', (_, fields, siteUrl) => {
    const [item] = itemsOf([entry(fields)], { feed }, { siteUrl }).items;
    expect(item?.url).toBe('https://mill.example:8443/');
  });

  test('an entry that links another page of the feed’s host leads there', () => {
    const [item] = itemsOf([entry({ url: 'https://mill.example:8443/private/1?a=b' })], { feed }).items;
    expect(item?.url).toBe('https://mill.example:8443/private/1?a=b');
  });

  test('the query of the feed’s address stays in the canonical address, so that identities do not change', () => {
    const [item] = itemsOf([entry({ url: undefined })], { feed }, { siteUrl: undefined }).items;
    expect(item?.canonicalUrl).toBe('https://mill.example/private/SECRET1?token=SECRET2#SECRET3#entry=g1');
  });
});

test('the discussion of an entry is taken out of the text of an aggregator', () => {
  const summary =
    'Article URL: https://kite.example/x Comments URL: https://talk.example/item?id=7 Points: 190 # Comments: 179';
  const { items } = itemsOf([entry({ summary })]);
  expect(items[0]).toMatchObject({
    summary: '',
    discussion: { url: 'https://talk.example/item?id=7', points: 190, comments: 179 },
  });
});

test('a discussion leads only to what is an address', () => {
  const summary = 'Comments URL: https://[ Points: 190 # Comments: 179';
  const { items } = itemsOf([entry({ url: undefined, summary })]);
  expect(items[0]).toMatchObject({ url: 'https://mill.example/', discussion: undefined });
});

test('the discussion of an entry is taken from the elements of a weblog', () => {
  const { items } = itemsOf([entry({ summary: 'Text.', commentsUrl: 'https://mill.example/1#comments', comments: 4 })]);
  expect(items[0]).toMatchObject({ summary: 'Text.', discussion: { points: 0, comments: 4 } });
});

test('a text that mentions points has no score', () => {
  const { items } = itemsOf([entry({ summary: 'The team scored. Points: 12 in a row' })]);
  expect(items[0]).toMatchObject({ discussion: undefined, summary: 'The team scored. Points: 12 in a row' });
});
