import { createTask } from 'node-cron';

/** Something that should happen at each firing of a schedule. */
interface CronJob {
  /** For the log. */
  readonly name: string;
  /** Five-field cron expression. */
  readonly schedule: string;
  /** IANA name. */
  readonly timezone: string;
  /** While what it started has not ended, no further firing starts it. It never rejects. */
  fire(): Promise<void>;
}

/** A source of firings; tests pass one on a fake clock. */
export type CronTimer = (job: CronJob) => { stop(): void };

/** Where node-cron may write instead of the console. */
export interface CronLog {
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * The timer of production: node-cron, in the job's zone, without overlap. A firing that it noticed too late (a blocked
 * event loop, a suspended machine) fires all the same: what is still due is decided by `planCatchUp`, not here.
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
