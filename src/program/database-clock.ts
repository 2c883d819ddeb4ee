import type { Clock } from '../model.ts';

/** Smaller differences, usual with NTP, are ignored: a clock that jumps at each check would be worse. */
const toleranceMs = 500;

export interface DatabaseClock extends Clock {
  /** @param aheadMs how far the database's clock is ahead of the machine's clock */
  follow(aheadMs: number): void;
}

/** A clock that follows the database's, so that replicas on machines with different clocks agree. */
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
