import { validateDetailed } from 'node-cron';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import { accept, type Parsed, refuse, refuseValue } from './problem.ts';

const example = phrase(
  '例如 "0 9 * * *" 或 "9:00"（每天 9:00）',
  'for example "0 9 * * *" or "9:00" (every day at 9:00)',
);
const fiveFields = phrase(
  '五段 cron（分 时 日 月 周）',
  'a cron expression of five fields (minute hour day month weekday)',
);

const cronFields: Readonly<Record<string, { readonly name: Phrase; readonly range: Phrase }>> = {
  minute: { name: phrase('第 1 段（分）', 'field 1 (minute)'), range: phrase('0–59', '0–59') },
  hour: { name: phrase('第 2 段（时）', 'field 2 (hour)'), range: phrase('0–23', '0–23') },
  dayOfMonth: { name: phrase('第 3 段（日）', 'field 3 (day of month)'), range: phrase('1–31', '1–31') },
  month: { name: phrase('第 4 段（月）', 'field 4 (month)'), range: phrase('1–12 或 jan–dec', '1–12 or jan–dec') },
  dayOfWeek: {
    name: phrase('第 5 段（周）', 'field 5 (day of week)'),
    range: phrase('0–7（0 和 7 都是周日）或 mon–sun', '0–7 (0 and 7 are Sunday) or mon–sun'),
  },
};

/**
 * A cron expression of five fields that node-cron accepts, with single spaces; `9:00` becomes `0 9 * * *`. Two more cases
 * are refused: a day that never exists (`31 2`), and days of the month combined with days of the week, where cron fires
 * if either matches and node-cron only if both match.
 */
export function parseSchedule(value: unknown): Parsed<string> {
  if (typeof value !== 'string') return refuseValue(value, fiveFields, example);
  const daily = dailyAt(value);
  if (daily !== undefined) return accept(daily);
  const expression = value.trim().split(/\s+/).join(' ');
  if (expression.split(' ').length !== 5) return refuseValue(value, fiveFields, example);

  const { valid, errors } = validateDetailed(expression);
  if (valid) return daysOf(expression) === 'ambiguous' ? refuseDays(expression) : accept(expression);
  const [error] = errors;
  const field = cronFields[error?.field ?? ''];
  if (!error || !field) return refuseValue(value, fiveFields, example);
  if (error.message.includes('impossible')) {
    return refuse(
      phrase(`写成了 "${value}"，这个月没有这一天`, `is "${value}", a day that does not exist`),
      phrase('改第 3 段（日）或第 4 段（月）', 'change field 3 (day of month) or field 4 (month)'),
    );
  }
  return refuse(
    phrase(
      `写成了 "${value}"，${field.name['zh-CN']}的 "${error.value}" 不对，应在 ${field.range['zh-CN']}`,
      `is "${value}": "${error.value}" is invalid in ${field.name.en}; allowed: ${field.range.en}`,
    ),
    example,
  );
}

/** `9:00` and `9：00` as cron; undefined for any other text. */
function dailyAt(text: string): string | undefined {
  const [, hour, minute] = /^\s*([01]?\d|2[0-3])[:：]([0-5]\d)\s*$/.exec(text) ?? [];
  return hour === undefined ? undefined : `${Number(minute)} ${Number(hour)} * * *`;
}

/**
 * How a valid expression combines days of the month and days of the week.
 *
 * - `one`: it restricts at most one of them.
 * - `both`: a range or step of days with a weekday, as in `1-7 * 1`, the first Monday of the month. People mean days that
 *   match both, and so does node-cron, unlike cron.
 * - `ambiguous`: single days with a weekday, as in `1,15 * 1`. In cron either is enough; node-cron requires both.
 */
export function daysOf(expression: string): 'one' | 'both' | 'ambiguous' {
  const [, , day = '*', , weekday = '*'] = expression.split(' ');
  if (/^(\*(\/1)?|1-31)$/.test(day) || /^(\*(\/1)?|0-[67]|1-7|(sun|mon)-(sat|sun))$/i.test(weekday)) return 'one';
  return /^(\*|\d+-\d+)(\/\d+)?$/.test(day) ? 'both' : 'ambiguous';
}

function refuseDays(expression: string) {
  const [minute, hour, day, month, weekday] = expression.split(' ');
  const [byDay, byWeekday] = [`${minute} ${hour} ${day} ${month} *`, `${minute} ${hour} * ${month} ${weekday}`];
  return refuse(
    phrase(
      `写成了 "${expression}"，日（${day}）和周（${weekday}）一起写，意思不清：是其中一个就算，还是两个都要`,
      `is "${expression}": with a day of month (${day}) and a day of week (${weekday}), it is unclear whether either or both must match`,
    ),
    phrase(
      `只留一个："${byDay}" 或 "${byWeekday}"；两个都要的，写成两份日报`,
      `keep one: "${byDay}" or "${byWeekday}"; for both, write two digests`,
    ),
  );
}
