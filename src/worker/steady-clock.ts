import { dayMs } from '../ground/durations.ts';
import { workerFacts } from '../operator/heartbeat.ts';
import type { ScheduleStore } from '../store/store.ts';

/** After a longer gap the clock may have been set to a wrong year, or the machine was off. */
const longestGapMs = 14 * dayMs;

/** How long the clock must have gone on without such a gap. */
const steadyMs = dayMs;

/**
 * Whether the clock may be used to remove old editions. After it was set a year ahead, every edition is old; without
 * them the stories of today's digest would be told again once the clock is right. Call it at each collection.
 */
export async function isClockSteady(store: Pick<ScheduleStore, 'fact' | 'saveFact'>, now: Date): Promise<boolean> {
  const value = await store.fact(workerFacts.steady);
  const [since = now, seen = now] = value?.split(' ').map((text) => new Date(text)) ?? [];
  const goesOn = seen <= now && now.getTime() - seen.getTime() <= longestGapMs;
  const steadySince = goesOn ? since : now;
  await store.saveFact(workerFacts.steady, `${steadySince.toISOString()} ${now.toISOString()}`);
  return now.getTime() - steadySince.getTime() >= steadyMs;
}
