import { expect, test } from 'vitest';
import { afterCrash, newFeedState } from '../../src/collect/feed-state.ts';
import { ailingFeed } from '../../src/operator/feed-watch.ts';
import { sampleFeed } from '../support/sample-feed.ts';

const now = new Date('2026-02-01T00:00:00Z');
const feed = sampleFeed('https://nova.example/feed');
const state = { ...newFeedState(feed.url), firstReadAt: now, lastSuccessAt: now, lastNewItemAt: now };

test('a feed whose content crashed the program is reported after the second crash, not the first', () => {
  const once = afterCrash(state, now);

  expect(ailingFeed(feed, once, now)).toBeUndefined();
  expect(ailingFeed(feed, afterCrash(once, now), now)?.trouble.kind).toBe('crash');
});

test('a feed that lists more items than are stored of one feed is reported', () => {
  expect(ailingFeed(feed, { ...state, storedItems: 5_001 }, now)?.trouble.kind).toBe('restless');
});
