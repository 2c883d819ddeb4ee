import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import { mentionsOf, textPayload } from '../deliver/wecom.ts';
import { dayMs } from '../ground/durations.ts';
import type { Clock, Outcome } from '../model.ts';
import type { NewOutboxMessage, Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import type { AlertsOptions } from './alerts.ts';

/** An alert or a report that could not be sent for so long is given up. */
const giveUpMs = dayMs;

export interface OperatorAlertsOptions {
  readonly clock: Clock;
  /** One POST past the outbox. It never rejects. */
  post(config: Config, webhook: string, body: string): Promise<Outcome>;
  readonly store: Store;
  readonly log: Logger;
  /** Asked at each use. */
  config(): Config;
  /** Starts sending what waits. It must not throw. */
  deliver(): void;
}

/**
 * Sends an alert: into the log, then through the outbox like other messages. When the store is what fails, the alert goes
 * straight to the robot, since it could not be stored.
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
    const body = textBody(text, mention ? environment.alertMention : []);
    const now = clock.now();
    try {
      await store.enqueue([operatorMessage(body, { group: { kind: 'alert', id: randomUUID() }, createdAt: now })]);
      deliver();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const outcome = await post(config(), alertVariable, body);
      if (outcome.kind !== 'accepted') throw new Error(`alert not sent: ${outcome.kind}`, { cause: error });
    }
  };
}

/** A message of its own for the operator's robot. */
export function operatorMessage(
  body: string,
  { group, createdAt, priority = 'alert' }: Pick<NewOutboxMessage, 'group' | 'createdAt'> & Partial<NewOutboxMessage>,
): NewOutboxMessage {
  return { ...alone(body, { createdAt, giveUpMs }), webhook: alertVariable, group, priority };
}

/** The body of a `text` message. */
export function textBody(text: string, mention: readonly string[]): string {
  return JSON.stringify(textPayload(text, mention.length === 0 ? undefined : mentionsOf(mention)));
}

/** One message that belongs to no digest. */
export function alone(
  body: string,
  { createdAt, giveUpMs: ms }: { readonly createdAt: Date; readonly giveUpMs: number },
): Omit<NewOutboxMessage, 'webhook' | 'group' | 'priority'> {
  const giveUpAt = new Date(createdAt.getTime() + ms);
  return { part: 1, parts: 1, body, storyIds: [], createdAt, giveUpAt, catchUpUntil: giveUpAt };
}
