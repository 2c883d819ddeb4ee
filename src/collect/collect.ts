/** The first stage: visits feeds and stores their entries. A bad feed does not affect the others. */
import { setImmediate } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Clock, CollectSettings, Feed, FeedFailure, FeedOutcome, FeedState } from '../model.ts';
import type { CollectStore, Reading } from '../store/store.ts';
import { type Collection, collectionOf } from './collection.ts';
import { mostStoredItems } from './feed-health.ts';
import {
  afterCrash,
  afterFailure,
  afterReading,
  afterUnchanged,
  doubtsUnchanged,
  isFirstReading,
  newFeedState,
  pageRestsUntil,
  restsUntil,
} from './feed-state.ts';
import { type FeedFetcher, type FetchResult, unsent } from './fetch/fetch.ts';
import { hostAndPort } from './fetch/private-address.ts';
import { type ItemContext, toItems } from './item.ts';
import { recognise } from './known-identity.ts';
import { mostEntriesRead } from './newest-entries.ts';
import type { PageReader, PageReading } from './pages/page-reader.ts';
import { type CollectProgress, createProgress } from './progress.ts';
import type { ParsedFeed } from './read/parsed-feed.ts';
import { readDocument, unexpected } from './read/read-document.ts';
import { createReadingWriter } from './reading-writer.ts';
import { separateFromKnown } from './shared-page.ts';

export interface CollectContext {
  readonly settings: Pick<CollectSettings, 'keepMs'>;
  /** Bounds requests by host and in all; the caller closes it. */
  readonly fetcher: FeedFetcher;
  readonly store: CollectStore;
  readonly clock: Clock;
  /** Between 0 and 1, for the jitter of backoff. */
  readonly random: () => number;
  readonly onProgress?: ((progress: CollectProgress) => void) | undefined;
  /** Called once for each feed, after its outcome is stored. */
  readonly onOutcome?: ((outcome: FeedOutcome) => void) | undefined;
  /** A digest is due: ignores backoff, Cache-Control and ttl, but not Retry-After. @default false */
  readonly ignoreRest?: boolean;
  /** Stops the collection: unread feeds fail as `stopped`, and this failure is not stored. */
  readonly signal?: AbortSignal | undefined;
  /** These feeds are a part of a collection: old items are removed by the caller that divided it. @default false */
  readonly isPart?: boolean;
  /** Shared by the collections that one process makes at the same time. @default tools of its own */
  readonly tools?: CollectTools | undefined;
}

type CollectTools = ReturnType<typeof createCollectTools>;

export function createCollectTools(store: CollectStore) {
  const reader = new PQueue({ concurrency: 1 });
  let known: Promise<ReadonlySet<string>> | undefined;
  let room: Promise<void> | undefined;
  return {
    /** Parses one document at a time and lets the network run in between: a large one must not make other hosts look slow. */
    reader,
    /**
     * Resolves while fewer than `mostUnread` bodies wait for the reader. All requests share one wait: PQueue makes an
     * AbortController and an error for each.
     */
    untilRoom(): Promise<void> {
      room ??= reader.onSizeLessThan(mostUnread).finally(() => {
        room = undefined;
      });
      return room;
    },
    writer: createReadingWriter(store),
    /** `publicHosts` of all feeds, read once. */
    knownPublic(): Promise<ReadonlySet<string>> {
      known ??= store.feedStates().then(publicHosts);
      return known;
    },
  };
}

export type { Collection } from './collection.ts';
export type { CollectProgress } from './progress.ts';

/**
 * Visits all feeds that are due and stores each reading when it arrives.
 * @throws the store's error, once all visits have ended
 */
export async function collect(feeds: readonly Feed[], context: CollectContext): Promise<Collection> {
  const { clock, store, settings, isPart = false, tools = createCollectTools(store) } = context;
  const startedAt = clock.now();
  // This comes before anything is loaded: a feed that filled the store must not fill the memory too.
  if (!isPart) await store.capItems(mostStoredItems);
  const states = await statesAfterCrash(store, startedAt, isPart ? feeds : undefined);
  const knownPublic = isPart ? await tools.knownPublic() : publicHosts(states);
  tools.writer.enter(feeds.length);
  const progress = createProgress(feeds.length, context.onProgress);
  const stop = new AbortController();
  const stopped = context.signal === undefined ? [] : [context.signal];
  const visitContext = { ...context, signal: AbortSignal.any([stop.signal, ...stopped]) };
  const pages = feeds.some(({ page }) => page !== undefined) ? await pageReader(visitContext) : undefined;
  const visits = feeds.map(async (feed) => {
    const state = states.get(feed.url) ?? newFeedState(feed.url);
    const visit: Visit = { feed, state, context: visitContext, knownPublic, tools, pages };
    try {
      const outcome = await visitFeed(visit, (host) => progress.ask(feed.url, host));
      progress.finish(outcome);
      context.onOutcome?.(outcome);
      return outcome;
    } catch (error) {
      stop.abort();
      throw error;
    } finally {
      tools.writer.leave();
    }
  });
  try {
    // The caller closes what the visits use, so all visits must end first, even when one fails.
    await Promise.allSettled(visits);
    const outcomes = await Promise.all(visits);
    if (!isPart) await store.forgetItems(new Date(clock.now().getTime() - settings.keepMs));
    return collectionOf(outcomes, { startedAt, finishedAt: clock.now() });
  } finally {
    progress.end();
  }
}

/** The page reader is loaded only when a source is a web page. */
async function pageReader({ fetcher, clock, signal }: CollectContext): Promise<PageReader> {
  const { createPageReader } = await import('./pages/page-reader.ts');
  return createPageReader({ fetcher, clock, signal });
}

/**
 * The stored states. A feed that was being read when a process ended is marked with a crash.
 * @param feeds those whose states are needed. @default all
 */
async function statesAfterCrash(
  store: CollectStore,
  now: Date,
  feeds?: readonly Feed[],
): Promise<ReadonlyMap<string, FeedState>> {
  const interrupted = await store.interruptedDocuments();
  const states = new Map(await store.feedStates(feeds && [...feeds.map(({ url }) => url), ...interrupted]));
  for (const feedUrl of interrupted) {
    const state = afterCrash(states.get(feedUrl) ?? newFeedState(feedUrl), now);
    states.set(feedUrl, state);
    await store.saveReadings([{ state, items: [], readAt: now, unchanged: false }]);
  }
  return states;
}

/** Hosts of feeds that had a public address when first read. A private address is refused for them later. */
function publicHosts(states: ReadonlyMap<string, FeedState>): ReadonlySet<string> {
  const hostsThat = (isPrivate: boolean) =>
    [...states.values()].flatMap((state) => (state.isPrivate === isPrivate ? hostAndPort(new URL(state.feedUrl)) : []));
  return new Set(hostsThat(false)).difference(new Set(hostsThat(true)));
}

interface Visit {
  readonly feed: Feed;
  readonly state: FeedState;
  readonly context: CollectContext;
  readonly knownPublic: ReadonlySet<string>;
  readonly tools: CollectTools;
  /** Undefined when no source is a page. */
  readonly pages: PageReader | undefined;
}

async function visitFeed(visit: Visit, onHop: (host: string) => void): Promise<FeedOutcome> {
  const { feed, state, context } = visit;
  const until = feedRestsUntil(visit);
  if (until !== undefined) {
    return { feed, status: undefined, durationMs: 0, kind: 'resting', until, failing: state.failure !== undefined };
  }
  const result = await fetchFeed(visit, onHop);
  const { status, durationMs } = result;
  if (result.kind === 'failed') return { feed, status, durationMs, ...(await keepFailure(visit, result)) };
  if (result.kind === 'unchanged') {
    const now = context.clock.now();
    const reading = { state: afterUnchanged(state, result, now), items: [], readAt: now, unchanged: true };
    await visit.tools.writer.save(reading);
    return { feed, status, durationMs, kind: 'unchanged' };
  }
  return { feed, status, durationMs, ...(await keepReading(visit, result)) };
}

function feedRestsUntil({ feed, state, context }: Visit): Date | undefined {
  const now = context.clock.now();
  return restsUntil(state, now, context.ignoreRest ?? false) ?? (feed.page && pageRestsUntil(state, now));
}

/** At most this many bodies wait to be read. Requests wait for the reader, so memory is bounded. */
const mostUnread = 4;

/** Failures that may mean that the old address is gone. The new address is then tried. */
const goneCodes = /^(dns|refused|unreachable|connect-timeout|timeout|http-404|http-410|tls.*)$/;

async function fetchFeed(
  { feed, state, context, knownPublic, tools, pages }: Visit,
  onHop: (host: string) => void,
): Promise<FetchResult> {
  const { url, headers, userAgent, proxy } = feed;
  const { movedTo } = state;
  const { etag, lastModified } = doubtsUnchanged(state) ? noValidators : state;
  const common = { knownPublic, onHop, mayLeave: tools.untilRoom, signal: context.signal };
  const request = { url, headers, userAgent, proxy, etag, lastModified, ...common };
  const fetcher = feed.page && pages ? pages : context.fetcher;
  try {
    const result = await fetcher.fetch(request);
    if (result.kind !== 'failed' || movedTo === undefined || !goneCodes.test(result.failure.code)) return result;
    const fromNewAddress = await fetcher.fetch({ ...request, startAt: movedTo });
    return fromNewAddress.kind === 'failed' ? result : fromNewAddress;
  } catch (error) {
    return unsent(unexpected(error));
  }
}

const noValidators = { etag: undefined, lastModified: undefined };

type Conclusion =
  | Pick<Extract<FeedOutcome, { kind: 'read' }>, 'kind' | 'items' | 'newItems' | 'problems'>
  | Pick<Extract<FeedOutcome, { kind: 'failed' }>, 'kind' | 'failure'>;

async function keepReading(visit: Visit, body: Extract<FetchResult, { kind: 'body' }>): Promise<Conclusion> {
  const { feed, state, context, pages } = visit;
  const known = await context.store.knownEntries(feed.url);
  const now = context.clock.now();
  const parse = <T>(work: () => T | Promise<T>) => parseInTurn(visit, work);
  const document: SourceReading =
    feed.page && pages
      ? await pages.read({ feed, state, body, known, now, parse }).catch(asFailed)
      : await parse(() => readItems(visit, body, { known, now }).catch(asFailed));
  if (document.kind === 'failed') return keepFailure(visit, { failure: document.failure, retryAfterMs: 0 });

  const { problems, ttlMs, isWhole } = document;
  const { items: recognised, renamed } = recognise(document.items, known, feed.page !== undefined);
  const items = separateFromKnown(recognised, known);
  const validators = isWhole ? {} : noValidators;
  const facts = { answer: { ...body, ...validators, ttlMs }, items, known, renamed };
  const reading: Reading = { state: afterReading(state, facts, now), items, readAt: now, unchanged: false };
  try {
    await visit.tools.writer.save(reading);
    const newItems = items.filter(({ entryId }) => !known.has(entryId)).length;
    return { kind: 'read', items: items.length, newItems, problems: [...body.problems, ...problems] };
  } catch (error) {
    // An item that cannot be stored fails its feed. If the store itself is broken, this throws too and ends the run.
    return keepFailure(visit, { failure: unexpected(error), retryAfterMs: 0 });
  }
}

type SourceReading = PageReading & Pick<ParsedFeed, 'ttlMs'>;

/** An error in our own code fails only this feed. */
function asFailed(error: unknown) {
  return { kind: 'failed' as const, failure: unexpected(error) };
}

/** Parses one document at a time; the feed is marked meanwhile, so that a crash is charged to it. */
function parseInTurn<T>({ feed, context, tools }: Visit, work: () => T | Promise<T>): Promise<T> {
  return tools.reader.add(async () => {
    await setImmediate();
    await context.store.beginDocument(feed.url);
    try {
      return await work();
    } finally {
      await context.store.endDocument();
    }
  });
}

async function readItems(
  { feed, state }: Visit,
  { bytes, contentType, finalUrl }: Extract<FetchResult, { kind: 'body' }>,
  stored: Pick<ItemContext, 'known' | 'now'>,
): Promise<SourceReading> {
  const maxItems = Math.max(feed.maxItems, mostEntriesRead);
  const document = await readDocument({ bytes, contentType, url: finalUrl, maxItems, language: feed.language });
  if (document.kind === 'failed') return document;
  const { parsed } = document;
  const firstReading = isFirstReading(state, stored.known);
  const { items, problems } = toItems(parsed, { feed, ...stored, firstReading });
  return { kind: 'items', items, problems: [...document.problems, ...problems], ttlMs: parsed.ttlMs, isWhole: true };
}

async function keepFailure(
  { state, context, tools }: Visit,
  failed: { readonly failure: FeedFailure; readonly retryAfterMs: number },
): Promise<Conclusion> {
  const { clock, random } = context;
  const now = clock.now();
  // A stopped program is not a failure of the feed.
  if (failed.failure.code !== 'stopped') {
    const reading = { state: afterFailure(state, failed, { now, random }), items: [], readAt: now, unchanged: false };
    await tools.writer.save(reading);
  }
  return { kind: 'failed', failure: failed.failure };
}
