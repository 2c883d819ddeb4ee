/** New entries of a page whose robots.txt asks for pauses between requests. */
import { expect, test } from 'vitest';
import { newFeedState } from '../../../src/collect/feed-state.ts';
import type { FetchResult } from '../../../src/collect/fetch/fetch.ts';
import { createPageReader } from '../../../src/collect/pages/page-reader.ts';
import type { KnownEntry } from '../../../src/store/store.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { sampleFeed } from '../../support/sample-feed.ts';

const site = 'https://lumen.example';
const feed = { ...sampleFeed(`${site}/news/`), page: { match: undefined, select: undefined } };
const titles = ['Nova three', 'Nova four', 'Nova five', 'Nova six', 'Nova seven', 'Nova eight'];
const slugOf = (title: string) => title.replace(' ', '-').toLowerCase();
const list = `<html><body>${titles
  .map((title) => `<div class="card"><h3><a href="/news/${slugOf(title)}">${title} is here for all</a></h3></div>`)
  .join('')}</body></html>`;

/** A site with two new entries without a date, and what its visitor asked for. */
function siteWith(crawlDelay: number) {
  const clock = createFakeClock(new Date('2026-02-01T01:00:00Z'));
  const asked: { readonly path: string; readonly atMs: number }[] = [];
  const fetcher = {
    async fetch({ url, startAt = url }: { readonly url: string; readonly startAt?: string | undefined }) {
      const { pathname } = new URL(startAt);
      asked.push({ path: pathname, atMs: clock.elapsedMs() });
      const text =
        pathname === '/robots.txt' ? `User-agent: *\nCrawl-delay: ${crawlDelay}\n` : (pages[pathname] ?? list);
      const bytes = new TextEncoder().encode(text);
      return { ...answer, bytes, finalUrl: startAt } satisfies FetchResult;
    },
  };
  const known = new Map<string, KnownEntry>(
    titles.slice(2).map((title) => [`${site}/news/${slugOf(title)}`, old(title)]),
  );
  return {
    clock,
    asked,
    /** One collection. What it stores as an item is known in the next one. */
    async collect() {
      const reader = createPageReader({ fetcher, clock, signal: undefined });
      const body = await reader.fetch({ url: feed.url });
      if (body.kind !== 'body') throw new Error('Expected the list');
      const state = { ...newFeedState(feed.url), firstReadAt: new Date(0) };
      const parse = async <T>(work: () => T) => work();
      const reading = await reader.read({ feed, state, body, known, now: clock.now(), parse });
      if (reading.kind === 'failed') throw new Error(reading.failure.what.en);
      const fresh = reading.items.filter(({ entryId }) => !known.has(entryId));
      for (const { entryId, title } of fresh) known.set(entryId, old(title));
      return { ...reading, fresh };
    },
  };
}

const old = (title: string): KnownEntry => ({
  firstSeenAt: new Date(0),
  title,
  canonicalUrl: `https://x.example/${title}`,
});
const answer = {
  kind: 'body',
  status: 200,
  durationMs: 1,
  hosts: [],
  contentType: 'text/html',
  problems: [],
  etag: undefined,
  lastModified: undefined,
  freshForMs: 0,
  movedTo: undefined,
  isPrivate: undefined,
} as const;
const article = (title: string) =>
  `<html><head><title>${title}</title><meta property="article:published_time" content="2026-01-31T23:00:00Z"></head><body>${title}</body></html>`;
const pages: Readonly<Record<string, string>> = {
  '/news/nova-three': article('Nova three is here for all'),
  '/news/nova-four': article('Nova four is here for all'),
};

test('of a site that asks for pauses of up to a minute one new page is opened in each collection', async () => {
  const { asked, collect } = siteWith(60);

  const first = await collect();
  const second = await collect();

  expect(first.fresh.map(({ url, publishedAt }) => [url, publishedAt])).toEqual([
    [`${site}/news/nova-three`, new Date('2026-01-31T23:00:00Z')],
  ]);
  expect(first.isWhole).toBe(false);
  expect(second.fresh.map(({ url }) => url)).toEqual([`${site}/news/nova-four`]);
  expect(second.isWhole).toBe(true);
  expect(asked.map(({ path, atMs }) => `${path} ${atMs / 1000}`).slice(0, 3)).toEqual([
    '/robots.txt 0',
    '/news/ 0',
    '/news/nova-three 60',
  ]);
});

test('of a site that asks for longer pauses new entries are taken as they are listed, and the feed says so', async () => {
  const { asked, clock, collect } = siteWith(600);

  const first = await collect();
  const second = await collect();

  expect(first.fresh.map(({ url, date, candidate }) => [url, date, candidate])).toEqual([
    [`${site}/news/nova-three`, clock.now(), true],
    [`${site}/news/nova-four`, clock.now(), true],
  ]);
  expect(first.problems.map(({ en }) => en)).toEqual([expect.stringContaining('pauses of more than a minute')]);
  expect(first.isWhole).toBe(true);
  expect(second).toMatchObject({ fresh: [], problems: [] });
  expect(asked.map(({ path }) => path)).toEqual(['/robots.txt', '/news/', '/robots.txt', '/news/']);
});

test('of a site that asks for short pauses five new pages are opened in each collection', async () => {
  const { asked, collect } = siteWith(2);
  expect((await collect()).fresh).toHaveLength(2);
  expect(asked.map(({ atMs }) => atMs / 1000)).toEqual([0, 0, 2, 4]);
});
