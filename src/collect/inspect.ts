/** How a feed is read, as `feeds inspect` shows it. */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { phrase } from '../ground/phrase.ts';
import type { FeedFailure, Language, PageSelectors, Phrase } from '../model.ts';
import { printedUrl } from './canonical-url.ts';
import { linkedFeeds } from './discover.ts';
import { failure } from './feed-failure.ts';
import { remedyOfTried, tooLarge } from './fetch/failure.ts';
import type { FeedFetcher } from './fetch/fetch.ts';
import { toItems } from './item.ts';
import { decode } from './read/decode.ts';
import type { FeedFormat, ParsedEntry, ParsedFeed } from './read/parsed-feed.ts';
import { type RawDocument, readDocument } from './read/read-document.ts';

/** One line of `feeds inspect --json`. Text is plain text, in the language that was asked for. */
export interface FeedInspection {
  readonly source: string;
  readonly ok: boolean;
  readonly format: FeedFormat | null;
  readonly encoding: string | null;
  readonly title: string | null;
  /** Every entry as the feed has it, including duplicates; `problems` reports those that a digest would skip. */
  readonly items: readonly {
    readonly id: string | null;
    readonly url: string | null;
    readonly title: string;
    readonly summary: string;
    /** ISO 8601 UTC. */
    readonly publishedAt: string | null;
  }[];
  readonly problems: readonly string[];
  /** `code: what is wrong`, null when all is well. */
  readonly error: string | null;
}

export interface InspectContext {
  readonly fetcher: FeedFetcher;
  readonly language: Language;
  readonly now: Date;
  /** Most bytes of a file; the fetcher has its own limit. */
  readonly maxBytes: number;
  /** The address that a file came from: the base of its relative links. */
  readonly address?: string | undefined;
  /** For a site map: only addresses that contain this text. */
  readonly match?: string | undefined;
  /** For a web page: where its list is. @default found automatically */
  readonly select?: PageSelectors | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Relative paths are read from here. */
  readonly cwd: string;
}

const maxItems = 10_000;

/** @param source an http or https URL, or the path of a file */
export async function inspectSource(source: string, context: InspectContext): Promise<FeedInspection> {
  const raw = /^(?:https?:\/\/|rsshub:\/|wewe:)/i.test(source)
    ? await fetchRaw(source, context)
    : await readRaw(resolve(context.cwd, source), context);
  if ('code' in raw) return failedInspection(source, raw, context.language);

  const document = await readAnything(raw, context);
  if (document.kind === 'failed') {
    const { failure, text } = document;
    const problems = isPage(text) && raw.url !== '' ? feedsOfPage(text, raw.url, context.language) : [];
    const inspection = failedInspection(source, failure, context.language);
    return { ...inspection, encoding: document.encoding ?? null, problems: [...inspection.problems, ...problems] };
  }

  const { parsed, encoding, problems } = document;
  const declared = parsed.format === 'page' ? feedsOfPage(document.text, raw.url, context.language) : [];
  const feed = { url: raw.url, language: undefined, maxItems };
  // Entries of a site map have no titles yet, which would be reported as a fault.
  const asItems =
    parsed.format === 'sitemap'
      ? { problems: parsed.problems }
      : toItems(parsed, { feed, known: new Map(), now: context.now, firstReading: true });
  return {
    source,
    ok: true,
    format: parsed.format,
    encoding,
    title: parsed.title,
    items: parsed.entries.map(({ id, url, title, summary, publishedAt }) => ({
      id: id ?? url ?? null,
      url: url === undefined ? null : printedUrl(url),
      title,
      summary,
      publishedAt: publishedAt?.at.toISOString() ?? null,
    })),
    problems: [
      ...[...raw.problems, ...problems, ...asItems.problems].map((problem) => problem[context.language]),
      ...declared,
    ],
    error: null,
  };
}

/** A feed, else the list of a web page or a site map. */
async function readAnything(raw: ReceivedDocument, context: InspectContext) {
  const { now, match, select } = context;
  const document = await readDocument(raw);
  if (document.kind === 'feed') return { ...document, text: '' };
  const { failure, encoding, text } = document;
  if (failure.code === 'opml' || (!isPage(text) && failure.code !== 'sitemap')) return document;
  const { named, readWebSource } = await import('./pages/read-web-source.ts');
  const read = readWebSource({ text: text ?? '', address: raw.url, now, maxEntries: maxItems, select });
  const found = { kind: 'feed' as const, encoding: encoding ?? '', text: text ?? '' };
  if (read.kind === 'failed') {
    if (read.siteMaps === undefined) return { ...document, failure: read.failure };
    return { ...found, parsed: siteMapIndex(read.siteMaps, raw.url), problems: [] };
  }
  const wanted = read.entries.filter(({ url }) => match === undefined || url?.includes(match));
  const titled = raw.isRemote ? await withNewestTitles(wanted, raw.url, context) : wanted;
  const parsed = { ...read, entries: titled.map(named) };
  const problems = titled.some(({ title }) => title === '') ? [namedByAddress] : [];
  return { ...found, parsed, problems };
}

const namedByAddress = phrase(
  '没有写标题的，这里用网址里的词代替；真正读的时候，新文章的标题从它的网页上取',
  'where no title is given the words of the address stand here; when it is read, the title of a new page is fetched',
);

/** The site maps that it lists are read only by a collection. */
function siteMapIndex(siteMaps: readonly string[], address: string): ParsedFeed {
  const [count, shown] = [siteMaps.length, siteMaps.slice(0, 3).join(' ')];
  const more = count > 3 ? ' …' : '';
  return {
    kind: 'feed',
    format: 'sitemap',
    title: '',
    siteUrl: URL.parse('/', address || undefined)?.href,
    entries: [],
    problems: [
      phrase(
        `是网站地图的目录，列出 ${count} 份：${shown}${more}。写成 page: 后，读的时候会接着读其中合适的几份`,
        `is an index of ${count} site maps: ${shown}${more}. Under page: those that fit are followed when it is read`,
      ),
    ],
  };
}

/** For a site map that gives only addresses, the titles of the newest three pages are fetched. */
async function withNewestTitles(
  entries: readonly ParsedEntry[],
  mapUrl: string,
  { fetcher, now, signal }: InspectContext,
): Promise<readonly ParsedEntry[]> {
  const time = ({ publishedAt }: ParsedEntry) => publishedAt?.at.getTime() ?? 0;
  const newest = entries.toSorted((a, b) => time(b) - time(a)).slice(0, 3);
  const { readPageFacts } = await import('./pages/page-facts.ts');
  const completed = new Map<ParsedEntry, ParsedEntry>();
  for (const entry of newest.filter(({ title, url }) => title === '' && url !== undefined)) {
    const result = await fetcher.fetch({ url: mapUrl, startAt: entry.url, signal });
    if (result.kind !== 'body') continue;
    const facts = readPageFacts(decode(result.bytes, result.contentType).text, result.finalUrl, now);
    if (facts)
      completed.set(entry, { ...entry, title: facts.title, publishedAt: facts.published ?? entry.publishedAt });
  }
  return entries.map((entry) => completed.get(entry) ?? entry);
}

function isPage(text: string | undefined): text is string {
  return (
    text !== undefined &&
    /<(?:!doctype\s+html|html|head|body|div|main|article|ul|p|table)\b/i.test(text.slice(0, 20_000))
  );
}

/** A document, and what was odd about its response. */
interface ReceivedDocument extends RawDocument {
  readonly problems: readonly Phrase[];
  /** It was fetched, not read from a file. */
  readonly isRemote: boolean;
}

async function fetchRaw(url: string, { fetcher, signal }: InspectContext): Promise<ReceivedDocument | FeedFailure> {
  if (!URL.canParse(url)) return badUrl;
  const result = await fetcher.fetch({ url, signal });
  if (result.kind === 'failed') return result.failure;
  if (result.kind === 'unchanged') throw new Error('Expected a body, since no validator was sent');
  const { bytes, contentType, finalUrl, problems } = result;
  return { bytes, contentType, url: finalUrl, maxItems, problems, isRemote: true };
}

async function readRaw(
  path: string,
  { maxBytes, address = '' }: InspectContext,
): Promise<ReceivedDocument | FeedFailure> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) return tooLarge(maxBytes);
    const content = await readFile(path);
    const isPacked = content[0] === 0x1f && content[1] === 0x8b;
    const bytes = isPacked ? gunzipSync(content, { maxOutputLength: maxBytes }) : content;
    return { bytes, contentType: undefined, url: address, maxItems, problems: [], isRemote: false };
  } catch (error) {
    return unreadableFile((error as NodeJS.ErrnoException).code ?? '');
  }
}

function failedInspection(source: string, failure: FeedFailure, language: Language): FeedInspection {
  return {
    source,
    ok: false,
    format: null,
    encoding: null,
    title: null,
    items: [],
    problems: [remedyOfTried(failure)[language]],
    error: `${failure.code}: ${failure.what[language]}`,
  };
}

function feedsOfPage(html: string, url: string, language: Language): readonly string[] {
  return linkedFeeds(html, url).map(
    (address) => phrase(`网页上写着它的源：${address}`, `the page names a feed: ${address}`)[language],
  );
}

const badUrl = failure(
  'bad-url',
  '不是正确的网址',
  'is not a valid URL',
  phrase('检查地址有没有写错。', 'Check the address.'),
);

function unreadableFile(code: string): FeedFailure {
  const remedy = phrase('写文件的路径，或 http(s) 开头的网址。', 'Give the path of a file, or a URL with http(s).');
  if (code === 'ENOENT') return failure('file', '没有这个文件', 'the file does not exist', remedy);
  return failure('file', `文件读不了（${code}）`, `the file cannot be read (${code})`, remedy);
}
