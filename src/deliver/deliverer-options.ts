import type { Clock, Outcome } from '../model.ts';
import type { OutboxStore } from '../store/store.ts';
import type { DeliveryEvent } from './delivery-event.ts';
import type { Rate } from './pacing.ts';

export interface DelivererOptions {
  readonly store: OutboxStore;
  /** The value of a secret variable, asked for at every use; undefined when it is not set. */
  secret(name: string): string | undefined;
  /** Hosts to which http may lead (PRIVATE_HOSTS), asked for at every use. @default none but this machine */
  privateHosts?(): readonly string[];
  readonly clock: Clock;
  /** Milliseconds since a fixed moment. Unlike the clock it is never set (`performance.now`). */
  elapsedMs(): number;
  /** In [0, 1), for the jitter of a backoff. */
  random(): number;
  /** One attempt. It never rejects, and its outcome never holds the address. When `signal` aborts, it ends as unsure. */
  post(request: DeliveryRequest): Promise<Outcome>;
  /** The pace of WeCom robots. Asked at each use, like `cooldownMs`: an edit of `.env` is in force at once. */
  rate(): Rate;
  /** How long the key of a WeCom robot rests after 45009. 65 s are known to be enough. */
  cooldownMs(): number;
  /** For the log and the alerts. It must not throw; to send an alert, enqueue it and call `drain` again. */
  onEvent(event: DeliveryEvent): void;
}

interface DeliveryRequest {
  /** The variable's name. */
  readonly webhook: string;
  readonly address: string;
  readonly body: string;
  /** The same for every attempt of one message, and for no other message. */
  readonly id: string;
  readonly signal: AbortSignal;
}

export interface DrainOptions {
  /**
   * Ids of the messages to deliver and to report. Other robots are left alone; what was stored earlier for the same robot
   * is sent first. @default all that is unfinished
   */
  readonly messages?: readonly number[];
  /** Ends the drain when a robot has been unavailable for so long; its messages stay in the outbox. @default never */
  readonly maxRobotWaitMs?: number;
  /** Ends the drain: the request in flight gets some seconds to finish, its outcome is stored, the rest waits. */
  readonly signal?: AbortSignal;
}
