/**
 * Site maps (https://www.sitemaps.org/protocol.html) and their indexes, read permissively.
 *
 * `<lastmod>` is at best the time when a page was changed. Many generators write the time of the build, so a time that
 * most addresses share does not count as a date. A time in the future does not count either.
 */
import { Parser } from 'htmlparser2';
import { dayMs } from '../../ground/durations.ts';
import { phrase } from '../../ground/phrase.ts';
import type { Phrase } from '../../model.ts';
import { parseFeedDate } from '../read/feed-date.ts';
import type { FeedDate, ParsedEntry, ParsedFeed } from '../read/parsed-feed.ts';
import { plainTextOfEither } from '../read/plain-text.ts';
import { webUrl } from '../read/web-url.ts';
import { keyOf } from './page-links.ts';
import type { PageOptions } from './read-page.ts';

type SiteMapOptions = Pick<PageOptions, 'address' | 'now' | 'maxEntries'>;

type ReadSiteMap =
  | ParsedFeed
  | {
      readonly kind: 'index';
      /** Addresses of site maps, newest first; those without a date keep their order. */
      readonly children: readonly string[];
    };

/** The protocol's own limit for one file. */
const maxAddresses = 50_000;

interface Row {
  loc: string;
  lastmod: string;
  title: string;
  published: string;
}

export function isSiteMap(text: string): boolean {
  const head = text.slice(0, 5_000);
  return /<(?:\w{1,20}:)?(?:urlset|sitemapindex)[\s>]/i.test(head) && !/<html[\s>]/i.test(head);
}

export function readSiteMap(xml: string, options: SiteMapOptions): ReadSiteMap {
  const { isIndex, rows, isCut } = rowsOf(xml);
  if (isIndex) return { kind: 'index', children: childrenOf(rows, options) };
  const { now, maxEntries, address } = options;
  const dates = believedDates(rows, now);
  const entries = new Map<string, ParsedEntry>();
  let nameless = 0;
  for (const [index, { loc, title, published }] of rows.entries()) {
    const url = webUrl(loc.trim(), address);
    if (url === undefined) nameless += 1;
    if (url === undefined || entries.size >= maxEntries) continue;
    const key = keyOf(url);
    if (entries.has(key)) continue;
    entries.set(key, {
      id: undefined,
      url,
      title: plainTextOfEither(title).slice(0, 1_000),
      summary: '',
      publishedAt: parseFeedDate(published.trim()) ?? dates[index],
    });
  }
  const isUndated = rows.some(({ lastmod }) => lastmod !== '') && dates.every((date) => date === undefined);
  const problems: Phrase[] = [
    phrase(`按网站地图读（${entries.size} 条）`, `read from the site map (${entries.size} addresses)`),
    ...(isCut ? [cutMap] : []),
    ...(nameless > 0
      ? [phrase(`${nameless} 条没有正确的地址，已跳过`, `${nameless} without a valid address, skipped`)]
      : []),
    ...(isUndated ? [noTrueDates] : []),
  ];
  return {
    kind: 'feed',
    format: 'sitemap',
    title: '',
    siteUrl: URL.parse('/', address || undefined)?.href,
    entries: [...entries.values()],
    problems,
  };
}

const cutMap = phrase(
  `网站地图太长，只读了前 ${maxAddresses} 个地址`,
  `the site map is too long: its first ${maxAddresses} addresses were read`,
);
const noTrueDates = phrase(
  'lastmod 都一样或在未来，没有当作日期',
  'its lastmod values are all equal or in the future and were not taken for dates',
);

/** Elements count only where the protocol puts them: pictures, videos and translations have a `loc` of their own. */
function rowsOf(xml: string): { readonly isIndex: boolean; readonly rows: readonly Row[]; readonly isCut: boolean } {
  const rows: Row[] = [];
  const open: string[] = [];
  let isIndex = false;
  let isCut = false;
  const parser: Parser = new Parser(
    {
      onopentagname(name) {
        const local = name.toLowerCase().replace(/^\w{1,20}:/, '');
        open.push(local);
        if (open.length === 1) isIndex = local === 'sitemapindex';
        const isRow = open.length === 2 && (local === 'url' || local === 'sitemap');
        if (isRow && rows.length >= maxAddresses) isCut = true;
        if (isCut || open.length > 20) parser.pause();
        else if (isRow) rows.push({ loc: '', lastmod: '', title: '', published: '' });
      },
      onclosetag() {
        open.pop();
      },
      ontext(text) {
        const row = rows.at(-1);
        if (!row) return;
        const place = open.slice(2).join('/');
        if (place === 'loc') row.loc += text;
        else if (place === 'lastmod') row.lastmod += text;
        else if (place === 'news/title') row.title += text;
        else if (place === 'news/publication_date') row.published += text;
      },
    },
    { xmlMode: true },
  );
  parser.end(xml);
  return { isIndex, rows, isCut };
}

function childrenOf(rows: readonly Row[], { address }: SiteMapOptions): readonly string[] {
  const dated = rows.flatMap(({ loc, lastmod }) => {
    const url = webUrl(loc.trim(), address);
    return url === undefined ? [] : [{ url, time: parseFeedDate(lastmod.trim())?.at.getTime() ?? 0 }];
  });
  return [...new Set(dated.sort((a, b) => b.time - a.time).map(({ url }) => url))];
}

function believedDates(rows: readonly Row[], now: Date): readonly (FeedDate | undefined)[] {
  const dates = rows.map(({ lastmod }) => (lastmod === '' ? undefined : parseFeedDate(lastmod.trim())));
  const minuteOf = (date: FeedDate) => Math.floor(date.at.getTime() / 60_000);
  const counts = new Map<number, number>();
  for (const date of dates) if (date) counts.set(minuteOf(date), (counts.get(minuteOf(date)) ?? 0) + 1);
  const isStamp = (date: FeedDate) => {
    const count = counts.get(minuteOf(date)) ?? 0;
    return count >= 3 && count > rows.length / 2;
  };
  return dates.map((date) => (date && !isStamp(date) && date.at.getTime() <= now.getTime() + dayMs ? date : undefined));
}
