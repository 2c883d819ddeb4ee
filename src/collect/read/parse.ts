/**
 * Parses text into a feed. rss-parser reads ordinary documents, the lenient reader all others, and a schema of our own
 * reads JSON. Anything that is not a feed is named for what it is.
 */
import type { DecodedText } from './decode.ts';
import { readJson } from './json-document.ts';
import { readLeniently } from './lenient-feed.ts';
import { nameNonFeed } from './non-feed.ts';
import { readOrdinary } from './ordinary-feed.ts';
import type { ParsedDocument, ParsedFeed } from './parsed-feed.ts';
import { shownText } from './plain-text.ts';

/**
 * @param text as `decode` returns it
 * @param address where the document was read, for relative links; empty (a file) takes the feed's own first link
 * @param maxEntries reading stops after this many entries
 */
export async function parseFeed(
  text: string | Pick<DecodedText, 'text' | 'pieces'>,
  address: string,
  maxEntries = 500,
): Promise<ParsedDocument> {
  const decoded = typeof text === 'string' ? { text, pieces: [text] } : text;
  const [first = ''] = decoded.pieces;
  // All of the document, unless it is a long feed.
  const head = first.trimStart();
  const baseUrl = address || ownAddress(head);
  if (head === '') return { kind: 'failed', failure: nameNonFeed(head, undefined) };
  if (/^[[{]/.test(head)) return readJson(decoded.text.trimStart(), baseUrl, maxEntries);
  const ordinary = await readOrdinary(head, baseUrl, maxEntries);
  if (ordinary !== undefined) return ordinary;
  const reading = readLeniently(decoded.pieces, baseUrl, maxEntries);
  if (isWebPage(head)) {
    if (reading.kind === 'feed' && reading.entries.length > 0) return reading;
    const shown = readShownFeed(decoded.text, baseUrl, maxEntries);
    return shown ?? { kind: 'failed', failure: nameNonFeed(head, 'html') };
  }
  if (reading.kind === 'other') return { kind: 'failed', failure: nameNonFeed(head, reading.rootName) };
  return reading;
}

function isWebPage(document: string): boolean {
  return /^(?:\s{0,100}<!--[^>]{0,1000}-->){0,5}\s{0,100}<(?:!doctype\s{1,9}html|html|head|body)\b/i.test(
    document.slice(0, 10_000),
  );
}

/** A browser's view of a feed, saved or passed on by a proxy: the visible text of the page is a feed. */
function readShownFeed(page: string, baseUrl: string, maxEntries: number): ParsedFeed | undefined {
  const text = shownText(page);
  // Browsers put a sentence or two above it.
  const start = /^[^<{]{0,300}(?=<\?xml|<(?:rss|feed|rdf:RDF)[\s>]|\{)/i.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const document = text.slice(start);
  const reading = document.startsWith('{')
    ? readJson(document, baseUrl, maxEntries)
    : readLeniently([document], baseUrl || ownAddress(document), maxEntries);
  return reading.kind === 'feed' && reading.entries.length > 0 ? reading : undefined;
}

function ownAddress(document: string): string {
  const channel = document.slice(0, 10_000).split(/<(?:item|entry)[\s>]/i, 1)[0] ?? '';
  const link =
    /<(?:\w{1,20}:)?link\b[^<>]{0,300}(?:\shref\s?=\s?["']|>\s{0,50}(?:<!\[CDATA\[)?)(https?:\/\/[^\s"'<>\]]{1,1000})/i;
  return link.exec(channel)?.[1]?.replaceAll('&amp;', '&') ?? '';
}
