/** Well-formed, ordinary RSS, RDF and Atom, read by rss-parser. Which documents those are, `parse.ts` decides. */
import RssParser from 'rss-parser';
import type { FeedFormat, ParsedEntry, ParsedFeed } from './parsed-feed.ts';
import { authorName, languageTag, type RawText, textOf, toEntry, ttlOf, webUrl } from './raw-entry.ts';

/** What rss-parser leaves out, or flattens so that the attributes are lost; kept as xml2js has it. */
const keptElements = [
  'title',
  'guid',
  'summary',
  'description',
  'content',
  'content:encoded',
  'published',
  'updated',
  'comments',
  'slash:comments',
  'thr:total',
  'media:thumbnail',
  'media:content',
  'itunes:image',
  'itunes:summary',
  'itunes:author',
  'image',
  'dc:language',
] as const;
type Kept = Partial<Record<`kept ${(typeof keptElements)[number]}`, readonly Node[]>>;
/** Fields that rss-parser sets and its types leave out. */
type OrdinaryItem = Kept & RssParser.Item & { readonly [field in 'id' | 'author' | 'date']?: Node };
type ChannelField = 'language' | 'dc:language' | 'ttl' | 'sy:updatePeriod' | 'sy:updateFrequency';

/**
 * Under these names rss-parser makes a plain text of its own, which nobody here reads, in time that grows with the
 * square of the length. So it is not shown them: xml2js gives them a name that no XML can have.
 */
const hiddenElements: ReadonlySet<string> = new Set<(typeof keptElements)[number]>([
  'description',
  'content',
  'content:encoded',
]);

function shownName(name: string): string {
  return hiddenElements.has(name) ? `hidden ${name}` : name;
}

/** xml2js: text alone is a string, text with attributes is `{ _, $ }`. */
type Node = string | { readonly _?: string; readonly $?: Readonly<Record<string, string>> };

/** @throws what rss-parser throws: the document is not well-formed, or no feed that it knows */
export async function readOrdinary(xml: string, baseUrl: string): Promise<ParsedFeed> {
  const parser = new RssParser<Partial<Record<ChannelField, Node>>, OrdinaryItem>({
    xml2js: { tagNameProcessors: [shownName] },
    customFields: {
      feed: ['language', 'dc:language', 'ttl', 'sy:updatePeriod', 'sy:updateFrequency'],
      // Its types know neither a free target name nor the list that `keepArray` gives.
      item: keptElements.map((name) => [shownName(name), `kept ${name}`, { keepArray: true }]) as never[],
    },
  });
  const feed = await parser.parseString(xml);
  const root = /<(rss|feed|rdf:rdf)\b([^>]{0,5000})>/i.exec(xml);
  const rootLanguage = /\sxml:lang\s*=\s*["']([\w-]+)/.exec(root?.[2] ?? '')?.[1];
  const language = stringOf(feed.language) || stringOf(feed['dc:language']) || rootLanguage;
  const format = formats[root?.[1]?.toLowerCase() ?? ''] ?? 'rss';
  return {
    kind: 'feed',
    format,
    title: textOf({ kind: 'either', value: stringOf(feed.title) ?? '' }),
    // Without an alternate link rss-parser gives the feed's own.
    siteUrl: format === 'atom' && feed.link === feed.feedUrl ? undefined : webUrl(stringOf(feed.link), baseUrl),
    entries: feed.items.map((item) => readEntry(item, format, baseUrl, rootLanguage)),
    problems: [],
    ttlMs: ttlOf(stringOf(feed.ttl), stringOf(feed['sy:updatePeriod']), stringOf(feed['sy:updateFrequency'])),
    language: languageTag(language),
  };
}

const formats: Readonly<Record<string, FeedFormat>> = { rss: 'rss', feed: 'atom', 'rdf:rdf': 'rdf' };

function readEntry(
  item: OrdinaryItem,
  format: FeedFormat,
  baseUrl: string,
  rootLanguage: string | undefined,
): ParsedEntry {
  const guid = item['kept guid']?.[0];
  const guidText = stringOf(guid);
  const guidUrl = /^https?:\/\//i.test(guidText?.trim() ?? '') ? guidText : undefined;
  const id = guidText ?? stringOf(item.id);
  return toEntry({
    id: id ?? stringOf((item as Readonly<Record<string, Node>>)['rdf:about']),
    urls: [stringOf(item.link), guidUrl, /^https?:/i.test(id ?? '') ? id : undefined, item.enclosure?.url],
    titles: (item['kept title'] ?? []).map((title) => rawText(title, 'either')),
    summaries: format === 'atom' ? atomSummaries(item) : rssSummaries(item),
    published: [...strings(item['kept published']), stringOf(item.pubDate), stringOf(item.date)],
    updated: [...strings(item['kept updated']), stringOf(item.date)],
    authors: [authorName(stringOf(item.author)), stringOf(item.creator), strings(item['kept itunes:author'])[0]],
    pictures: [
      ...(item['kept media:thumbnail'] ?? []).map((node) => attribute(node, 'url')),
      ...(item['kept media:content'] ?? []).filter(isPicture).map((node) => attribute(node, 'url')),
      ...(item['kept itunes:image'] ?? []).map((node) => attribute(node, 'href')),
      item.enclosure?.type?.startsWith('image/') ? item.enclosure.url : undefined,
      strings(item['kept image'])[0],
    ],
    commentsUrl: strings(item['kept comments'])[0],
    comments: strings(item['kept slash:comments'])[0] ?? strings(item['kept thr:total'])[0],
    language: strings(item['kept dc:language'])[0] ?? rootLanguage,
    baseUrl,
  });
}

function rssSummaries(item: OrdinaryItem): (RawText | undefined)[] {
  const itunes = strings(item['kept itunes:summary'])[0];
  return [
    ...strings(item['kept description']).map(html),
    ...strings(item['kept summary']).map(html),
    ...strings(item['kept content:encoded']).map(html),
    html(itunes),
  ];
}

function atomSummaries(item: OrdinaryItem): RawText[] {
  return [...(item['kept summary'] ?? []), ...(item['kept content'] ?? [])].map((node) => rawText(node, 'html'));
}

/** Atom's `type` tells what a text is; without one it is what feeds mostly mean. */
function rawText(node: Node, untyped: RawText['kind']): RawText {
  const type = attribute(node, 'type') ?? '';
  const typed = /html/.test(type) ? 'html' : 'either';
  return { kind: type === '' ? untyped : typed, value: stringOf(node) ?? '' };
}

function html(value: string | undefined): RawText | undefined {
  return value === undefined ? undefined : { kind: 'html', value };
}

function isPicture(node: Node): boolean {
  return attribute(node, 'medium') === 'image' || attribute(node, 'type')?.startsWith('image/') === true;
}

function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => stringOf(node) ?? '').filter((text) => text.trim() !== '');
}

function stringOf(node: Node | undefined): string | undefined {
  return typeof node === 'object' ? node._ : node;
}

function attribute(node: Node | undefined, name: string): string | undefined {
  return typeof node === 'object' ? node.$?.[name] : undefined;
}
