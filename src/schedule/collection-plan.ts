import { hourMs, minuteMs } from '../ground/durations.ts';

/**
 * `all`: every feed that is due. `digest`: also feeds in backoff or with a long ttl, because a digest is near. `failed`:
 * only feeds that failed the last time.
 */
export type CollectionKind = 'all' | 'digest' | 'failed';

export interface CollectionPlan {
  readonly collect: CollectionKind | undefined;
  /** The latest time for the next call. */
  readonly nextAt: Date;
}

/**
 * Decides when to collect: on the collection schedule, ten minutes before each digest, and for failed feeds again one
 * minute before it. A scheduled collection is skipped within ten minutes before a digest.
 */
export function planCollection(asked: {
  /** The next time of the collection schedule, with jitter. */
  readonly dueAt: Date;
  /** The next digest. */
  readonly nextDigestAt: Date | undefined;
  /** When the last collection of all feeds started. */
  readonly collectedAt: Date | undefined;
  /** When failed feeds were last retried. */
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
