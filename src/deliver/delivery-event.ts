import type { OutboxMessage, Outcome } from '../model.ts';

/** An event during delivery, for the log and the alerts. `webhook` is a variable's name; events never contain keys. */
export type DeliveryEvent = { readonly webhook: string } & (
  | { readonly kind: 'accepted'; readonly message: OutboxMessage }
  /** Final for this message; the next ones are sent. */
  | { readonly kind: 'refused'; readonly message: OutboxMessage; readonly errcode: number }
  /** It is retried after a pause, perhaps of the whole key. */
  | { readonly kind: 'postponed'; readonly message: OutboxMessage; readonly outcome: Outcome }
  /** It may have arrived and is not sent again. */
  | { readonly kind: 'unsure'; readonly message: OutboxMessage }
  | { readonly kind: 'given-up'; readonly message: OutboxMessage }
  /** The key is blocked until a person acts. Without an errcode the address itself is missing or wrong. */
  | { readonly kind: 'key-refused'; readonly errcode: number | undefined }
  /** 45009 although we kept the rate limit: another program uses the robot. */
  | { readonly kind: 'rate-taken'; readonly sentInMinute: number; readonly restMs: number }
  /** The lock file was deleted or replaced while we held it, so this process stops: another one may be sending. */
  | { readonly kind: 'lock-lost' }
  | { readonly kind: 'recovered'; readonly condition: 'key-refused' | 'rate-taken' }
);
