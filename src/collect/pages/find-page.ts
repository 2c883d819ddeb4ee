/** A substitute for a missing feed: the part of the site map below a page, else the list on the page. */
import type { FeedFailure } from '../../model.ts';
import type { FeedFetcher } from '../fetch/fetch.ts';
import { decode } from '../read/decode.ts';
import { isSiteMap } from './read-sitemap.ts';
import { mostSiteMaps, readWebSource, walkSiteMaps } from './read-web-source.ts';

export interface FoundPage {
  readonly url: string;
  readonly title: string;
  readonly items: number;
  readonly language: string | undefined;
  /** For a site map: only addresses that contain this text. */
  readonly match: string | undefined;
}

export interface Search {
  readonly fetcher: Pick<FeedFetcher, 'fetch'>;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/** A section of a site map has at least this many addresses below the page, and most of them have a date. */
const fewestAddresses = 3;
const maxEntries = 50_000;

/**
 * @param page its text, and the address of the last hop
 * @returns undefined when a web page is not a list; the failure when a site map cannot be read
 */
export async function findPage(
  page: { readonly text: string; readonly url: string },
  search: Search,
): Promise<FoundPage | FeedFailure | undefined> {
  const isMap = isSiteMap(page.text);
  const section = isMap ? undefined : await findSection(page.url, search);
  if (section) return section;
  const list = readWebSource({ text: page.text, address: page.url, now: search.now, maxEntries });
  if (list.kind === 'failed') return isMap ? list.failure : undefined;
  const { title, entries, language } = list;
  return { url: page.url, title, items: entries.length, language, match: undefined };
}

async function findSection(pageUrl: string, search: Search): Promise<FoundPage | undefined> {
  const { origin, pathname, host } = new URL(pageUrl);
  const folder = `${pathname.replace(/\/(?:index\.\w+)?$/, '')}/`;
  // The whole site is not a section.
  if (folder === '/') return undefined;
  const robots = await textAt(`${origin}/robots.txt`, pageUrl, search);
  const named = [...(robots ?? '').matchAll(/^\s*sitemap\s*:\s*(\S{1,1000})/gim)].flatMap(
    ([, map = '']) => URL.parse(map, origin)?.href ?? [],
  );
  const maps = walkSiteMaps({
    start: named.length > 0 ? named.slice(0, mostSiteMaps) : [`${origin}/sitemap.xml`],
    inOrder: (addresses) => sectionFirst(addresses, folder),
    isOfSite: (address) => URL.parse(address)?.host === host,
    async read(address) {
      const text = await textAt(address, pageUrl, search);
      return text === undefined ? undefined : readWebSource({ text, address, now: search.now, maxEntries });
    },
  });
  for await (const { address, map } of maps) {
    if (map?.format !== 'sitemap') continue;
    const below = map.entries.filter(({ url }) => URL.parse(url ?? '')?.pathname.startsWith(folder));
    const dated = below.filter(({ publishedAt }) => publishedAt !== undefined);
    if (below.length >= fewestAddresses && dated.length * 2 > below.length)
      return { url: address, title: '', items: below.length, language: undefined, match: folder };
  }
  return undefined;
}

function sectionFirst(maps: readonly string[], folder: string): readonly string[] {
  const word = folder.split('/').at(-2) ?? '';
  return maps.toSorted((a, b) => Number(b.includes(word)) - Number(a.includes(word)));
}

/** The address is checked like the target of a redirect from the page. */
async function textAt(address: string, pageUrl: string, { fetcher, signal }: Search): Promise<string | undefined> {
  const result = await fetcher.fetch({ url: pageUrl, startAt: address, signal });
  return result.kind === 'body' ? decode(result.bytes, result.contentType).text : undefined;
}
