/**
 * What a document turned out to be: a feed with entries, or a named failure.
 * These are the words between reading (`parse.ts`, which trusts nothing) and judging (`item.ts`, which makes Items).
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
  /** The feed's own wish for the time between two visits (RSS `ttl`, or `sy:updatePeriod`). */
  readonly ttlMs: number | undefined;
  /** BCP 47, lower case, as the feed says. */
  readonly language: string | undefined;
}

/** `page` and `sitemap` are read by collect/pages. */
export type FeedFormat = 'rss' | 'atom' | 'rdf' | 'json' | 'page' | 'sitemap';

/** One entry as the feed has it, in plain text and absolute URLs, and nothing else changed. */
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
  readonly updatedAt: FeedDate | undefined;
  readonly pictureUrl: string | undefined;
  /** Where the entry is discussed, and how many comments there are, as far as its elements tell. */
  readonly commentsUrl: string | undefined;
  readonly comments: number | undefined;
  /** Votes, where the list counts them. */
  readonly points?: number | undefined;
  readonly language: string | undefined;
}

/** An instant, or a day: then `at` is the first instant of that day in its zone. */
export interface FeedDate {
  readonly at: Date;
  readonly precision: 'instant' | 'day';
  /** The date names no zone and was read as UTC, or names CST and was read as American; a Chinese feed means Beijing. */
  readonly zone?: 'missing' | 'cst';
}
