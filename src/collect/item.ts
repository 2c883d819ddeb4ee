/**
 * Turns entries into Items: identity, trusted text, the printed and the canonical URL, and a plausible date.
 *
 * False freshness: a feed that is read for the first time, or that loses its dates, would flood a digest with old news.
 * In a first reading, entries without a date, or all with the same date and time, are therefore remembered but are not
 * candidates (scrapers give every entry the time of the scrape). An impossible date (an unset clock) counts as absent,
 * a date in the future as first seen, and a date without a time as that whole day.
 */
import { cutText } from '../ground/cut-text.ts';
import { dayMs, minuteMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed, Item, Phrase } from '../model.ts';
import type { KnownEntry } from '../store/store.ts';
import { canonicalUrl, printedUrl } from './canonical-url.ts';
import { discussionOf } from './discussion.ts';
import { languageOf } from './language.ts';
import { newestEntries } from './newest-entries.ts';
import type { FeedDate, ParsedEntry, ParsedFeed } from './read/parsed-feed.ts';
import { beginningOf } from './read/plain-text.ts';
import { areUnlike, canonicalUrlOfEntry, isOwnIdentity } from './shared-page.ts';

export interface ItemContext {
  readonly feed: Pick<Feed, 'url' | 'language' | 'maxItems' | 'minPoints'>;
  /** Stored entries of this feed, by identity. */
  readonly known: ReadonlyMap<string, Pick<KnownEntry, 'firstSeenAt'>>;
  readonly now: Date;
  /** See `isFirstReading`. */
  readonly firstReading: boolean;
}

const maxTitleLength = 300;
const maxSummaryLength = 1_000;
/** Feeds did not exist earlier: such a date comes from an unset clock. */
const earliestYear = 1990;

/** @returns items in the feed's order, each identity once */
export function toItems(parsed: ParsedFeed, context: ItemContext) {
  const noted: Oddity[] = [];
  const { maxItems, minPoints = 0 } = context.feed;
  const weighty = parsed.entries.filter((entry) => (discussionOf(entry).discussion?.points ?? 0) >= minPoints);
  const entries = newestEntries(minPoints > 0 ? weighty : parsed.entries, maxItems, context.now);
  const dated = withPlausibleDates(entries, context.now, noted);
  const identities = identitiesOf(dated);
  const sharedUrls = urlsOfSeveral(dated).union(urlsOfUnlike(dated));
  const sharesTimestamp = haveOneTimestamp(dated);
  const items = new Map<string, Item>();
  for (const [index, entry] of dated.entries()) {
    const entryId = identities[index];
    const title = titleOf(entry);
    if (entryId === undefined || title === '') {
      noted.push('nameless');
      continue;
    }
    const same = items.get(entryId);
    if (same) {
      noted.push('repeated');
      items.set(entryId, withEarlierDate(same, entry));
      continue;
    }
    const item = toItem({ entry, entryId, title, sharedUrls, sharesTimestamp }, parsed, context);
    if (!item.candidate) noted.push('onlyRemembered');
    items.set(entryId, item);
  }
  const counted = [...Map.groupBy(noted, (oddity) => oddity)].map(([oddity, { length }]) => oddities[oddity](length));
  return { items: [...items.values()], problems: [...parsed.problems, ...counted] };
}

interface Candidate {
  readonly entry: ParsedEntry;
  readonly entryId: string;
  readonly title: string;
  readonly sharedUrls: ReadonlySet<string>;
  readonly sharesTimestamp: boolean;
}

function toItem(candidate: Candidate, parsed: ParsedFeed, { feed, known, now, firstReading }: ItemContext): Item {
  const { entry, entryId, title, sharedUrls, sharesTimestamp } = candidate;
  const firstSeenAt = known.get(entryId)?.firstSeenAt ?? now;
  const { discussion, summary } = discussionOf(entry);
  const url = entry.url ?? discussion?.url ?? parsed.siteUrl ?? feed.url;
  const ownUrl = entry.url !== undefined && !sharedUrls.has(entry.url);
  const publishedAt = entry.publishedAt?.at ?? null;
  return {
    feedUrl: feed.url,
    entryId,
    title,
    url: linkOf(url, feed.url),
    // An entry without a page of its own must not be joined with others that link to the same page.
    canonicalUrl: ownUrl ? canonicalUrl(url) : canonicalUrlOfEntry(url, entryId),
    summary: cutText(summary, maxSummaryLength, 'code units'),
    publishedAt,
    firstSeenAt,
    date: clampedDate(entry.publishedAt, firstSeenAt),
    candidate: !(firstReading && (publishedAt === null || sharesTimestamp)),
    language: languageOf(`${title} ${summary.slice(0, 300)}`, entry.language ?? parsed.language ?? feed.language),
    pictureUrl: entry.pictureUrl,
    discussion,
  };
}

/** The feed's own address may hold a key or a login and is not a page for readers, so the link leads to its host. */
function linkOf(url: string, feedUrl: string): string {
  const page = URL.parse(url);
  const feed = URL.parse(feedUrl);
  const isFeed = page?.host === feed?.host && page?.pathname === feed?.pathname && page?.search === feed?.search;
  return feed && isFeed ? `${feed.origin}/` : printedUrl(url);
}

function clampedDate(published: FeedDate | undefined, firstSeenAt: Date): Date {
  if (!published) return firstSeenAt;
  const end = published.precision === 'day' ? published.at.getTime() + dayMs - 1 : published.at.getTime();
  return new Date(Math.min(end, firstSeenAt.getTime()));
}

/** The earlier of several dates for one entry counts. */
function withEarlierDate(item: Item, { publishedAt }: ParsedEntry): Item {
  if (!publishedAt || !item.publishedAt || publishedAt.at >= item.publishedAt) return item;
  return { ...item, publishedAt: publishedAt.at, date: clampedDate(publishedAt, item.firstSeenAt) };
}

// ── Dates ───────────────────────────────────────────────────────────────────────────────────────────

function withPlausibleDates(entries: readonly ParsedEntry[], now: Date, noted: Oddity[]): readonly ParsedEntry[] {
  const onlyDays = haveOnlyMidnights(entries);
  return entries.map((entry) => {
    const published = entry.publishedAt;
    if (!published) return entry;
    if (published.at.getUTCFullYear() < earliestYear) {
      noted.push('impossibleDate');
      return { ...entry, publishedAt: undefined };
    }
    if (published.at.getTime() > now.getTime() + dayMs) noted.push('futureDate');
    return onlyDays ? { ...entry, publishedAt: { at: published.at, precision: 'day' } } : entry;
  });
}

/** Whether every date is midnight of one zone: software that writes days as times (arXiv, many company blogs). */
function haveOnlyMidnights(entries: readonly ParsedEntry[]): boolean {
  const times = entries.flatMap(({ publishedAt }) => (publishedAt ? [publishedAt.at.getTime() % dayMs] : []));
  return times.length >= 3 && new Set(times).size === 1 && (times[0] ?? 1) % (15 * minuteMs) === 0;
}

/** Whether all dated entries, at least three, have the same instant. */
function haveOneTimestamp(entries: readonly ParsedEntry[]): boolean {
  const stamps = entries.flatMap(({ publishedAt }) => (publishedAt ? [publishedAt.at.getTime()] : []));
  return stamps.length >= 3 && new Set(stamps).size === 1;
}

// ── Identity ────────────────────────────────────────────────────────────────────────────────────────

/**
 * The guid, else the URL, else title and date. A guid is ignored when several entries with different URLs have it
 * (software that writes 0), or when it is the address of a page that lists them.
 */
function identitiesOf(entries: readonly ParsedEntry[]): readonly (string | undefined)[] {
  const urls = groups(entries, ({ id, url, title }) => [id, url ?? title]);
  const titles = groups(entries, ({ id, title }) => [id, title]);
  const listed = urlsOfSeveral(entries);
  return entries.map(({ id, url, title, summary, publishedAt }) => {
    if (id !== undefined && urls.get(id)?.size === 1 && (titles.get(id)?.size ?? 0) < several) return id;
    if (url !== undefined && !listed.has(url)) return url;
    if (title === '' && summary === '') return undefined;
    return [title || beginningOf(summary, 100), publishedAt?.at.toISOString() ?? ''].join(' ').trim();
  });
}

/** With fewer different titles, an address is one document whose title was edited. */
const several = 3;

/** Addresses that several entries with different titles link to: a home page or a changelog, not one document. */
function urlsOfSeveral(entries: readonly ParsedEntry[]): ReadonlySet<string> {
  const titles = groups(entries, ({ url, title }) => [url, title]);
  return new Set([...titles].filter(([, different]) => different.size >= several).map(([url]) => url));
}

/** Addresses shared by entries that have their own identities and unrelated titles. */
function urlsOfUnlike(entries: readonly ParsedEntry[]): ReadonlySet<string> {
  const firsts = new Map<string, ParsedEntry>();
  const found = new Set<string>();
  for (const entry of entries) {
    const { id, url, title } = entry;
    if (url === undefined || !isOwnIdentity(id, url)) continue;
    const first = firsts.get(url);
    if (!first) firsts.set(url, entry);
    else if (first.id !== id && areUnlike(first.title, title)) found.add(url);
  }
  return found;
}

/** The different values that go with each key. */
function groups(
  entries: readonly ParsedEntry[],
  pairOf: (entry: ParsedEntry) => readonly [string | undefined, string],
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [key, value] of entries.map(pairOf)) {
    if (key === undefined) continue;
    const values = found.get(key) ?? new Set();
    found.set(key, values.add(value));
  }
  return found;
}

// ── Text ────────────────────────────────────────────────────────────────────────────────────────────

function titleOf({ title, summary }: ParsedEntry): string {
  return cutText(title === '' ? firstSentence(summary) : title, maxTitleLength, 'code units');
}

/** Microblogs (Mastodon, Telegram channels) have no titles. */
function firstSentence(text: string): string {
  const end = /[。！？!?…]|\.(?=\s|$)/.exec(text);
  const sentence = end && end.index >= 4 ? text.slice(0, end.index + 1) : text;
  return cutText(sentence, 120, 'code units');
}

// ── Problems ────────────────────────────────────────────────────────────────────────────────────────

type Oddity = 'nameless' | 'onlyRemembered' | 'repeated' | 'impossibleDate' | 'futureDate';

const oddities: Readonly<Record<Oddity, (count: number) => Phrase>> = {
  nameless: (count) =>
    phrase(`${count} 条既没有标题也没有内容，已跳过`, `${count} with neither a title nor text, skipped`),
  repeated: (count) => phrase(`${count} 条与前面的重复，已合并`, `${count} repeated with the same identity, kept once`),
  impossibleDate: (count) =>
    phrase(
      `${count} 条的日期不可能（早于 ${earliestYear} 年），视为没有日期`,
      `${count} with an impossible date (before ${earliestYear}), taken as undated`,
    ),
  onlyRemembered: (count) =>
    phrase(
      `第一次读这个源：${count} 条没有可信的日期，只记下，不入选；以后新出现的才入选`,
      `first reading of this feed: ${count} without a date to trust are remembered, not told; what appears later can be told`,
    ),
  futureDate: (count) =>
    phrase(`${count} 条的日期在未来，按首次看到的时间计`, `${count} dated in the future, counted as first seen`),
};
