/** Import and export of feeds as OPML. */
import { Parser } from 'htmlparser2';
import { parseFeedUrl, withoutFeedScheme } from '../config/address.ts';
import type { NewFeed } from '../config/feeds-file.ts';
import { about, type Fault } from '../config/problem.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed } from '../model.ts';

/**
 * The feeds of an OPML document, in order. The names of a feed's folders become its tags. Attribute names may have any
 * case, addresses may start with `feed:`, and outlines that are commented out are skipped.
 */
export function readOpml(xml: string): readonly NewFeed[] {
  const feeds: NewFeed[] = [];
  const folders: (string | undefined)[] = [];
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name !== 'outline') return;
        const title = attributes.title?.trim() || attributes.text?.trim() || undefined;
        const url = attributes.xmlurl?.trim();
        folders.push(url === undefined ? title : undefined);
        if (url === undefined || attributes.iscomment?.trim().toLowerCase() === 'true') return;
        const tags = folders.filter((folder) => folder !== undefined);
        feeds.push({
          url: withoutFeedScheme(url),
          ...(title === undefined ? {} : { name: title }),
          topic: topicOf(attributes.category),
          ...(tags.length > 0 ? { tags } : {}),
        });
      },
      onclosetag(name) {
        if (name === 'outline') folders.pop();
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(xml);
  return feeds;
}

/** Only our own exports mark feeds that are entirely about AI. */
function topicOf(category: string | undefined): Feed['topic'] {
  return category?.split(',').includes('ai') ? 'ai' : 'general';
}

/** OPML 2.0, for feed readers and for `readOpml`. */
export function writeOpml(feeds: readonly Feed[]): string {
  const outlines = feeds.map(({ name, url, topic, tags }) => {
    const outline = `<outline type="rss" text="${escapeXml(name)}" xmlUrl="${escapeXml(url)}" category="${topic}"/>`;
    return tags.reduceRight((inner, tag) => `<outline text="${escapeXml(tag)}">${inner}</outline>`, outline);
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0"><head><title>AI News Digest</title></head><body>',
    ...outlines,
    '</body></opml>',
  ].join('\n');
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

export interface SortedOut {
  readonly fresh: readonly NewFeed[];
  readonly left: readonly { readonly feed: NewFeed; readonly fault: Fault }[];
}

/** Separates feeds that can be added from those that cannot, with the fault. Feeds with a known address are ignored. */
export function sortOut(feeds: readonly NewFeed[], known: readonly Feed[]): SortedOut {
  const byPlace = new Map(known.map(({ url }) => [placeOf(url), url]));
  const fresh: NewFeed[] = [];
  const left: { feed: NewFeed; fault: Fault }[] = [];
  for (const feed of feeds) {
    const url = parseFeedUrl(feed.url);
    const same = url.ok ? byPlace.get(placeOf(feed.url)) : undefined;
    if (!url.ok) {
      left.push({ feed, fault: { what: about(phrase('url', 'url'), url.what), remedy: url.remedy } });
    } else if (same === undefined) {
      fresh.push(feed);
      byPlace.set(placeOf(feed.url), feed.url);
    } else if (new URL(same).href !== new URL(feed.url).href) {
      left.push({ feed, fault: sameFeed(feed.url, same) });
    }
  }
  return { fresh, left };
}

/** A key that is equal for http and https, and with or without a final slash. */
function placeOf(url: string): string {
  const { host, pathname, search } = URL.parse(url) ?? { host: url, pathname: '', search: '' };
  return `${host}${pathname.replace(/\/$/, '')}${search}`;
}

function sameFeed(url: string, known: string): Fault {
  return {
    what: phrase(`${url} 和 ${known} 是同一个源`, `${url} is the same feed as ${known}`),
    remedy: phrase('没有加；要换成这个地址，改源文件', 'it was not added; to use this address, edit the feeds file'),
  };
}

/** Removes logins: feed readers write the address of a feed without a title as its title. */
export function withoutLogin(text: string): string {
  return text.replace(/:\/\/[^/?#\s]*@/g, '://');
}
