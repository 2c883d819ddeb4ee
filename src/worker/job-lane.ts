import PQueue from 'p-queue';
import type { Clock } from '../model.ts';

export interface Job {
  readonly name: string;
  /** After this time its signal is aborted, and the lane continues with the next job. */
  readonly limitMs: number;
  run(signal: AbortSignal): Promise<void>;
}

export interface JobLaneOptions {
  readonly clock: Clock;
  /** How many jobs run at a time. @default 1 */
  readonly width?: number | undefined;
  /** Stops the lane: the running job's signal is aborted, waiting jobs never begin. */
  readonly signal: AbortSignal;
  /** A job threw or timed out (`error` undefined). Not called for jobs ended by the stop. It must not throw. */
  onFailure(name: string, error: unknown): void;
}

export type JobLane = ReturnType<typeof createJobLane>;

/**
 * A queue that runs its jobs in order, one or a few at a time. A job that hangs is abandoned after its timeout, so that
 * the jobs after it still run.
 */
export function createJobLane({ clock, width = 1, signal, onFailure }: JobLaneOptions) {
  const jobs = new Map<string, Promise<void>>();
  const queue = new PQueue({ concurrency: width });

  const perform = async ({ name, limitMs, run }: Job): Promise<void> => {
    if (signal.aborted) return;
    const ended = new AbortController();
    const stop = new AbortController();
    const work = run(AbortSignal.any([signal, stop.signal])).then(
      () => true,
      (error: unknown) => {
        if (!signal.aborted) onFailure(name, error);
        return true;
      },
    );
    const limit = clock.sleep(limitMs, ended.signal).then(() => false);
    const hasEnded = await Promise.race([work, limit]);
    ended.abort();
    if (hasEnded) return;
    stop.abort();
    onFailure(name, undefined);
  };

  return {
    /**
     * Queues a job unless one with this name is already waiting or running.
     * @returns settles when the job of this name has ended or timed out; never rejects
     */
    add(job: Job): Promise<void> {
      const present = jobs.get(job.name);
      if (present !== undefined) return present;
      // Started in a later tick, so that the job's name is in the lane before the job does anything.
      const work = Promise.resolve().then(() => queue.add(() => perform(job).finally(() => jobs.delete(job.name))));
      jobs.set(job.name, work);
      return work;
    },
    /** Settles when the job of this name has ended; at once if there is none. */
    ended: (name: string): Promise<void> => jobs.get(name) ?? Promise.resolve(),
    has: (name: string) => jobs.has(name),
    /** Settles when no job runs or waits any more: after the stop, as soon as the running one has ended. */
    async close(): Promise<void> {
      await Promise.all(jobs.values());
    },
  };
}
