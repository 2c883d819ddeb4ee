/**
 * The lenient reader: RSS 0.90–2.0, RDF, Atom 0.3 and 1.0 (and CDF) as they occur. It reads every document that is not
 * ordinary, in bounded time and memory, and keeps the whole entries of a damaged document.
 */
import { phrase } from '../../ground/phrase.ts';
import type { Phrase } from '../../model.ts';
import { firstOf } from '../first-of.ts';
import { type Bound, beyondBounds, bounds } from './bounds.ts';
import type { Pieces } from './document-pieces.ts';
import type { FeedFormat, ParsedDocument, ParsedEntry } from './parsed-feed.ts';
import { languageTag, type RawText, textOf, toEntry, ttlOf } from './raw-entry.ts';
import { webUrl } from './web-url.ts';
import { child, children, contentOf, readXml, type XmlElement } from './xml-elements.ts';

export type LenientReading = ParsedDocument | { readonly kind: 'other'; readonly rootName: string | undefined };

/**
 * @param pieces a document, or a long one in pieces that end after an entry
 * @param maxEntries reading stops after this many
 */
export function readLeniently(pieces: Pieces, baseUrl: string, maxEntries: number): LenientReading {
  const entries: ParsedEntry[] = [];
  const { root, end } = readXml(fromRoot(pieces), baseUrl, (element) => {
    entries.push(readEntry(element));
    return entries.length < maxEntries;
  });
  const format = root && formatOf(root.name);
  const isBeyondBounds = end === 'too-deep' || end === 'too-many-elements';
  if (isBeyondBounds && (!root || format) && entries.length === 0)
    return { kind: 'failed', failure: beyondBounds(end) };
  if (!root || !format) return { kind: 'other', rootName: root?.name };
  const channel = child(root, 'channel') ?? root;
  return {
    kind: 'feed',
    format,
    title: titleOf(channel),
    siteUrl: firstOf(linksOf(channel).filter(isAlternate), ({ href }) => webUrl(href, channel.baseUrl)),
    entries,
    problems: end === 'whole' ? [] : [unread(end, entries.length)],
    ttlMs: ttlOf(
      firstText(channel, ['ttl']),
      firstText(channel, ['sy:updateperiod']),
      firstText(channel, ['sy:updatefrequency']),
    ),
    language: languageTag(firstText(channel, ['language', 'dc:language']) ?? root.language),
  };
}

/** Skips everything before the root: PHP warnings, a web page around it, byte-order marks in the middle. */
function* fromRoot(pieces: Pieces): Generator<string, undefined> {
  let isFirst = true;
  for (const xml of pieces) {
    yield isFirst ? xml.slice(startOfRoot(xml)) : xml;
    isFirst = false;
  }
}

function startOfRoot(xml: string): number {
  const start = /<(?:[\w-]{1,30}:)?(?:rss|feed|rdf|channel)[\s>]/i.exec(xml.slice(0, 200_000))?.index ?? 0;
  const doctype = xml.lastIndexOf('<!DOCTYPE', start);
  const isPage = /^<!DOCTYPE\s{1,9}html/i.test(xml.slice(doctype, doctype + 30));
  return doctype === -1 || isPage ? start : doctype;
}

function formatOf(rootName: string): FeedFormat | undefined {
  if (rootName === 'rss' || rootName === 'channel') return 'rss';
  if (rootName === 'feed') return 'atom';
  return rootName === 'rdf' ? 'rdf' : undefined;
}

function readEntry(entry: XmlElement): ParsedEntry {
  const guid = child(entry, 'guid');
  const group = child(entry, 'media:group') ?? child(entry, 'media:content') ?? entry;
  return toEntry({
    id:
      firstText(entry, ['guid', 'id', 'atom:id']) ??
      entry.attributes.get('rdf:about') ??
      firstText(entry, ['dc:identifier']),
    urls: urlsOf(entry, guid),
    titles: [
      ...texts(entry, ['title', 'media:title', 'dc:title', 'atom:title', 'itunes:title']),
      ...texts(group, ['media:title']),
    ],
    summaries: [
      ...texts(entry, ['description', 'summary', 'content:encoded', 'atom:summary', 'content', 'atom:content']),
      ...texts(entry, ['itunes:summary', 'itunes:subtitle', 'dc:description', 'dcterms:abstract', 'media:description']),
      ...texts(group, ['media:description']),
      ...texts(entry, ['abstract', 'xhtml:body', 'body', 'fullitem']),
    ],
    published: valuesOf(entry, publicationDates),
    updated: [
      ...valuesOf(entry, ['updated', 'modified', 'atom:updated', 'dcterms:modified', 'dc:date', 'lastbuilddate']),
      entry.attributes.get('LASTMOD'),
    ],
    pictures: picturesOf(entry),
    commentsUrl: firstText(entry, ['comments']),
    comments: firstText(entry, ['slash:comments', 'thr:total']),
    language: firstText(entry, ['dc:language', 'language']) ?? entry.language,
    baseUrl: entry.baseUrl,
  });
}

const publicationDates =
  'pubdate published issued atom:published dcterms:issued dc:date dcterms:created created date'.split(' ');

interface Link {
  readonly href: string;
  readonly rel: string;
  readonly type: string;
}

/**
 * The first that is usable counts: the publisher's link that FeedBurner keeps, the alternate link, a guid that is a
 * permalink (every guid that is a URL, unless it declares otherwise), `via` and other relations, the file of a podcast.
 */
function urlsOf(entry: XmlElement, guid: XmlElement | undefined): (string | undefined)[] {
  const links = linksOf(entry);
  const guidText = guid && contentOf(guid).trim();
  const isPermalink = guid?.attributes.get('isPermaLink')?.toLowerCase() !== 'false';
  const relation = (wanted: readonly string[]) =>
    links.filter(({ rel }) => wanted.includes(rel)).map(({ href }) => href);
  const atomId = firstText(entry, ['id', 'atom:id']);
  return [
    firstText(entry, ['feedburner:origlink']),
    ...links.filter(isAlternate).map(({ href }) => href),
    isPermalink && isAbsolute(guidText) ? guidText : undefined,
    entry.attributes.get('HREF') ?? entry.attributes.get('rdf:about'),
    ...relation(['via', 'related', 'canonical']),
    isAbsolute(guidText) ? guidText : undefined,
    isAbsolute(atomId) ? atomId : undefined,
    ...relation(['self']),
    child(entry, 'enclosure')?.attributes.get('url'),
    ...relation(['enclosure']),
  ];
}

function isAbsolute(url: string | undefined): boolean {
  return /^https?:\/\//i.test(url?.trim() ?? '');
}

/** RSS writes its link as text, Atom (also inside RSS) as attributes. */
function linksOf(element: XmlElement): readonly Link[] {
  return ['link', 'atom:link'].flatMap((name) =>
    children(element, name).map((link) => {
      const attribute = link.attributes.get('href');
      const href = attribute ?? contentOf(link).trim();
      return {
        // Resolved here: each link may have its own xml:base.
        href: (href && webUrl(href, link.baseUrl)) || href,
        rel: (link.attributes.get('rel') ?? 'alternate').toLowerCase().replace(/^.*\//, ''),
        type: (link.attributes.get('type') ?? '').toLowerCase(),
      };
    }),
  );
}

function isAlternate({ rel, href }: Link): boolean {
  return (rel === 'alternate' || rel === '') && href !== '';
}

function titleOf(channel: XmlElement): string {
  const titles = texts(channel, ['title', 'dc:title', 'media:title', 'atom:title', 'itunes:title']);
  return firstOf(titles, (title) => textOf(title) || undefined) ?? '';
}

/** The child elements with these names, in the order of the names. */
function named(element: XmlElement, names: readonly string[]): readonly XmlElement[] {
  return names.flatMap((name) => children(element, name));
}

function texts(element: XmlElement, names: readonly string[]): readonly RawText[] {
  return named(element, names).map(rawText);
}

/** Atom declares in `type` (0.3 also in `mode`) what its text is; RSS declares nothing. */
function rawText(element: XmlElement): RawText {
  const type = (element.attributes.get('type') ?? '').toLowerCase();
  if (element.attributes.get('mode') === 'base64' || /^application\/(?!.*(?:xml|html))/.test(type)) {
    return { kind: 'html', value: Buffer.from(contentOf(element), 'base64').toString('utf8') };
  }
  const isMarkup = element.children.some(({ name }) => name !== undefined) || /html/.test(type);
  const isDescription = type === '' && !element.name.endsWith('title');
  let content: string | undefined;
  return {
    kind: isMarkup || isDescription ? 'html' : 'either',
    // Computed on demand: usually only the first text is used.
    get value() {
      content ??= contentOf(element);
      return content;
    },
  };
}

function picturesOf(entry: XmlElement): (string | undefined)[] {
  const holders = [entry, ...children(entry, 'media:group'), ...children(entry, 'media:content')];
  const media = holders.flatMap((holder) => [
    ...children(holder, 'media:thumbnail'),
    ...children(holder, 'media:content').filter(isPicture),
  ]);
  const enclosures = [...children(entry, 'enclosure'), ...children(entry, 'link')].filter(isPicture);
  const image = child(entry, 'image');
  return [
    ...media.map((element) => element.attributes.get('url')),
    child(entry, 'itunes:image')?.attributes.get('href'),
    ...enclosures.map((element) => element.attributes.get('url') ?? element.attributes.get('href')),
    image && (firstText(image, ['url']) ?? contentOf(image)),
  ];
}

function isPicture({ attributes }: XmlElement): boolean {
  return attributes.get('medium') === 'image' || /^image\//.test(attributes.get('type') ?? '');
}

function firstText(element: XmlElement, names: readonly string[]): string | undefined {
  return firstOf(named(element, names), (found) => contentOf(found).trim() || undefined);
}

function valuesOf(element: XmlElement, names: readonly string[]): readonly string[] {
  return named(element, names).map((found) => contentOf(found).trim());
}

function unread(end: 'cut' | Bound, entries: number): Phrase {
  if (end !== 'cut') {
    return phrase(
      `${bounds[end]['zh-CN']}，之后的内容没有读，只保留了前面的 ${entries} 条`,
      `${bounds[end].en}; what follows was not read (entries kept: ${entries})`,
    );
  }
  return phrase(
    `文档在一条内容中间中断，只保留了完整的 ${entries} 条`,
    `the document ends in the middle of an entry; its ${entries} whole entries are kept`,
  );
}
