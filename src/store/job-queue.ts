/**
 * Work that replicas on one database do for one another.
 *
 * Leader: the replica that works on the schedules (`worker/one-worker.ts`). It gives jobs.
 * Job: a piece of work with a key. Of one kind and key one waits or runs at a time, over all replicas.
 * Every replica takes jobs, the leader too. When one dies, its jobs go to another one.
 *
 * A queue says who works on what, and nothing more: that an edition is stored once, and a message sent once, in order and at
 * the pace of its robot, is the store's and the deliverer's to see to. So a job that is done twice does no harm.
 */

/** `read`: the feeds of one host. `compose`: the edition of one slot. `drain`: what waits for one robot. */
export type JobKind = 'read' | 'compose' | 'drain';

export interface Job {
  readonly key: string;
  /** What the kind makes of it, as JSON; so is the output. */
  readonly input: string;
}

/** Outputs by key. A key that is left out could not be done here. */
export type JobOutputs = ReadonlyMap<string, string>;

export interface JobQueue {
  /**
   * Does jobs of this kind until the queue is closed, several at once. When `perform` rejects, they are given to a replica
   * once more. @param perform its signal aborts when the jobs have been given to another replica
   */
  take(kind: JobKind, perform: (jobs: readonly Job[], signal: AbortSignal) => Promise<JobOutputs>): Promise<void>;
  /**
   * Gives jobs, and waits until each was done or `signal` aborts. It never rejects: what no replica has done is left out,
   * and the caller does it itself.
   */
  give(kind: JobKind, jobs: readonly Job[], signal: AbortSignal): Promise<JobOutputs>;
  close(): Promise<void>;
}
