import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import { dayMs } from '../ground/durations.ts';
import type { Clock, Outcome } from '../model.ts';
import type { NewOutboxMessage, Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import type { AlertsOptions } from './alerts.ts';
import { textBodies } from './text-bodies.ts';

/** An alert or a report is given up after this time, unless something else is said. */
const giveUpMs = dayMs;

export interface OperatorAlertsOptions {
  readonly clock: Clock;
  /** One POST that bypasses the outbox. It never rejects. */
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
  readonly store: Store;
  readonly log: Logger;
  /** Asked at each use. */
  config(): Config;
  /** Starts to drain the outbox. It must not throw. */
  deliver(): void;
}

/**
 * Writes an alert to the log, then sends it through the outbox like other messages. When the store fails, the alert goes
 * directly to the robot.
 */
export function createOperatorAlerts({
  clock,
  post,
  store,
  log,
  config,
  deliver,
}: OperatorAlertsOptions): AlertsOptions['send'] {
  return async ({ text, mention }) => {
    log.error({ alert: text }, 'alert');
    const { secret, environment } = config();
    if (secret(alertVariable) === undefined) return;
    const bodies = textBodies(text, {
      address: secret(alertVariable),
      language: config().language,
      mention: mention ? environment.alertMention : [],
    });
    const now = clock.now();
    try {
      await store.enqueue(operatorMessages(bodies, { group: { kind: 'alert', id: randomUUID() }, createdAt: now }));
      deliver();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      for (const body of bodies) {
        const outcome = await post(config(), alertVariable, body);
        if (outcome.kind !== 'accepted') throw new Error(`alert not sent: ${outcome.kind}`, { cause: error });
      }
    }
  };
}

/** Messages for the operator's room. */
export function operatorMessages(
  bodies: readonly string[],
  {
    group,
    createdAt,
    priority = 'alert',
    giveUpAt = new Date(createdAt.getTime() + giveUpMs),
  }: Pick<NewOutboxMessage, 'group' | 'createdAt'> & Partial<Pick<NewOutboxMessage, 'priority' | 'giveUpAt'>>,
): readonly NewOutboxMessage[] {
  return outsideDigests(bodies, { createdAt, giveUpAt }).map((one) => ({
    ...one,
    webhook: alertVariable,
    group,
    priority,
  }));
}

/** Messages that do not belong to a digest: nearly always one. */
export function outsideDigests(
  bodies: readonly string[],
  { createdAt, giveUpAt }: Pick<NewOutboxMessage, 'createdAt' | 'giveUpAt'>,
): readonly Omit<NewOutboxMessage, 'webhook' | 'group' | 'priority'>[] {
  const parts = bodies.length;
  return bodies.map((body, index) => ({
    part: index + 1,
    parts,
    body,
    storyIds: [],
    createdAt,
    giveUpAt,
    catchUpUntil: giveUpAt,
  }));
}
