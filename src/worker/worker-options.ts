import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { Clock, DigestSettings, Reminder, Slot } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import type { Published } from '../operator/published.ts';
import type { CollectionKind } from '../schedule/collection-plan.ts';
import type { CronTimer } from '../schedule/cron-timer.ts';
import type { ScheduleStore } from '../store/store.ts';
import type { Outbox } from './delivery.ts';
import type { HandRunKind, HandRuns } from './hand-runs.ts';
import type { PingEvent } from './ping.ts';

/** The world of the worker: the stages, and what it may know of time. */
export interface WorkerOptions {
  /** Asked at each use; read again before each collection, digest, reminder and report, and after an edit. */
  readonly settings: SettingsInForce;
  /** Another text as soon as a file of the configuration is another; asked at each look, so it must cost little. */
  configStamp(): string;
  collect(request: { readonly kind: CollectionKind; readonly signal: AbortSignal }): Promise<void>;
  /** After the collection before a digest: asks the language model ahead. It never rejects. @default nothing */
  readonly warm?: (() => Promise<void>) | undefined;
  /** Composes and stores the digest of a slot; a slot that is stored already stays as it is. */
  publish(request: PublishRequest): Promise<Published>;
  /** Editions that are composed before their hour. @default there are none */
  readonly drafts?: Drafts;
  /** The slot that a person sends by asking for this digest out of turn; undefined when nothing is due. */
  slotByHand(digest: DigestSettings, kind: HandRunKind): Promise<Slot | undefined>;
  /** Puts a reminder into the outbox; once for each slot, however often it is called. */
  remind(request: RemindRequest): Promise<void>;
  /** Puts the weekly report of this slot into the outbox; once for each slot, however often it is called. */
  report(request: ReportRequest): Promise<void>;
  readonly outbox: Outbox;
  /** Local times of this digest's newest stored slots. */
  takenSlots(digestId: string): Promise<readonly string[]>;
  readonly alerts: Alerts;
  ping(event: PingEvent): Promise<void>;
  /** A slot's messages are final: what was delivered can be published. @default nothing follows */
  slotEnded?(): void;
  /** Where a person asks for a digest out of turn. */
  readonly handRuns: HandRuns;
  readonly store: ScheduleStore;
  readonly timer: CronTimer;
  readonly clock: Clock;
  /** In [0, 1), for the jitter of the collection. */
  random(): number;
  readonly log: WorkerLog;
  /** Stops the worker: what runs gets its signal and eight seconds. */
  readonly signal: AbortSignal;
  /** How many digests, collections and reminders run side by side. @default 1 */
  readonly atOnce?: number;
  /** How often it looks at the latest. @default 60,000 */
  readonly beatMs?: number;
}

export interface Drafts {
  /** undefined: the slot has no draft. */
  stateOf(slot: Slot): Promise<'waiting' | 'held' | undefined>;
  /** Digests with an edition that was held over its hour and is to go out now. */
  released(): Promise<readonly string[]>;
  /**
   * Composes and stores the draft of a slot and tells the operator, each once however often it is called.
   * @returns `none` when nothing could be made of it
   */
  prepare(request: { readonly settings: DigestSettings; readonly slot: Slot }): Promise<'waiting' | 'none'>;
}

export interface PublishRequest {
  readonly settings: DigestSettings;
  readonly slot: Slot;
  /** Says so in its first line (迟到补发). */
  readonly late: boolean;
  /** Another edition of a slot whose edition is finished, of what is untold. @default false */
  readonly further?: boolean;
  readonly signal: AbortSignal;
}

export interface RemindRequest {
  readonly reminder: Reminder;
  readonly slot: Slot;
  readonly late: boolean;
}

export interface ReportRequest {
  readonly slot: Slot;
}

/** As pino's: static messages with fields. */
interface WorkerLog {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
