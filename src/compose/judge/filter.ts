import { dayMs, hourMs } from '../../ground/durations.ts';
import type {
  Aliases,
  DigestSettings,
  Dropped,
  DropRule,
  Feed,
  Item,
  Kind,
  Phrase,
  Slot,
  Topics,
} from '../../model.ts';
import { findOwn, type IsOwn } from '../cluster/publishers.ts';
import { compilePatterns } from '../text/patterns.ts';
import { createKindJudge, type NonArticle } from './kind.ts';
import { createTopicGate } from './topic.ts';

/** An item that may stand in the digest. */
export interface Candidate {
  readonly item: Item;
  readonly feed: Feed;
  /** Where an item of a general feed says that it is about AI; items of AI feeds need not say so. */
  readonly topic: 'title' | 'summary' | 'feed';
  readonly kind: Kind;
  /** Why it gives no story, though it may join one: readers cannot open it, or it only touches on AI. */
  readonly closed: NonArticle | undefined;
}

export interface FilterInput {
  readonly items: readonly Item[];
  /** Those that the digest reads: items of others have no chance. */
  readonly feeds: readonly Feed[];
  readonly settings: DigestSettings;
  readonly topics: Topics;
  readonly aliases: Aliases;
  /** Canonical URLs that became untold: candidates again whatever their age. */
  readonly untold: ReadonlySet<string>;
  readonly slot: Slot;
  readonly instant: Date;
  /** The digest's last delivered slot. */
  readonly since: Date | undefined;
}

export interface Filtered {
  readonly candidates: readonly Candidate[];
  readonly dropped: readonly Dropped[];
  readonly windowHours: number;
  /** Items that had their chance: candidates and dropped together. */
  readonly considered: number;
}

/** Items come late; the window since the last digest is so much longer. */
const lateArrivalMs = 6 * hourMs;
/** After a longer silence older news is no news. */
const longestWindowMs = 240 * hourMs;

/** Decides which items may be told: fresh, wanted by the user, articles, and about AI. */
export function filterItems(input: FilterInput): Filtered {
  const { items, settings, instant, untold } = input;
  const windowMs = windowOf(settings, instant, input.since);
  const opens = instant.getTime() - windowMs;
  const feeds = new Map(input.feeds.map((feed) => [feed.url, feed]));
  const earliest = earliestDates(items, findOwn(items, input.feeds), instant);
  const judge = createJudge(input);
  const candidates: Candidate[] = [];
  const dropped: Dropped[] = [];
  for (const item of items) {
    const feed = feeds.get(item.feedUrl);
    const again = untold.has(item.canonicalUrl);
    if (feed === undefined || !item.candidate || item.date > instant) continue;
    if (item.date.getTime() < opens && !again) continue;
    const first = earliest(item);
    const verdict = first.getTime() < opens && !again ? oldArticle(first, settings.timezone) : judge(item, feed);
    if ('topic' in verdict) candidates.push({ item, feed, ...verdict });
    else dropped.push(drop(item, feed, verdict, settings));
  }
  return {
    candidates,
    dropped,
    windowHours: Math.round(windowMs / hourMs),
    considered: candidates.length + dropped.length,
  };
}

/** How far back an edition looks, in ms. */
export function windowOf(settings: DigestSettings, instant: Date, since: Date | undefined): number {
  if (since === undefined) return settings.maxAgeMs;
  const sinceMs = instant.getTime() - since.getTime() + lateArrivalMs;
  return Math.max(settings.maxAgeMs, Math.min(sinceMs, longestWindowMs));
}

/**
 * Of several dates for one article the earliest counts, also when it stands in an item that is no candidate; a date of
 * another feed only when that feed is the site's own, or when two feeds agree on the day. A feed that lists a title
 * again within a week, at another address (its home page, say), lists the same article.
 */
function earliestDates(items: readonly Item[], isOwn: IsOwn, instant: Date): (item: Item) => Date {
  const ofUrl = new Map<string, Map<string, Date>>();
  const ofTitle = new Map<string, Date>();
  const believed = new Map<string, Date>();
  for (const item of items) {
    if (item.date > instant) continue;
    const byFeed = ofUrl.get(item.canonicalUrl) ?? new Map<string, Date>();
    ofUrl.set(item.canonicalUrl, byFeed);
    keepEarlier(byFeed, item.feedUrl, item.date);
    keepEarlier(ofTitle, titleKey(item), item.date);
    if (isOwn(item)) keepEarlier(believed, item.canonicalUrl, item.date);
  }
  for (const [url, byFeed] of ofUrl) {
    const dates = byFeed
      .values()
      .toArray()
      .sort((a, b) => a.getTime() - b.getTime());
    const agreed = dates.find(
      (date, at) => (dates[at + 1]?.getTime() ?? Number.POSITIVE_INFINITY) - date.getTime() <= dayMs,
    );
    if (agreed !== undefined) keepEarlier(believed, url, agreed);
  }
  return (item) => {
    const url = believed.get(item.canonicalUrl) ?? item.date;
    const feed = ofUrl.get(item.canonicalUrl)?.get(item.feedUrl) ?? item.date;
    const first = url < feed ? url : feed;
    const listed = item.title.length < ownTitle ? undefined : ofTitle.get(titleKey(item));
    return listed !== undefined && first.getTime() - listed.getTime() < listedAgainMs && listed < first
      ? listed
      : first;
  };
}

function keepEarlier(dates: Map<string, Date>, key: string, date: Date): void {
  const known = dates.get(key);
  if (known === undefined || date < known) dates.set(key, date);
}

function titleKey({ feedUrl, title }: Item): string {
  return `${feedUrl} ${title}`;
}

/** Shorter titles ("Changelog", "本周更新") come back for other articles. */
const ownTitle = 12;
const listedAgainMs = 168 * hourMs;

interface Verdict {
  readonly rule: DropRule;
  readonly why: Phrase;
}

function oldArticle(first: Date, timezone: string): Verdict {
  const day = first.toLocaleDateString('sv-SE', { timeZone: timezone });
  return {
    rule: 'old',
    why: { 'zh-CN': `旧文：最早记为 ${day}`, en: `old: first dated ${day}` },
  };
}

type Judge = (item: Item, feed: Feed) => Verdict | Pick<Candidate, 'topic' | 'kind' | 'closed'>;

function createJudge({ settings, feeds, topics, aliases, slot }: FilterInput): Judge {
  const wishes = createWishes(settings, feeds, slot);
  const kind = createKindJudge(topics);
  const gate = createTopicGate(topics, aliases);
  return (item, feed) => {
    const refused = wishes(item, feed) ?? kind.refuse(item);
    if (refused !== undefined) return refused;
    const closed = kind.closed(item);
    if (feed.topic === 'ai') return { topic: 'feed', kind: simpleKind(item), closed };
    const topic = gate.judge(item.title, item.summary);
    if (topic !== undefined) return { topic, kind: simpleKind(item), closed };
    // "To power artificial intelligence", at the end of one sentence: one more report of a story that others tell.
    return gate.mentions(item.title, item.summary)
      ? { topic: 'summary', kind: simpleKind(item), closed: offTopic }
      : offTopic;
  };
}

function simpleKind({ url }: Item): Kind {
  return /^https?:\/\/arxiv\.org\//u.test(url) ? 'paper' : 'news';
}

const offTopic: Verdict = { rule: 'topic', why: { 'zh-CN': '不是 AI 话题', en: 'not about AI' } };

/** What the user wants and does not want, of the digest and of each feed. */
function createWishes(settings: DigestSettings, feeds: readonly Feed[], slot: Slot) {
  const today = slot.local.slice(0, 10);
  const muted = settings.mute.filter(({ until }) => until === undefined || today <= until);
  const mute = compilePatterns(muted.map(({ pattern }) => pattern));
  const digest = compileLists(settings);
  const ofFeed = new Map(feeds.map((feed) => [feed.url, compileLists(feed)]));
  return (item: Item, feed: Feed): Verdict | undefined => {
    const texts = [item.title, item.summary] as const;
    const silent = mute.first(...texts);
    if (silent !== undefined) return mutedBy(silent.text);
    for (const lists of [digest, ofFeed.get(feed.url)]) {
      const unwanted = lists?.exclude.first(...texts);
      if (unwanted !== undefined) return excludedBy(unwanted.text);
      if (lists?.include !== undefined && lists.include.first(...texts) === undefined) return notIncluded;
    }
    return undefined;
  };
}

function compileLists({ include, exclude }: Pick<Feed, 'include' | 'exclude'>) {
  return {
    include: include.length === 0 ? undefined : compilePatterns(include),
    exclude: compilePatterns(exclude),
  };
}

const notIncluded: Verdict = {
  rule: 'not-included',
  why: { 'zh-CN': '不含 include 里的词', en: 'holds none of the words in include' },
};

function mutedBy(text: string): Verdict {
  return { rule: 'muted', why: { 'zh-CN': `被静音：${text}`, en: `muted: ${text}` } };
}

function excludedBy(text: string): Verdict {
  return { rule: 'excluded', why: { 'zh-CN': `被排除：${text}`, en: `excluded: ${text}` } };
}

function drop(item: Item, feed: Feed, { rule, why }: Verdict, { language }: DigestSettings): Dropped {
  return { title: item.title, url: item.url, feed: feed.name, rule, why: why[language] };
}
