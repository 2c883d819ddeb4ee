/**
 * The pace that several keys keep together: of one bot, of one workspace, of all that is sent from here to one server.
 * Each key has a drain of its own, perhaps in another process, so only the ledger knows all their sends.
 */
import { minuteMs } from '../ground/durations.ts';
import type { Attempt, Clock } from '../model.ts';
import type { OutboxStore } from '../store/store.ts';
import { longestWindowMs } from './pace.ts';
import { nextSendAt, type Rate, type Send } from './pacing.ts';

export interface SharedPace {
  /** How the hashes of all keys begin that share it. */
  readonly prefix: string;
  /** All of them hold. */
  readonly rates: readonly Rate[];
}

/** How soon to ask again while another key holds the lock. */
const lockedMs = 20;

/** An attempt that has no outcome after this long belongs to a process that died. */
const longestCallMs = minuteMs;

/**
 * Starts an attempt if the shared rates have room for one more. The ledger is read and written under a lock, so that two
 * processes cannot both take the last place.
 * @returns the attempt, or how long to wait before asking again
 */
export async function startWithin(
  { prefix, rates }: SharedPace,
  { store, clock }: { readonly store: OutboxStore; readonly clock: Clock },
  start: () => Promise<Attempt>,
): Promise<Attempt | { readonly waitMs: number }> {
  const lock = await store.lockKey(`${prefix}-shared-pace`);
  if (lock === undefined) return { waitMs: lockedMs };
  try {
    const nowMs = clock.now().getTime();
    const ledger = await store.ledger(prefix, new Date(nowMs - longestWindowMs(rates)));
    const waitMs = sharedWaitMs(ledger, nowMs, rates);
    return waitMs > 0 ? { waitMs } : await start();
  } finally {
    await lock.release();
  }
}

/**
 * By the wall clock, since other processes share no other. After a clock was set back, attempts lie in the future: those
 * further than a minute are left out, so that the rooms wait no longer than that.
 */
export function sharedWaitMs(ledger: readonly Attempt[], nowMs: number, rates: readonly Rate[]): number {
  const sends = ledger
    .filter(({ startedAt }) => startedAt.getTime() <= nowMs + minuteMs)
    .map(({ startedAt, finishedAt }): Send => {
      const endMs = finishedAt?.getTime() ?? startedAt.getTime() + longestCallMs;
      return { finishedAtMs: endMs };
    });
  return Math.max(0, ...rates.map((rate) => nextSendAt(sends, nowMs, rate) - nowMs));
}
