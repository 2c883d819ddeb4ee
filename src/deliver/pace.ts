/** The rate limiting of one key: its recent sends and its pause, in `elapsedMs`, independent of changes to the clock. */
import { minuteMs } from '../ground/durations.ts';
import type { Attempt } from '../model.ts';
import { nextSendAt, type Rate, type Send } from './pacing.ts';

export type Pace = ReturnType<typeof createPace>;

/**
 * The wall clock is used only when the ledger is loaded; after that `elapsedMs` is used. Otherwise a clock that is set
 * forward would let too many messages through, and one that is set back would block the queue. If the clock is set forward
 * during a restart, the robot answers 45009 and the key pauses.
 */
export function createPace(rates: () => readonly Rate[], elapsedMs: () => number) {
  const sends = new Map<number, Send>();
  let restUntilMs = Number.NEGATIVE_INFINITY;

  function forgetOld(): void {
    const keptMs = longestWindowMs(rates());
    for (const [id, { finishedAtMs }] of sends) {
      if (finishedAtMs !== undefined && finishedAtMs + keptMs < elapsedMs()) sends.delete(id);
    }
  }

  return {
    /** Adds the sends of the ledger that this process does not know: before a restart, or by another process. */
    load(ledger: readonly Attempt[], now: Date): void {
      for (const { id, finishedAt } of ledger) {
        if (sends.has(id)) continue;
        const ageMs = finishedAt === undefined ? 0 : Math.max(0, now.getTime() - finishedAt.getTime());
        sends.set(id, { finishedAtMs: elapsedMs() - ageMs });
      }
      forgetOld();
    },
    started(attemptId: number): void {
      forgetOld();
      sends.set(attemptId, { finishedAtMs: undefined });
    },
    finished(attemptId: number): void {
      sends.set(attemptId, { finishedAtMs: elapsedMs() });
    },
    /** Starts a pause. */
    restFor(ms: number): void {
      restUntilMs = Math.max(restUntilMs, elapsedMs() + ms);
    },
    /** Milliseconds until one more message may be sent; 0: now. */
    waitMs(): number {
      const nowMs = elapsedMs();
      const nextMs = rates().map((rate) => nextSendAt([...sends.values()], nowMs, rate));
      return Math.max(0, Math.max(...nextMs) - nowMs, this.restMs());
    },
    /** Milliseconds until the end of the pause that the robot requested; 0 without a pause. */
    restMs(): number {
      return Math.max(0, restUntilMs - elapsedMs());
    },
    /** How many of our sends the robot may have counted in the last window of this length, including before a restart. */
    sentWithin(windowMs: number): number {
      const since = elapsedMs() - windowMs;
      return [...sends.values()].filter((send) => (send.finishedAtMs ?? elapsedMs()) >= since).length;
    },
  };
}

/** How long sends are kept: at least a minute, because events report the number of sends in the last minute. */
export function longestWindowMs(rates: readonly Rate[]): number {
  return Math.max(minuteMs, ...rates.map(({ windowMs }) => windowMs));
}
