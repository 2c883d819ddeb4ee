import type { Clock } from '../model.ts';

/** Differences that clocks set over the network have are let be: a clock that jumps at each look would be worse. */
const toleranceMs = 500;

export interface DatabaseClock extends Clock {
  /** @param aheadMs how far the database's clock is ahead of the clock that this one follows otherwise */
  follow(aheadMs: number): void;
}

/** A clock that goes by the database's, so that replicas on machines whose clocks differ agree. */
export function createDatabaseClock(clock: Clock): DatabaseClock {
  let ahead = 0;
  return {
    now: () => new Date(clock.now().getTime() + ahead),
    sleep: (ms, signal) => clock.sleep(ms, signal),
    follow(aheadMs) {
      if (Math.abs(aheadMs - ahead) > toleranceMs) ahead = aheadMs;
    },
  };
}
