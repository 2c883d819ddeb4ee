import { workerFacts } from '../operator/heartbeat.ts';
import type { ScheduleStore } from '../store/store.ts';

/** `further`: if nothing is due, another edition of the day, as with `run --force`. */
export type HandRunKind = 'due' | 'further';

export type HandRuns = ReturnType<typeof createHandRuns>;

type Start = (digestId: string, kind: HandRunKind) => 'started' | 'busy';

/**
 * Connects the page's "send now" with the worker, which puts the digest into its lane.
 * @param leave passes the request to another replica while this one is on standby. @default always `busy`
 */
export function createHandRuns(leave: Start = () => 'busy') {
  let start: Start | undefined;
  return {
    /**
     * Starts the edition that is due, or a further one of unpublished stories. It does not wait for the result.
     * @returns `busy` if this digest is already being composed, or if no worker is running
     */
    ask: (digestId: string, kind: HandRunKind = 'due') => (start ?? leave)(digestId, kind),
    /** Called by the worker to set the handler; undefined when the worker stops. */
    answer(next: Start | undefined): void {
      start = next;
    },
  };
}

/** Stores the request; the leader finds it within a minute. */
export function leaveHandRun(store: Pick<ScheduleStore, 'saveFact'>, onFailure: (error: unknown) => void): Start {
  return (digestId, kind) => {
    store.saveFact(workerFacts.asked + digestId, kind).catch(onFailure);
    return 'started';
  };
}

/** Takes each stored request at most once. A worker that dies afterwards loses it, so nothing is sent twice. */
export async function takeHandRuns(
  store: Pick<ScheduleStore, 'facts' | 'saveFact'>,
): Promise<readonly { readonly digestId: string; readonly kind: HandRunKind }[]> {
  const left = [...(await store.facts(workerFacts.asked))];
  for (const [name] of left) await store.saveFact(name, undefined);
  return left.map(([name, kind]) => ({
    digestId: name.slice(workerFacts.asked.length),
    kind: kind === 'further' ? kind : 'due',
  }));
}
