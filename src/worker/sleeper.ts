import type { Clock } from '../model.ts';

export type Sleeper = ReturnType<typeof createSleeper>;

/** A sleep that other code can end. `sleepUntil` may have one caller. */
export function createSleeper(clock: Clock, signal: AbortSignal) {
  let isWoken = false;
  let sleep: AbortController | undefined;
  let waiting: (() => void)[] = [];
  let answered: (() => void)[] = [];
  signal.addEventListener('abort', () => sleep?.abort(), { once: true });

  return {
    /** Sleeps until that instant, the next `wake`, or the signal; not at all if `wake` was called since the last sleep. */
    async sleepUntil(at: Date): Promise<void> {
      for (const resolve of answered) resolve();
      if (!isWoken && !signal.aborted) {
        sleep = new AbortController();
        await clock.sleep(Math.max(1, at.getTime() - clock.now().getTime()), sleep.signal);
        sleep = undefined;
      }
      isWoken = false;
      answered = waiting;
      waiting = [];
    },
    /** Wakes the sleeper. Resolves when it has done its work and sleeps again. */
    wake(): Promise<void> {
      isWoken = true;
      sleep?.abort();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
