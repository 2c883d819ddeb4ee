/** Inspects a source before it is added: its feed, and its newest titles. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FoundFeed } from '../collect/discover.ts';
import type { FeedInspection } from '../collect/inspect.ts';
import { languageOf } from '../collect/language.ts';
import { parseFeedUrl, withoutFeedScheme } from '../config/address.ts';
import { type CatalogueFeed, readCatalogue } from '../config/catalogue.ts';
import type { Config } from '../config/config.ts';
import { programDir } from '../config/environment.ts';
import type { NewFeed } from '../config/feeds-file.ts';
import { about } from '../config/problem.ts';
import { refusal } from '../ground/command-error.ts';
import { cutText } from '../ground/cut-text.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';

export interface FeedFinder {
  /** The feed at a URL, or the feed of the web page there. */
  findFeed(config: Config, url: string): Promise<FoundFeed>;
  /** Reads sources, in their order. */
  inspect(
    config: Config,
    sources: readonly string[],
    how?: Pick<NewFeed, 'match' | 'select'>,
  ): AsyncIterable<FeedInspection>;
}

/** A feed as it was found or as the catalogue has it, ready to be added. */
export type NamedFeed = NewFeed & { readonly name: string };

/** The result for a typed source. */
export type Looked =
  | { readonly ok: false; readonly fault: Phrase }
  | {
      readonly ok: true;
      /** The feed to add. */
      readonly feed: NamedFeed;
      readonly isKnown: boolean;
      readonly items: number;
      /** The newest three. */
      readonly newest: readonly { readonly title: string; readonly publishedAt: string | null }[];
      /** Why it cannot be read now; it can still be added. */
      readonly error: string | null;
    };

export async function lookAt(finder: FeedFinder, config: Config, source: string): Promise<Looked> {
  const known = (await catalogueFeeds()).find(
    ({ name, url }) => url === source || name.toLowerCase() === source.toLowerCase(),
  );
  const found =
    known === undefined
      ? await feedAt(finder, config, source)
      : { ok: true as const, feed: { ...known, enabled: true } };
  if (!found.ok) return found;
  const inspection = await inspectOne(finder, config, found.feed);
  const language = found.feed.language ?? languageIn(inspection);
  return {
    ok: true,
    feed: { ...found.feed, ...(language === undefined ? {} : { language }) },
    isKnown: config.feeds.some(({ url }) => url === found.feed.url),
    items: inspection.items.length,
    newest: newestOf(inspection),
    error: inspection.ok ? null : inspection.error,
  };
}

/** The newest three entries, by their own dates. */
export function newestOf({ items }: FeedInspection) {
  return items
    .toSorted((a, b) => (b.publishedAt ?? '').localeCompare(a.publishedAt ?? ''))
    .slice(0, 3)
    .map((item) => ({ ...item, title: shownTitle(item) }));
}

/** Posts of microblogs (Mastodon, Telegram channels) have no title: their first words stand for it. */
export function shownTitle({ title, summary }: FeedInspection['items'][number]): string {
  return title || cutText(summary, 100, 'code units');
}

export async function inspectOne(
  { inspect }: Pick<FeedFinder, 'inspect'>,
  config: Config,
  { url, match, select }: Pick<NewFeed, 'url' | 'match' | 'select'>,
): Promise<FeedInspection> {
  for await (const inspection of inspect(config, [url], { match, select })) return inspection;
  throw new Error('One source gives one inspection.');
}

/** The language of its titles; undefined when it is not clear. */
export function languageIn({ items }: FeedInspection): 'zh' | 'en' | undefined {
  const language = languageOf(items.map(({ title }) => title).join(' '), undefined);
  return items.length === 0 || language === 'other' ? undefined : language;
}

/** The program's catalogue of known feeds. */
export async function catalogueFeeds(): Promise<readonly CatalogueFeed[]> {
  return readCatalogue(await readFile(join(programDir, 'feeds/catalogue.yaml'), 'utf8'));
}

/**
 * The feed at a typed address, or the feed of the web page there.
 * @returns otherwise the fault; `isRead`: the address is well-formed, but there is no feed
 */
export async function feedAt(
  { findFeed }: Pick<FeedFinder, 'findFeed'>,
  config: Config,
  source: string,
): Promise<
  | { readonly ok: true; readonly feed: NamedFeed }
  | { readonly ok: false; readonly fault: Phrase; readonly isRead: boolean }
> {
  const typed = withoutFeedScheme(source.trim());
  // Browsers show site names without https://.
  const address = /^[\w-]+(\.[\w-]+)+(\/|$)/.test(typed) ? `https://${typed}` : typed;
  const url = parseFeedUrl(address);
  if (!url.ok) {
    const fault = refusal({ what: about(phrase('网址', 'The address'), url.what), remedy: url.remedy });
    return { ok: false, fault, isRead: false };
  }
  const found = await findFeed(config, url.value);
  if (!found.ok) return { ok: false, fault: refusal(found), isRead: true };
  const name = found.title || new URL(found.url).hostname;
  const page = found.page && { isPage: true, match: found.page.match };
  return { ok: true, feed: { url: found.url, ...page, name, topic: 'general' } };
}
