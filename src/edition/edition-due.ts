import { hourMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';

export interface EditionDueRequest {
  /** The latest slot at or before `now`; undefined when there was none. */
  readonly latest: Slot | undefined;
  /** The first slot after `now` whose edition is still to come; undefined when there is none. */
  readonly next: Slot | undefined;
  /** Local times of the slots that need no further edition: they have one, or their day has its digest. */
  readonly editions: readonly string[];
  readonly catchUpMs: number;
  readonly now: Date;
  /** The day of `now` in the digest's zone, YYYY-MM-DD. */
  readonly today: string;
}

/** A slot at most this far ahead is sent now: a task scheduler may start the program early. */
const earliestMs = 3 * hourMs;

/**
 * The slot whose edition is due: the latest, if neither it nor a later one has an edition yet and it is younger than
 * `catchUp`; else the next, if it is at most 3 hours ahead; else the latest of the same local day, if it has none.
 * @returns undefined when nothing is due
 */
export function editionDue({ latest, next, editions, catchUpMs, now, today }: EditionDueRequest): Slot | undefined {
  // An older edition does not follow a newer one.
  const missing = latest === undefined || editions.some((local) => local >= latest.local) ? undefined : latest;
  if (missing !== undefined && now.getTime() - missing.instant.getTime() < catchUpMs) return missing;
  if (next !== undefined && next.instant.getTime() - now.getTime() <= earliestMs) return next;
  return missing?.local.startsWith(today) ? missing : undefined;
}
