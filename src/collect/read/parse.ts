/**
 * Text to feed. rss-parser reads what it reads right; the lenient reader decides where rss-parser is known to misread
 * or throws; JSON is read by our own schema. What is no feed is named for what it is.
 */
import { readJson } from './json-document.ts';
import { readLeniently } from './lenient-feed.ts';
import { nameNonFeed } from './non-feed.ts';
import { readOrdinary } from './ordinary-feed.ts';
import type { ParsedDocument } from './parsed-feed.ts';

/**
 * @param text as `decode` gives it
 * @param address where the document was read, for relative links; empty (a file) takes the feed's own first link
 * @param maxEntries reading stops after so many entries
 */
export async function parseFeed(text: string, address: string, maxEntries = 500): Promise<ParsedDocument> {
  const document = text.trimStart();
  const baseUrl = address || ownAddress(document);
  if (document === '') return { kind: 'failed', failure: nameNonFeed(document, undefined) };
  if (/^[[{]/.test(document)) return readJson(document, baseUrl, maxEntries);
  if (misreadBy(document, maxEntries) === undefined) {
    try {
      return await readOrdinary(document, baseUrl);
    } catch {
      // Not well-formed: undefined entities, unclosed elements, a document that was cut.
    }
  }
  const reading = readLeniently(document, baseUrl, maxEntries);
  if (reading.kind === 'other') return { kind: 'failed', failure: nameNonFeed(document, reading.rootName) };
  return reading;
}

function ownAddress(document: string): string {
  const channel = document.slice(0, 10_000).split(/<(?:item|entry)[\s>]/i, 1)[0] ?? '';
  const link =
    /<(?:\w{1,20}:)?link\b[^<>]{0,300}(?:\shref\s?=\s?["']|>\s{0,50}(?:<!\[CDATA\[)?)(https?:\/\/[^\s"'<>\]]{1,1000})/i;
  return link.exec(channel)?.[1]?.replaceAll('&amp;', '&') ?? '';
}

/** A document that rss-parser is known to misread, by a mark in its text; quantifiers are bounded, so time is linear. */
interface Misreading {
  readonly mark: RegExp;
  /** What rss-parser makes of it, and the feeds that are like that. */
  readonly why: string;
}

const misreadings: readonly Misreading[] = [
  {
    mark: /^(?!\s{0,500}(?:<\?[^>]{0,500}>\s{0,500}|<!--[^>]{0,2000}-->\s{0,500}){0,20}<(?:rss|feed|rdf:RDF)[\s>])/,
    why: 'no known root at the start: prefixed roots (<atom:feed>), PHP warnings before the feed, DOCTYPE, <channel> alone',
  },
  {
    mark: /<!(?!--|\[CDATA\[)/i,
    why: 'declarations: sax throws on entities, and takes minutes for a long one; netscape RSS 0.91, hostile documents',
  },
  {
    mark: /<rss(?![^<>]{0,3000}\sversion\s{0,5}=\s{0,5}["'](?:2|0\.9))[\s>]/,
    why: '<rss> without a version: throws; home-made feeds',
  },
  {
    mark: /\stype\s{0,5}=\s{0,5}["'](?:xhtml|application\/xhtml)/,
    why: 'xhtml: loses the order of text and elements; Atom weblogs',
  },
  {
    mark: /\smode\s{0,5}=\s{0,5}["']|octet-stream/,
    why: 'base64 and modes of Atom 0.3 (Blogger before 2006): left encoded',
  },
  {
    mark: /<(?:\w{1,20}:)?(?:title|description|summary|content|encoded|guid|id|link|pubDate|author)\b[^<>]{0,500}(?<!\/)>[^<]{0,2000}<(?!\/|!\[CDATA\[|!--|name|uri|email)/,
    why: 'unescaped markup in text: loses its order; home-made feeds',
  },
  {
    mark: /\srel\s{0,5}=\s{0,5}["'](?!alternate["']|self["'])/,
    why: 'links of other relations: takes an enclosure or a reply for the link; Blogger, podcasts',
  },
  {
    mark: /<link\s{0,20}\/>|<link>\s{0,20}<\/link>|<item\b[^<>]{0,500}>\s{0,500}(?:<(?!link)[^<>]{0,500}>[^<]{0,2000}){0,20}<atom:link/,
    why: 'an empty link beside another: takes the empty one; feeds of single-page sites',
  },
  {
    mark: /<link\b[^<>]{0,500}>[^<]{0,2000}<\/link>\s{0,200}<link/,
    why: 'several links in an RSS item: takes the first, empty or not',
  },
  {
    mark: /<link(?![^<>]{0,500}\srel\s{0,5}=)[^<>]{0,500}\shref\s{0,5}=/,
    why: 'a link without a relation: takes another for it; Atom written by hand',
  },
  { mark: /\sxml:base\s{0,5}=/, why: 'xml:base: leaves links relative; Atom of static site generators' },
  {
    mark: /<media:group[\s>]|<\/media:content>|<media:(?:title|description)[\s>]/,
    why: 'Media RSS: leaves title, text and picture of a group out; YouTube',
  },
  {
    mark: /<(?:CHANNEL|ITEM|TITLE|LINK|Channel|Item|Title|Link)[\s>]|<\/channel>\s{0,200}<item\b(?![^<>]{0,500}\srdf:about)/,
    why: 'upper case, or items outside their channel: finds none; old exporters',
  },
  {
    mark: /<(?:dcterms:(?:issued|modified|created)|issued|modified|dc:description|feedburner:origLink|dc:identifier|atom:(?:title|published|updated|summary|content)|(?:\w{1,20}:)?(?:body|fullitem))[\s>]/,
    why: 'dates and links of other vocabularies: leaves them out; Atom 0.3, repositories, FeedBurner',
  },
  {
    mark: /<(?:__proto__|constructor|prototype)[\s>]/,
    why: 'names that are no names in JavaScript; hostile documents',
  },
];

/** Well-known prefixes bound to other namespaces, or other prefixes to known ones, mislead rss-parser, which reads prefixes. */
const usualPrefix: Readonly<Record<string, string>> = {
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://search.yahoo.com/mrss/': 'media',
  'http://purl.org/rss/1.0/modules/slash/': 'slash',
  'http://www.itunes.com/dtds/podcast-1.0.dtd': 'itunes',
};

/** rss-parser keeps a whole document in memory, several times over. */
const maxOrdinaryLength = 3_000_000;

/** Why this document is not for rss-parser; undefined when it is ordinary. */
export function misreadBy(text: string, maxEntries: number): string | undefined {
  if (text.length > maxOrdinaryLength) return 'large: read whole and kept whole';
  if (countEntries(text) > maxEntries) return 'more entries than are wanted: read all the same; archives of years';
  for (const [, prefix = '', namespace = ''] of text
    .slice(0, 5_000)
    .matchAll(/\sxmlns:([\w-]{1,30})\s?=\s?["']([^"']{1,200})["']/g)) {
    if ((usualPrefix[namespace] ?? prefix) !== prefix)
      return 'unusual prefixes: rss-parser reads prefixes, not namespaces';
  }
  return misreadings.find(({ mark }) => mark.test(text))?.why;
}

function countEntries(text: string): number {
  return text.match(/<(?:item|entry)[\s>]/gi)?.length ?? 0;
}
