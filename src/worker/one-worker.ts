import { secondMs } from '../ground/durations.ts';
import type { Clock } from '../model.ts';
import type { KeyLock } from '../store/store.ts';
import { StoreError, type StoreErrorCode } from '../store/store-error.ts';
import type { WorkerLog } from './worker-options.ts';

export interface OneWorkerOptions {
  /** Takes the lock of the worker on this database; undefined while another process holds it. @throws StoreError */
  lock(): Promise<KeyLock | undefined>;
  /** The lock belongs to a database session; otherwise to a file, which may be replaced. */
  readonly isOfSession: boolean;
  /** Works until `signal` aborts. */
  work(signal: AbortSignal): Promise<void>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly signal: AbortSignal;
  readonly log: Pick<WorkerLog, 'info' | 'warn'>;
}

const retryMs = 5 * secondMs;
const watchMs = 5 * secondMs;

/**
 * Lets one worker at a time decide what is due: two would each collect and alert. The others stand by (on PostgreSQL
 * they do its jobs), and one of them takes over when the holder releases the lock or dies. A worker that lost the lock,
 * because it hung or was cut off from the database, stops and stands by. If the lock file was replaced, the worker takes
 * the lock of the new file, and stops if another worker has it. Ends when `signal` aborts.
 */
export async function workInTurn({ lock, isOfSession, work, clock, signal, log }: OneWorkerOptions): Promise<void> {
  let trouble = '';

  while (!signal.aborted) {
    const turn = await waitForTurn();
    if (turn === undefined) return;
    const over = new AbortController();
    const ended = watch(turn, over);
    try {
      await work(AbortSignal.any([signal, over.signal]));
      trouble = '';
    } catch (error) {
      logPassing(error);
      await turn.release();
      await clock.sleep(retryMs, signal);
      continue;
    } finally {
      over.abort('ended');
      await ended;
    }
    if (over.signal.reason !== 'lost') return;
    log.warn({}, 'another worker may use this database now, standing by');
  }

  /** Logs a trouble of the server once: an outage may last for days. @throws any other error */
  function logPassing(error: unknown): void {
    if (!isOfSession || !(error instanceof StoreError) || !passing.has(error.code)) throw error;
    if (error.message !== trouble) log.warn({ err: error, retryMs }, 'the database cannot be used, trying again');
    trouble = error.message;
  }

  async function watch(turn: KeyLock, over: AbortController): Promise<void> {
    let held = turn;
    while (!over.signal.aborted) {
      await clock.sleep(watchMs, over.signal);
      if (over.signal.aborted) return;
      try {
        if (await held.isStillHeld()) continue;
        const taken = isOfSession ? undefined : await lock();
        if (taken === undefined) over.abort('lost');
        else held = taken;
      } catch (error) {
        // The folder of the file is missing: no other worker can use it either, and the worker itself reports it.
        if (!(error instanceof StoreError)) throw error;
      }
    }
  }

  async function waitForTurn(): Promise<KeyLock | undefined> {
    let isWaiting = false;
    while (!signal.aborted) {
      try {
        const taken = await lock();
        if (taken !== undefined) {
          if (isWaiting) log.info({}, 'the other worker has ended');
          return taken;
        }
        if (!isWaiting) logWaiting();
        isWaiting = true;
        trouble = '';
      } catch (error) {
        logPassing(error);
      }
      await clock.sleep(retryMs, signal);
    }
    return undefined;
  }

  function logWaiting(): void {
    if (isOfSession) log.info({}, 'another replica leads, this one takes over when it ends');
    else log.warn({ retryMs }, 'another worker uses this database, waiting until it ends');
  }
}

/** These troubles of a server end without a change of settings. For others the program ends; its next start reads them anew. */
const passing: ReadonlySet<StoreErrorCode> = new Set(['unreachable', 'server-busy', 'server-failed', 'full', 'locked']);
