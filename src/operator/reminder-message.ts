import { hourMs } from '../ground/durations.ts';
import type { Language, Reminder, Slot } from '../model.ts';
import type { NewOutboxMessage } from '../store/store.ts';
import { outsideDigests } from './alert-route.ts';
import { textBodies } from './text-bodies.ts';

/** A reminder is given up after this time. */
const giveUpMs = 6 * hourMs;

interface DueReminder {
  readonly reminder: Reminder;
  readonly slot: Slot;
  readonly createdAt: Date;
  /** The room's address; undefined when it is not set. */
  readonly address: string | undefined;
  readonly language: Language;
}

/** Named after the slot, so that a repeated call does not store the reminder twice. */
export function reminderMessages(
  webhook: string,
  { reminder, slot, createdAt, address, language }: DueReminder,
): readonly NewOutboxMessage[] {
  const { text, mention, id } = reminder;
  const giveUpAt = new Date(createdAt.getTime() + giveUpMs);
  const group = { kind: 'reminder', id, slot: slot.local } as const;
  const bodies = textBodies(text, { address, language, mention });
  return outsideDigests(bodies, { webhook, group, priority: 'normal', createdAt, giveUpAt });
}
