import { StoreError } from '../store/store-error.ts';
import type { Alerts } from './alerts.ts';
import type { DatabaseTrouble } from './condition.ts';

export type OwnFailures = ReturnType<typeof createOwnFailures>;

/** Logs the worker's own failures, and alerts the operator when the store is what fails. */
export function createOwnFailures({
  alerts,
  log,
}: {
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  readonly log: { error(fields: object, message: string): void };
}) {
  return {
    log(error: unknown, message: string, fields?: object): void {
      log.error({ ...fields, err: error }, message);
      // Not awaited: it never rejects, and the caller has other work to finish.
      if (error instanceof StoreError) void alerts.raise({ kind: 'database', trouble: troubleOf(error) });
    },
    /** To be called when the store has worked: ends its alert. */
    storeWorks: () => alerts.clear({ kind: 'database-good' }),
  };
}

/** The kind of trouble that people are told of. */
export function troubleOf({ code }: StoreError): DatabaseTrouble {
  return code === 'not-a-folder' || code === 'io' ? 'unwritable' : code;
}
