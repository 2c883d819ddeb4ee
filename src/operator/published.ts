import type { Condition } from './condition.ts';

/** What became of a slot. */
export type Published =
  /** The slot is decided: its messages, by their ids, are in the outbox, or there is nothing to send. */
  | { readonly kind: 'stored'; readonly stories: number; readonly messages: readonly number[] }
  /** A person holds it: it goes out when it is released. */
  | { readonly kind: 'held' }
  /** Nothing could be made of it: it is tried again until it is too old. */
  | { readonly kind: 'again'; readonly alert: Condition | undefined };
