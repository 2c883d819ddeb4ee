/**
 * What a document turned out to be: a feed with entries, or a named failure. These are the types between reading
 * (`parse.ts`, which trusts nothing) and judging (`item.ts`, which makes Items).
 */
import type { FeedFailure, Phrase } from '../../model.ts';

export type ParsedDocument = ParsedFeed | { readonly kind: 'failed'; readonly failure: FeedFailure };

export interface ParsedFeed {
  readonly kind: 'feed';
  readonly format: FeedFormat;
  /** Plain text; empty when the feed has none. */
  readonly title: string;
  /** The site that the feed belongs to, http or https. */
  readonly siteUrl: string | undefined;
  /** In the feed's order, at most `maxEntries`; an entry may be without title, URL or date. */
  readonly entries: readonly ParsedEntry[];
  readonly problems: readonly Phrase[];
  /** The time between two visits that the feed asks for (RSS `ttl`, or `sy:updatePeriod`). */
  readonly ttlMs?: number | undefined;
  /** BCP 47, lower case, as the feed says. */
  readonly language?: string | undefined;
}

/** `page` and `sitemap` are read by collect/pages. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json' | 'page' | 'sitemap';

/** One entry as the feed has it, in plain text and absolute URLs, with nothing else changed. */
export interface ParsedEntry {
  /** The guid or id, as written. */
  readonly id: string | undefined;
  /** Absolute, http or https, as the publisher writes it. */
  readonly url: string | undefined;
  /** Plain text, one line; empty when the entry has none. */
  readonly title: string;
  /** Plain text, one line; empty when the entry has none. */
  readonly summary: string;
  readonly publishedAt: FeedDate | undefined;
  readonly updatedAt?: FeedDate | undefined;
  readonly pictureUrl?: string | undefined;
  /** Where the entry is discussed, and how many comments there are, if its elements say so. */
  readonly commentsUrl?: string | undefined;
  readonly comments?: number | undefined;
  /** Votes, where the list counts them. */
  readonly points?: number | undefined;
  readonly language?: string | undefined;
}

/** An instant, or a day: then `at` is the first instant of that day in its zone. */
export interface FeedDate {
  readonly at: Date;
  readonly precision: 'instant' | 'day';
  /** `missing`: no zone, read as UTC. `cst`: CST, read as American. A Chinese feed means Beijing time in both cases. */
  readonly zone?: 'missing' | 'cst';
}
