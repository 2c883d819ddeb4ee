import { expect, test } from 'vitest';
import { judgeFeed, mostStoredItems } from '../../src/collect/feed-health.ts';
import { newFeedState } from '../../src/collect/feed-state.ts';
import { endedProgram } from '../../src/collect/fetch/failure.ts';
import type { FeedState } from '../../src/model.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = new Date('2026-02-01T00:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

function stateWith(changes: Partial<FeedState>, counts: Partial<FeedState['counts']> = {}): FeedState {
  const state = newFeedState('https://harbour.example/feed');
  return {
    ...state,
    firstReadAt: ago(90 * day),
    lastSuccessAt: ago(hour),
    lastNewItemAt: ago(hour),
    cadenceMs: hour,
    lastItems: 20,
    usualItems: 20,
    ...changes,
    counts: { ...state.counts, successes: 99, ...counts },
  };
}

function failing(code: string, changes: Partial<FeedState>): FeedState {
  const what = { 'zh-CN': '返回网页而不是 RSS', en: 'answered with a web page' };
  return stateWith({ failure: { code, what, remedy: { 'zh-CN': '换地址', en: 'Set its new address' } }, ...changes });
}

const verdictOf = (state: FeedState | undefined) => judgeFeed(state, now).verdict;

test('a feed that is read, or was not visited yet, is fine', () => {
  expect(judgeFeed(stateWith({}), now)).toEqual({
    verdict: 'ok',
    what: { 'zh-CN': '正常', en: 'fine' },
    remedy: { 'zh-CN': '', en: '' },
  });
  expect(verdictOf(undefined)).toBe('ok');
});

test('a feed is failing when it has failed three times over a day, and not after one bad hour', () => {
  expect(verdictOf(failing('timeout', { consecutiveFailures: 1, failingSince: ago(hour) }))).toBe('ok');
  expect(verdictOf(failing('timeout', { consecutiveFailures: 9, failingSince: ago(20 * hour) }))).toBe('ok');
  expect(verdictOf(failing('timeout', { consecutiveFailures: 2, failingSince: ago(2 * day) }))).toBe('ok');
  expect(judgeFeed(failing('http-404', { consecutiveFailures: 3, failingSince: ago(9 * day) }), now)).toEqual({
    verdict: 'failing',
    what: { 'zh-CN': '已失效 9 天：返回网页而不是 RSS', en: 'failing for 9 days: answered with a web page' },
    remedy: { 'zh-CN': '换地址', en: 'Set its new address' },
  });
});

test('after a week it is no longer said that a server recovers by itself', () => {
  const remedyAfter = (days: number) =>
    judgeFeed(failing('refused', { consecutiveFailures: 9, failingSince: ago(days * day) }), now).remedy.en;
  expect(remedyAfter(6)).toBe('Set its new address');
  expect(remedyAfter(8)).toMatch(/unlikely to recover/);
});

test('a feed that never worked is failing at once', () => {
  expect(verdictOf(failing('dns', { consecutiveFailures: 1, failingSince: now, lastSuccessAt: undefined }))).toBe(
    'failing',
  );
});

test('a feed that turned into a web page is told apart from other failures', () => {
  expect(verdictOf(failing('html', { consecutiveFailures: 3, failingSince: ago(2 * day) }))).toBe('html');
});

test('for a feed that has moved the new address is proposed', () => {
  const { verdict, remedy } = judgeFeed(stateWith({ movedTo: 'https://new.example/feed' }), now);
  expect(verdict).toBe('moved');
  expect(remedy.en).toBe('Set its url in feeds.yaml to https://new.example/feed');
  const secret = judgeFeed(stateWith({ movedTo: 'https://new.example/feed?key=s3cret' }), now);
  expect(secret.remedy.en).toBe('Set its url in feeds.yaml to https://new.example/feed?key=…');
});

test('a feed is empty after three readings without an item', () => {
  expect(verdictOf(stateWith({ lastItems: 0 }, { emptyReadings: 2 }))).toBe('ok');
  expect(verdictOf(stateWith({ lastItems: 0 }, { emptyReadings: 3 }))).toBe('empty');
});

test.each([
  // A busy site may rest for the week of the Spring Festival.
  [hour, 8 * day, 'ok'],
  [hour, 8.1 * day, 'silent'],
  [3 * day, 17 * day, 'ok'],
  [3 * day, 31 * day, 'silent'],
  [undefined, 59 * day, 'ok'],
  [undefined, 61 * day, 'silent'],
])('a feed is silent by its own cadence: one item in %s ms, none for %s ms: %s', (cadenceMs, silentMs, verdict) => {
  expect(verdictOf(stateWith({ cadenceMs, lastNewItemAt: ago(silentMs) }))).toBe(verdict);
});

test('the words for a silent feed say how long it has been silent', () => {
  const { what } = judgeFeed(stateWith({ cadenceMs: 3 * day, lastNewItemAt: ago(31 * day) }), now);
  expect(what).toEqual({
    'zh-CN': '停更：平时 3 天一条，已 31 天没有新内容',
    en: 'silent: usually one item in 3 days, none for 31 days',
  });
});

test('false dates, or half the usual items, are reported after three readings in a row', () => {
  expect(verdictOf(stateWith({}, { lyingReadings: 2 }))).toBe('ok');
  expect(verdictOf(stateWith({}, { lyingReadings: 3 }))).toBe('lying-stamps');
  expect(verdictOf(stateWith({ lastItems: 7 }, { shortReadings: 2 }))).toBe('ok');
  expect(judgeFeed(stateWith({ lastItems: 7 }, { shortReadings: 3 }), now)).toMatchObject({
    verdict: 'shrunk',
    what: { 'zh-CN': '内容变少：平时 20 条，现在只有 7 条' },
  });
});

test('a feed is restless when it lists more than is stored of one feed, or gives its entries new identities', () => {
  expect(verdictOf(stateWith({ storedItems: mostStoredItems }))).toBe('ok');
  expect(judgeFeed(stateWith({ storedItems: 5_480 }), now)).toMatchObject({
    verdict: 'restless',
    what: { en: 'lists too much: 5480 items stored, only the newest 5000 are kept' },
  });
  expect(verdictOf(stateWith({}, { renamedReadings: 2 }))).toBe('ok');
  expect(verdictOf(stateWith({}, { renamedReadings: 3 }))).toBe('restless');
});

test('a feed whose content has ended the program twice is failing at once', () => {
  const crashed = stateWith({ failure: endedProgram(2, now), consecutiveFailures: 1, failingSince: now });
  expect(judgeFeed(crashed, now)).toMatchObject({
    verdict: 'failing',
    what: { en: expect.stringMatching(/2 times/) },
  });
});
