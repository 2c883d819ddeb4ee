/** Connects the page's "run now" with the worker, which puts the digest into its lane. */
export interface HandRuns {
  /**
   * Starts the edition due and does not wait for it.
   * @returns `busy` when this digest is being made already, or no worker runs
   */
  ask(digestId: string): 'started' | 'busy';
  /** Called by the worker: what to do when asked; undefined when it stops. */
  answer(start: ((digestId: string) => 'started' | 'busy') | undefined): void;
}

export function createHandRuns(): HandRuns {
  let start: ((digestId: string) => 'started' | 'busy') | undefined;
  return {
    ask: (digestId) => start?.(digestId) ?? 'busy',
    answer(next) {
      start = next;
    },
  };
}
