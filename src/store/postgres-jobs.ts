/** The job queue of replicas on one PostgreSQL, by pg-boss in its own schema. Its contents may be lost. */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Job as BossJob, JobInsert, PgBoss } from 'pg-boss';
import { minuteMs, secondMs } from '../ground/durations.ts';
import type { Job, JobKind, JobQueue } from './job-queue.ts';
import { explainedPostgres, serverOf } from './postgres-error.ts';

export interface PostgresJobsOptions {
  /** DATABASE_URL: a secret. */
  readonly address: string;
  /** Called with errors in the background; the queue continues by itself. It must not throw. */
  onTrouble(error: unknown): void;
  /** Jobs without an answer are given again after this time; no effect while they wait or run. @default 15,000 */
  readonly insistMs?: number;
}

/** A version that changes the format of jobs needs another name, since replicas of the old version still run. */
const schema = 'ai_news_digest_jobs';

/** Connections of one replica, besides the one that listens. */
const poolSize = 4;

/** A job whose replica sends no heartbeat for this long goes to another one. It is the minimum of pg-boss. */
const silenceSeconds = 10;

/** How often replicas look for jobs of a dead replica. */
const watchSeconds = 5;

/** How long running jobs may take to finish when the program ends. */
const closeMs = 2 * secondMs;

/**
 * `together`: how many jobs a replica takes at a time; it takes more when all of them are done. `lanes`: how many such
 * batches run in parallel. pg-boss looks for more at once only after a full batch of two or more. A document that
 * crashes its reader must not crash every replica, so `read` has one retry.
 */
const kinds = {
  read: { together: 2, lanes: 3, limitMs: 10 * minuteMs, retries: 1 },
  compose: { together: 2, lanes: 1, limitMs: 20 * minuteMs, retries: 3 },
  drain: { together: 50, lanes: 2, limitMs: 5 * minuteMs, retries: 3 },
} as const satisfies Readonly<Record<JobKind, object>>;

const answers = 'answer';

interface Given extends Job {
  /** Identifies one call of `give`, which ignores answers to earlier calls. */
  readonly ticket: string;
}

interface Answer {
  readonly ticket: string;
  readonly key: string;
  readonly output: string | null;
}

/** @throws StoreError when the database cannot be reached, or its user may not create a schema */
export async function openPostgresJobs(options: PostgresJobsOptions): Promise<JobQueue> {
  const { onTrouble, insistMs = 15 * secondMs } = options;
  const boss = await startBoss(options);
  const receiver = createReceiver(boss, onTrouble);

  async function insert(queue: string, jobs: readonly JobInsert[]): Promise<void> {
    if (jobs.length > 0) await boss.insert(queue, [...jobs]).catch(onTrouble);
  }

  return {
    async take(kind, perform) {
      const { together: batchSize, lanes: localConcurrency } = kinds[kind];
      await boss.work<Given>(kind, { batchSize, localConcurrency, ...promptly }, async (jobs) => {
        const outputs = await perform(
          jobs.map(({ data }) => data),
          AbortSignal.any(jobs.map(({ signal }) => signal)),
        );
        await insert(
          answers,
          jobs.map(({ data: { ticket, key } }: BossJob<Given>) => ({
            data: { ticket, key, output: outputs.get(key) ?? null } satisfies Answer,
          })),
        );
      });
    },
    async give(kind, jobs, signal) {
      const ticket = randomUUID();
      const outputs = new Map<string, string>();
      const unanswered = new Map(jobs.map((job) => [job.key, job]));
      const done = new AbortController();
      const ended = AbortSignal.any([signal, done.signal]);
      receiver.expect(ticket, ({ key, output }) => {
        if (unanswered.delete(key) && output !== null) outputs.set(key, output);
        if (unanswered.size === 0) done.abort();
      });
      try {
        while (unanswered.size > 0 && !signal.aborted) {
          await receiver.listen();
          await insert(
            kind,
            [...unanswered.values()].map(({ key, input }) => ({
              singletonKey: key,
              data: { ticket, key, input } satisfies Given,
            })),
          );
          await setTimeout(insistMs, undefined, { signal: ended }).catch(() => undefined);
        }
        return outputs;
      } finally {
        await receiver.forget(ticket);
      }
    },
    close: () => boss.stop({ graceful: true, timeout: closeMs }).catch(onTrouble),
  };
}

async function startBoss({ address, onTrouble }: PostgresJobsOptions): Promise<PgBoss> {
  const { PgBoss: Boss } = await import('pg-boss');
  const boss = new Boss({
    connectionString: address,
    connectionTimeoutMillis: 10 * secondMs,
    application_name: 'ai-news-digest jobs',
    max: poolSize,
    schema,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    useListenNotify: true,
    superviseIntervalSeconds: watchSeconds,
    monitorIntervalSeconds: watchSeconds,
    maintenanceIntervalSeconds: (10 * minuteMs) / secondMs,
  });
  boss.on('error', onTrouble);
  try {
    await boss.start();
    const kept = { retentionSeconds: 3600, deleteAfterSeconds: 600, notify: true };
    for (const [name, { limitMs, retries }] of Object.entries(kinds)) {
      await boss.createQueue(name, {
        ...kept,
        policy: 'exclusive',
        heartbeatSeconds: silenceSeconds,
        expireInSeconds: limitMs / secondMs,
        retryLimit: retries,
        retryDelay: 1,
      });
    }
    await boss.createQueue(answers, kept);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false }).catch(onTrouble);
    throw explainedPostgres(error, serverOf(address));
  }
}

/** Receives answers while a caller waits for one. */
function createReceiver(boss: PgBoss, onTrouble: (error: unknown) => void) {
  /** The callers, by ticket. */
  const waiting = new Map<string, (answer: Answer) => void>();
  let listener: Promise<string | undefined> | undefined;
  return {
    expect(ticket: string, receive: (answer: Answer) => void): void {
      waiting.set(ticket, receive);
    },
    async listen(): Promise<void> {
      listener ??= boss
        .work<Answer>(answers, { batchSize: 200, ...promptly }, async (jobs) => {
          for (const { data } of jobs) waiting.get(data.ticket)?.(data);
        })
        .catch((error: unknown) => {
          listener = undefined;
          onTrouble(error);
          return undefined;
        });
      await listener;
    },
    /** Stops listening when no caller waits: a former leader must not take the answers of the next one. */
    async forget(ticket: string): Promise<void> {
      waiting.delete(ticket);
      if (waiting.size > 0) return;
      const ended = listener;
      listener = undefined;
      const id = await ended;
      if (id !== undefined) await boss.offWork(answers, { id, wait: false }).catch(onTrouble);
    },
  };
}

/** A notification wakes the worker at once; polling finds jobs whose notification was missed. */
const promptly = { burstWhenBatchFull: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
