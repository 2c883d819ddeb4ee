/** Ordinary RSS 2.0 and Atom 1.0, read by rss-parser. `ordinary-document.ts` says which documents are ordinary. */
import RssParser from 'rss-parser';
import { firstOf } from '../first-of.ts';
import { looksOrdinary, type Node, OrdinaryCheck } from './ordinary-document.ts';
import type { ParsedEntry, ParsedFeed } from './parsed-feed.ts';
import { languageTag, type RawText, textOf, toEntry, ttlOf } from './raw-entry.ts';
import { webUrl } from './web-url.ts';

/** Elements that rss-parser drops, or flattens so that attributes are lost; kept in the form of xml2js. */
const keptElements = [
  'title',
  'link',
  'guid',
  'summary',
  'description',
  'content',
  'content:encoded',
  'published',
  'updated',
  'pubDate',
  'slash:comments',
] as const;
type Kept = Partial<Record<`kept ${(typeof keptElements)[number]}`, readonly Node[]>>;
/** Fields that rss-parser sets and its types leave out. */
type OrdinaryItem = Kept & RssParser.Item & { readonly [field in 'id' | 'comments']?: Node };
type OrdinaryChannel = { readonly [field in ChannelField]?: Node } & Pick<Kept, 'kept link'>;
type ChannelField = 'language' | 'ttl' | 'sy:updatePeriod' | 'sy:updateFrequency';

/**
 * rss-parser makes its own plain text of these elements, in time that grows with the square of their length. That text
 * is not used here. To avoid the cost, xml2js gives them names that no XML can have.
 */
const hiddenElements: ReadonlySet<string> = new Set<(typeof keptElements)[number]>([
  'description',
  'content',
  'content:encoded',
]);

function shownName(name: string): string {
  return hiddenElements.has(name) ? `hidden ${name}` : name;
}

/** @returns undefined when the document is not ordinary, malformed, or has nothing that rss-parser reads */
export async function readOrdinary(
  document: string,
  baseUrl: string,
  maxEntries: number,
): Promise<ParsedFeed | undefined> {
  if (!looksOrdinary(document)) return undefined;
  const check = new OrdinaryCheck();
  const keptLink = ['link', 'kept link', { keepArray: true }];
  const parser = new RssParser<OrdinaryChannel, OrdinaryItem>({
    xml2js: {
      tagNameProcessors: [shownName],
      validator(path: string, earlier: unknown, node: Node): Node {
        check.close(path.replaceAll('hidden ', ''), earlier, node);
        return node;
      },
    },
    customFields: {
      // Its types know neither a free target name nor the list that `keepArray` gives.
      feed: ['language', 'ttl', 'sy:updatePeriod', 'sy:updateFrequency', keptLink] as never[],
      item: keptElements.map((name) => [shownName(name), `kept ${name}`, { keepArray: true }]) as never[],
    },
  });
  const feed = await parser.parseString(document).catch(() => undefined);
  const format = check.format();
  if (feed === undefined || format === undefined) return undefined;
  return {
    kind: 'feed',
    format,
    title: textOf({ kind: 'either', value: stringOf(feed.title) ?? '' }),
    siteUrl: firstOf(linksOf(feed['kept link']), (link) => webUrl(link, baseUrl)),
    entries: feed.items.slice(0, maxEntries).map((item) => readEntry(item, baseUrl)),
    problems: [],
    ttlMs: ttlOf(stringOf(feed.ttl), stringOf(feed['sy:updatePeriod']), stringOf(feed['sy:updateFrequency'])),
    language: languageTag(stringOf(feed.language)),
  };
}

function readEntry(item: OrdinaryItem, baseUrl: string): ParsedEntry {
  const id = stringOf(item['kept guid']?.[0]) ?? stringOf(item.id);
  return toEntry({
    id,
    urls: [...linksOf(item['kept link']), /^\s*https?:\/\//i.test(id ?? '') ? id : undefined, item.enclosure?.url],
    titles: (item['kept title'] ?? []).map((title) => rawText(title, 'either')),
    summaries: [
      ...(item['kept description'] ?? []),
      ...(item['kept summary'] ?? []),
      ...(item['kept content:encoded'] ?? []),
      ...(item['kept content'] ?? []),
    ].map((node) => rawText(node, 'html')),
    published: [...strings(item['kept published']), ...strings(item['kept pubDate'])],
    updated: strings(item['kept updated']),
    pictures: [item.enclosure?.type?.startsWith('image/') ? item.enclosure.url : undefined],
    commentsUrl: stringOf(item.comments),
    comments: strings(item['kept slash:comments'])[0],
    language: undefined,
    baseUrl,
  });
}

/** RSS writes its link as text, Atom as attributes. */
function linksOf(links: readonly Node[] = []): readonly string[] {
  return links.flatMap((link) => {
    if (typeof link === 'string') return [link];
    const { href, rel = 'alternate' } = link.$ ?? {};
    return rel === 'alternate' ? [href ?? link._ ?? ''] : [];
  });
}

/** Atom's `type` declares what a text is; without it, the usual kind is assumed. */
function rawText(node: Node, untyped: RawText['kind']): RawText {
  const type = typeof node === 'object' ? (node.$?.type ?? '') : '';
  const typed = /html/.test(type) ? 'html' : 'either';
  return { kind: type === '' ? untyped : typed, value: stringOf(node) ?? '' };
}

function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => stringOf(node) ?? '').filter((text) => text.trim() !== '');
}

function stringOf(node: Node | undefined): string | undefined {
  return typeof node === 'object' ? node._ : node;
}
