/** Where somebody asks for a digest out of turn, and the worker takes it into its lane. */
export interface HandRuns {
  /**
   * Sets the slot of now going and does not wait for it.
   * @returns `busy` when this digest is on its way already, or no worker is at work
   */
  ask(digestId: string): 'started' | 'busy';
  /** The worker's: what it does when it is asked; undefined when it stops. */
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
