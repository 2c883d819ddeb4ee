import type { Clock } from '../model.ts';

/** A sleep that anybody may end. */
export interface Alarm {
  /** Until that instant, the next `ring`, or the signal; at once if it rang since the last sleep. */
  sleepUntil(at: Date): Promise<void>;
  /** Ends the sleep. Resolves when the sleeper, having done what it woke for, goes to sleep again. */
  ring(): Promise<void>;
}

/** An alarm for one sleeper. */
export function createAlarm(clock: Clock, signal: AbortSignal): Alarm {
  let isRinging = false;
  let sleep: AbortController | undefined;
  let waiting: (() => void)[] = [];
  let answered: (() => void)[] = [];
  signal.addEventListener('abort', () => sleep?.abort(), { once: true });

  return {
    async sleepUntil(at) {
      for (const resolve of answered) resolve();
      if (!isRinging && !signal.aborted) {
        sleep = new AbortController();
        await clock.sleep(Math.max(1, at.getTime() - clock.now().getTime()), sleep.signal);
        sleep = undefined;
      }
      isRinging = false;
      answered = waiting;
      waiting = [];
    },
    ring() {
      isRinging = true;
      sleep?.abort();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
