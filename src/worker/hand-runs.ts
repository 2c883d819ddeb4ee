import { workerFacts } from '../operator/heartbeat.ts';
import type { ScheduleStore } from '../store/store.ts';

/** Connects the page's "send now" with the worker, which puts the digest into its lane. */
export interface HandRuns {
  /**
   * Starts the edition due, or a further one of what is untold, and does not wait for it.
   * @returns `busy` when this digest is being made already, or no worker runs to whom it could be left
   */
  ask(digestId: string, kind?: HandRunKind): 'started' | 'busy';
  /** Called by the worker: what to do when asked; undefined when it stops. */
  answer(start: Start | undefined): void;
}

/** `further`: where nothing is due, another edition of the day, as `run --force` makes it. */
export type HandRunKind = 'due' | 'further';

type Start = (digestId: string, kind: HandRunKind) => 'started' | 'busy';

/** @param leave tells another replica, while the worker is not at work here. @default nobody is told */
export function createHandRuns(leave: Start = () => 'busy'): HandRuns {
  let start: Start | undefined;
  return {
    ask: (digestId, kind = 'due') => (start ?? leave)(digestId, kind),
    answer(next) {
      start = next;
    },
  };
}

/** Leaves it in the store, where the worker that is at work finds it within a minute. */
export function leaveHandRun(store: Pick<ScheduleStore, 'saveFact'>, onFailure: (error: unknown) => void): Start {
  return (digestId, kind) => {
    store.saveFact(workerFacts.asked + digestId, kind).catch(onFailure);
    return 'started';
  };
}

/** Takes what was left. Each is taken once: a worker that dies right after has lost it, and sends nothing twice. */
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
