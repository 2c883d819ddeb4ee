/** Whether each feed can be read from here directly and by proxy, for `check --online`. */
import type { Feed, FeedFailure, PageSource } from '../model.ts';
import type { FeedFetcher, FetchResult } from './fetch/fetch.ts';
import { decode } from './read/decode.ts';
import { readDocument } from './read/read-document.ts';

export interface FeedReach {
  readonly feed: Feed;
  /** Read as a feed without a proxy. */
  readonly direct: boolean;
  /** Read as a feed through the proxy for its address; false when there is none. */
  readonly proxy: boolean;
  /** The failure on the route that the program would take; undefined when the feed can be read either way. */
  readonly failure: FeedFailure | undefined;
  /** Every host on the way, redirects included, for a firewall. */
  readonly hosts: readonly string[];
}

/** Reads each feed directly and through its proxy, and stores nothing. */
export async function probeFeeds(
  feeds: readonly Feed[],
  {
    fetcher,
    now,
    signal,
  }: { readonly fetcher: FeedFetcher; readonly now: Date; readonly signal?: AbortSignal | undefined },
): Promise<readonly FeedReach[]> {
  const probe = async ({ url, headers, userAgent, page }: Feed, proxy: boolean) => {
    const result = await fetcher.fetch({ url, headers, userAgent, proxy, signal });
    const failure = result.kind === 'failed' ? result.failure : undefined;
    const { hosts } = result;
    if (result.kind !== 'body') return { failure, hosts };
    if (page) return { failure: await failureOfPage(result, page, now), hosts };
    const document = await readDocument({ ...result, url: result.finalUrl, maxItems: 10 });
    return { failure: document.kind === 'failed' ? document.failure : undefined, hosts };
  };
  return Promise.all(
    feeds.map(async (feed) => {
      const byProxy = feed.proxy && fetcher.goesByProxy(feed.url) ? probe(feed, true) : undefined;
      const [direct, proxy] = await Promise.all([probe(feed, false), byProxy]);
      const isDirect = direct.failure === undefined;
      const isByProxy = proxy !== undefined && proxy.failure === undefined;
      const failure = isDirect || isByProxy ? undefined : (proxy ?? direct).failure;
      const hosts = [...new Set([...direct.hosts, ...(proxy?.hosts ?? [])])];
      return { feed, direct: isDirect, proxy: isByProxy, failure, hosts };
    }),
  );
}

/** Why the answer is not a page with a list, or a site map. */
async function failureOfPage(
  { bytes, contentType, finalUrl }: Extract<FetchResult, { kind: 'body' }>,
  { select }: PageSource,
  now: Date,
): Promise<FeedFailure | undefined> {
  const { readWebSource } = await import('./pages/read-web-source.ts');
  const { text } = decode(bytes, contentType);
  const read = readWebSource({ text, address: finalUrl, now, maxEntries: 10, select });
  return read.kind === 'failed' && !read.siteMaps ? read.failure : undefined;
}
