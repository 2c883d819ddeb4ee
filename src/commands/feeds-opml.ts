import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Parser } from 'htmlparser2';
import { decode } from '../collect/read/decode.ts';
import { parseFeedUrl, withoutFeedScheme } from '../config/address.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import { addFeed, type NewFeed } from '../config/feeds-file.ts';
import { about, accept, type Fault, type Parsed } from '../config/problem.ts';
import { CommandError, type ExitCode, exitCode, refusal } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed } from '../model.ts';
import type { App } from './app.ts';

/** Adds every feed of an OPML file that is not known yet; nested folders become tags. Feeds that are left out are named. */
export async function importOpml(app: App, file: string): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  const feeds = readOpml(decode(await readOpmlFile(file, app.cwd), undefined).text);
  if (feeds.length === 0) {
    throw new CommandError({
      'zh-CN': `${file} 里没有源（没有带 xmlUrl 的 outline）。它是 OPML 文件吗？`,
      en: `${file} holds no feeds (no outline with an xmlUrl). Is it an OPML file?`,
    });
  }
  const { fresh, left } = sortOut(feeds, config.feeds);
  for (const { feed, fault } of left) {
    app.terminal.note(
      `${withoutLogin(feed.name ?? feed.url)}  ${fault.what[app.language]}\n    ${fault.remedy[app.language]}`,
    );
  }
  const edited = await editFeedsFile(config.environment.feedsFile, config, (text) => addAll(text, fresh));
  if (!edited.ok) throw new CommandError(refusal(edited));
  app.terminal.print(
    app.language === 'en'
      ? `Added ${fresh.length} of ${feeds.length} feeds; the others were known or could not be added.`
      : `加上了 ${feeds.length} 个源里的 ${fresh.length} 个；其余的已经有了或加不上。`,
  );
  return exitCode.ok;
}

function addAll(text: string, feeds: readonly NewFeed[]): Parsed<string> {
  let edited: Parsed<string> = accept(text);
  for (const feed of feeds) if (edited.ok) edited = addFeed(edited.value, feed);
  return edited;
}

interface SortedOut {
  readonly fresh: readonly NewFeed[];
  readonly left: readonly { readonly feed: NewFeed; readonly fault: Fault }[];
}

/** Which feeds can be added, and why others cannot; those that are known by the very same address are passed over. */
function sortOut(feeds: readonly NewFeed[], known: readonly Feed[]): SortedOut {
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

/** What spellings of one feed have in common: http and https, with and without a slash at the end. */
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

/** Where a feed has no title, readers write its address there. */
function withoutLogin(text: string): string {
  return text.replace(/:\/\/[^/?#\s]*@/g, '://');
}

async function readOpmlFile(file: string, cwd: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, file));
  } catch (error) {
    throw new CommandError(
      { 'zh-CN': `读不到 ${file}：检查路径。`, en: `Cannot read ${file}: check the path.` },
      exitCode.usage,
      { cause: error },
    );
  }
}

/**
 * The feeds of an OPML document in its order; the names of the folders around a feed become its tags. Readers disagree
 * about the case of attributes and write `feed:` addresses; an outline that is commented out is left out.
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

/** Only our own export says that a feed is about nothing but AI. */
function topicOf(category: string | undefined): Feed['topic'] {
  return category?.split(',').includes('ai') ? 'ai' : 'general';
}

/** All feeds as OPML on stdout; the first tag of a feed is its folder; further tags are nested folders. */
export async function exportOpml(app: App): Promise<ExitCode> {
  const { config } = await app.loadConfig();
  // Other programs read feeds, and a page is not one.
  app.terminal.print(writeOpml(config.feeds.filter(({ page }) => page === undefined)));
  return exitCode.ok;
}

/** OPML 2.0, readable by every feed reader and by `readOpml`. */
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
