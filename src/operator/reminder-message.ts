import type { Reminder, Slot } from '../model.ts';
import type { NewOutboxMessage } from '../store/store.ts';
import { alone, textBody } from './alert-route.ts';

/** A reminder later than this reminds of nothing. */
const giveUpMs = 6 * 60 * 60_000;

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
    group: `reminder:${reminder.id}@${slot.local}@${webhook}`,
    priority: 'normal',
  };
}

/** Which reminder a message is, by its group, and of which slot; undefined when it is none. */
export function reminderOf(group: string): { readonly id: string; readonly slot: string } | undefined {
  const [, id, slot] = /^reminder:(.+)@(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})@/.exec(group) ?? [];
  return id === undefined || slot === undefined ? undefined : { id, slot };
}
