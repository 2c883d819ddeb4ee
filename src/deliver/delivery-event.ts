import type { OutboxMessage, Outcome } from '../model.ts';

/** What happened while delivering, for the log and the alerts. `webhook` is a variable's name; an event never holds a key. */
export type DeliveryEvent = { readonly webhook: string } & (
  | { readonly kind: 'accepted'; readonly message: OutboxMessage }
  /** Final for this message; the next ones go on. */
  | { readonly kind: 'refused'; readonly message: OutboxMessage; readonly errcode: number }
  /** It is sent again after `pauseMs`, with its whole key when `restsKey`. */
  | {
      readonly kind: 'postponed';
      readonly message: OutboxMessage;
      readonly outcome: Outcome;
      readonly pauseMs: number;
      readonly restsKey: boolean;
    }
  /** It may have arrived, and it is not sent again. */
  | { readonly kind: 'unsure'; readonly message: OutboxMessage }
  | { readonly kind: 'given-up'; readonly message: OutboxMessage }
  /** The key stops until a person acts. Without an errcode the address itself is missing or wrong. */
  | { readonly kind: 'key-refused'; readonly errcode: number | undefined }
  /** 45009 although we kept our pace: another program uses the robot. */
  | { readonly kind: 'rate-taken'; readonly sentInMinute: number; readonly restMs: number }
  /** The lock file was deleted or replaced while we held it: another process may send, so this one stops sending. */
  | { readonly kind: 'lock-lost' }
  | { readonly kind: 'recovered'; readonly condition: 'key-refused' | 'rate-taken' }
);
