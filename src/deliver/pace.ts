/** The pace of one key: its sends and its rest, in `elapsedMs`, which a change of the clock does not move. */
import { minuteMs } from '../ground/durations.ts';
import type { Attempt } from '../model.ts';
import { nextSendAt, type Rate, type Send } from './pacing.ts';

export interface Pace {
  /** Adds the sends that only the ledger knows: from before a restart, or by another process. */
  load(ledger: readonly Attempt[], now: Date): void;
  started(attemptId: number): void;
  finished(attemptId: number): void;
  /** Sends nothing for this long. */
  restFor(ms: number): void;
  /** Milliseconds until one more message may be sent; 0 when it may be sent at once. */
  waitMs(): number;
  /** Milliseconds until the key has rested, because the robot asked for it; 0 when it does not rest. */
  restMs(): number;
  /** How many of our own sends the robot may have counted in a window of this length, also from before a restart. */
  sentWithin(windowMs: number): number;
}

/**
 * Wall time is used once, when the ledger is loaded; from then on `elapsedMs` counts. A clock that is set forward would
 * let too many messages go, one that is set back would hold the queue for as long. A clock that is set forward in the
 * minute of a restart looks like time that passed: then the robot answers 45009, and the key rests.
 */
export function createPace(rates: () => readonly Rate[], elapsedMs: () => number): Pace {
  const sends = new Map<number, Send>();
  let restUntilMs = Number.NEGATIVE_INFINITY;

  function forgetOld(): void {
    const keptMs = longestWindowMs(rates());
    for (const [id, { finishedAtMs }] of sends) {
      if (finishedAtMs !== undefined && finishedAtMs + keptMs < elapsedMs()) sends.delete(id);
    }
  }

  return {
    load(ledger, now) {
      for (const { id, finishedAt } of ledger) {
        if (sends.has(id)) continue;
        const ageMs = finishedAt === undefined ? 0 : Math.max(0, now.getTime() - finishedAt.getTime());
        sends.set(id, { finishedAtMs: elapsedMs() - ageMs });
      }
      forgetOld();
    },
    started(attemptId) {
      forgetOld();
      sends.set(attemptId, { finishedAtMs: undefined });
    },
    finished(attemptId) {
      sends.set(attemptId, { finishedAtMs: elapsedMs() });
    },
    restFor(ms) {
      restUntilMs = Math.max(restUntilMs, elapsedMs() + ms);
    },
    waitMs() {
      const nowMs = elapsedMs();
      const nextMs = rates().map((rate) => nextSendAt([...sends.values()], nowMs, rate));
      return Math.max(0, Math.max(...nextMs) - nowMs, this.restMs());
    },
    restMs() {
      return Math.max(0, restUntilMs - elapsedMs());
    },
    sentWithin(windowMs) {
      const since = elapsedMs() - windowMs;
      return [...sends.values()].filter((send) => (send.finishedAtMs ?? elapsedMs()) >= since).length;
    },
  };
}

/** How long a send is remembered: at least a minute, because events tell how many sends there were in the last one. */
export function longestWindowMs(rates: readonly Rate[]): number {
  return Math.max(minuteMs, ...rates.map(({ windowMs }) => windowMs));
}
