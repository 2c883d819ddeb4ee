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
export function createOperatorAlerts(options: OperatorAlertsOptions): AlertsOptions['send'] {
  const { clock, post, store, log, config, deliver } = options;
  return async ({ text, mention }) => {
    log.error({ alert: text }, 'alert');
    const { secret, environment, language } = config();
    const address = secret(alertVariable);
    if (address === undefined) return;
    const bodies = textBodies(text, { address, language, mention: mention ? environment.alertMention : [] });
    const group = { kind: 'alert', id: randomUUID() } as const;
    try {
      await store.enqueue(operatorMessages(bodies, { group, createdAt: clock.now() }));
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
  return outsideDigests(bodies, { webhook: alertVariable, group, priority, createdAt, giveUpAt });
}

/** Messages that do not belong to a digest: nearly always one. */
export function outsideDigests(
  bodies: readonly string[],
  message: Pick<NewOutboxMessage, 'webhook' | 'group' | 'priority' | 'createdAt' | 'giveUpAt'>,
): readonly NewOutboxMessage[] {
  const common = { ...message, parts: bodies.length, storyIds: [], catchUpUntil: message.giveUpAt };
  return bodies.map((body, index) => ({ ...common, part: index + 1, body }));
}
