import { groupName } from '../ground/group-name.ts';
import type { MessageGroup, ModelStatus, Phrase, Problem, RoomKind } from '../model.ts';
import type { StoreErrorCode } from '../store/store-error.ts';

/** A digest and one of its slots, for the text of an alert. */
export interface DigestSlot {
  readonly id: string;
  readonly title: string;
  /** The slot's local time, `YYYY-MM-DDTHH:mm`. */
  readonly slot: string;
}

/** A condition that the operator is alerted about. */
export type Condition =
  | {
      readonly kind: 'feeds-down';
      readonly digest: DigestSlot;
      readonly feeds: number;
      /** The slot is caught up until then. */
      readonly catchUpUntil: Date;
    }
  | {
      /** Several collections in a row read no feed at all. */
      readonly kind: 'feeds-unread';
      readonly feeds: number;
      /** The common cause of the failures, without a final stop; undefined when they differ. */
      readonly cause: Phrase | undefined;
    }
  | {
      readonly kind: 'robot-refused';
      /** The variable's name. */
      readonly webhook: string;
      /** @default 'wecom' */
      readonly room?: RoomKind;
      /** undefined: the address itself is missing or wrong. */
      readonly errcode: number | undefined;
      /** The digest that waits; undefined for other messages. */
      readonly digest: DigestSlot | undefined;
      readonly catchUpUntil: Date | undefined;
    }
  | {
      readonly kind: 'config-broken';
      /** At least one. */
      readonly problems: readonly Problem[];
      /** When the configuration in use was loaded. */
      readonly runningSince: Date;
    }
  | {
      /** Messages to this room wait for much longer than the retries of a short outage. */
      readonly kind: 'messages-late';
      readonly webhook: string;
      /** When the oldest of them was stored, and when it is given up. */
      readonly since: Date;
      readonly giveUpAt: Date;
      /** How often the oldest of them was tried. */
      readonly attempts: number;
      /** Why its last attempt failed, without a final stop; undefined if that is not known. */
      readonly why: Phrase | undefined;
    }
  | ({
      readonly kind: 'part-lost';
      readonly digest: DigestSlot;
      readonly parts: number;
      /** From 1, like `lost`. */
      readonly delivered: readonly number[];
      /** At least one. */
      readonly lost: readonly number[];
      /** Numbers of the stories in the lost parts. */
      readonly stories: { readonly first: number; readonly last: number } | undefined;
    } & Loss)
  | ({
      /** Not part of a digest: a reminder, or a message sent by hand. */
      readonly kind: 'message-lost';
      readonly webhook: string;
      readonly group: MessageGroup;
      readonly storedAt: Date;
    } & Loss)
  | {
      readonly kind: 'thin';
      readonly digest: DigestSlot;
      readonly feeds: number;
      readonly feedsRead: number;
      readonly stories: number;
      /** The common cause of the failures, without a final stop; undefined when they differ. */
      readonly cause: Phrase | undefined;
    }
  | {
      /** Sent as a daily summary. It does not stand until it ends. */
      readonly kind: 'feeds-ailing';
      /** YYYY-MM-DD */
      readonly day: string;
      /** At least one. */
      readonly feeds: readonly AilingFeed[];
    }
  | {
      readonly kind: 'robot-shared';
      readonly webhook: string;
      /** How many messages we had sent in the minute before the robot reported too many. */
      readonly sentInMinute: number;
      readonly delayMs: number;
    }
  | {
      readonly kind: 'missed';
      readonly of: 'digest' | 'reminder' | 'report';
      readonly id: string;
      readonly title: string;
      readonly count: number;
      /** Local time of the oldest missed slot. */
      readonly first: string;
      /** Local times of the newest missed slots, at most 100, oldest first; at least one. */
      readonly slots: readonly string[];
      /** `down`: the program was not running, or the machine slept. `failed`: it ran and did not succeed. */
      readonly cause: { readonly kind: 'down'; readonly from: Date; readonly to: Date } | { readonly kind: 'failed' };
      /** False when a newer slot replaced it. */
      readonly tooOld: boolean;
      readonly catchUpMs: number;
      /** Local time of the slot that includes the missed news; undefined: the next one. */
      readonly coveredBy: string | undefined;
    }
  | {
      readonly kind: 'disk';
      readonly freeBytes: number;
      readonly usedBytes: number;
      /** undefined: the store is not on this disk, so that a shorter `keep` would not free any space. */
      readonly keepMs: number | undefined;
    }
  | { readonly kind: 'database'; readonly trouble: DatabaseTrouble }
  | {
      readonly kind: 'model';
      readonly trouble: ModelTrouble;
      readonly use: ModelStatus;
      /** `silent`, `unread`: editions in a row. */
      readonly editions: number;
    }
  | {
      readonly kind: 'calendar-ends';
      /** YYYY-MM-DD */
      readonly endsOn: string;
    };

/** From this share of the day's tokens on, a further call hardly fits. */
export const atCapShare = 0.98;

/**
 * A problem with the language model. `silent`: no call was answered; `unread`: no second reading was. `refuses-all` and
 * `refuses-none` are about the answers of one day.
 */
export type ModelTrouble = 'silent' | 'refuses-all' | 'refuses-none' | 'unread' | 'near-cap' | 'at-cap';

export type DatabaseTrouble = Exclude<StoreErrorCode, 'not-a-folder' | 'io'>;

/** How a message failed. */
export interface Loss {
  /** `unsure`: it is not known whether it arrived, and it is not sent again. */
  readonly outcome: 'given-up' | 'refused' | 'unsure';
  /** @default 'wecom' */
  readonly room?: RoomKind;
  readonly errcode: number | undefined;
  readonly triedMs: number;
  readonly attempts: number;
}

/** A feed that a person should look at. */
export interface AilingFeed {
  readonly url: string;
  readonly name: string;
  readonly trouble:
    | { readonly kind: 'failing'; readonly days: number; readonly what: Phrase }
    | { readonly kind: 'silent'; readonly usualDays: number; readonly days: number }
    | { readonly kind: 'moved' }
    /** `crash`: its content crashed the program. `restless`: the ids of its entries keep changing. */
    | { readonly kind: 'crash' | 'restless'; readonly what: Phrase };
}

/** The end of a condition, for its one 已恢复 line. */
export type Recovery =
  | {
      readonly kind: 'delivered';
      readonly digest: DigestSlot;
      readonly at: Date;
      readonly stories: number;
      readonly late: boolean;
    }
  | { readonly kind: 'robot-accepted'; readonly webhook: string }
  /** `corrected`: it has another address, or one that is no longer wrong. `unused`: nothing is sent there any more. */
  | { readonly kind: 'robot-corrected' | 'robot-unused'; readonly webhook: string }
  | { readonly kind: 'config-good'; readonly file: string }
  | { readonly kind: 'covered'; readonly digest: DigestSlot; readonly feeds: number; readonly feedsRead: number }
  | { readonly kind: 'feed-read'; readonly name: string; readonly newItems: number }
  /** Several feeds at once; at least one name. */
  | { readonly kind: 'feeds-read'; readonly names: readonly string[] }
  | { readonly kind: 'feeds-reached'; readonly feeds: number; readonly feedsRead: number }
  | { readonly kind: 'robot-alone'; readonly webhook: string }
  /** Nothing waits there any more: it was sent or given up. */
  | { readonly kind: 'none-late'; readonly webhook: string }
  | { readonly kind: 'disk-free'; readonly freeBytes: number }
  | { readonly kind: 'database-good' }
  | { readonly kind: 'model-good' }
  | { readonly kind: 'calendar-known'; readonly endsOn: string };

/** One kind of condition. */
export type ConditionOf<K extends Condition['kind']> = Extract<Condition, { readonly kind: K }>;

/** What an alert is about. Each subject has at most one standing alert. */
export interface Subject {
  readonly kind: Condition['kind'];
  /** Which digest, robot, message or slot; undefined where there can be only one. */
  readonly of?: string | undefined;
}

export function subjectOf(condition: Condition): Subject {
  return { kind: condition.kind, of: traitsOf(condition).of?.(condition) };
}

/** The subject whose alert a recovery ends. */
export function endedBy(recovery: Recovery): Subject {
  const kind = ended[recovery.kind];
  if ('digest' in recovery) return { kind, of: recovery.digest.id };
  return 'webhook' in recovery ? { kind, of: recovery.webhook } : { kind };
}

const ended: Readonly<Record<Recovery['kind'], Condition['kind']>> = {
  delivered: 'feeds-down',
  covered: 'thin',
  'robot-accepted': 'robot-refused',
  'robot-corrected': 'robot-refused',
  'robot-unused': 'robot-refused',
  'robot-alone': 'robot-shared',
  'none-late': 'messages-late',
  'config-good': 'config-broken',
  'feed-read': 'feeds-ailing',
  'feeds-read': 'feeds-ailing',
  'feeds-reached': 'feeds-unread',
  'disk-free': 'disk',
  'database-good': 'database',
  'model-good': 'model',
  'calendar-known': 'calendar-ends',
};

/** A subject's name in the store and on the health page. */
export function subjectName({ kind, of }: Subject): string {
  return of === undefined ? kind : `${kind}:${of}`;
}

/** The rooms to which nothing can be sent, by their standing alerts. @param standing alerts by their subject's name */
export function refusedRooms(
  standing: ReadonlyMap<string, { readonly state: string }>,
): readonly { readonly webhook: string; readonly because: 'address' | 'key' }[] {
  return standingOf('robot-refused', standing).map(([webhook, { state }]) => ({
    webhook,
    because: state === wrongAddress ? 'address' : 'key',
  }));
}

/** The variables of the rooms with an alert of late messages. */
export function lateRooms(standing: ReadonlyMap<string, unknown>): readonly string[] {
  return standingOf('messages-late', standing).map(([webhook]) => webhook);
}

/** The standing alerts of one kind, by what they are about. */
function standingOf<Alert>(
  kind: Condition['kind'],
  standing: ReadonlyMap<string, Alert>,
): readonly (readonly [string, Alert])[] {
  const prefix = subjectName({ kind, of: '' });
  return [...standing].flatMap(([name, alert]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), alert] as const] : [],
  );
}

/**
 * An alert of the same subject is sent again only when this changes: with another slot, errcode or line, but not with
 * the free space or the time that has passed.
 */
export function stateOf(condition: Condition): string {
  return traitsOf(condition).state?.(condition) ?? '';
}

/** Unless a person acts, the next slot may fail. Such an alert is sent at night too. */
export function endangersNextSlot(condition: Condition): boolean {
  return traitsOf(condition).nature === 'endangers';
}

/** It happened once and does not last: it has no recovery, and is forgotten after a week. */
export function isEvent(condition: Condition): boolean {
  const { nature } = traitsOf(condition);
  return nature === 'event' || nature === 'loss';
}

/** Only a person can end it. */
export function needsPerson(condition: Condition): boolean {
  const { nature } = traitsOf(condition);
  return nature === 'endangers' || nature === 'loss';
}

interface Traits<C extends Condition> {
  /** Which digest, robot, message or slot. @default there is only one */
  of?(condition: C): string;
  /** @default it never changes */
  state?(condition: C): string;
  /** `endangers` the next slot; an `event`; a `loss` is an event that needs a person. @default none of these */
  readonly nature?: 'endangers' | 'event' | 'loss';
}

function traitsOf({ kind }: Condition): Traits<Condition> {
  return traits[kind];
}

/** The state of `robot-refused` when the address itself is missing or wrong. */
const wrongAddress = 'address';

const traits: { readonly [K in Condition['kind']]: Traits<ConditionOf<K>> } = {
  'feeds-down': { of: ({ digest }) => digest.id, state: ({ digest }) => digest.slot, nature: 'endangers' },
  'feeds-unread': { nature: 'endangers' },
  thin: { of: ({ digest }) => digest.id, state: ({ digest }) => digest.slot },
  'feeds-ailing': {},
  'robot-refused': {
    of: ({ webhook }) => webhook,
    state: ({ errcode }) => `${errcode ?? wrongAddress}`,
    nature: 'endangers',
  },
  'robot-shared': { of: ({ webhook }) => webhook },
  'messages-late': { of: ({ webhook }) => webhook, nature: 'endangers' },
  'part-lost': {
    of: ({ digest }) => `${digest.id}:${digest.slot}`,
    state: ({ digest, lost, outcome }) => `${digest.slot} ${lost.join()} ${outcome}`,
    nature: 'loss',
  },
  'message-lost': {
    of: ({ group, webhook }) => `${groupName(group)} ${webhook}`,
    state: ({ outcome }) => outcome,
    nature: 'loss',
  },
  missed: {
    of: ({ of, id, slots }) => `${of}:${id}:${slots.at(-1) ?? ''}`,
    state: ({ first, slots }) => `${first} ${slots.join()}`,
    nature: 'event',
  },
  'config-broken': {
    state: ({ problems }) => problems.map(({ file, line, what }) => `${file}:${line ?? ''}:${what.en}`).join('\n'),
  },
  disk: { nature: 'endangers' },
  database: { state: ({ trouble }) => trouble, nature: 'endangers' },
  // The cap and the counts of the gate start anew every day.
  model: { state: ({ trouble, use }) => (trouble === 'silent' ? 'silent' : `${trouble} ${use.day}`) },
  'calendar-ends': { state: ({ endsOn }) => endsOn },
};
