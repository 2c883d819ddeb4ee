import type { Config } from '../config/config.ts';
import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { Clock, DigestSettings, OutboxMessage, Reminder, Slot } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { Published } from '../operator/published.ts';
import type { CollectionKind } from '../schedule/collection-plan.ts';
import type { CronTimer } from '../schedule/cron-timer.ts';
import type { ScheduleStore } from '../store/store.ts';
import type { Outbox } from './delivery.ts';
import type { HandRunKind, HandRuns } from './hand-runs.ts';
import type { PingEvent } from './ping.ts';

/** The worker's stages, clock and limits. */
export interface WorkerOptions {
  /** Asked at each use; read again before each collection, digest, reminder and report, and after an edit. */
  readonly settings: SettingsInForce;
  /** A text that changes whenever a configuration file changes. Called at each check, so it must be cheap. */
  configStamp(): string;
  /** The variables of readers' rooms, and those of them whose address is missing or wrong. */
  rooms(config: Config): { readonly used: readonly string[]; readonly wrong: readonly string[] };
  /** Whether the robot has refused the key of the address that this variable has now. */
  isRefused(webhook: string): Promise<boolean>;
  collect(request: { readonly kind: CollectionKind; readonly signal: AbortSignal }): Promise<void>;
  /** Called after each scheduled collection: prepares the coming digests. It never rejects. @default nothing */
  readonly composeAhead?: ((collection: CollectionKind) => Promise<void>) | undefined;
  /** Composes and stores the digest of a slot; does not change a stored one. */
  publish(request: PublishRequest): Promise<Published>;
  /** Editions that are composed before their slot for review. @default none */
  readonly drafts?: Drafts;
  /** The slot that is sent when a person requests this digest now; undefined if nothing is due. */
  slotByHand(digest: DigestSettings, kind: HandRunKind): Promise<Slot | undefined>;
  /** Puts a reminder into the outbox. Idempotent per slot. */
  remind(request: RemindRequest): Promise<void>;
  /** Puts the weekly report of this slot into the outbox. Idempotent per slot. */
  report(request: ReportRequest): Promise<void>;
  readonly outbox: Outbox;
  /** The messages that are not final, in the order in which they are sent. */
  unfinished(): Promise<readonly OutboxMessage[]>;
  /** Local times of this digest's newest stored slots. */
  takenSlots(digestId: string): Promise<readonly string[]>;
  readonly alerts: Alerts;
  ping(event: PingEvent): Promise<void>;
  /** Called when a slot's messages are final, so that the edition can be published. @default nothing */
  slotEnded?(): void;
  /** Receives people's requests to send a digest now. */
  readonly handRuns: HandRuns;
  readonly store: ScheduleStore;
  readonly timer: CronTimer;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of the collection. */
  random(): number;
  readonly log: WorkerLog;
  /** Stops the worker: running jobs are aborted and have eight seconds to end. */
  readonly signal: AbortSignal;
  /** How many digests, collections and reminders run side by side. @default 1 */
  readonly atOnce?: number;
  /** Longest interval between two checks. @default 60,000 */
  readonly beatMs?: number;
}

export interface Drafts {
  /** undefined: the slot has no draft. */
  stateOf(slot: Slot): Promise<'waiting' | 'held' | undefined>;
  /** Digests with an edition that was held past its slot and is to be sent now. */
  released(): Promise<readonly string[]>;
  /**
   * Composes and stores the draft of a slot and notifies the operator. Idempotent.
   * @returns `none` if there was nothing to compose
   */
  prepare(request: { readonly settings: DigestSettings; readonly slot: Slot }): Promise<'waiting' | 'none'>;
}

export interface PublishRequest {
  readonly settings: DigestSettings;
  readonly slot: Slot;
  /** The edition's first line says that it is late (迟到补发). */
  readonly late: boolean;
  /** Another edition, of unpublished stories, for a slot that already has one. @default false */
  readonly further?: boolean;
  readonly signal: AbortSignal;
}

export interface RemindRequest {
  readonly reminder: Reminder;
  readonly slot: Slot;
}

export interface ReportRequest {
  readonly slot: Slot;
}

/** Like pino's log methods: static messages with fields. */
export interface WorkerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
