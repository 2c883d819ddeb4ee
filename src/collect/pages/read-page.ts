/** Reads a web page as a feed: its list of entries in any form, or what the page is instead. */
import { counted } from '../../ground/counted.ts';
import { dayMs } from '../../ground/durations.ts';
import { phrase } from '../../ground/phrase.ts';
import type { PageSelectors, Phrase } from '../../model.ts';
import { beyondBounds } from '../read/bounds.ts';
import type { FeedDate, ParsedDocument, ParsedEntry, ParsedFeed } from '../read/parsed-feed.ts';
import { languageTag } from '../read/raw-entry.ts';
import { webUrl } from '../read/web-url.ts';
import { findChangelog } from './changelog.ts';
import { type EmbeddedData, embeddedData } from './embedded-data.ts';
import { writesDayFirst } from './page-date.ts';
import { type Page, parsePage, textOf, weightOf } from './page-dom.ts';
import type { PageEntry } from './page-entry.ts';
import { isArticle, metaOf, notice, pageOfKind, pageTitle, whyNoList } from './page-kind.ts';
import { pageLinks } from './page-links.ts';
import { findList, type PageList } from './page-list.ts';
import { selectEntries } from './page-select.ts';

export interface PageOptions {
  /** The base of relative addresses; empty when unknown. */
  readonly address: string;
  /** Relative dates count back from it. */
  readonly now: Date;
  readonly maxEntries: number;
  readonly select?: PageSelectors | undefined;
}

export function readPage(html: string, options: PageOptions): ParsedDocument {
  const { address, now, select } = options;
  const page = parsePage(html, address);
  if (typeof page === 'string') return { kind: 'failed', failure: beyondBounds(page) };
  const failure = notice(page);
  if (failure) return { kind: 'failed', failure };

  const context = { now, dayFirst: writesDayFirst(textOf(page.root), languageOfPage(page) ?? '') };
  if (select !== undefined) {
    const selected = selectEntries(page, select, context);
    if (selected.kind === 'failed') return selected;
    return toFeed(page, { way: 'select', entries: selected.entries, alternatives: [] }, options);
  }
  const links = pageLinks(page);
  const list = findList(page, links, context);
  const data = embeddedData(page, links);
  const reading = choose(list, data, findChangelog(page, context));
  const isLog = reading?.way === 'changelog';
  if (!isLog && isArticle(page, list, data.types))
    return { kind: 'failed', failure: pageOfKind('article', pageTitle(page)) };
  return reading ? toFeed(page, reading, options) : { kind: 'failed', failure: whyNoList(page) };
}

function toFeed(page: Page, { way, entries, alternatives }: Reading, options: PageOptions): ParsedFeed {
  const { address, maxEntries } = options;
  return {
    kind: 'feed',
    format: 'page',
    title: pageTitle(page),
    siteUrl: address === '' ? undefined : address,
    entries: entries.slice(0, maxEntries).map((entry) => toParsed(entry, page)),
    problems: [wayText(way, entries.length), ...alternatives],
    language: languageOfPage(page),
  };
}

function languageOfPage({ elements }: Page): string | undefined {
  const root = elements.find(({ name }) => name === 'html');
  return languageTag(root?.attribs.lang ?? root?.attribs['xml:lang'] ?? metaOf(elements, 'og:locale'));
}

// ── Which reading ───────────────────────────────────────────────────────────────────────────────────

type Way = 'select' | 'list' | 'json-ld' | 'state' | 'changelog';

interface Reading {
  readonly way: Way;
  readonly entries: readonly PageEntry[];
  /** Other ways to read the page. */
  readonly alternatives: readonly Phrase[];
}

const ways: Readonly<Record<Way, Phrase>> = {
  select: phrase('按 select 读', 'read by select'),
  list: phrase('按网页上的列表读', 'read from the list on the page'),
  'json-ld': phrase('按网页里的 JSON-LD 读', 'read from the JSON-LD in the page'),
  state: phrase('按网页里的框架数据读', 'read from the framework’s data in the page'),
  changelog: phrase('按更新日志的小节读', 'read from the sections of the changelog'),
};

function wayText(way: Way, count: number): Phrase {
  return phrase(`${ways[way]['zh-CN']}（${count} 条）`, `${ways[way].en} (${counted(count, 'entry')})`);
}

function choose(
  list: PageList | undefined,
  { linked, state }: EmbeddedData,
  changelog: readonly PageEntry[] | undefined,
): Reading | undefined {
  const dated = list?.entries.filter(({ published }) => published !== undefined).length ?? 0;
  const isDated = list !== undefined && dated * 2 >= list.entries.length;
  if (changelog && !(isDated && list.entries.length >= changelog.length)) {
    return { way: 'changelog', entries: changelog, alternatives: list ? [also('list', list.entries.length)] : [] };
  }
  if (list) {
    const withData = complete(complete(list.entries, linked, list), state, list);
    const isBetter = (data: readonly PageEntry[]) =>
      isStrong(data) && !overlaps(data, withData) && !isDated && list.quality < 4;
    if (!isBetter(linked) && !isBetter(state)) {
      return { way: 'list', entries: withData, alternatives: [...seen('json-ld', linked), ...seen('state', state)] };
    }
  }
  if (isStrong(linked)) {
    return { way: 'json-ld', entries: complete(linked, state, undefined), alternatives: seen('state', state) };
  }
  return isStrong(state) ? { way: 'state', entries: state, alternatives: seen('json-ld', linked) } : undefined;
}

function also(way: Way, count: number): Phrase {
  const other = wayText(way, count);
  return phrase(`也可以${other['zh-CN']}`, `could also be ${other.en}`);
}

function seen(way: Way, entries: readonly PageEntry[]): readonly Phrase[] {
  return entries.length > 0 ? [also(way, entries.length)] : [];
}

/** Data without a list must look like entries: most are dated, or most titles are long and all are in one folder. */
function isStrong(entries: readonly PageEntry[]): boolean {
  if (entries.length < 3) return false;
  const titled = entries.filter(({ title }) => weightOf(title) >= 12).length;
  const dated = entries.filter(({ published }) => published !== undefined).length;
  if (titled * 2 < entries.length) return false;
  if (dated * 2 >= entries.length) return true;
  const folders = new Set(entries.map(({ url }) => new URL('.', url).href));
  return folders.size === 1 && titled >= entries.length * 0.8;
}

function overlaps(data: readonly PageEntry[], entries: readonly PageEntry[]): boolean {
  const keys = new Set(entries.map(({ key }) => key));
  return data.filter(({ key }) => keys.has(key)).length >= 2;
}

/** Fills gaps of the list from the page's data, and adds entries that only the data has when both are the same list. */
function complete(
  entries: readonly PageEntry[],
  data: readonly PageEntry[],
  list: PageList | undefined,
): readonly PageEntry[] {
  const byKey = new Map(data.map((entry) => [entry.key, entry]));
  const filled = entries.map((entry) => {
    const more = byKey.get(entry.key);
    if (!more) return entry;
    const isCut = /(?:…|\.{3})$/.test(entry.title);
    return {
      ...entry,
      title: entry.title === '' || (isCut && more.title.length > entry.title.length) ? more.title : entry.title,
      summary: entry.summary || more.summary,
      published: printedOrFiner(entry.published, more.published),
    };
  });
  const isSame = list !== undefined && overlaps(data, entries) && data.some(({ published }) => published !== undefined);
  const known = new Set(entries.map(({ key }) => key));
  const added = isSame ? data.filter(({ key, title }) => !known.has(key) && title !== '') : [];
  return [...filled, ...added];
}

/** The printed date counts; the data may add the time of that day. */
function printedOrFiner(printed: FeedDate | undefined, other: FeedDate | undefined): FeedDate | undefined {
  if (!printed || !other) return printed ?? other;
  const apartMs = Math.abs(printed.at.getTime() - other.at.getTime());
  return printed.precision === 'day' && other.precision === 'instant' && apartMs < 1.5 * dayMs ? other : printed;
}

const maxTitleLength = 1_000;
const maxSummaryLength = 5_000;

function toParsed({ url, title, summary, published, pictureUrl }: PageEntry, page: Page): ParsedEntry {
  return {
    id: undefined,
    url,
    title: title.slice(0, maxTitleLength),
    summary: summary.slice(0, maxSummaryLength),
    publishedAt: published,
    pictureUrl: webUrl(pictureUrl, page.baseUrl),
  };
}
