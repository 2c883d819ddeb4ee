/**
 * Dates as feeds write them. Total: what cannot be read is undefined, and nothing is guessed from the machine's zone;
 * a time without a zone is UTC.
 */
import { monthOf, zoneHours } from './date-names.ts';
import type { FeedDate } from './parsed-feed.ts';

/** @param text any of RFC 822/2822, ISO 8601, asctime, and the forms of Korean, Chinese, Greek and Hungarian software */
export function parseFeedDate(text: string): FeedDate | undefined {
  if (text.length > 200) return undefined;
  const date = tidy(text);
  for (const form of forms) {
    const fields = form(date);
    if (fields) return toFeedDate(fields);
  }
  return undefined;
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** undefined: the date is a whole day. */
  readonly time: Time | undefined;
  readonly zone: string;
}

interface Time {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const forms: readonly ((date: string) => Fields | undefined)[] = [
  isoDate,
  compactIsoDate,
  dayMonthYear,
  monthDayYear,
  asctime,
  eastAsianDate,
  slashedDate,
  isoWithMonthName,
  epochSeconds,
];

const clock = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?`;
const zoneName = String.raw`\s*(z|[a-z][a-z/_]*(?:[+-]\d{1,2}:?(?:\d{2})?)?|[+-]\d{1,2}:?(?:\d{2})?)?(?:\s*\([^)]*\))?`;
const weekday = String.raw`(?:[^\d\s,]+(?:\s*[.,]+\s*|\s+))?`;

/** `2026-01-31T08:00:00+08:00`, `2026-01-31 08:00`, `2026-01-31`, `2026-01`, `2026`, ordinal `2026-031`. */
const iso = new RegExp(
  String.raw`^(\d{4})(?:[-/.](?:(\d{3})(?![\d-])|(0?\d{1,2})(?:[-/.](\d{1,2}))?))?(?:[t\s]+${clock}\s*${zoneName})?$`,
);
function isoDate(date: string): Fields | undefined {
  const [, year, ordinal, month, day, hour, minute, second, fraction, zone] = iso.exec(date) ?? [];
  if (!year) return undefined;
  return {
    year: Number(year),
    month: ordinal ? 1 : Number(month ?? 1),
    day: ordinal ? Number(ordinal) : Number(day ?? 1),
    time: timeOf(hour, minute, second, fraction),
    zone: zone ?? '',
    ...(ordinal ? ordinalDay(Number(year), Number(ordinal)) : {}),
  };
}

/** `20260131T080000Z`, `20260131`, and two-digit years in the forms of ISO 8601:1988 (`031231`, `03-12-31`, `-0312`). */
const compact = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2}):?(\d{2})(?::?(\d{2}))?\s*(z|[+-]\d{2}:?\d{2})?)?$/;
const shortYear = /^(?:-(\d{2})-?(\d{2})|(\d{2})-?(\d{2})-?(\d{2}))$/;
function compactIsoDate(date: string): Fields | undefined {
  const [, year, month, day, hour, minute, second, zone] = compact.exec(date) ?? [];
  if (year) {
    return {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      time: timeOf(hour, minute, second, undefined),
      zone: zone ?? '',
    };
  }
  const short = shortYear.exec(date);
  if (!short) return undefined;
  const [, year1, month1, year2, month2, day2] = short;
  return {
    year: fullYear(year1 ?? year2 ?? ''),
    month: Number(month1 ?? month2),
    day: Number(day2 ?? 1),
    time: undefined,
    zone: '',
  };
}

/** RFC 822 and its relatives: `Sat, 31 Jan 2026 08:00:00 GMT`, `31-Jan-26`, `Κυρ, 11 Ιούλ 2004 12:00:00 EST`. */
const rfc822 = new RegExp(
  String.raw`^${weekday}(\d{1,2})(?:st|nd|rd|th)?[\s.,-]+([^\d\s,.-]+)[\s.,-]+(\d{2,4})(?:[,\s]+(?:at\s+)?${clock}\s*(am|pm)?${zoneName})?$`,
);
function dayMonthYear(date: string): Fields | undefined {
  const [, day, name, year, hour, minute, second, fraction, half, zone] = rfc822.exec(date) ?? [];
  const month = monthOf(name);
  if (!day || !year || !month) return undefined;
  return {
    year: fullYear(year),
    month,
    day: Number(day),
    time: timeOf(hour, minute, second, fraction, half),
    zone: zone ?? '',
  };
}

/** `January 31, 2026 8:00 pm`, `Sat, Jan 31, 2026`. */
const american = new RegExp(
  String.raw`^${weekday}([^\d\s,.]+)[\s.]+(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})(?:[,\s]+(?:at\s+)?${clock}\s*(am|pm)?${zoneName})?$`,
);
function monthDayYear(date: string): Fields | undefined {
  const [, name, day, year, hour, minute, second, fraction, half, zone] = american.exec(date) ?? [];
  const month = monthOf(name);
  if (!day || !year || !month) return undefined;
  return {
    year: Number(year),
    month,
    day: Number(day),
    time: timeOf(hour, minute, second, fraction, half),
    zone: zone ?? '',
  };
}

/** C's asctime, with the zone before or after the year: `Sun Jul 15 01:16:00 +0000 2012`. */
const cTime = new RegExp(String.raw`^${weekday}([^\d\s,.]+)\s+(\d{1,2})\s+${clock}${zoneName}\s+(\d{4})$`);
function asctime(date: string): Fields | undefined {
  const [, name, day, hour, minute, second, fraction, zone, year] = cTime.exec(date) ?? [];
  const month = monthOf(name);
  if (!day || !year || !month) return undefined;
  return {
    year: Number(year),
    month,
    day: Number(day),
    time: timeOf(hour, minute, second, fraction),
    zone: zone ?? '',
  };
}

/**
 * `2026年1月31日 08:00`, `2004년 05월 28일 01:31:15`, `2004-05-25 오후 11:23:17`. Korean software writes Korean time;
 * Chinese and Japanese pages without a zone are read as UTC like everybody's.
 */
const eastAsian = new RegExp(
  String.raw`^(\d{4})[-/.年년]\s*(\d{1,2})[-/.月월]\s*(\d{1,2})[日일]?\s*(오전|오후|上午|下午)?\s*(?:(\d{1,2})[:时時시点]\s*(\d{1,2})(?:[:分분]\s*(\d{1,2})?[秒초]?)?${zoneName})?$`,
);
function eastAsianDate(date: string): Fields | undefined {
  const [, year, month, day, half, hour, minute, second, zone] = eastAsian.exec(date) ?? [];
  if (!year) return undefined;
  const korean = /[년오]/.test(date);
  const afternoon = half === '오후' || half === '下午' ? 'pm' : undefined;
  return {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    time: timeOf(hour, minute, second, undefined, half && (afternoon ?? 'am')),
    zone: zone ?? (korean ? '+0900' : ''),
  };
}

/** `Fri, 2006/09/15 08:19:53 EDT` (Perforce); `01/31/2026 08:00` is American. */
const perforce = new RegExp(String.raw`^${weekday}(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:\s+${clock}${zoneName})?$`);
const slashed = new RegExp(
  String.raw`^${weekday}(\d{1,2})/(\d{1,2})/(\d{4})(?:[,\s]+${clock}\s*(am|pm)?${zoneName})?$`,
);
function slashedDate(date: string): Fields | undefined {
  const [, year, month, day, hour, minute, second, fraction, zone] = perforce.exec(date) ?? [];
  if (year) {
    const time = timeOf(hour, minute, second, fraction);
    return { year: Number(year), month: Number(month), day: Number(day), time, zone: zone ?? '' };
  }
  const [, first, middle, last, hour2, minute2, second2, fraction2, half, zone2] = slashed.exec(date) ?? [];
  if (!last) return undefined;
  const dayFirst = Number(first) > 12;
  return {
    year: Number(last),
    month: Number(dayFirst ? middle : first),
    day: Number(dayFirst ? first : middle),
    time: timeOf(hour2, minute2, second2, fraction2, half),
    zone: zone2 ?? '',
  };
}

/** Hungarian: `2004-július-13T9:15-05:00`. */
const named = new RegExp(String.raw`^(\d{4})-([^\d\s-]+)-(\d{1,2})(?:t${clock}${zoneName})?$`);
function isoWithMonthName(date: string): Fields | undefined {
  const [, year, name, day, hour, minute, second, fraction, zone] = named.exec(date) ?? [];
  const month = monthOf(name);
  if (!year || !month) return undefined;
  const time = timeOf(hour, minute, second, fraction);
  return { year: Number(year), month, day: Number(day), time, zone: zone ?? '' };
}

/** Unix time in seconds or milliseconds, between 2001 and 2286. */
function epochSeconds(date: string): Fields | undefined {
  if (!/^\d{10}(?:\d{3})?$/.test(date)) return undefined;
  const at = new Date(date.length === 10 ? Number(date) * 1000 : Number(date));
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    time: {
      hour: at.getUTCHours(),
      minute: at.getUTCMinutes(),
      second: at.getUTCSeconds(),
      ms: at.getUTCMilliseconds(),
    },
    zone: 'z',
  };
}

function toFeedDate(fields: Fields): FeedDate | undefined {
  const { year, month, day, time } = fields;
  const offsetMinutes = offsetOf(fields.zone);
  if (offsetMinutes === undefined || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (time && !isClockTime(time)) return undefined;
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  if (time) at.setUTCHours(time.hour, time.minute - offsetMinutes, time.second, time.ms);
  if (!time) at.setUTCMinutes(-offsetMinutes);
  return { at, precision: time ? 'instant' : 'day' };
}

/** 24:00 is the end of a day; second 60 is a leap second. */
function isClockTime({ hour, minute, second }: Time): boolean {
  return (hour <= 23 || (hour === 24 && minute === 0 && second === 0)) && minute <= 59 && second <= 60;
}

function daysIn(year: number, month: number): number {
  const last = new Date(0);
  last.setUTCFullYear(year, month, 0);
  return last.getUTCDate();
}

function ordinalDay(year: number, ordinal: number): { month: number; day: number } {
  const at = new Date(0);
  at.setUTCFullYear(year, 0, ordinal);
  const inYear = ordinal >= 1 && at.getUTCFullYear() === year;
  return inYear ? { month: at.getUTCMonth() + 1, day: at.getUTCDate() } : { month: 0, day: 0 };
}

function timeOf(hour?: string, minute?: string, second?: string, fraction?: string, half?: string): Time | undefined {
  if (hour === undefined) return undefined;
  const clockHour = half ? (Number(hour) % 12) + (half === 'pm' ? 12 : 0) : Number(hour);
  return {
    hour: clockHour,
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    ms: Math.floor(Number(`0.${fraction ?? 0}`) * 1000),
  };
}

/** RFC 2822 §4.3: two digits below 50 are this century. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  if (digits.length === 3) return 1900 + year;
  return year < 50 ? 2000 + year : 1900 + year;
}

/** Minutes east of UTC; undefined when the zone is nonsense (its date is then no date). */
function offsetOf(zone: string): number | undefined {
  if (zone === '') return 0;
  const numeric = /^(?:[a-z/_]*?)([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (numeric) {
    const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
    if (minutes > 14 * 60 + 59 || Number(numeric[3] ?? 0) > 59) return undefined;
    return numeric[1] === '-' ? -minutes : minutes;
  }
  const hours = zoneHours.get(zone.replace(/^etc\//, ''));
  return hours === undefined ? undefined : hours * 60;
}

/** Lower case, and no more than one space in a row. */
function tidy(text: string): string {
  return text
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
    .toLowerCase()
    .replaceAll('，', ', ')
    .replaceAll('：', ':');
}
