import { createFeedFetcher, type FeedFetcher, type FetcherOptions } from '../../src/collect/fetch/fetch.ts';

/** A fetcher for a server on loopback: no proxy, no secrets, short waits. */
export function createTestFetcher(options: Partial<FetcherOptions> = {}): FeedFetcher {
  return createFeedFetcher({
    timeoutMs: 2_000,
    maxBytes: 1_000_000,
    concurrency: 16,
    perHost: 2,
    proxies: { https: undefined, http: undefined, no: [] },
    privateHosts: [],
    feedUrls: [],
    userAgent: 'ai-news-digest/test',
    secret: () => undefined,
    now: () => new Date('2026-02-01T00:00:00Z'),
    ...options,
  });
}
