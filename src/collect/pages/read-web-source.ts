/** Reads a site map or a web page as if it were a feed. Imported only when there is such a source. */
import { unescape as percentDecode } from 'node:querystring';
import { phrase } from '../../ground/phrase.ts';
import type { Feed, FeedFailure } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { withZonesOfItsLanguage } from '../read/chinese-time.ts';
import type { ParsedEntry, ParsedFeed } from '../read/parsed-feed.ts';
import { type PageOptions, readPage } from './read-page.ts';
import { isSiteMap, readSiteMap } from './read-sitemap.ts';

interface WebSource extends PageOptions {
  readonly text: string;
  readonly language?: Feed['language'];
}

export type ReadWebSource =
  | ParsedFeed
  | {
      readonly kind: 'failed';
      readonly failure: FeedFailure;
      /** Of an index: the site maps to read instead. */
      readonly siteMaps?: readonly string[];
    };

export function readWebSource({ text, language, ...options }: WebSource): ReadWebSource {
  if (isSiteMap(text)) {
    const map = readSiteMap(text, options);
    if (map.kind === 'feed') return map.entries.length > 0 ? map : { kind: 'failed', failure: emptySiteMap };
    return { kind: 'failed', failure: siteMapIndex(map.children), siteMaps: map.children };
  }
  const page = readPage(text, options);
  return page.kind === 'feed' ? withZonesOfItsLanguage(page, language) : page;
}

/** At most this many site maps are read in one search; they may be indexes themselves. */
export const mostSiteMaps = 6;

interface SiteMapWalk {
  /** Absolute addresses of site maps or indexes, the most promising first. */
  readonly start: readonly string[];
  /** The site maps of an index, in the order in which they are to be read. */
  inOrder(addresses: readonly string[]): readonly string[];
  isOfSite(address: string): boolean;
  /** undefined when it cannot be fetched. */
  read(address: string): Promise<ReadWebSource | undefined>;
}

/** Reads site maps and follows their indexes, each address once. An address that gives no entries has no `map`. */
export async function* walkSiteMaps({
  start,
  inOrder,
  isOfSite,
  read,
}: SiteMapWalk): AsyncGenerator<{ readonly address: string; readonly map: ParsedFeed | undefined }> {
  const queue = [...start];
  const seen = new Set<string>();
  while (queue.length > 0 && seen.size < mostSiteMaps) {
    const address = queue.shift() ?? '';
    if (seen.has(address) || !isOfSite(address)) continue;
    seen.add(address);
    const map = await read(address);
    yield { address, map: map?.kind === 'feed' ? map : undefined };
    if (map?.kind === 'failed') queue.push(...inOrder(map.siteMaps ?? []));
  }
}

/** Gives an entry without a title the words of its address: `/news/nova-2.html` → `nova 2`. */
export function named(entry: ParsedEntry): ParsedEntry {
  if (entry.title !== '') return entry;
  const parts = (URL.parse(entry.url ?? '')?.pathname ?? '').split('/').filter((part) => part !== '');
  const words = percentDecode(parts.at(-1) ?? '')
    .replace(/\.\w{2,5}$/, '')
    .replace(/[-_+\s]+/g, ' ')
    .trim();
  return { ...entry, title: words || (entry.url ?? '') };
}

const emptySiteMap = failure(
  'sitemap',
  '是网站地图，但没有一个地址',
  'is a site map without any address',
  phrase('看看网站的 robots.txt 里写的是哪一份。', 'Look in robots.txt of the site for the one in use.'),
);

function siteMapIndex(children: readonly string[]): FeedFailure {
  const shown = children.slice(0, 3).join(' ');
  return failure(
    'sitemap-index',
    `是网站地图的目录，列出 ${children.length} 份`,
    `is an index of ${children.length} site maps`,
    phrase(`读其中的一份：${shown}`, `Read one of them: ${shown}`),
  );
}
