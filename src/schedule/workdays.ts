import { addDays, dayMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import type { Calendar, DigestSettings, Phrase, Slot } from '../model.ts';
import announced from './chinese-holidays.json' with { type: 'json' };

export type DayRule = DigestSettings['days'];

/** Consecutive days without a digest. */
export interface DaysOff {
  /** The number of days, up to the day before the slot. */
  readonly days: number;
  /** The public holiday that covers most of them; undefined for a weekend or the user's own days off. */
  readonly holiday: Phrase | undefined;
}

/**
 * Whether a digest with this rule is due on a day. The user's calendar overrides the public one. For days beyond the public
 * calendar, Monday to Friday are working days.
 * @param day YYYY-MM-DD
 */
export function isDueDay(rule: DayRule, day: string, calendar: Calendar): boolean {
  if (rule === 'everyday') return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const isWeekday = weekday >= 1 && weekday <= 5;
  if (rule === 'weekdays') return isWeekday;
  if (calendar.workdays.includes(day)) return true;
  if (calendar.daysOff.includes(day)) return false;
  if (makeUpDays.has(day)) return true;
  if (holidays.has(day)) return false;
  return isWeekday;
}

/**
 * The last day of the `workdays` calendar: the end of the last year with announced holidays or with entries of the user.
 * @returns YYYY-MM-DD
 */
export function calendarEndsOn(calendar: Calendar): string {
  const known = [...holidays.keys(), ...calendar.daysOff, ...calendar.workdays];
  const lastYear = known.reduce((last, day) => (day.slice(0, 4) > last ? day.slice(0, 4) : last), '0000');
  return `${lastYear}-12-31`;
}

/** How long before the calendar's end the operator is warned. */
const warningMs = 30 * dayMs;

/**
 * The end of the calendar, if it is near and a digest or reminder depends on it.
 * @param rules of all digests and reminders
 * @param today YYYY-MM-DD
 * @returns YYYY-MM-DD; undefined when there is nothing to warn about
 */
export function calendarEndingSoon(calendar: Calendar, rules: readonly DayRule[], today: string): string | undefined {
  const endsOn = calendarEndsOn(calendar);
  const isNear = Date.parse(endsOn) - Date.parse(today) <= warningMs;
  return isNear && rules.includes('workdays') ? endsOn : undefined;
}

/**
 * The days off right before a slot's day. The digest names them in its first line (春节 9 天) and includes their news.
 * @returns undefined when the day before the slot was due too
 */
export function daysOffBefore(slot: Pick<Slot, 'local'>, rule: DayRule, calendar: Calendar): DaysOff | undefined {
  const off: string[] = [];
  let day = addDays(slot.local.slice(0, 10), -1);
  while (off.length < longestBreakDays && !isDueDay(rule, day, calendar)) {
    off.push(day);
    day = addDays(day, -1);
  }
  if (off.length === 0) return undefined;
  return { days: off.length, holiday: rule === 'workdays' ? mostFrequentHoliday(off) : undefined };
}

/** Limits the search, for calendars that mark a whole year as days off. */
const longestBreakDays = 30;

/**
 * Days off and make-up days announced by the State Council, `YYYY-MM-DD` → `English name,中文名,days`. The next year is
 * announced in November: copy `holidays` and `workdays` of the new file into chinese-holidays.json, with version and date.
 */
const holidays: ReadonlyMap<string, string> = new Map(Object.entries(announced.holidays));
const makeUpDays: ReadonlyMap<string, string> = new Map(Object.entries(announced.workdays));

function mostFrequentHoliday(days: readonly string[]): Phrase | undefined {
  const names = days.flatMap((day) => holidays.get(day) ?? []);
  const [winner] = [...Map.groupBy(names, (name) => name)].sort(([, a], [, b]) => b.length - a.length);
  if (winner === undefined) return undefined;
  const [english = '', chinese = ''] = winner[0].split(',');
  return phrase(chinese, english);
}
