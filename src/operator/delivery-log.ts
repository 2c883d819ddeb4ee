import type { Logger } from 'pino';
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import type { Outcome } from '../model.ts';

/** Logs a delivery event. A message that is retried for hours warns at its attempts 1, 2, 4, 8 and so on. */
export function logDelivery(log: Logger, event: DeliveryEvent): void {
  const { kind, webhook } = event;
  const attempt = 'message' in event ? event.message.attempts.length + 1 : 1;
  const message = 'message' in event ? { part: event.message.part, parts: event.message.parts } : {};
  const errcode = 'errcode' in event ? { errcode: event.errcode } : {};
  const why = event.kind === 'postponed' ? { why: reasonOf(event.outcome) } : {};
  const tries = attempt > 1 ? { attempt } : {};
  const fields = { event: kind, webhook, ...message, ...tries, ...errcode, ...why };
  if (kind === 'accepted') log.debug(fields, 'message delivered');
  else if (kind === 'recovered') log.info(fields, 'delivery recovered');
  else if (kind === 'lock-lost')
    log.error(fields, 'lock file was deleted, sending stopped: another process may be sending');
  else if (kind === 'postponed' && !Number.isInteger(Math.log2(attempt))) log.debug(fields, 'delivery problem');
  else log.warn(fields, 'delivery problem');
}

/** The most specific name of the reason why a message was not delivered. */
function reasonOf(outcome: Outcome): string {
  if (outcome.kind === 'not-delivered') return outcome.obstacle ?? outcome.cause;
  return outcome.kind === 'unsure' ? outcome.cause : outcome.kind;
}
