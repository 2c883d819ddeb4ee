import { expect, test } from 'vitest';
import { foldReleases, isPatchRelease } from '../../../src/compose/choose/releases.ts';
import type { Cluster } from '../../../src/compose/cluster/cluster.ts';
import type { Feed } from '../../../src/model.ts';
import { feeds, makeItem } from '../invented.ts';

const cluster = (feed: Feed, title: string, day: number): Cluster => ({
  members: [
    {
      item: makeItem(feed, title, { date: new Date(Date.UTC(2026, 0, day)) }),
      feed,
      topic: 'feed',
      kind: 'news' as const,
      ai: 1,
      isAi: true,
      wording: 0,
      isVendor: false,
      closed: undefined,
    },
  ],
  background: undefined,
  update: undefined,
});
const titles = (clusters: readonly Cluster[]) => clusters.map(({ members }) => members.map(({ item }) => item.title));

test('releases of one product in one feed are one entry, the newest first', () => {
  const folded = foldReleases([
    cluster(feeds.lumen, 'v2.1.8', 12),
    cluster(feeds.lumen, 'Nova 3 is here', 13),
    cluster(feeds.lumen, 'v2.1.10', 14),
    cluster(feeds.lumen, 'v2.1.9', 13),
  ]);
  expect(titles(folded)).toEqual([['v2.1.10', 'v2.1.9', 'v2.1.8'], ['Nova 3 is here']]);
});

test.each([
  [
    'another product of the feed',
    cluster(feeds.lumen, 'nova-cli 2.1.8', 12),
    cluster(feeds.lumen, 'nova-sdk 2.1.8', 13),
  ],
  ['another feed', cluster(feeds.lumen, 'v2.1.8', 12), cluster(feeds.wire, 'v2.1.9', 13)],
  ['news about a version', cluster(feeds.lumen, 'Nova 3.1 reads maps', 12), cluster(feeds.lumen, 'Nova 3.2 hums', 13)],
])('a release stays an entry of its own: %s', (_what, one, other) => {
  expect(foldReleases([one, other])).toEqual([one, other]);
});

test.each([
  ['v2.1.239', true],
  ['nova-cli 1.9544.24', true],
  ['nova-cli v2.2.0', false],
  ['nova-cli 2.2', false],
  ['Nova 3.1.2 reads maps', false],
])('%s: a patch release is %s', (title, expected) => {
  expect(isPatchRelease(title)).toBe(expected);
});
