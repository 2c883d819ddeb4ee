import { hourMs } from '../ground/durations.ts';
import type { Reminder, Slot } from '../model.ts';
import type { NewOutboxMessage } from '../store/store.ts';
import { alone, textBody } from './alert-route.ts';

/** A reminder that is later than this is of no use. */
const giveUpMs = 6 * hourMs;

interface DueReminder {
  readonly reminder: Reminder;
  readonly slot: Slot;
  readonly createdAt: Date;
}

/** Its group is the slot's, so that it is stored once however often it is asked for. */
export function reminderMessage(webhook: string, { reminder, slot, createdAt }: DueReminder): NewOutboxMessage {
  return {
    ...alone(textBody(reminder.text, reminder.mention), { createdAt, giveUpMs }),
    webhook,
    group: { kind: 'reminder', id: reminder.id, slot: slot.local },
    priority: 'normal',
  };
}
