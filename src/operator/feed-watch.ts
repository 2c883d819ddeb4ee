import type { Logger } from 'pino';
import { judgeFeed } from '../collect/feed-health.ts';
import { dayMs } from '../ground/durations.ts';
import type { Feed, FeedOutcome, FeedState, Phrase } from '../model.ts';
import type { CollectStore } from '../store/store.ts';
import type { RecoveredFeed } from './alert-plan.ts';
import type { AilingFeed } from './condition.ts';

/** The outcome of the last visit to each feed, by its URL. */
export type LastOutcomes = Map<string, FeedOutcome>;

/** Logs one line per collection, and one warning per feed whose failure is new. Repeated failures are debug lines. */
export function logCollection(
  log: Logger,
  outcomes: readonly FeedOutcome[],
  { last, ...totals }: { readonly last: LastOutcomes; readonly newItems: number; readonly durationMs: number },
): void {
  const counts = Object.fromEntries(
    [...Map.groupBy(outcomes, ({ kind }) => kind)].map(([kind, of]) => [kind, of.length]),
  );
  log.info({ ...counts, ...totals }, 'collection done');
  // When no feed can be read, there is one warning instead of one per feed.
  const isAllDown = outcomes.length > 1 && outcomes.every(isDown);
  const isNew = outcomes.some(
    (outcome) => outcome.kind === 'failed' && isNewFailure(outcome, last.get(outcome.feed.url)),
  );
  if (isAllDown && isNew) log.warn({ feeds: outcomes.length, what: commonFailure(outcomes) }, 'no feed could be read');
  for (const outcome of outcomes) {
    // A visit that a stop interrupted says nothing about the feed.
    if (outcome.kind !== 'failed' || isStopped(outcome)) continue;
    const { feed, failure, status, durationMs } = outcome;
    const fields = { feed: feed.name, code: failure.code, status, what: failure.what, durationMs };
    const isWarning = !isAllDown && isNewFailure(outcome, last.get(feed.url));
    log[isWarning ? 'warn' : 'debug'](fields, 'feed failed');
  }
}

function isNewFailure({ failure }: FeedOutcome & { kind: 'failed' }, before: FeedOutcome | undefined): boolean {
  if (before?.kind === 'resting') return !before.failing;
  return before?.kind !== 'failed' || before.failure.code !== failure.code;
}

/** The feed's trouble, if a person should look at it. */
export function ailingFeed({ url, name }: Feed, state: FeedState | undefined, now: Date): AilingFeed | undefined {
  const { verdict, what } = judgeFeed(state, now);
  const days = (since: Date | undefined) => Math.floor((now.getTime() - (since ?? now).getTime()) / dayMs);
  switch (verdict) {
    case 'restless':
      return { url, name, trouble: { kind: 'restless', what } };
    case 'failing':
    case 'html':
      if (state?.failure?.code === 'crash') return { url, name, trouble: { kind: 'crash', what } };
      return { url, name, trouble: { kind: 'failing', days: days(state?.failingSince), what } };
    case 'silent': {
      const usualDays = Math.max(1, Math.round((state?.cadenceMs ?? dayMs) / dayMs));
      return { url, name, trouble: { kind: 'silent', usualDays, days: days(state?.lastNewItemAt) } };
    }
    case 'moved':
      return { url, name, trouble: { kind: 'moved' } };
    case 'ok':
    case 'empty':
    case 'shrunk':
    case 'lying-stamps':
      return undefined;
  }
}

export function recoveredFeed({ url, name }: Feed, last: LastOutcomes): RecoveredFeed {
  const outcome = last.get(url);
  return { url, name, newItems: outcome?.kind === 'read' ? outcome.newItems : 0 };
}

/** Stand in for visits to feeds, from what another process or the one before this stored. @param until the present */
export async function rememberedOutcomes(
  feeds: readonly Feed[],
  store: Pick<CollectStore, 'feedStates'>,
  until: Date,
): Promise<readonly FeedOutcome[]> {
  const states = await store.feedStates();
  return feeds.map((feed) => {
    const state = states.get(feed.url);
    const failing = state === undefined || state.failure !== undefined;
    return { feed, status: undefined, durationMs: 0, kind: 'resting', until, failing };
  });
}

/** It failed now, or backs off after a failure. */
export function isDown(outcome: FeedOutcome): boolean {
  return outcome.kind === 'failed' || (outcome.kind === 'resting' && outcome.failing);
}

/** Whether a collection reached any feed. */
export type Reach = 'read' | 'unread' | 'unclear';

/**
 * `unread`: no feed was read, and more than half of all are down. `unclear`: no feed was read, but most were not due.
 * @param enabled number of all enabled feeds
 */
export function reachOf(outcomes: readonly FeedOutcome[], enabled: number): Reach {
  if (outcomes.some(({ kind }) => kind === 'read' || kind === 'unchanged')) return 'read';
  const down = outcomes.filter((outcome) => isDown(outcome) && !isStopped(outcome)).length;
  return down * 2 > enabled ? 'unread' : 'unclear';
}

function isStopped(outcome: FeedOutcome): boolean {
  return outcome.kind === 'failed' && outcome.failure.code === 'stopped';
}

/** The common cause of all failures; undefined when they differ, or when there are none. */
export function commonFailure(outcomes: readonly FeedOutcome[]): Phrase | undefined {
  const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure] : []));
  const [first] = failures;
  return first !== undefined && failures.every(({ code }) => code === first.code) ? first.what : undefined;
}
