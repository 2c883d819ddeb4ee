/**
 * Runs `work` once at a time. Calls during a run share the next one, which begins when that run has ended, also if it
 * failed.
 */
export function shareNext<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  const begin = () => {
    next = undefined;
    return work();
  };
  return () => {
    if (next === undefined) {
      next = last.then(begin, begin);
      last = next;
    }
    return next;
  };
}
