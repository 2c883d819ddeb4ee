/**
 * Work that replicas on one database do for one another.
 *
 * Leader: the replica that runs the schedules (`worker/one-worker.ts`). It gives jobs.
 * Job: a piece of work with a key. Over all replicas, at most one job of a kind and key waits or runs at a time.
 * Every replica takes jobs, including the leader. When a replica dies, its jobs go to another one.
 *
 * A queue only distributes work. The store and the deliverer ensure that an edition is stored once, and that a message
 * is sent once, in order and at the pace of its robot. So a job that is done twice does no harm.
 */

/** `read`: the feeds of some hosts. `compose`: the edition of one slot. `drain`: the messages that wait for one robot. */
export type JobKind = 'read' | 'compose' | 'drain';

export interface Job {
  readonly key: string;
  /** JSON in a format that depends on the kind; the output is JSON too. */
  readonly input: string;
}

/** Outputs by key. A job whose key is missing could not be done here. */
export type JobOutputs = ReadonlyMap<string, string>;

export interface JobQueue {
  /**
   * Performs jobs of this kind, several at once, until the queue is closed. When `perform` rejects, they are retried.
   * @param perform its signal aborts when the jobs have been given to another replica
   */
  take(kind: JobKind, perform: (jobs: readonly Job[], signal: AbortSignal) => Promise<JobOutputs>): Promise<void>;
  /**
   * Gives jobs, and waits until each is done or `signal` aborts. It never rejects. Jobs that no replica has done are
   * missing from the outputs; the caller does them itself.
   */
  give(kind: JobKind, jobs: readonly Job[], signal: AbortSignal): Promise<JobOutputs>;
  close(): Promise<void>;
}
