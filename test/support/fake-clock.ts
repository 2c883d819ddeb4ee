/** Virtual time: when all other code waits, the clock jumps to the next sleeper's time and wakes it. */
import type { Clock } from '../../src/model.ts';

export interface FakeClock extends Clock {
  /** Milliseconds since the clock was created; not affected by `step`. */
  elapsedMs(): number;
  /** Sets the clock forward or back, as an administrator or NTP does. The length of a sleep does not change. */
  step(ms: number): void;
  /** Runs real work, such as a request on loopback; the clock stands still until it is done. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `act` after this time. */
  after(ms: number, act: () => void): void;
}

export function createFakeClock(start = new Date('2026-02-01T01:00:00Z')): FakeClock {
  const sleepers: { readonly wakeAtMs: number; readonly wake: () => void }[] = [];
  let elapsedMs = 0;
  let steppedMs = 0;
  let busy = 0;
  let isTicking = false;

  /** Wakes one sleeper per turn of the event loop, so that the woken code first runs to its next wait. */
  function tick(): void {
    isTicking = false;
    if (busy > 0) return;
    const next = sleepers.shift();
    if (!next) return;
    elapsedMs = Math.max(elapsedMs, next.wakeAtMs);
    next.wake();
    tickSoon();
  }

  function tickSoon(): void {
    if (isTicking || busy > 0 || sleepers.length === 0) return;
    isTicking = true;
    setImmediate(tick);
  }

  function addSleeper(ms: number, wake: () => void) {
    const sleeper = { wakeAtMs: elapsedMs + Math.max(0, ms), wake };
    const index = sleepers.findIndex(({ wakeAtMs }) => wakeAtMs > sleeper.wakeAtMs);
    sleepers.splice(index === -1 ? sleepers.length : index, 0, sleeper);
    tickSoon();
    return sleeper;
  }

  return {
    now: () => new Date(start.getTime() + elapsedMs + steppedMs),
    elapsedMs: () => elapsedMs,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const onAbort = () => {
          const index = sleepers.indexOf(sleeper);
          if (index !== -1) sleepers.splice(index, 1);
          resolve();
        };
        const sleeper = addSleeper(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    step(ms) {
      steppedMs += ms;
    },
    async whileBusy(work) {
      busy += 1;
      try {
        return await work();
      } finally {
        busy -= 1;
        tickSoon();
      }
    },
    after(ms, act) {
      addSleeper(ms, act);
    },
  };
}
