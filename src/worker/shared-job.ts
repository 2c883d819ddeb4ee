/** The messages between the leader and the replica that does a job, as rich JSON (ground/rich-json.ts). */
import type { DeliveryEvent } from '../deliver/delivery-event.ts';
import type { FeedOutcome, Slot } from '../model.ts';
import type { Condition, Recovery } from '../operator/condition.ts';
import type { Published } from '../operator/published.ts';

/** All feeds of some hosts. */
export interface ReadInput {
  /** Their URLs. */
  readonly feeds: readonly string[];
  readonly everyFeed: boolean;
}

/** In the order of `feeds`. The leader has the feeds, so they are left out. */
export type ReadOutput = readonly SentOutcome[];
type SentOutcome = FeedOutcome extends infer One ? (One extends FeedOutcome ? Omit<One, 'feed'> : never) : never;

export interface ComposeInput {
  readonly digestId: string;
  readonly slot: Slot;
  readonly late: boolean;
  readonly further: boolean;
}

export interface ComposeOutput {
  readonly published: Published;
  /** For the leader's alerts: only the leader knows which alerts were sent. */
  readonly told: readonly Told[];
}

export type Told = { readonly raise: Condition } | { readonly clear: Recovery };

export interface DrainOutput {
  readonly events: readonly DeliveryEvent[];
  /** The time limit was reached, and more messages may be waiting. */
  readonly isCutShort: boolean;
}
