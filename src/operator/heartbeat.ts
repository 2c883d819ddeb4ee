import { minuteMs } from '../ground/durations.ts';
import type { Store } from '../store/store.ts';

/** Names of the facts that the worker stores about itself; all begin with `worker:`. */
export const workerFacts = {
  /** When it last checked its schedules, ISO 8601. */
  tick: 'worker:tick',
  /** The last tick of a worker that shut down cleanly: it is not running, however recent that tick is. */
  stopped: 'worker:stopped',
  /** When it last started a collection of all feeds, ISO 8601. */
  collected: 'worker:collected',
  /** Since when the clock has gone on without a gap, and when that was checked last, ISO 8601. */
  steady: 'worker:steady',
  /** The name of the replica that leads. */
  leader: 'worker:leader',
  /** Followed by a digest id: a person requested a run on another replica's page. The value is the kind of run. */
  asked: 'worker:asked:',
  /** Followed by a slot whose messages are being sent. The value is the slot as JSON. */
  sending: 'worker:sending:',
} as const;

/** Name of the store's lock that the worker holds while it runs. */
export const workerLock = 'worker';

/** The worker checks its schedules at least this often. */
export const beatMs = minuteMs;

/** `stalled`: it holds its lock but has stored no tick for three minutes: a full disk, or it hangs. */
export type WorkerState = 'running' | 'stalled' | 'stopped';

/** Whether a worker is running on this data. One that was killed leaves a recent tick, but no lock. */
export async function workerState(store: Pick<Store, 'facts' | 'isKeyLocked'>, now: Date): Promise<WorkerState> {
  const facts = await store.facts('worker:');
  // It has not begun to work before its first tick, and only releases the lock after it has stored its stop.
  const tick = facts.get(workerFacts.tick);
  if (tick === undefined || tick === facts.get(workerFacts.stopped)) return 'stopped';
  if (!(await store.isKeyLocked(workerLock))) return 'stopped';
  return isHealthy(facts, now) ? 'running' : 'stalled';
}

/** Whether the worker is at work: its last tick is at most three minutes old, and it was not stopped since. */
export function isHealthy(facts: ReadonlyMap<string, string>, now: Date): boolean {
  const tick = facts.get(workerFacts.tick);
  if (tick === undefined || tick === facts.get(workerFacts.stopped)) return false;
  // A tick in the future proves nothing: the clock was set back.
  const ageMs = now.getTime() - Date.parse(tick);
  return ageMs >= -beatMs && ageMs <= 3 * beatMs;
}
