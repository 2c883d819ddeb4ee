import { hourMs } from '../ground/durations.ts';
import type { Language, Reminder, Slot } from '../model.ts';
import type { NewOutboxMessage } from '../store/store.ts';
import { alone } from './alert-route.ts';
import { textBodies } from './text-bodies.ts';

/** A reminder that is later than this is of no use. */
const giveUpMs = 6 * hourMs;

interface DueReminder {
  readonly reminder: Reminder;
  readonly slot: Slot;
  readonly createdAt: Date;
  /** The room's address; undefined while it is not set. */
  readonly address: string | undefined;
  readonly language: Language;
}

/** Its group is the slot's, so that it is stored once however often it is asked for. */
export function reminderMessages(
  webhook: string,
  { reminder, slot, createdAt, address, language }: DueReminder,
): readonly NewOutboxMessage[] {
  const { text, mention, id } = reminder;
  return alone(textBodies(text, { address, language, mention }), { createdAt, giveUpMs }).map((message) => ({
    ...message,
    webhook,
    group: { kind: 'reminder', id, slot: slot.local },
    priority: 'normal',
  }));
}
