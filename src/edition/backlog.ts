import { dayMs } from '../ground/durations.ts';
import type { Language, Slot } from '../model.ts';
import { slotsBetween, type Timetable } from '../schedule/slots.ts';
import { daysOffBefore } from '../schedule/workdays.ts';

/** Fewer days off without a holiday's name, such as an ordinary weekend, are not mentioned. */
const longBreakDays = 3;
/** This many missed slots count as an outage. */
const missedSlots = 2;

/**
 * The days that an edition catches up on, as text for its first line: 春节 9 天 after days off, 4 天 after an outage.
 * @param since the digest's last delivered slot; undefined on its first run, which has no backlog
 * @returns undefined for an ordinary edition
 */
export function backlogOf(
  { timetable, slot, since }: { readonly timetable: Timetable; readonly slot: Slot; readonly since: Date | undefined },
  language: Language,
): string | undefined {
  if (since === undefined || since >= slot.instant) return undefined;
  const off = daysOffBefore(slot, timetable.days, timetable.calendar);
  if (off !== undefined && (off.holiday !== undefined || off.days >= longBreakDays)) {
    if (language === 'en') return `${off.holiday?.en ?? 'days off'}, ${off.days} days:`;
    return `${off.holiday?.['zh-CN'] ?? '休息'} ${off.days} 天`;
  }
  const missed = slotsBetween(timetable, since, slot.instant).length - 1;
  if (missed < missedSlots) return undefined;
  const days = Math.round((slot.instant.getTime() - since.getTime()) / dayMs);
  if (days < 2) return undefined;
  return language === 'en' ? `${days} days:` : `${days} 天`;
}

/** After a long gap an edition may have one more message, and the stories that fill it. */
export function withRoom<T extends { readonly maxStories: number; readonly maxMessages: number | undefined }>(
  settings: T,
): T {
  const { maxStories, maxMessages } = settings;
  return {
    ...settings,
    maxStories: Math.ceil((maxStories * 5) / 3),
    maxMessages: maxMessages === undefined ? undefined : maxMessages + 1,
  };
}
