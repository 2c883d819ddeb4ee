import { secondMs } from '../ground/durations.ts';
import type { Clock } from '../model.ts';
import type { KeyLock } from '../store/store.ts';

export interface OneWorkerOptions {
  /** Takes the lock of the worker on this DATA_DIR; undefined while another process holds it. @throws StoreError */
  lock(): Promise<KeyLock | undefined>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

const retryMs = 10 * secondMs;

/**
 * Waits until no other worker uses the same DATA_DIR: two would each collect and alert. The lock ends with its holder, so
 * a worker that was killed is not waited for.
 * @returns the lock; undefined when the signal aborts first
 */
export async function waitForOtherWorker({ lock, clock, signal, log }: OneWorkerOptions): Promise<KeyLock | undefined> {
  let isWaiting = false;
  while (!signal.aborted) {
    const taken = await lock();
    if (taken !== undefined) {
      if (isWaiting) log.info({}, 'the other worker has ended');
      return taken;
    }
    if (!isWaiting) log.warn({ retryMs }, 'another worker uses this DATA_DIR, waiting until it ends');
    isWaiting = true;
    await clock.sleep(retryMs, signal);
  }
  return undefined;
}
