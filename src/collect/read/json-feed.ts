/** JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/) and RSS in JSON, read permissively. */
import { z } from 'zod';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.ts';
import { plainTextOfEither } from './plain-text.ts';
import { languageTag, toEntry } from './raw-entry.ts';
import { webUrl } from './web-url.ts';

/** A value of the wrong type counts as absent: it must not cost the entry or the feed. */
const text = z
  .union([z.string(), z.number().transform(String)])
  .optional()
  .catch(undefined);

const jsonItem = z.object({
  id: text,
  guid: z.union([text, z.object({ '#value': text }).transform((guid) => guid['#value'])]).catch(undefined),
  url: text,
  link: text,
  external_url: text,
  title: text,
  summary: text,
  content_text: text,
  content_html: text,
  description: text,
  date_published: text,
  pubDate: text,
  date_modified: text,
  image: text,
  banner_image: text,
  comments: text,
  language: text,
});

const jsonFeed = z.object({
  title: text,
  home_page_url: text,
  link: text,
  language: text,
  ttl: text,
  items: z.array(z.unknown()).optional().catch(undefined),
  item: z.array(z.unknown()).optional().catch(undefined),
});

const rssInJson = z.object({ rss: z.object({ channel: jsonFeed }) }).transform(({ rss }) => rss.channel);
const anyFeed = z.union([rssInJson, jsonFeed]);

/** @returns undefined when the value is not a feed (an error body, some other API) */
export function readJsonFeed(value: unknown, baseUrl: string, maxEntries: number): ParsedFeed | undefined {
  const feed = anyFeed.safeParse(value).data;
  const items = feed?.items ?? feed?.item;
  if (!feed || !items) return undefined;
  return {
    kind: 'feed',
    format: 'json',
    title: plainTextOfEither(feed.title ?? ''),
    siteUrl: webUrl(feed.home_page_url ?? feed.link, baseUrl),
    entries: items.slice(0, maxEntries).flatMap((item) => readItem(item, baseUrl)),
    problems: [],
    language: languageTag(feed.language),
  };
}

function readItem(value: unknown, baseUrl: string): readonly ParsedEntry[] {
  const parsed = jsonItem.safeParse(value);
  if (!parsed.success) return [];
  const item = parsed.data;
  const html = item.content_html === undefined ? undefined : ({ kind: 'html', value: item.content_html } as const);
  const plain = [item.summary, item.content_text, item.description];
  const entry = toEntry({
    id: item.id ?? item.guid,
    urls: [item.url, item.link, item.external_url, item.guid, item.id?.startsWith('http') ? item.id : undefined],
    titles: [item.title === undefined ? undefined : { kind: 'either', value: item.title }],
    summaries: [...plain.slice(0, 1).map(either), html, ...plain.slice(1).map(either)],
    published: [item.date_published, item.pubDate],
    updated: [item.date_modified],
    pictures: [item.image, item.banner_image],
    commentsUrl: item.comments,
    comments: undefined,
    language: item.language,
    baseUrl,
  });
  return [entry];
}

function either(value: string | undefined) {
  return value === undefined ? undefined : ({ kind: 'either', value } as const);
}
