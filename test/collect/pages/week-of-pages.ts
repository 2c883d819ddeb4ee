/** Hours in the life of five invented sites without a feed, collected hourly over loopback. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect } from '../../../src/collect/collect.ts';
import { judgeFeed } from '../../../src/collect/feed-health.ts';
import type { Feed, Item } from '../../../src/model.ts';
import { openStore } from '../../../src/store/sqlite-store.ts';
import { everyItem } from '../../store/samples.ts';
import { startFeedServer } from '../../support/feed-server.ts';
import { sampleFeed } from '../../support/sample-feed.ts';
import { createTestFetcher } from '../test-fetcher.ts';

const hourMs = 3_600_000;
const start = new Date('2026-02-01T00:17:00Z').getTime();

export interface WeekOfPages {
  /** Titles of candidates with the hour at which each was first seen, and the age that the program gave it then. */
  readonly told: readonly { readonly title: string; readonly hour: number; readonly ageHours: number }[];
  /** Titles of all stored items. */
  readonly stored: readonly Item[];
  /** Most requests to one path in one hour. */
  readonly mostVisits: number;
  readonly paths: ReadonlySet<string>;
  /** First hour at which each feed's health was anything but well. */
  readonly unwellAt: ReadonlyMap<string, number>;
  /** What was waited between requests to the site. */
  readonly waitsMs: readonly number[];
}

/** Titles that come out during the week, with their hours. */
export const news: readonly { readonly title: string; readonly hour: number }[] = [5, 26, 50, 75, 99, 130, 160].map(
  (hour, index) => ({
    title: `Lumen brings out part ${'one two three four five six seven'.split(' ')[index]} of its plan`,
    hour,
  }),
);

export async function liveWithPages(hours: number): Promise<WeekOfPages> {
  const server = await startFeedServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'pages-'));
  const store = await openStore({ dataDir });
  let nowMs = start;
  const waitsMs: number[] = [];
  const clock = {
    now: () => new Date(nowMs),
    sleep: async (ms: number) => {
      waitsMs.push(ms);
      nowMs += ms;
    },
  };
  const fetcher = createTestFetcher({ now: clock.now });
  const feeds = ['/list/news', '/relative/', '/stamps/', '/redesign/', '/sitemap.xml'].map((path) =>
    pageAt(server.url(path)),
  );
  const forbidden = pageAt(server.url('/private/news'));
  const unwellAt = new Map<string, number>();
  let mostVisits = 0;
  const paths = new Set<string>();
  try {
    for (let hour = 0; hour < hours; hour += 1) {
      nowMs = Math.max(nowMs, start + hour * hourMs);
      for (const [path, body] of sitesAt(hour, nowMs))
        server.serve(path, { body, headers: { 'content-type': 'text/html' } });
      const before = server.requests.length;
      const context = { settings: { keepMs: 30 * 24 * hourMs }, fetcher, store, clock, random: () => 0.5 };
      await collect([...feeds, forbidden], context);
      // A digest is due as well: nothing more is asked for.
      if (hour % 24 === 1) await collect(feeds, { ...context, ignoreRest: true });
      const seen = server.requests.slice(before).map(({ path }) => path);
      for (const path of seen) paths.add(path);
      const visits = Map.groupBy(
        seen.filter((path) => path !== '/robots.txt'),
        (path) => path,
      );
      mostVisits = Math.max(mostVisits, ...[...visits.values()].map((all) => all.length));
      for (const [url, state] of await store.feedStates()) {
        const path = new URL(url).pathname;
        if (judgeFeed(state, clock.now()).verdict !== 'ok' && !unwellAt.has(path)) unwellAt.set(path, hour);
      }
    }
    const stored = await everyItem(store);
    const told = stored
      .filter(({ candidate, date, firstSeenAt }) => candidate && firstSeenAt.getTime() - date.getTime() < 48 * hourMs)
      .map(({ title, firstSeenAt, date }) => ({
        title,
        hour: Math.floor((firstSeenAt.getTime() - start) / hourMs),
        ageHours: (firstSeenAt.getTime() - date.getTime()) / hourMs,
      }));
    return { told, stored, mostVisits, paths, unwellAt, waitsMs };
  } finally {
    await fetcher.close();
    await store.close();
    await server.close();
    await rm(dataDir, { recursive: true });
  }
}

function pageAt(url: string): Feed {
  return { ...sampleFeed(url), page: { match: undefined, select: undefined } };
}

const old = 'harbour mill bridge tower garden market river forest'.split(' ').map((word, index) => ({
  slug: `old-${index}`,
  title: `An older report about the ${word} of the town`,
  date: new Date(start - (index + 4) * 24 * hourMs),
}));

/** What each path answers in this hour. */
function sitesAt(hour: number, nowMs: number): ReadonlyMap<string, string> {
  const fresh = news
    .filter((each) => each.hour <= hour)
    .map(({ title, hour: at }) => ({ slug: `new-${at}`, title, date: new Date(start + at * hourMs) }))
    .toReversed();
  const entries = [...fresh, ...old];
  const day = (date: Date) => date.toISOString().slice(0, 10);
  const today = day(new Date(nowMs));
  const ago = (date: Date) => {
    const past = Math.floor((nowMs - date.getTime()) / hourMs);
    return past < 24 ? `${past + 1} 小时前` : `${Math.floor(past / 24)} 天前`;
  };
  // An old report is put on top on the first day, without its date.
  const promoted =
    hour >= 12
      ? '<div class="card"><h3><a href="/list/promoted">A report from three years ago that you may like</a></h3></div>'
      : '';
  const isAnew = hour >= 20;
  const isGone = hour >= 70;
  return new Map<string, string>([
    ['/robots.txt', 'User-agent: *\nDisallow: /private\nCrawl-delay: 2\n'],
    [
      '/list/news',
      page(
        promoted +
          entries
            .map(
              ({ slug, title, date }) =>
                `<div class="card"><h3><a href="/list/${slug}">${title}</a></h3><time>${day(date)}</time></div>`,
            )
            .join(''),
      ),
    ],
    ['/list/promoted', article('A report from three years ago that you may like', new Date('2023-02-01'))],
    [
      '/relative/',
      page(
        entries
          .map(
            ({ slug, title, date }) =>
              `<li><a href="/relative/${slug}">${title}（转载）</a><span>${ago(date)}</span></li>`,
          )
          .join(''),
      ),
    ],
    [
      '/stamps/',
      page(
        entries
          .map(
            ({ slug, title }) =>
              `<article><h2><a href="/stamps/${slug}">${title}, stamped</a></h2><time>${today}</time></article>`,
          )
          .join(''),
      ),
    ],
    [
      '/redesign/',
      isGone
        ? '<html><head><title>App</title><script src="/app.js"></script></head><body><div id="root"></div></body></html>'
        : isAnew
          ? page(
              old
                .map(
                  ({ slug, title }) =>
                    `<section><a class="row" href="/redesign/v2/${slug}"><strong>${title}, again</strong></a></section>`,
                )
                .join(''),
            )
          : page(
              old
                .map(
                  ({ slug, title }) =>
                    `<div class="post"><h2><a href="/redesign/${slug}.html">${title}, once</a></h2></div>`,
                )
                .join(''),
            ),
    ],
    [
      '/sitemap.xml',
      `<urlset>${entries.map(({ slug, date }, index) => `<url><loc>/maps/${slug}</loc><lastmod>${(hour % 24 === 7 && index === entries.length - 1 ? new Date(nowMs) : date).toISOString()}</lastmod></url>`).join('')}</urlset>`,
    ],
    ...entries.map(({ slug, title, date }) => [`/maps/${slug}`, article(`${title} (from the map)`, date)] as const),
  ]);
}

function page(list: string): string {
  return `<!doctype html><html><head><title>News of the town</title></head><body><main>${list}</main></body></html>`;
}

function article(title: string, date: Date): string {
  return `<!doctype html><html><head><title>${title} | Town</title><meta property="og:title" content="${title}"><meta property="article:published_time" content="${date.toISOString()}"></head><body><h1>${title}</h1><p>Words.</p></body></html>`;
}
