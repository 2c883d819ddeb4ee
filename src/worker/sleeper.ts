import type { Clock } from '../model.ts';

/** A sleep that other code can end. */
export interface Sleeper {
  /** Sleeps until that instant, the next `wake`, or the signal; not at all if `wake` was called since the last sleep. */
  sleepUntil(at: Date): Promise<void>;
  /** Wakes the sleeper. Resolves when it has done its work and sleeps again. */
  wake(): Promise<void>;
}

/** A sleeper with one caller of `sleepUntil`. */
export function createSleeper(clock: Clock, signal: AbortSignal): Sleeper {
  let isWoken = false;
  let sleep: AbortController | undefined;
  let waiting: (() => void)[] = [];
  let answered: (() => void)[] = [];
  signal.addEventListener('abort', () => sleep?.abort(), { once: true });

  return {
    async sleepUntil(at) {
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
    wake() {
      isWoken = true;
      sleep?.abort();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
