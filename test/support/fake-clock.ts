/** Virtual time: when everything else waits, the next sleeper wakes at once, and time has passed. */
import type { Clock } from '../../src/model.ts';

export interface FakeClock extends Clock {
  /** Milliseconds since the clock was made; steps of the clock do not move it. */
  elapsedMs(): number;
  /** Sets the clock forward or back, as an administrator or NTP does; nobody's sleep gets shorter. */
  step(ms: number): void;
  /** Real work, such as a request on loopback: time stands still until it is done. */
  whileBusy<T>(work: () => Promise<T>): Promise<T>;
  /** Runs `act` when so much time has passed. */
  after(ms: number, act: () => void): void;
}

export function createFakeClock(start = new Date('2026-02-01T01:00:00Z')): FakeClock {
  const sleepers: { readonly wakeAtMs: number; readonly wake: () => void }[] = [];
  let elapsedMs = 0;
  let steppedMs = 0;
  let busy = 0;
  let isTicking = false;

  /** One sleeper a turn of the event loop: whatever it wakes runs to its own next wait first. */
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
