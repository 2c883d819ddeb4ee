import { createTask } from 'node-cron';

interface CronJob {
  /** For the log. */
  readonly name: string;
  /** Five-field cron expression. */
  readonly schedule: string;
  /** IANA name. */
  readonly timezone: string;
  /** It never rejects, and is not called again before its promise has settled. */
  fire(): Promise<void>;
}

/** Calls `fire` on a schedule; tests pass one with a fake clock. */
export type CronTimer = (job: CronJob) => { stop(): void };

/** Replaces the console for node-cron. */
export interface CronLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * The timer for production: node-cron in the job's zone, without overlap. Late firings (a blocked event loop, a suspended
 * machine) are not dropped: `planCatchUp` decides what is still due.
 */
export function createCronTimer(log: CronLog): CronTimer {
  return ({ name, schedule, timezone, fire }) => {
    const task = createTask(schedule, () => fire(), {
      name,
      timezone,
      noOverlap: true,
      suppressMissedWarning: true,
      logger: {
        info: () => undefined,
        debug: () => undefined,
        warn: (what) => log.warn({ job: name, what }, 'timer warning'),
        error: (what, error) => log.error({ job: name, err: error ?? what }, 'timer error'),
      },
    });
    task.on('execution:missed', () => fire());
    task.start();
    return { stop: () => void task.destroy() };
  };
}
