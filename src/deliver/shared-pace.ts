/**
 * Rate limits that several keys share: of a bot, of a workspace, or of all messages from here to one server. Each key has
 * its own drain, perhaps in another process, so only the ledger contains all their sends.
 */
import { minuteMs } from '../ground/durations.ts';
import type { Attempt, Clock } from '../model.ts';
import type { OutboxStore } from '../store/store.ts';
import { longestWindowMs } from './pace.ts';
import { nextSendAt, type Rate, type Send } from './pacing.ts';

export interface SharedPace {
  /** The common prefix of the hashes of all keys that share it. */
  readonly prefix: string;
  /** All apply. */
  readonly rates: readonly Rate[];
}

/** Nothing was sent, because the shared limit is used up. */
export interface TooSoon {
  /** How long to wait before the next try. */
  readonly waitMs: number;
}

/** How soon to retry while another key holds the lock. */
const lockedMs = 20;

/** An attempt without an outcome after this time belongs to a process that died. */
const longestCallMs = minuteMs;

/**
 * Starts an attempt if the shared limits allow one more. The ledger is read and written under a lock, so that two processes
 * cannot both use the last slot of a window.
 */
export async function startWithin(
  { prefix, rates }: SharedPace,
  { store, clock }: { readonly store: OutboxStore; readonly clock: Clock },
  start: () => Promise<Attempt>,
): Promise<Attempt | TooSoon> {
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
 * Uses the wall clock, the only one that processes share. If the clock was set back, attempts are in the future; those more
 * than a minute ahead are ignored, so that rooms wait no longer than that.
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
