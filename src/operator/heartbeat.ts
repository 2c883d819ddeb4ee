import { minuteMs } from '../ground/durations.ts';

/** Facts of the worker about itself; all names begin with `worker:`. */
export const workerFacts = {
  /** When it last looked at its schedules, ISO 8601. */
  tick: 'worker:tick',
  /** The last look of a worker that was stopped in order: it is not at work, however short ago that was. */
  stopped: 'worker:stopped',
  /** When it last began to collect from all feeds, ISO 8601. */
  collected: 'worker:collected',
  /** Of several replicas, the name of the one that is at work. */
  leader: 'worker:leader',
  /** Begins the name of a digest that a person asked for on the page of another replica; the value is the kind of run. */
  asked: 'worker:asked:',
  /** Begins the name of a slot whose messages are under way; the value is the slot as JSON. */
  sending: 'worker:sending:',
} as const;

/** The worker looks at its schedules at least this often. */
export const beatMs = minuteMs;

/** Whether a worker is at work on this data: it looked at its schedules within the last three minutes, and was not stopped since. */
export function isHealthy(facts: ReadonlyMap<string, string>, now: Date): boolean {
  const tick = facts.get(workerFacts.tick);
  if (tick === undefined || tick === facts.get(workerFacts.stopped)) return false;
  // A tick from the future proves nothing: the clock was set back since.
  const ageMs = now.getTime() - Date.parse(tick);
  return ageMs >= -beatMs && ageMs <= 3 * beatMs;
}
