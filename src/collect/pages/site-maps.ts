import type { ParsedFeed } from '../read/parsed-feed.ts';
import type { ReadWebSource } from './read-web-source.ts';

/** At most this many site maps are read in one search; they may be indexes themselves. */
export const mostSiteMaps = 6;

export interface SiteMapWalk {
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
