/** How the stored state of a feed changes with each visit. Pure. */
import { dayMs, hourMs, minuteMs } from '../ground/durations.ts';
import type { FeedFailure, FeedState, Item } from '../model.ts';
import type { KnownEntry } from '../store/store.ts';
import { longestRestMs } from './fetch/caching.ts';
import { endedProgram } from './fetch/failure.ts';

/** Rest after a first failure; it doubles with each further one. */
const firstRestMs = 20 * minuteMs;
/** A feed that fails for weeks is still visited twice a day. */
const longestBackoffMs = 12 * hourMs;
/** Each rest is up to this fraction longer or shorter, so that feeds that failed together are not retried together. */
const jitter = 0.2;
/** A document that crashed the program `most` times is not read for `restMs`; one crash may be chance (a power cut). */
const crash = { most: 2, restMs: 7 * dayMs } as const;
/** After this many 304 answers in a row the feed is requested without validators: some servers always answer 304. */
const mostUnchanged = 24;
/** A reading is renamed when at least this many of its entries, and most of them, are known under another identity. */
const fewestRenamed = 3;
/** Without slack, a ttl of one hour would skip every second hourly visit, because a visit takes a moment. */
const slackMs = minuteMs;

/** How far one reading moves the mean number of items; less while the feed is suspiciously short. */
const learningRate = { usual: 0.2, short: 0.03 };
/** The cadence is the mean gap between this many newest items. */
const cadenceItems = 20;

export function newFeedState(feedUrl: string): FeedState {
  return {
    feedUrl,
    etag: undefined,
    lastModified: undefined,
    movedTo: undefined,
    firstReadAt: undefined,
    lastAttemptAt: undefined,
    lastSuccessAt: undefined,
    lastNewItemAt: undefined,
    nextVisitAt: undefined,
    askedToRestUntil: undefined,
    consecutiveFailures: 0,
    failingSince: undefined,
    failure: undefined,
    lastItems: 0,
    usualItems: 0,
    storedItems: 0,
    cadenceMs: undefined,
    ttlMs: undefined,
    isPrivate: undefined,
    counts: {
      successes: 0,
      failures: {},
      shortReadings: 0,
      emptyReadings: 0,
      lyingReadings: 0,
      renamedReadings: 0,
      unchangedReadings: 0,
      crashes: 0,
    },
  };
}

/**
 * When a feed may be visited again; undefined when it may be visited now.
 * @param ignoreRest a digest is due: only `askedToRestUntil` counts
 */
export function restsUntil(state: FeedState, now: Date, ignoreRest: boolean): Date | undefined {
  const { askedToRestUntil, nextVisitAt } = state;
  if (askedToRestUntil !== undefined && askedToRestUntil > now) return askedToRestUntil;
  if (ignoreRest || nextVisitAt === undefined) return undefined;
  return nextVisitAt.getTime() - slackMs > now.getTime() ? nextVisitAt : undefined;
}

/** Web pages are fetched at most once an hour, even when a digest is due. */
export function pageRestsUntil({ lastAttemptAt }: FeedState, now: Date): Date | undefined {
  const until = lastAttemptAt && later(lastAttemptAt, hourMs);
  return until !== undefined && until.getTime() - slackMs > now.getTime() ? until : undefined;
}

/** Whether to fetch the whole document unconditionally: the server has said "not modified" for too long. */
export function doubtsUnchanged({ counts }: FeedState): boolean {
  return counts.unchangedReadings >= mostUnchanged;
}

/**
 * Whether no entry of a feed can be recognised as old: it was never read, or all its entries were forgotten since (it
 * was disabled for longer than they are kept).
 */
export function isFirstReading({ firstReadAt, storedItems }: FeedState, known: ReadingFacts['known']): boolean {
  return firstReadAt === undefined || (storedItems > 0 && known.size === 0);
}

/** What the answer said about itself. */
export interface AnswerFacts {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  readonly movedTo: string | undefined;
  readonly freshForMs: number;
  readonly ttlMs: number | undefined;
  /** Whether the feed's own host had a private address; undefined when it was not looked up (a proxy). */
  readonly isPrivate: boolean | undefined;
}

/** What a document listed. */
export interface ReadingFacts {
  readonly answer: AnswerFacts;
  readonly items: readonly Item[];
  /** Stored entries of this feed, by identity. */
  readonly known: ReadonlyMap<string, Pick<KnownEntry, 'firstSeenAt'>>;
  /** How many of the items came under a new identity. @default 0 */
  readonly renamed?: number;
}

/** A document was read. */
export function afterReading(state: FeedState, reading: ReadingFacts, now: Date): FeedState {
  const { answer, items, known, renamed = 0 } = reading;
  const newItems = items.filter(({ entryId }) => !known.has(entryId));
  const isRenamed = renamed >= fewestRenamed && renamed > items.length / 2;
  const isShort = state.firstReadAt !== undefined && items.length < state.usualItems / 2;
  const rate = isShort ? learningRate.short : learningRate.usual;
  const { counts } = state;
  return {
    ...succeeded(state, answer, now),
    etag: answer.etag,
    lastModified: answer.lastModified,
    firstReadAt: state.firstReadAt ?? now,
    lastNewItemAt: latest([state.lastNewItemAt, ...newItems.map(({ date }) => date)]),
    lastItems: items.length,
    storedItems: known.size + newItems.length,
    usualItems:
      state.firstReadAt === undefined ? items.length : state.usualItems + rate * (items.length - state.usualItems),
    cadenceMs: cadenceOf(items) ?? state.cadenceMs,
    ttlMs: answer.ttlMs,
    counts: {
      successes: counts.successes + 1,
      failures: counts.failures,
      shortReadings: isShort ? counts.shortReadings + 1 : 0,
      emptyReadings: items.length === 0 ? counts.emptyReadings + 1 : 0,
      lyingReadings: stampsLie(items, known, now) ? counts.lyingReadings + 1 : 0,
      renamedReadings: isRenamed ? counts.renamedReadings + 1 : 0,
      unchangedReadings: 0,
      crashes: 0,
    },
  };
}

/** The feed answered that nothing changed. */
export function afterUnchanged(state: FeedState, answer: Omit<AnswerFacts, 'ttlMs'>, now: Date): FeedState {
  const { counts } = state;
  return {
    ...succeeded(state, { ...answer, ttlMs: state.ttlMs }, now),
    counts: { ...counts, successes: counts.successes + 1, unchangedReadings: counts.unchangedReadings + 1 },
  };
}

/** @param random between 0 and 1 */
export function afterFailure(
  state: FeedState,
  { failure, retryAfterMs }: { readonly failure: FeedFailure; readonly retryAfterMs: number },
  { now, random }: { readonly now: Date; readonly random: () => number },
): FeedState {
  const consecutiveFailures = state.consecutiveFailures + 1;
  const restMs = backoffMs(consecutiveFailures, random);
  // 429 asks for rest even when it does not say for how long.
  const askedMs = retryAfterMs > 0 || failure.code !== 'http-429' ? retryAfterMs : restMs;
  const { failures } = state.counts;
  return {
    ...state,
    lastAttemptAt: now,
    nextVisitAt: later(now, Math.max(restMs, askedMs)),
    askedToRestUntil: askedMs > 0 ? later(now, askedMs) : undefined,
    consecutiveFailures,
    failingSince: state.failingSince ?? now,
    failure,
    counts: { ...state.counts, failures: { ...failures, [failure.code]: (failures[failure.code] ?? 0) + 1 } },
  };
}

/** The program ended while it read this feed's document. After the second time, the document is left alone. */
export function afterCrash(state: FeedState, now: Date): FeedState {
  const crashes = state.counts.crashes + 1;
  const counts = { ...state.counts, crashes };
  if (crashes < crash.most) return { ...state, lastAttemptAt: now, counts };
  const until = later(now, crash.restMs);
  return {
    ...state,
    lastAttemptAt: now,
    nextVisitAt: until,
    askedToRestUntil: until,
    consecutiveFailures: state.consecutiveFailures + 1,
    failingSince: state.failingSince ?? now,
    failure: endedProgram(crashes, until),
    counts,
  };
}

/** Mean gap between the newest dated items; undefined when there are fewer than three, or all have one instant. */
export function cadenceOf(items: readonly Pick<Item, 'publishedAt'>[]): number | undefined {
  const times = items
    .flatMap(({ publishedAt }) => (publishedAt === null ? [] : [publishedAt.getTime()]))
    .sort((a, b) => b - a)
    .slice(0, cadenceItems);
  const [newest, oldest] = [times[0], times.at(-1)];
  if (times.length < 3 || newest === undefined || oldest === undefined || newest === oldest) return undefined;
  return (newest - oldest) / (times.length - 1);
}

/** Whether most known items are dated after their first sighting, or most items are dated in the future. */
function stampsLie(items: readonly Item[], known: ReadingFacts['known'], now: Date): boolean {
  const dated = items.flatMap(({ entryId, publishedAt }) =>
    publishedAt === null ? [] : [{ published: publishedAt.getTime(), seen: known.get(entryId)?.firstSeenAt.getTime() }],
  );
  const old = dated.filter(({ seen }) => seen !== undefined);
  const renewed = old.filter(({ published, seen = published }) => published > seen + hourMs);
  const future = dated.filter(({ published }) => published > now.getTime() + dayMs);
  const isMost = (part: readonly unknown[], whole: readonly unknown[]) =>
    whole.length >= 3 && part.length > whole.length / 2;
  return isMost(renewed, old) || isMost(future, dated);
}

function succeeded(state: FeedState, answer: AnswerFacts, now: Date): FeedState {
  const restMs = Math.min(Math.max(answer.freshForMs, answer.ttlMs ?? 0), longestRestMs);
  return {
    ...state,
    movedTo: answer.movedTo,
    isPrivate: state.isPrivate ?? answer.isPrivate,
    lastAttemptAt: now,
    lastSuccessAt: now,
    nextVisitAt: restMs > 0 ? later(now, restMs) : undefined,
    askedToRestUntil: undefined,
    consecutiveFailures: 0,
    failingSince: undefined,
    failure: undefined,
  };
}

function backoffMs(failures: number, random: () => number): number {
  const restMs = Math.min(firstRestMs * 2 ** (failures - 1), longestBackoffMs);
  return restMs * (1 - jitter + 2 * jitter * random());
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + Math.round(ms));
}

function latest(instants: readonly (Date | undefined)[]): Date | undefined {
  return instants.reduce((last, each) => (each !== undefined && (last === undefined || each > last) ? each : last));
}
