/** One shape for what three readers make of the same bytes: this program, plain rss-parser, and feedsmith. */

import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import { Parser } from 'htmlparser2';
import RssParser from 'rss-parser';
import { decode } from '../../src/collect/read/decode.ts';
import { parseFeed } from '../../src/collect/read/parse.ts';

interface Document {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly baseUrl: string;
}

/** Undefined fields are what the reader does not give; text may be markup. */
export interface Reading {
  readonly title: string | undefined;
  readonly entries: readonly ReadEntry[];
}

export interface ReadEntry {
  readonly title?: string | undefined;
  readonly link?: string | undefined;
  readonly id?: string | undefined;
  readonly summary?: string | undefined;
  readonly published?: Date | undefined;
  readonly updated?: Date | undefined;
}

/** @returns the code of the failure when the document is not read as a feed */
export type Reader = (document: Document) => Promise<Reading | { readonly failure: string }>;

const readWithOurs: Reader = async ({ bytes, contentType, baseUrl }) => {
  const parsed = await parseFeed(decode(bytes, contentType), baseUrl, 100_000);
  if (parsed.kind === 'failed') return { failure: parsed.failure.code };
  return {
    title: parsed.title,
    entries: parsed.entries.map((entry) => ({
      title: entry.title,
      link: entry.url,
      id: entry.id,
      summary: entry.summary,
      published: entry.publishedAt?.at,
      updated: entry.updatedAt?.at,
    })),
  };
};

const readWithRssParser: Reader = async ({ bytes }) => {
  try {
    const feed = await new RssParser<object, { id?: string; date?: string }>().parseString(
      new TextDecoder().decode(bytes),
    );
    return {
      title: text(feed.title),
      entries: feed.items.map((item) => ({
        title: text(item.title),
        link: text(item.link),
        id: text(item.guid) ?? text(item.id),
        summary: text(item.summary) ?? text(item.content),
        published: date(item.isoDate),
        updated: date(item.isoDate),
      })),
    };
  } catch {
    return { failure: 'throws' };
  }
};

const readWithFeedsmith: Reader = async ({ bytes }) => {
  try {
    const { feed } = parseWithFeedsmith(new TextDecoder().decode(bytes)) as { feed: Record<string, unknown> };
    const items = (feed.items ?? feed.entries ?? []) as readonly Record<string, unknown>[];
    return { title: text(feed.title), entries: items.map(feedsmithEntry) };
  } catch {
    return { failure: 'throws' };
  }
};

function feedsmithEntry(item: Record<string, unknown>): ReadEntry {
  const dc = (item.dc ?? {}) as Record<string, unknown>;
  const links = (item.links ?? []) as readonly { readonly href?: string; readonly rel?: string }[];
  const alternate = links.find(({ rel }) => rel === undefined || rel === 'alternate') ?? links[0];
  const published = date(item.pubDate ?? item.published ?? item.date_published);
  return {
    title: text(item.title) ?? text(dc.title),
    link: text(item.link) ?? text(item.url) ?? alternate?.href,
    id: text(item.guid) ?? text(item.id),
    summary:
      text(item.description) ??
      text(item.summary) ??
      text(item.content) ??
      text(item.content_text) ??
      text(dc.description),
    published: published ?? date(dc.date),
    updated: date(item.updated) ?? date(dc.date) ?? published,
  };
}

export const readers: Readonly<Record<string, Reader>> = {
  ours: readWithOurs,
  'rss-parser': readWithRssParser,
  feedsmith: readWithFeedsmith,
};

/** Libraries wrap text in objects when it has attributes. */
function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const wrapped = value as Readonly<Record<string, unknown>>;
  return text(wrapped.value ?? wrapped._ ?? wrapped.encoded);
}

function date(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  const parsed = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(parsed.getTime()) ? undefined : parsed;
}

/**
 * What is visible of markup, without any white space: readers differ in where they break lines, and suites assert
 * markup where this program gives text.
 */
function visible(markup: string): string {
  const parts: string[] = [];
  let hidden = 0;
  const skipped = new Set(['script', 'style', 'template', 'noscript', 'head', 'select']);
  const parser = new Parser({
    onopentagname: (name) => {
      if (skipped.has(name)) hidden += 1;
    },
    onclosetag: (name) => {
      if (skipped.has(name)) hidden -= 1;
    },
    ontext: (data) => {
      if (hidden === 0) parts.push(data);
    },
  });
  parser.end(markup);
  return parts.join('').replace(/[\s\u200b\ufeff]+/g, '');
}

/** Whether a reader's text is the asserted one, both seen as text. Ours is text already, so both ways of seeing it count. */
export function sameText(read: string | undefined, asserted: string): boolean {
  const wanted = [visible(asserted), squeeze(asserted)];
  return [visible(read ?? ''), squeeze(read ?? '')].some((seen) => wanted.includes(seen));
}

function squeeze(value: string): string {
  return value.replace(/[\s\u200b\ufeff]+/g, '');
}
