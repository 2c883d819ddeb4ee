import { describe, expect, test } from 'vitest';
import {
  type AnswerFacts,
  afterCrash,
  afterFailure,
  afterReading,
  afterUnchanged,
  cadenceOf,
  doubtsUnchanged,
  newFeedState,
  type ReadingFacts,
  restsUntil,
} from '../../src/collect/feed-state.ts';
import type { FeedFailure, FeedState, Item } from '../../src/model.ts';
import { sampleItem } from '../store/samples.ts';

const minute = 60_000;
const hour = 60 * minute;
const start = new Date('2026-02-01T00:00:00Z');
const at = (ms: number) => new Date(start.getTime() + ms);
const empty = newFeedState('https://harbour.example/feed');

const answer: AnswerFacts = {
  etag: '"7"',
  lastModified: undefined,
  movedTo: undefined,
  freshForMs: 0,
  ttlMs: undefined,
  isPrivate: undefined,
};

function item(entryId: string, publishedAt: Date | null, firstSeenAt = start): Item {
  const date = publishedAt !== null && publishedAt < firstSeenAt ? publishedAt : firstSeenAt;
  return sampleItem({ entryId, publishedAt, firstSeenAt, date });
}

function items(count: number): readonly Item[] {
  return Array.from({ length: count }, (_, index) => item(`${index}`, at(-index * hour)));
}

function read(
  state: FeedState,
  list: readonly Item[],
  now = start,
  known: ReadingFacts['known'] = new Map(),
): FeedState {
  return afterReading(state, { answer, items: list, known }, now);
}

function fail(state: FeedState, code = 'timeout', retryAfterMs = 0, now = start): FeedState {
  const failure: FeedFailure = { code, what: { 'zh-CN': '', en: '' }, remedy: { 'zh-CN': '', en: '' } };
  return afterFailure(state, { failure, retryAfterMs }, { now, random: () => 0.5 });
}

test('a feed that fails rests longer each time, at most half a day', () => {
  const rests: number[] = [];
  let state = empty;
  for (let times = 0; times < 8; times++) {
    state = fail(state);
    rests.push(((state.nextVisitAt?.getTime() ?? 0) - start.getTime()) / minute);
  }
  expect(rests).toEqual([20, 40, 80, 160, 320, 640, 720, 720]);
  expect(state).toMatchObject({ consecutiveFailures: 8, failingSince: start, counts: { failures: { timeout: 8 } } });
});

test('feeds that failed together are not all tried again at one time', () => {
  const failure: FeedFailure = { code: 'dns', what: { 'zh-CN': '', en: '' }, remedy: { 'zh-CN': '', en: '' } };
  const restFor = (random: number) =>
    afterFailure(empty, { failure, retryAfterMs: 0 }, { now: start, random: () => random }).nextVisitAt;
  expect([restFor(0), restFor(1)]).toEqual([at(16 * minute), at(24 * minute)]);
});

test('a feed that fails keeps its validators and its new address, for its items are still stored', () => {
  const before = afterReading(
    empty,
    { answer: { ...answer, movedTo: 'https://new.example/' }, items: items(3), known: new Map() },
    start,
  );
  expect(fail(before)).toMatchObject({
    etag: '"7"',
    movedTo: 'https://new.example/',
    lastItems: 3,
    firstReadAt: start,
  });
});

test('a feed that rests is asked before a digest all the same, unless its host asked for rest', () => {
  const failed = fail(empty);
  expect(restsUntil(failed, at(minute), false)).toEqual(at(20 * minute));
  expect(restsUntil(failed, at(minute), true)).toBeUndefined();

  const asked = fail(empty, 'http-503', 2 * hour);
  expect(restsUntil(asked, at(hour), false)).toEqual(at(2 * hour));
  expect(restsUntil(asked, at(hour), true)).toEqual(at(2 * hour));
  expect(restsUntil(asked, at(2 * hour), true)).toBeUndefined();
});

test('a feed that answers 429 rests, also when it does not say for how long', () => {
  expect(restsUntil(fail(empty, 'http-429'), at(minute), true)).toEqual(at(20 * minute));
});

test('a feed that failed is well again after one success', () => {
  const well = read(fail(fail(empty, 'http-429')), items(2));
  expect(well).toMatchObject({
    consecutiveFailures: 0,
    failingSince: undefined,
    failure: undefined,
    nextVisitAt: undefined,
    askedToRestUntil: undefined,
  });
});

test('the next visit waits for the longer of Cache-Control and ttl, at most a day', () => {
  const next = (freshForMs: number, ttlMs: number | undefined) =>
    afterReading(empty, { answer: { ...answer, freshForMs, ttlMs }, items: [], known: new Map() }, start).nextVisitAt;
  expect(next(hour, 2 * hour)).toEqual(at(2 * hour));
  expect(next(3 * hour, 2 * hour)).toEqual(at(3 * hour));
  expect(next(0, 99 * hour)).toEqual(at(24 * hour));
  expect(next(0, undefined)).toBeUndefined();
});

test('the ttl of a feed is remembered when nothing changed', () => {
  const before = afterReading(
    empty,
    { answer: { ...answer, ttlMs: 2 * hour }, items: items(1), known: new Map() },
    start,
  );
  const { ttlMs: _, ...unchanged } = answer;
  const after = afterUnchanged(before, unchanged, at(3 * hour));
  expect(after).toMatchObject({
    nextVisitAt: at(5 * hour),
    lastSuccessAt: at(3 * hour),
    lastItems: 1,
    counts: { successes: 2 },
  });
});

test('the next visit of an hourly feed falls in the same minute of the next hour', () => {
  const hourly = { ...empty, nextVisitAt: at(hour + 900) };
  expect(restsUntil(hourly, at(hour), false)).toBeUndefined();
  expect(restsUntil(hourly, at(hour - 2 * minute), false)).toEqual(at(hour + 900));
});

test('the usual number of items follows the readings, but only slowly a suspiciously short one', () => {
  const usual = read(read(empty, items(20)), items(30));
  expect(usual.usualItems).toBeCloseTo(22);
  const short = read(usual, items(2));
  expect(short.usualItems).toBeCloseTo(21.4);
  expect(short.counts.shortReadings).toBe(1);
  expect(read(short, items(20)).counts.shortReadings).toBe(0);
});

test('a reading without items counts as empty and as short', () => {
  const state = read(read(empty, []), []);
  expect(state).toMatchObject({ lastItems: 0, usualItems: 0, counts: { emptyReadings: 2, shortReadings: 0 } });
});

test('the newest item is dated by the item, not by the reading', () => {
  const state = read(empty, [item('old', at(-90 * hour)), item('older', at(-100 * hour))]);
  expect(state.lastNewItemAt).toEqual(at(-90 * hour));
  const known = new Map([['old', { firstSeenAt: start }]]);
  expect(read(state, [item('old', at(-90 * hour))], at(hour), known).lastNewItemAt).toEqual(at(-90 * hour));
});

test('a reading in which known items got new dates is counted as lying', () => {
  const known = new Map(['a', 'b', 'c'].map((id) => [id, { firstSeenAt: at(-48 * hour) }]));
  const renewed = ['a', 'b', 'c'].map((id) => item(id, at(-hour), at(-48 * hour)));
  const once = read(empty, renewed, start, known);
  expect(once.counts.lyingReadings).toBe(1);
  expect(read(once, renewed, start, known).counts.lyingReadings).toBe(2);
  const honest = ['a', 'b', 'c'].map((id) => item(id, at(-50 * hour), at(-48 * hour)));
  expect(read(once, honest, start, known).counts.lyingReadings).toBe(0);
});

test('a reading with most dates in the future is counted as lying', () => {
  expect(
    read(empty, [item('a', at(72 * hour)), item('b', at(72 * hour)), item('c', null), item('d', at(73 * hour))]).counts
      .lyingReadings,
  ).toBe(1);
  expect(read(empty, [item('a', at(hour)), item('b', at(2 * hour)), item('c', at(hour))]).counts.lyingReadings).toBe(0);
});

test('a cadence needs three dates that differ', () => {
  const dates = (...ms: (number | null)[]) => ms.map((each) => ({ publishedAt: each === null ? null : at(each) }));
  expect(cadenceOf(dates(0, 2 * hour, 6 * hour, null))).toBe(3 * hour);
  expect(cadenceOf(dates(0, hour))).toBeUndefined();
  expect(cadenceOf(dates(hour, hour, hour))).toBeUndefined();
  // Only the newest count: what a feed did years ago says nothing of it now.
  const yearsAgo = Array.from({ length: 30 }, (_, index) => -index * hour - 99_999 * hour);
  expect(cadenceOf(dates(...Array.from({ length: 20 }, (_, index) => -index * hour), ...yearsAgo))).toBe(hour);
});

describe('a server that says "not modified"', () => {
  const unchanged = (state: FeedState) => afterUnchanged(state, answer, start);
  const times = (count: number) => Array.from({ length: count }).reduce<FeedState>(unchanged, read(empty, items(2)));

  test('a server that says "not modified" is trusted 24 times in a row, and then asked for the whole document', () => {
    expect(doubtsUnchanged(times(23))).toBe(false);
    expect(doubtsUnchanged(times(24))).toBe(true);
  });

  test('a server that says "not modified" is trusted again once it has sent the document', () => {
    expect(doubtsUnchanged(read(times(24), items(2)))).toBe(false);
  });
});

test('after one crash while a feed was read, the feed is read again', () => {
  const once = afterCrash(empty, start);
  expect(restsUntil(once, start, false)).toBeUndefined();
  expect(once.failure).toBeUndefined();
});

test('after a second crash while a feed was read, it is left out for a week, also before a digest', () => {
  const twice = afterCrash(afterCrash(empty, start), start);
  expect(restsUntil(twice, at(167 * hour), true)).toEqual(at(168 * hour));
  expect(restsUntil(twice, at(169 * hour), false)).toBeUndefined();
  expect(twice.failure).toMatchObject({ code: 'crash', what: { en: expect.stringContaining('2026-02-08') } });
});

test('a good reading ends the count of crashes', () => {
  const state = afterCrash(read(afterCrash(empty, start), items(2)), start);
  expect(state.counts.crashes).toBe(1);
  expect(state.failure).toBeUndefined();
});

test('the first private or public address of a feed is the one that is remembered', () => {
  const first = afterReading(empty, { answer: { ...answer, isPrivate: false }, items: [], known: new Map() }, start);
  const rebound = afterUnchanged(first, { ...answer, isPrivate: true }, start);
  expect(rebound.isPrivate).toBe(false);
});

test('a reading in which most entries came under a new identity is counted, and one that has none ends the count', () => {
  const facts = { answer, items: items(5), known: new Map() };
  const renamed = afterReading(empty, { ...facts, renamed: 3 }, start);
  expect(renamed).toMatchObject({ storedItems: 5, counts: { renamedReadings: 1 } });
  expect(afterReading(renamed, { ...facts, renamed: 2 }, start).counts.renamedReadings).toBe(0);
});
