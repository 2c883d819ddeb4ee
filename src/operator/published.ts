import type { Condition } from './condition.ts';

/** The result of publishing a slot. */
export type Published =
  /** The slot is done: its messages (by id) are in the outbox, or there is nothing to send. */
  | { readonly kind: 'stored'; readonly stories: number; readonly messages: readonly number[] }
  /** A person holds it: it is sent when it is released. */
  | { readonly kind: 'held' }
  /** It could not be composed: it is retried until it is too old. */
  | { readonly kind: 'again'; readonly alert: Condition | undefined };
