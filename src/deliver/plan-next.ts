/** What a drain of one key does next. Pure. */
import { groupName } from '../ground/group-name.ts';
import type { OutboxMessage } from '../model.ts';

export interface Situation {
  readonly now: Date;
  /** `refused`: nothing is sent until a person has acted. `to-probe`: it was refused, and this process may ask again. */
  readonly key: 'good' | 'to-probe' | 'refused';
  /** Milliseconds until the window has room for one more message and the key has rested; 0 when it may go at once. */
  readonly waitMs: number;
  /** Whether that wait is a rest that the robot asked for. */
  readonly isResting: boolean;
  /** Messages of one lane wait for each other; left out: all do. */
  laneOf?(message: OutboxMessage): string;
  /** Milliseconds until this message may be sent again after a failure; 0 when it may go at once. */
  pauseMs(message: OutboxMessage): number;
}

export type Next =
  | { readonly kind: 'give-up'; readonly message: OutboxMessage }
  | { readonly kind: 'send'; readonly message: OutboxMessage }
  /** `robot`: it failed or asked for rest. `window`: our own pace. `other-program`: another one sends this message. */
  | { readonly kind: 'wait'; readonly ms: number; readonly because: 'robot' | 'window' | 'other-program' }
  | { readonly kind: 'end' };

/** How soon to look again for what another program does with a message of this key. */
const otherProgramMs = 1_000;

/**
 * Alerts go before the rest, and a message that waits after a failure holds back only those of its own priority. A group
 * goes in the order of its parts and in one piece: one that has begun goes on, else the oldest begins.
 *
 * @param unfinished all messages that wait for this key, in the order of their ids
 */
export function planNext(unfinished: readonly OutboxMessage[], situation: Situation): Next {
  const old = unfinished.find((message) => message.state === 'waiting' && isTooOld(message, situation));
  if (old !== undefined) return { kind: 'give-up', message: old };
  if (situation.key === 'refused') return { kind: 'end' };
  const heads = headsOf(unfinished, situation);
  if (heads.length === 0) return { kind: 'end' };
  const message = heads.find((head) => head.state === 'waiting' && situation.pauseMs(head) === 0);
  if (message !== undefined && situation.waitMs === 0) return { kind: 'send', message };
  const wait = message === undefined ? shortestPause(heads, situation) : paceOf(situation);
  return { ...wait, ms: Math.min(wait.ms, ...unfinished.map((one) => untilTooOldMs(one, situation))) };
}

type Wait = Extract<Next, { kind: 'wait' }>;

function shortestPause(heads: readonly OutboxMessage[], situation: Situation): Wait {
  const waits = heads.map((head): Wait => {
    // Only when a program that still has the variable's old value sends it with another key.
    if (head.state === 'sending') return { kind: 'wait', ms: otherProgramMs, because: 'other-program' };
    return { kind: 'wait', ms: situation.pauseMs(head), because: 'robot' };
  });
  return waits.reduce((shortest, wait) => (wait.ms < shortest.ms ? wait : shortest));
}

function paceOf({ waitMs, isResting }: Situation): Wait {
  return { kind: 'wait', ms: waitMs, because: isResting ? 'robot' : 'window' };
}

function isTooOld({ giveUpAt, catchUpUntil }: OutboxMessage, { now, key }: Situation): boolean {
  return now > giveUpAt || (key !== 'good' && now > catchUpUntil);
}

function untilTooOldMs({ giveUpAt }: OutboxMessage, { now }: Situation): number {
  const ms = giveUpAt.getTime() - now.getTime() + 1;
  return ms > 0 ? ms : Number.POSITIVE_INFINITY;
}

/** The first message of each lane, alerts before the rest, in each of them the oldest first. */
function headsOf(unfinished: readonly OutboxMessage[], { laneOf }: Situation): readonly OutboxMessage[] {
  return (['alert', 'normal'] as const).flatMap((priority) => {
    const lanes = Map.groupBy(unfinished, (message) => laneOf?.(message) ?? '');
    const heads = [...lanes.values()].map((lane) => headOf(lane, priority)).filter((head) => head !== undefined);
    return heads.toSorted((a, b) => Number(hasBegun(b)) - Number(hasBegun(a)) || a.id - b.id);
  });
}

function headOf(unfinished: readonly OutboxMessage[], priority: OutboxMessage['priority']): OutboxMessage | undefined {
  const groups = Map.groupBy(
    unfinished.filter((message) => message.priority === priority),
    ({ webhook, group }) => `${groupName(group)} ${webhook}`,
  );
  const heads = [...groups.values()].map((group) => group.reduce((head, one) => (one.part < head.part ? one : head)));
  return heads.sort((a, b) => Number(hasBegun(b)) - Number(hasBegun(a)) || a.id - b.id)[0];
}

/** Its earlier parts are finished, or it was tried itself. */
function hasBegun(head: OutboxMessage): boolean {
  return head.part > 1 || head.attempts.length > 0;
}
