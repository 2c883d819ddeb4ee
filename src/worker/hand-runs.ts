/** Connects the page's "send now" with the worker, which puts the digest into its lane. */
export interface HandRuns {
  /**
   * Starts the edition due, or a further one of what is untold, and does not wait for it.
   * @returns `busy` when this digest is being made already, or no worker runs
   */
  ask(digestId: string, kind?: HandRunKind): 'started' | 'busy';
  /** Called by the worker: what to do when asked; undefined when it stops. */
  answer(start: Start | undefined): void;
}

/** `further`: where nothing is due, another edition of the day, as `run --force` makes it. */
export type HandRunKind = 'due' | 'further';

type Start = (digestId: string, kind: HandRunKind) => 'started' | 'busy';

export function createHandRuns(): HandRuns {
  let start: Start | undefined;
  return {
    ask: (digestId, kind = 'due') => start?.(digestId, kind) ?? 'busy',
    answer(next) {
      start = next;
    },
  };
}
