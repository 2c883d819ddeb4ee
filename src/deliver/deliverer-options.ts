import type { Clock, Outcome } from '../model.ts';
import type { OutboxStore } from '../store/store.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import type { Rate } from './pacing.ts';

export interface DelivererOptions {
  readonly store: OutboxStore;
  /** The value of a secret variable, read at every use; undefined when it is not set. */
  secret(name: string): string | undefined;
  /** Hosts for which http is allowed (PRIVATE_HOSTS), read at every use. @default only this machine */
  privateHosts?(): readonly string[];
  readonly clock: Clock;
  /** Monotonic time in milliseconds (`performance.now`). Unlike the clock it is never set. */
  elapsedMs(): number;
  /** A random number in [0, 1), for the jitter of a backoff. */
  random(): number;
  /** One attempt. It never rejects, and its outcome never contains the address. When `signal` aborts, it ends as unsure. */
  post(request: DeliveryRequest): Promise<Outcome>;
  /** The rate limit of WeCom robots. Read at each use, like `cooldownMs`, so an edit of `.env` takes effect at once. */
  rate(): Rate;
  /** How long the key of a WeCom robot pauses after 45009. 65 s are known to be enough. */
  cooldownMs(): number;
  /** For the log and the alerts. It must not throw; to send an alert, enqueue it and call `drain` again. */
  onEvent(event: DeliveryEvent): void;
}

interface DeliveryRequest {
  /** The variable's name. */
  readonly webhook: string;
  readonly address: string;
  readonly body: string;
  /** Unique for each message, and equal for all its attempts. */
  readonly id: string;
  readonly signal: AbortSignal;
}

export interface DrainOptions {
  /**
   * Ids of the messages to deliver and to report. Other robots are not used; earlier messages for the same robot are sent
   * first. @default all unfinished messages
   */
  readonly messages?: readonly number[];
  /** Ends the drain when a robot has been unavailable for this time; its messages stay in the outbox. @default never */
  readonly maxRobotWaitMs?: number;
  /** Ends the drain: the request in flight gets some seconds to finish and its outcome is stored; other messages wait. */
  readonly signal?: AbortSignal;
}
