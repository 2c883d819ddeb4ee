/** The value, or undefined once the signal aborts. Work that ignores the signal is abandoned. */
export function orNothing<T>(value: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const giveUp = () => resolve(undefined);
  signal.addEventListener('abort', giveUp, { once: true });
  if (signal.aborted) giveUp();
  return Promise.race([value, promise]).finally(() => signal.removeEventListener('abort', giveUp));
}
