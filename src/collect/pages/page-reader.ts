/**
 * Reads web pages and site maps in a collection. Their entries become Items under the same rules as a feed's.
 *
 * An entry that a page lists for the first time is not always new. The pages of entries without a title, and of new ones
 * without a date, are opened to find these facts, a few in each visit; the others wait for the next visit. Where
 * robots.txt asks for pauses that are too long for a visit, new entries are taken as they are listed. In a first reading,
 * and after a redesign (no known address is listed any more), entries without a date of their own are only remembered.
 */
import { hourMs } from '../../ground/durations.ts';
import { fold } from '../../ground/fold.ts';
import { phrase } from '../../ground/phrase.ts';
import type { Clock, Feed, FeedFailure, FeedState, Item, Phrase } from '../../model.ts';
import type { KnownEntry } from '../../store/store.ts';
import { failure } from '../feed-failure.ts';
import { mostStoredItems } from '../feed-health.ts';
import { isFirstReading } from '../feed-state.ts';
import type { FeedFetcher, FetchResult } from '../fetch/fetch.ts';
import { toItems } from '../item.ts';
import { decode } from '../read/decode.ts';
import type { ParsedEntry, ParsedFeed } from '../read/parsed-feed.ts';
import { readPageFacts } from './page-facts.ts';
import { keyOf } from './page-links.ts';
import { createPoliteFetcher } from './polite-fetcher.ts';
import { named, type ReadWebSource, readWebSource, walkSiteMaps } from './read-web-source.ts';

export interface PageReader {
  readonly fetch: FeedFetcher['fetch'];
  read(visit: PageVisit): Promise<PageReading>;
}

interface PageVisit {
  readonly feed: Feed;
  readonly state: FeedState;
  readonly body: Pick<Extract<FetchResult, { kind: 'body' }>, 'bytes' | 'contentType' | 'finalUrl'>;
  /** Stored entries of this source, by identity. */
  readonly known: ReadonlyMap<string, KnownEntry>;
  readonly now: Date;
  /** Runs work on a whole document, one document at a time. */
  readonly parse: <T>(work: () => T) => Promise<T>;
}

export type PageReading =
  | {
      readonly kind: 'items';
      readonly items: readonly Item[];
      readonly problems: readonly Phrase[];
      /** No new entry was left for the next visit. */
      readonly isWhole: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: FeedFailure };

const fewestKnown = 5;
/** In a first reading, addresses that were changed within this time are opened. */
const recentMs = 48 * hourMs;

export function createPageReader(world: {
  readonly fetcher: Pick<FeedFetcher, 'fetch'>;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}): PageReader {
  const polite = createPoliteFetcher(world);
  const site: Site = {
    mostFurtherPages: polite.mostFurtherPages,
    async textAt(address, { feed }) {
      const { url, headers, userAgent, proxy } = feed;
      const result = await polite.fetch({ url, startAt: address, headers, userAgent, proxy, signal: world.signal });
      if (result.kind !== 'body') return undefined;
      return { text: decode(result.bytes, result.contentType).text, address: result.finalUrl };
    },
  };
  return { fetch: polite.fetch, read: (visit) => readVisit(visit, site) };
}

/** The rest of the site that a page belongs to. */
interface Site {
  /** The text of a further page, checked like the target of a redirect; undefined when it cannot be read. */
  textAt(address: string, visit: PageVisit): Promise<{ readonly text: string; readonly address: string } | undefined>;
  /** How many more pages may be requested in this collection. */
  mostFurtherPages(url: string): Promise<number>;
}

async function readVisit(visit: PageVisit, site: Site): Promise<PageReading> {
  const { feed, state, body, now, known } = visit;
  const document = { text: decode(body.bytes, body.contentType).text, address: body.finalUrl };
  const select = feed.page?.select;
  const whole = await visit.parse(() => readWebSource({ ...document, ...limits(visit), select }));
  const read = whole.kind === 'failed' && whole.siteMaps ? await followIndex(whole.siteMaps, visit, site) : whole;
  if (read.kind === 'failed') return { kind: 'failed', failure: changed(read.failure, state) };
  const listed = wanted(read, feed);
  if (listed.length === 0) return { kind: 'failed', failure: changed(nothingMatches(feed), state) };

  const isUnknown = isFirstReading(state, known) || isRedesigned(listed, known);
  const most = await site.mostFurtherPages(feed.url);
  const plan = planEntries(listed, visit, { isUnknown, mayOpen: most > 0 });
  const opened = await openEntries(plan.toOpen.slice(0, most), visit, site);
  const waiting = isUnknown ? plan.toOpen.slice(most) : [];
  const remembered = [...plan.remembered, ...opened.unread, ...waiting.map(named)];
  const entries = inOrder(listed, [...plan.ready, ...opened.entries, ...remembered]);
  const maxItems = read.format === 'sitemap' ? mostStoredItems : feed.maxItems;
  const parsed = { ...read, entries, problems: most === 0 && !isUnknown ? unopened(listed, known) : [] };
  const { items, problems } = toItems(parsed, { feed: { ...feed, maxItems }, known, now, firstReading: isUnknown });
  const isRemembered = new Set(remembered.map(({ url }) => url));
  const knownTitles = new Set([...known.values()].map(({ title }) => fold(title)));
  return {
    kind: 'items',
    items: items.map((item) =>
      isRemembered.has(item.entryId) || (!known.has(item.entryId) && knownTitles.has(fold(item.title)))
        ? { ...item, candidate: false }
        : item,
    ),
    problems,
    isWhole: isUnknown || plan.toOpen.length <= most,
  };
}

/** All addresses of the site maps that an index lists. */
async function followIndex(siteMaps: readonly string[], visit: PageVisit, site: Site): Promise<ReadWebSource> {
  const maps = walkSiteMaps({
    start: bestFirst(siteMaps, visit.feed),
    inOrder: (addresses) => bestFirst(addresses, visit.feed),
    isOfSite: (address) => isOfSite(address, visit.feed.url),
    async read(address) {
      const document = await site.textAt(address, visit);
      return document && visit.parse(() => readWebSource({ ...document, ...limits(visit) }));
    },
  });
  const entries: ParsedEntry[] = [];
  let first: ParsedFeed | undefined;
  let count = 0;
  for await (const { map } of maps) {
    count += 1;
    first ??= map;
    entries.push(...(map?.entries ?? []));
  }
  return first ? { ...first, entries } : { kind: 'failed', failure: emptyIndex(count) };
}

/** Completes entries from their own pages. */
async function openEntries(entries: readonly ParsedEntry[], visit: PageVisit, site: Site) {
  const read: ParsedEntry[] = [];
  const unread: ParsedEntry[] = [];
  for (const entry of entries) {
    const address = entry.url ?? '';
    const document = isOfSite(address, visit.feed.url) ? await site.textAt(address, visit) : undefined;
    const facts = document && (await visit.parse(() => readPageFacts(document.text, document.address, visit.now)));
    const isSiteMap = entry.title === '';
    // An address on another site keeps the facts of the list. A page that cannot be read is not retried for ever.
    if (!facts) (isSiteMap ? unread : read).push(named(entry));
    else {
      read.push({
        ...entry,
        title: entry.title || facts.title,
        summary: entry.summary || facts.summary,
        // The date of a change is not the publication date.
        publishedAt: facts.published ?? (isSiteMap ? undefined : entry.publishedAt),
        pictureUrl: entry.pictureUrl ?? (facts.pictureUrl || undefined),
      });
    }
  }
  return { entries: read, unread };
}

function limits({ feed, now }: PageVisit) {
  return { now, maxEntries: mostStoredItems * 10, language: feed.language };
}

// ── What is listed ──────────────────────────────────────────────────────────────────────────────────

/** Only addresses that the user wants. Of a site map: only those of its own site and below its folder. */
function wanted({ format, entries }: ParsedFeed, { url, page }: Feed): readonly ParsedEntry[] {
  const match = page?.match?.toLowerCase();
  const folder = new URL('.', url).pathname;
  const own = keyOf(url);
  const found = new Map<string, ParsedEntry>();
  for (const entry of entries) {
    const address = URL.parse(entry.url ?? '');
    if (!address || entry.url === undefined || keyOf(entry.url) === own || found.has(entry.url)) continue;
    if (match !== undefined && !entry.url.toLowerCase().includes(match)) continue;
    if (format === 'sitemap') {
      if (address.pathname === '/' || !isOfSite(entry.url, url)) continue;
      if (match === undefined && !address.pathname.startsWith(folder)) continue;
    }
    found.set(entry.url, entry);
  }
  return [...found.values()];
}

/** The same host with or without `www`, or a subdomain of it. */
function isOfSite(address: string, feedUrl: string): boolean {
  const host = URL.parse(address)?.host.replace(/^www\./, '') ?? '';
  const own = new URL(feedUrl).host.replace(/^www\./, '');
  return host === own || host.endsWith(`.${own}`);
}

/** Site maps whose names suggest articles come first. */
function bestFirst(siteMaps: readonly string[], { page }: Feed): string[] {
  const worth = (address: string) => {
    const match = page?.match?.replace(/^\/|\/$/g, '').toLowerCase();
    if (match !== undefined && address.toLowerCase().includes(match)) return 2;
    return /news|post|blog|article/i.test(address) ? 1 : 0;
  };
  return siteMaps.toSorted((a, b) => worth(b) - worth(a));
}

/** Whether no known address is listed any more: the page was redesigned, or leads elsewhere. */
function isRedesigned(listed: readonly ParsedEntry[], known: ReadonlyMap<string, KnownEntry>): boolean {
  return known.size >= fewestKnown && !listed.some(({ url }) => url !== undefined && known.has(url));
}

interface Plan {
  /** Complete as they are listed. */
  readonly ready: readonly ParsedEntry[];
  /** New, but incomplete until their own page is read; the newest first. */
  readonly toOpen: readonly ParsedEntry[];
  readonly remembered: readonly ParsedEntry[];
}

function planEntries(
  listed: readonly ParsedEntry[],
  { known, now }: PageVisit,
  { isUnknown, mayOpen }: { readonly isUnknown: boolean; readonly mayOpen: boolean },
): Plan {
  const ready: ParsedEntry[] = [];
  const toOpen: ParsedEntry[] = [];
  const remembered: ParsedEntry[] = [];
  for (const entry of listed) {
    const stored = known.get(entry.url ?? '');
    const isRecent = (entry.publishedAt?.at.getTime() ?? 0) > now.getTime() - recentMs;
    if (stored) ready.push({ ...entry, title: entry.title || stored.title });
    else if (entry.title === '') (mayOpen && (!isUnknown || isRecent) ? toOpen : remembered).push(entry);
    else if (entry.publishedAt === undefined && !isUnknown && mayOpen) toOpen.push(entry);
    else ready.push(entry);
  }
  const time = ({ publishedAt }: ParsedEntry) => publishedAt?.at.getTime() ?? 0;
  return {
    ready,
    toOpen: toOpen.sort((a, b) => time(b) - time(a)),
    remembered: remembered.map(named),
  };
}

/** The warning when new entries lack what only their own pages say. */
function unopened(listed: readonly ParsedEntry[], known: PageVisit['known']): readonly Phrase[] {
  const isNew = ({ url = '' }: ParsedEntry) => !known.has(url);
  return listed.some((entry) => isNew(entry) && entry.publishedAt === undefined) ? [longPauses] : [];
}

const longPauses = phrase(
  '网站的 robots.txt 要求两次请求隔一分钟以上，所以不打开新条目的页面：没有日期的按首次看到的时间算，没有标题的不用',
  'robots.txt of the site asks for pauses of more than a minute, so the pages of new entries are not opened: entries without a date get the time when they were first seen, and entries without a title are not used',
);

function inOrder(listed: readonly ParsedEntry[], entries: readonly ParsedEntry[]): readonly ParsedEntry[] {
  const byUrl = new Map(entries.map((entry) => [entry.url, entry]));
  return listed.flatMap(({ url }) => byUrl.get(url) ?? []);
}

// ── Failures ────────────────────────────────────────────────────────────────────────────────────────

/** Reports a page that was read before as changed. */
function changed(found: FeedFailure, { firstReadAt, usualItems }: FeedState): FeedFailure {
  if (firstReadAt === undefined || found.code === 'bad-selector') return found;
  const usual = Math.round(usualItems);
  return failure(
    'changed-page',
    `网页变了：平时 ${usual} 条，现在 0 条（${found.what['zh-CN']}）`,
    `the page changed: 0 of usually ${usual} entries (it ${found.what.en})`,
    found.remedy,
  );
}

function nothingMatches({ page }: Feed): FeedFailure {
  const match = page?.match ?? '';
  return failure(
    'no-match',
    `没有一个网址符合（match：${match}）`,
    `lists no address that is wanted (match: ${match})`,
    phrase('改 feeds.yaml 里的 match，或换一个地址。', 'Correct match in feeds.yaml, or use another address.'),
  );
}

function emptyIndex(read: number): FeedFailure {
  return failure(
    'sitemap-index',
    `是网站地图的目录，读了其中 ${read} 份，没有一个地址`,
    `is an index of site maps; ${read} of them were read and have no address`,
    phrase('换成其中一份网站地图的地址。', 'Use the address of one of its site maps.'),
  );
}
