/**
 * Finds the feed of a web page: its links, else the usual paths, else a bridge, else the page itself as a list. A site
 * map is accepted as it is.
 */
import { Parser } from 'htmlparser2';
import { phrase } from '../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../model.ts';
import { failure } from './feed-failure.ts';
import { remedyOfNew } from './fetch/failure.ts';
import type { Search } from './pages/find-page.ts';
import { readDocument } from './read/read-document.ts';

export type FoundFeed =
  | {
      readonly ok: true;
      readonly url: string;
      /** Plain text; empty when the feed has none. */
      readonly title: string;
      readonly items: number;
      /** BCP 47, lower case, as the feed says. */
      readonly language: string | undefined;
      /** Set for a web page or site map without a feed; `match` selects its addresses. @default a feed */
      readonly page?: { readonly match: string | undefined };
    }
  | ({ readonly ok: false } & FeedFailure);

export interface Discovery extends Search {
  /** Addresses at bridges that may read the site, and what to do so that other bridges work. @default none */
  readonly routes?: { readonly ready: readonly string[]; readonly remedy: Phrase | undefined } | undefined;
}

/** At most this many links of a page are tried. */
const mostLinks = 5;
/** Only this much of a page is read: a `<link>` stands in the head. */
const pageLength = 500_000;
/** Reading stops at this depth: the parser searches all open elements for each closing tag. */
const maxDepth = 1_000;
const maxItems = 100;

/** Where software puts feeds: WordPress, Hugo, Jekyll, Ghost, Hexo, Atom and JSON conventions. */
const usualPaths = ['feed', 'rss.xml', 'feed.xml', 'atom.xml', 'index.xml', 'rss', 'feed.json'];

/** The page of a repository links only its commits; its releases have a feed of their own. */
const repository = /^https:\/\/(?:github\.com|codeberg\.org)\/[^/]+\/[^/]+\/$/;

/**
 * The feed at `url`, else that of the web page there, else a bridge's; each candidate is read before it is accepted.
 * The address is the one after permanent redirects.
 */
export async function findFeed(url: string, discovery: Discovery): Promise<FoundFeed> {
  const first = await look(url, discovery);
  if (first.kind === 'feed') return first.found;
  const { remedy } = discovery.routes ?? {};
  const failed = (failure: FeedFailure) => ({ ok: false as const, ...failure, remedy: remedy ?? failure.remedy });
  if (first.page === undefined) return (await bridgedFeed(discovery)) ?? failed(first.failure);
  const { text, url: pageUrl } = first.page;
  const linked = linkedFeeds(text, pageUrl).slice(0, mostLinks);
  for (const candidate of first.failure.code === 'sitemap' ? [] : [...linked, ...usualFeeds(pageUrl)]) {
    const seen = await look(candidate, discovery);
    if (seen.kind === 'feed') return seen.found;
  }
  const bridged = await bridgedFeed(discovery);
  if (bridged) return bridged;
  const { findPage } = await import('./pages/find-page.ts');
  const found = await findPage(first.page, discovery);
  if (found === undefined || 'code' in found) return failed(found ?? noFeed);
  const { match, ...facts } = found;
  return { ok: true, ...facts, page: { match } };
}

/** The URL keeps the bridge's scheme: the bridge's own address is set in the environment. */
async function bridgedFeed(discovery: Discovery): Promise<FoundFeed | undefined> {
  for (const route of discovery.routes?.ready ?? []) {
    const seen = await look(route, discovery);
    if (seen.kind === 'feed') return { ...seen.found, url: route };
  }
  return undefined;
}

const noFeed = failure(
  'no-feed',
  '这是网页，上面和常见的位置都没有找到 RSS，它也不是文章列表',
  'is a web page, and neither there nor at the usual places is a feed; it is not a list of articles either',
  phrase(
    '在网站上找“RSS”或“订阅”的链接，用那个地址。',
    'Look for a link "RSS" or "Subscribe" on the site, and give that address.',
  ),
);

/** Addresses of feeds that an HTML page links to, the declared ones first. */
export function linkedFeeds(html: string, pageUrl: string): readonly string[] {
  const declared: string[] = [];
  const likely: string[] = [];
  let base = pageUrl;
  let depth = 0;
  const parser: Parser = new Parser({
    onclosetag: () => {
      depth -= 1;
    },
    onopentag(name, { href = '', rel = '', type = '', title = '' }) {
      depth += 1;
      if (depth > maxDepth) parser.pause();
      if (href.trim() === '') return;
      if (name === 'base') base = absolute(href, pageUrl) ?? pageUrl;
      const isAlternate = name === 'link' && rel.toLowerCase().split(/\s+/).includes('alternate') && isFeedType(type);
      // The feeds of a blog's comments and of a repository's commits are skipped.
      if (/comment|commits|评论/i.test(`${href} ${title}`)) return;
      if (isAlternate) declared.push(href);
      if (name === 'a' && looksLikeFeed(href)) likely.push(href);
    },
  });
  parser.end(html.slice(0, pageLength));
  const addresses = [...declared, ...likely].flatMap((href) => absolute(href, base) ?? []);
  return [...new Set(addresses)].filter((address) => address !== pageUrl);
}

/** The usual paths below the page and at the root of its site. */
function usualFeeds(pageUrl: string): readonly string[] {
  const folder = new URL(pageUrl);
  folder.search = '';
  folder.hash = '';
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  const places = new Set([folder.href, new URL('/', folder).href]);
  const usual = [...places].flatMap((place) => usualPaths.map((path) => new URL(path, place).href));
  return repository.test(folder.href) ? [new URL('releases.atom', folder).href] : usual;
}

function isFeedType(type: string): boolean {
  return /^(application|text)\/(rss|atom|rdf|feed)\+(xml|json)|^application\/json|^text\/xml/i.test(type.trim());
}

function looksLikeFeed(href: string): boolean {
  return /(^|[/.])(rss|feed|feeds|atom|index)(\.xml|\.rdf|\.json|\.atom|\.rss)$|(^|\/)(rss|feed|atom)\/?$/i.test(href);
}

function absolute(href: string, base: string): string | undefined {
  const url = URL.parse(
    href
      .trim()
      .replace(/^feed:(?=https?:)/i, '')
      .replace(/^feed:/i, 'https:'),
    base,
  );
  return url && /^https?:$/.test(url.protocol) ? url.href : undefined;
}

type Sight =
  | { readonly kind: 'feed'; readonly found: Extract<FoundFeed, { ok: true }> }
  | {
      readonly kind: 'other';
      readonly failure: FeedFailure;
      readonly page: { readonly text: string; readonly url: string } | undefined;
    };

async function look(url: string, { fetcher, signal }: Omit<Discovery, 'now'>): Promise<Sight> {
  const result = await fetcher.fetch({ url, signal });
  const other = (failure: FeedFailure, text?: string): Sight => ({
    kind: 'other',
    failure: { ...failure, remedy: remedyOfNew(failure) },
    page: text === undefined || result.kind !== 'body' ? undefined : { text, url: result.finalUrl },
  });
  if (result.kind === 'failed') return other(result.failure);
  if (result.kind === 'unchanged') throw new Error('Expected a body, since no validator was sent');
  const document = await readDocument({ ...result, url: result.finalUrl, maxItems });
  if (document.kind === 'failed') {
    const { code } = document.failure;
    return other(document.failure, code === 'html' || code === 'sitemap' ? document.text : undefined);
  }
  const { title, entries, language } = document.parsed;
  return { kind: 'feed', found: { ok: true, url: result.movedTo ?? url, title, items: entries.length, language } };
}
