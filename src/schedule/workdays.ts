import { dayMs } from '../ground/durations.ts';
import type { Calendar, DigestSettings, Phrase, Slot } from '../model.ts';
import announced from './chinese-holidays.json' with { type: 'json' };

/** Which days of the week or of the Chinese working calendar count. */
export type DayRule = DigestSettings['days'];

/** A stretch of days without a digest. */
export interface DaysOff {
  /** How many days, counted back from the day before the slot. */
  readonly days: number;
  /** The public holiday among them that has most of them; undefined for a plain weekend or days off of the user's own. */
  readonly holiday: Phrase | undefined;
}

/**
 * Whether a digest with this rule is due on a day. The user's own calendar wins over the public one; days that the
 * public one does not know yet are working days from Monday to Friday.
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
 * The last day that `workdays` really knows: the end of the last year with announced holidays, or of the last year for
 * which the user wrote days of their own.
 * @returns YYYY-MM-DD
 */
export function calendarEndsOn(calendar: Calendar): string {
  const known = [...holidays.keys(), ...calendar.daysOff, ...calendar.workdays];
  const lastYear = known.reduce((last, day) => (day.slice(0, 4) > last ? day.slice(0, 4) : last), '0000');
  return `${lastYear}-12-31`;
}

/** So long before the calendar's end the operator is told. */
const warningMs = 30 * dayMs;

/**
 * The end of the calendar, when it is near and something depends on it.
 * @param rules of all digests and reminders
 * @param today YYYY-MM-DD
 * @returns YYYY-MM-DD; undefined when there is nothing to warn of
 */
export function calendarEndingSoon(calendar: Calendar, rules: readonly DayRule[], today: string): string | undefined {
  const endsOn = calendarEndsOn(calendar);
  const isNear = Date.parse(endsOn) - Date.parse(today) <= warningMs;
  return isNear && rules.includes('workdays') ? endsOn : undefined;
}

/**
 * The days off that end just before a slot's day: what a first line names (春节 9 天) and why its window reaches back.
 * @returns undefined when the day before the slot was a due day too
 */
export function daysOffBefore(slot: Pick<Slot, 'local'>, rule: DayRule, calendar: Calendar): DaysOff | undefined {
  const off: string[] = [];
  let day = dayBefore(slot.local.slice(0, 10));
  while (off.length < longestBreakDays && !isDueDay(rule, day, calendar)) {
    off.push(day);
    day = dayBefore(day);
  }
  if (off.length === 0) return undefined;
  return { days: off.length, holiday: rule === 'workdays' ? mostFrequentHoliday(off) : undefined };
}

/** No break is longer: a calendar that marks a whole year as days off must not make the search endless. */
const longestBreakDays = 30;

/**
 * Days off and make-up days as the State Council announced them, `YYYY-MM-DD` → `English name,中文名,days`. A new year
 * comes in November: put the newer file's `holidays` and `workdays` into chinese-holidays.json, with its version and date.
 */
const holidays: ReadonlyMap<string, string> = new Map(Object.entries(announced.holidays));
const makeUpDays: ReadonlyMap<string, string> = new Map(Object.entries(announced.workdays));

function mostFrequentHoliday(days: readonly string[]): Phrase | undefined {
  const counts = new Map<string, number>();
  for (const day of days) {
    const name = holidays.get(day);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [winner] = [...counts].sort(([, a], [, b]) => b - a);
  if (winner === undefined) return undefined;
  const [english = '', chinese = ''] = winner[0].split(',');
  return { 'zh-CN': chinese, en: english };
}

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - dayMs).toISOString().slice(0, 10);
}
