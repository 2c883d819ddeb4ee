import { hourMs, minuteMs } from '../ground/durations.ts';

/**
 * `all`: every feed that may be visited. `digest`: also those that rest, after failures or by their own wish for fewer
 * visits, because a digest is near. `failed`: only those that failed the last time.
 */
export type CollectionKind = 'all' | 'digest' | 'failed';

export interface CollectionPlan {
  /** What to collect now. */
  readonly collect: CollectionKind | undefined;
  /** When to ask again, at the latest. */
  readonly nextAt: Date;
}

/**
 * Decides when to collect: at the collection's own schedule, ten minutes before each digest, and the failed feeds once
 * more a minute before it. The scheduled collection is left to the digest's when that comes within ten minutes.
 */
export function planCollection(asked: {
  /** When the collection's own schedule wants the next one, jitter included. */
  readonly dueAt: Date;
  /** The earliest digest to come. */
  readonly nextDigestAt: Date | undefined;
  /** When a collection of all feeds last began. */
  readonly collectedAt: Date | undefined;
  /** When failed feeds were last tried again. */
  readonly retriedAt: Date | undefined;
  readonly now: Date;
}): CollectionPlan {
  const { dueAt, nextDigestAt, collectedAt, retriedAt, now } = asked;
  const digestMs = nextDigestAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const beforeMs = digestMs - collectBeforeDigestMs;
  const retryMs = digestMs - retryBeforeDigestMs;
  const nowMs = now.getTime();
  const lastMs = collectedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const lastRetryMs = Math.max(lastMs, retriedAt?.getTime() ?? Number.NEGATIVE_INFINITY);

  const nextAt = new Date(Math.min(...[beforeMs, retryMs, dueAt.getTime()].filter((ms) => ms > nowMs), nowMs + hourMs));
  if (nowMs >= beforeMs && lastMs < beforeMs) return { collect: 'digest', nextAt };
  if (nowMs >= retryMs && lastRetryMs < retryMs) return { collect: 'failed', nextAt };
  if (nowMs >= dueAt.getTime() && nowMs < beforeMs) return { collect: 'all', nextAt };
  return { collect: undefined, nextAt };
}

const collectBeforeDigestMs = 10 * minuteMs;
const retryBeforeDigestMs = minuteMs;
