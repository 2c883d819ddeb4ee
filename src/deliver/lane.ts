/** Which message is next. Pure. */
import type { OutboxMessage } from '../model.ts';

/** Alerts and the rest go in lanes of their own: a message that waits after a failure holds only its lane. */
export const lanes = ['alert', 'normal'] as const satisfies readonly OutboxMessage['priority'][];
export type Lane = (typeof lanes)[number];

/**
 * The next message of a lane, out of all that are unfinished for one key. A group goes in the order of its parts and is
 * not interleaved with another: one that has begun goes on, else the oldest begins.
 */
export function nextInLane(unfinished: readonly OutboxMessage[], lane: Lane): OutboxMessage | undefined {
  const groups = Map.groupBy(
    unfinished.filter(({ priority }) => priority === lane),
    ({ webhook, group }) => `${webhook}\n${group}`,
  );
  return [...groups.values()].map(headOf).sort((a, b) => Number(hasBegun(b)) - Number(hasBegun(a)) || a.id - b.id)[0];
}

function headOf(group: readonly OutboxMessage[]): OutboxMessage {
  return group.reduce((head, message) => (message.part < head.part ? message : head));
}

/** Its earlier parts are finished, or it was tried itself. */
function hasBegun(head: OutboxMessage): boolean {
  return head.part > 1 || head.attempts.length > 0;
}
