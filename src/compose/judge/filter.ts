import { dayMs, hourMs } from '../../ground/durations.ts';
import { phrase } from '../../ground/phrase.ts';
import type { DigestSettings, Dropped, Feed, Item, Kind, Phrase, Slot, Topics } from '../../model.ts';
import { findOwn, type IsOwn } from '../cluster/publishers.ts';
import { onceFor } from '../once-for.ts';
import type { Judge, Judgement } from './judge.ts';
import { createClosedRules, type Verdict } from './kind.ts';
import { createWishes } from './wishes.ts';
import { writtenAt } from './written.ts';

/** An item that may appear in the digest, and what the judge says of it. */
export interface Candidate extends Judgement {
  readonly item: Item;
  readonly feed: Feed;
  /** Why it gives no story, though it may join one: readers cannot open it, or it only touches on AI. */
  readonly closed: Verdict | undefined;
}

export interface FilterInput {
  readonly items: readonly Item[];
  /** The feeds that the digest reads; items of other feeds are ignored. */
  readonly feeds: readonly Feed[];
  readonly settings: DigestSettings;
  readonly topics: Topics;
  readonly judge: Judge;
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
  /** How many items were considered: candidates and dropped together. */
  readonly considered: number;
}

/** Items can arrive late, so the window since the last digest is this much longer. */
const lateArrivalMs = 6 * hourMs;
/** News older than this is not told, even after a longer silence. */
const longestWindowMs = 240 * hourMs;

/** Decides which items may be told: fresh, wanted by the user, articles, and about AI. */
export function filterItems(input: FilterInput): Filtered {
  const { items, settings, instant, untold } = input;
  const opens = opensAt(settings, instant, input.since).getTime();
  const feeds = new Map(input.feeds.map((feed) => [feed.url, feed]));
  const isOwn = findOwn(items, input.feeds);
  const earliest = earliestDates(items, isOwn, instant);
  const judge = createVerdict(input);
  const candidates: Candidate[] = [];
  const dropped: Dropped[] = [];
  for (const item of items) {
    const feed = feeds.get(item.feedUrl);
    const again = untold.has(item.canonicalUrl);
    if (feed === undefined || !item.candidate || item.date > instant) continue;
    if (item.date.getTime() < opens && !again) continue;
    const old = again
      ? undefined
      : (oldArticle(earliest(item), opens, settings.timezone) ?? oldPage(item, opens, isOwn));
    const verdict = old ?? judge(item, feed);
    if ('topic' in verdict) candidates.push({ item, feed, ...verdict });
    else dropped.push(drop(item, feed, verdict, settings));
  }
  return {
    candidates,
    dropped,
    windowHours: Math.round(windowOf(settings, instant, input.since) / hourMs),
    considered: candidates.length + dropped.length,
  };
}

/** The date of the oldest items of an edition: a whole hour, so that all editions of an hour are of the same items. */
export function opensAt(settings: DigestSettings, instant: Date, since: Date | undefined): Date {
  return new Date(Math.floor((instant.getTime() - windowOf(settings, instant, since)) / hourMs) * hourMs);
}

/** How far back an edition looks, in ms. */
function windowOf(settings: DigestSettings, instant: Date, since: Date | undefined): number {
  if (since === undefined) return settings.maxAgeMs;
  const sinceMs = instant.getTime() - since.getTime() + lateArrivalMs;
  return Math.max(settings.maxAgeMs, Math.min(sinceMs, longestWindowMs));
}

/**
 * Of several dates for one article the earliest counts, even that of an item that is not a candidate. A date of another
 * feed counts only if that feed is the site's own, or if two feeds agree on the day. A feed that lists a title again
 * within a week, at another address (its home page, say), lists the same article.
 */
function earliestDates(items: readonly Item[], isOwn: IsOwn, instant: Date): (item: Item) => Date {
  const dated = items.filter(({ date }) => date <= instant);
  const ofUrl = Map.groupBy(dated, ({ canonicalUrl }) => canonicalUrl);
  const ofTitle = new Map<string, Map<string, Date>>();
  const believed = new Map<string, Date>();
  for (const item of dated) {
    const titles = ofTitle.get(item.feedUrl) ?? new Map<string, Date>();
    ofTitle.set(item.feedUrl, titles);
    keepEarlier(titles, item.title, item.date);
    if (isOwn(item)) keepEarlier(believed, item.canonicalUrl, item.date);
  }
  for (const [url, listed] of ofUrl) {
    const agreed = listed.length < 2 ? undefined : agreedDate(listed);
    if (agreed !== undefined) keepEarlier(believed, url, agreed);
  }
  return (item) => {
    let first = believed.get(item.canonicalUrl) ?? item.date;
    for (const { feedUrl, date } of ofUrl.get(item.canonicalUrl) ?? []) {
      if (feedUrl === item.feedUrl && date < first) first = date;
    }
    const listed = item.title.length < ownTitle ? undefined : ofTitle.get(item.feedUrl)?.get(item.title);
    return listed !== undefined && first.getTime() - listed.getTime() < listedAgainMs && listed < first
      ? listed
      : first;
  };
}

/** The earliest date on which two feeds agree. */
function agreedDate(listed: readonly Item[]): Date | undefined {
  const byFeed = new Map<string, Date>();
  for (const { feedUrl, date } of listed) keepEarlier(byFeed, feedUrl, date);
  const dates = [...byFeed.values()].sort((a, b) => a.getTime() - b.getTime());
  return dates.find((date, at) => (dates[at + 1]?.getTime() ?? Number.POSITIVE_INFINITY) - date.getTime() <= dayMs);
}

function keepEarlier(dates: Map<string, Date>, key: string, date: Date): void {
  const known = dates.get(key);
  if (known === undefined || date < known) dates.set(key, date);
}

/** Shorter titles ("Changelog", "本周更新") are used again for other articles. */
const ownTitle = 12;
const listedAgainMs = 168 * hourMs;

function oldArticle(first: Date, opens: number, timezone: string): Verdict | undefined {
  if (first.getTime() >= opens) return undefined;
  const day = first.toLocaleDateString('sv-SE', { timeZone: timezone });
  return {
    rule: 'old',
    why: phrase(`旧文：最早记为 ${day}`, `old: first dated ${day}`),
  };
}

/** A page may be written some days before it is published. */
const writtenAheadMs = 168 * hourMs;

function oldPage(item: Item, opens: number, isOwn: IsOwn): Verdict | undefined {
  const written = writtenAt(item, isOwn(item));
  if (written === undefined || written.until.getTime() >= opens - writtenAheadMs) return undefined;
  return {
    rule: 'old',
    why: {
      'zh-CN': `旧文：网址或标题写着 ${written.said}`,
      en: `old: its address or title says ${written.said}`,
    },
  };
}

type Judged = Verdict | Omit<Candidate, 'item' | 'feed'>;

function createVerdict({ settings, feeds, topics, judge, slot }: FilterInput): (item: Item, feed: Feed) => Judged {
  const wishes = createWishes(settings, feeds, slot);
  const closedBy = closedRulesFor(topics);
  return (item, feed) => {
    const wish = wishes(item, feed);
    if (wish.refused !== undefined) return wish.refused;
    const judgement = judge.judge(item);
    const { kind, topic, ai, isAi } = judgement;
    const never = refusals[kind];
    if (never !== undefined && !isDiscussedPage(kind, item)) {
      return because(never, judge.explain(item, judgement, 'kind'));
    }
    if (feed.topic === 'ai') {
      const stray = judgement.isStray === true && !wish.isWanted;
      const closed = stray ? because(offTopic, judge.explain(item, judgement, 'topic')) : closedBy(item);
      return { ...judgement, closed };
    }
    if ((isAi && isPlainlyAi(judgement)) || wish.isWanted) return { ...judgement, closed: closedBy(item) };
    const nearly = ai >= nearlyAi || topic !== 'no';
    // It may be just above the usual threshold, but it is refused: the reasons must speak against AI.
    const why = nearly ? because(offTopic, judge.explain(item, { ...judgement, isAi: false }, 'topic')) : offTopic;
    // A mention in passing ("to power artificial intelligence") can be one more report of a story that others tell.
    return topic === 'no' ? why : { ...judgement, closed: why };
  };
}

/**
 * In a general feed, an item without any word about AI needs a probability of `certainlyAi`. Of those just above the usual
 * threshold, most are about phones and cars.
 */
function isPlainlyAi({ topic, ai, isWished }: Judgement): boolean {
  return topic !== 'no' || ai >= certainlyAi || isWished === true;
}

/** From this probability on, an item is wholly about AI. */
export const certainlyAi = 0.9;

const closedRulesFor = onceFor((topics: Topics) => {
  const closedBy = createClosedRules(topics);
  return onceFor((item: Item) => closedBy(item));
});

/** Kinds that give no story, whatever they are about. */
const refusals: Readonly<Partial<Record<Kind, Verdict>>> = {
  promo: { rule: 'promotion', why: phrase('推广', 'promotion') },
  roundup: { rule: 'roundup', why: phrase('综述（一条多事）', 'round-up (several stories in one)') },
  bulletin: { rule: 'bulletin', why: phrase('行情或音频快报', 'bulletin (prices, sound)') },
  patch: { rule: 'patch', why: phrase('只是修补版本', 'only a patch release') },
  page: { rule: 'page', why: phrase('不是文章的页面', 'a page that is not an article') },
};

/** A page that many discuss is news of that day. */
function isDiscussedPage(kind: Kind, { discussion }: Item): boolean {
  return kind === 'page' && (discussion?.points ?? 0) >= muchDiscussed;
}

const muchDiscussed = 100;

/** From this probability on, the reason why an item is off topic is shown. */
const nearlyAi = 0.15;

function because({ rule, why }: Verdict, signals: readonly Phrase[]): Verdict {
  if (signals.length === 0) return { rule, why };
  const list = (language: 'zh-CN' | 'en', comma: string) => signals.map((signal) => signal[language]).join(comma);
  return {
    rule,
    why: phrase(`${why['zh-CN']}：${list('zh-CN', '，')}`, `${why.en}: ${list('en', ', ')}`),
  };
}

const offTopic: Verdict = { rule: 'topic', why: phrase('不是 AI 话题', 'not about AI') };

function drop(item: Item, feed: Feed, { rule, why }: Verdict, { language }: DigestSettings): Dropped {
  return { title: item.title, url: item.url, feed: feed.name, rule, why: why[language] };
}
