/** Plans the next step of a drain of one key. Pure. */
import { groupName } from '../ground/group-name.ts';
import type { OutboxMessage } from '../model.ts';

export interface Situation {
  readonly now: Date;
  /** `refused`: nothing is sent until a person acts. `to-probe`: it was refused, but this process may try it again. */
  readonly key: 'good' | 'to-probe' | 'refused';
  /** Milliseconds until the rate limit and the pause of the key allow one more message; 0: now. */
  readonly waitMs: number;
  /** Whether that wait is a pause that the robot requested. */
  readonly isResting: boolean;
  /** Messages of the same lane are sent in order; lanes do not wait for each other. @default one lane */
  laneOf?(message: OutboxMessage): string;
  /** Milliseconds until this message may be retried; 0: now. */
  pauseMs(message: OutboxMessage): number;
}

export type Next =
  | { readonly kind: 'give-up'; readonly message: OutboxMessage }
  | { readonly kind: 'send'; readonly message: OutboxMessage }
  /** `robot`: it failed or requested a pause. `window`: our rate limit. `other-program`: it sends this message. */
  | { readonly kind: 'wait'; readonly ms: number; readonly because: 'robot' | 'window' | 'other-program' }
  | { readonly kind: 'end' };

/** How often to check a message that another program is sending. */
const otherProgramMs = 1_000;

/**
 * Alerts go first. A message that waits for a retry blocks only messages of its own priority. The parts of a group are sent
 * in order, without other groups in between: a group that has begun continues, otherwise the oldest one begins.
 *
 * @param unfinished all unfinished messages of this key, ordered by id
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
    // This happens only if a program with the variable's old value sends it with another key.
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

/** The first message of each lane, alerts first, then by age. */
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

/** Whether earlier parts are finished, or it was tried itself. */
function hasBegun(head: OutboxMessage): boolean {
  return head.part > 1 || head.attempts.length > 0;
}
