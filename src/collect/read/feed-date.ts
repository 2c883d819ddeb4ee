/**
 * Dates as feeds write them: a day in one of four orders, perhaps a time, perhaps a zone. Total: an unreadable date is
 * undefined. The machine's zone is never used, and a date coarser than a day (`2026`, `Nov 2026`) is not a date.
 */
import { hourMs, minuteMs } from '../../ground/durations.ts';
import { fold } from '../../ground/fold.ts';
import { createZone } from '../../ground/zoned-time.ts';
import { firstOf } from '../first-of.ts';
import { monthOf, zoneHours } from './date-names.ts';
import type { FeedDate } from './parsed-feed.ts';

/** @param text RFC 822, ISO 8601, asctime, and other forms that software and people write in many languages */
export function parseFeedDate(text: string): FeedDate | undefined {
  if (text.length > 200) return undefined;
  if (standardForm.test(text)) return { at: new Date(text), precision: 'instant' };
  const written = fold(text);
  const date = usualMarks(written);
  const unix = unixTime(date);
  if (unix) return unix;
  const fields: Fields | undefined = compactDate(date) ?? dateWithTime(date) ?? dayOf(date);
  if (!fields) return undefined;
  // Software that writes Korean means Korean time.
  const isKorean = !fields.zone && /\d년|오전|오후/.test(written);
  return toFeedDate(isKorean ? { ...fields, zone: 'kst' } : fields);
}

/** Full RFC 822 and ISO 8601 dates, on days that the month has in every year. JavaScript reads these correctly. */
const standardForm =
  /^(?:(?:[A-Z][a-z]{2}, )?(?:(?:0[1-9]|1\d|2[0-8]) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:29|30) (?:Jan|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|31 (?:Jan|Mar|May|Jul|Aug|Oct|Dec)) (?:19|20)\d\d (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d (?:GMT|[+-](?:0\d|1[0-4])[0-5]\d)|(?:19|20)\d\d-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))$/;

const chineseOffsetMs = 8 * hourMs;
const americanCentralMs = -6 * hourMs;

/** The date as a Chinese feed means it: without a zone it is Beijing time, and CST is China Standard Time. */
export function inChineseTime(date: FeedDate): FeedDate {
  if (date.zone === undefined) return date;
  const readAs = date.zone === 'cst' ? americanCentralMs : 0;
  return { at: new Date(date.at.getTime() + readAs - chineseOffsetMs), precision: date.precision };
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

interface Fields extends Day {
  /** @default the date is a whole day */
  readonly time?: Time | undefined;
  readonly zone?: string;
}

interface Time {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

/** Rewrites Chinese, Japanese, Korean and French marks of days and times to the usual ones. */
function usualMarks(date: string): string {
  return date
    .replace(/上午|凌晨|早上|清晨|中午(?=\s?1[01](?!\d))|오전|午前|a\.m\.?/g, ' am ')
    .replace(/下午|中午|晚上|傍晚|오후|午後|p\.m\.?/g, ' pm ')
    .replace(/(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]?/, '$1-$2-$3 ')
    .replace(/(\d{1,2})\s?[時时点點시]\s?(?:(\d{1,2})\s?[分분]?)?\s?(?:(\d{1,2})\s?[秒초])?/, clockOf)
    .replace(/(?<!\d)(\d{1,2})\s?h\s?(\d{2})(?!\d)/, '$1:$2')
    .replace(/\bklo?\.?\s?(\d{1,2})[.:](\d{2})/, ' $1:$2')
    .replace(/(?<![\d:])(\d{1,2})\s?([ap]m)\b/, '$1:00 $2')
    .replace(/(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|[月火水木金土日]曜日?|[월화수목금토일]요일/g, ' ')
    .replace(/\sm=[+-]\d{1,20}\.\d{1,20}$/, '')
    .replace(/\s{1,200}/g, ' ')
    .trim();
}

function clockOf(_: string, hour: string, minute = '00', second = '00'): string {
  return ` ${hour}:${minute}:${second} `;
}

/** Unix time in seconds or milliseconds, between 2001 and 2286. */
function unixTime(date: string): FeedDate | undefined {
  if (!/^\d{10}(?:\d{3}|\.\d{1,9})?$/.test(date)) return undefined;
  const ms = /^\d{13}$/.test(date) ? Number(date) : Math.round(Number(date) * 1000);
  return { at: new Date(ms), precision: 'instant' };
}

/** `20260131T080000Z`, `20260131`. */
const compact = /^(\d{4})(\d{2})(\d{2})(?:t?(\d{2}):?(\d{2})(?::?(\d{2}))?\s?(z|[+-]\d{2}:?\d{2})?)?$/;
function compactDate(date: string): Fields | undefined {
  const [, year, month, day, hour, minute, second, zone] = compact.exec(date) ?? [];
  if (!year) return undefined;
  const time = hour === undefined ? undefined : timeOf({ hour, minute, second });
  return { year: Number(year), month: Number(month), day: Number(day), time, zone: zone ?? '' };
}

const clock =
  /(?:\b([ap]m)\s?)?(?<![\d:])(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,9}))?)?(?![\d:])(?:\s?([ap]m)\b)?/;
/** Words between a day and its time. */
const joint = /(?:(?<=\d)t|[\s,|·-]+(?:at|um|om|kl|alle|ore|as|às|a las|a|à|v|в|o|godz)?\.?\s?)$/;
function dateWithTime(date: string): Fields | undefined {
  const found = clock.exec(date);
  if (!found) return undefined;
  const [clockText, halfBefore, hour = '', minute, second, fraction, halfAfter] = found;
  const before = date.slice(0, found.index).replace(joint, '');
  const after = date.slice(found.index + clockText.length).trim();
  const [, zone = after, year = ''] = /^(.*?)\s?\b(\d{4})$/.exec(after) ?? [];
  // asctime writes the year after the time, Turkish a weekday after the day.
  const whole = dayOf(before) ?? dayOf(before.replace(/[\s,]+[^\d\s.,/-]{1,20}\.?,?$/, ''));
  const day = whole ?? (year ? dayOf(`${before} ${year}`) : undefined);
  if (!day) return undefined;
  const time = timeOf({ hour, minute, second, fraction, half: halfBefore ?? halfAfter });
  return { ...day, time, zone: whole ? after : zone };
}

const gap = String.raw`[\s.,/-]+`;
const monthName = String.raw`((?:thang\s|tháng\s|thg\s)?\d{1,2}\s?[月월]|(?:tháng|thg)\s?\d{1,2}|[^\d\s.,/-]+)`;
const yearFirst = new RegExp(String.raw`^(\d{4})${gap}(0?\d{1,2}|[^\d\s.,/-]+)${gap}(\d{1,2})\.?$`);
const dayFirst = new RegExp(String.raw`^(\d{1,2})${gap}?${monthName}${gap}?(\d{2,4})\.?$`);
const monthFirst = new RegExp(String.raw`^${monthName}${gap}(\d{1,2})${gap}(\d{4})$`);
const numeric = /^(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4})\.?$/;

/** A day in any order, with or without a weekday before it. */
function dayOf(text: string): Day | undefined {
  let rest = text
    .replace(/\([^()]{0,30}\)/g, ' ')
    .replace(/(\d)(?:st|nd|rd|th|er|º|ª|°)(?![a-z])/g, '$1')
    .replace(/(?<=\s)(?:de|del|of|the|den|di)\s/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,.]+|\s?г\.?$|[\s,]+$/g, '');
  // A weekday may be spelled like a month (`mar.` is Tuesday in French), so the text without it is tried first.
  const candidates = [rest];
  for (let word = 0; word < 2; word += 1) {
    rest = rest.replace(/^[^\d\s.,/-]{1,30}[\s.,]+(?:-\s)?/, '');
    candidates.unshift(rest);
  }
  return firstOf(candidates, plainDay);
}

function plainDay(text: string): Day | undefined {
  const a = yearFirst.exec(text);
  if (a) return namedDay(a[1], a[2], a[3]);
  const b = dayFirst.exec(text);
  if (b) return namedDay(b[3], b[2], b[1]);
  const c = monthFirst.exec(text);
  if (c) return namedDay(c[3], c[1], c[2]);
  const [, first, mark, middle, year] = numeric.exec(text) ?? [];
  if (year === undefined) return undefined;
  // With slashes the American order is used where possible.
  const isMonthFirst = mark === '/' ? Number(first) <= 12 : Number(middle) > 12;
  return isMonthFirst ? namedDay(year, first, middle) : namedDay(year, middle, first);
}

function namedDay(year = '', month = '', day = ''): Day | undefined {
  const number = /^\d+$/.test(month) ? Number(month) : monthOf(month);
  return number === undefined ? undefined : { year: fullYear(year), month: number, day: Number(day) };
}

function toFeedDate(fields: Fields): FeedDate | undefined {
  const { year, month, day, time } = fields;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (time && !isClockTime(time)) return undefined;
  const wall = new Date(0);
  wall.setUTCFullYear(year, month - 1, day);
  if (time) wall.setUTCHours(time.hour, time.minute, time.second, time.ms);
  const zone = zoneOf(fields.zone ?? '', wall);
  if (zone === undefined) return undefined;
  const at = new Date(wall.getTime() - zone.offsetMinutes * minuteMs);
  return { at, precision: time ? 'instant' : 'day', ...(zone.kind && { zone: zone.kind }) };
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

interface Clock {
  readonly hour: string;
  readonly minute?: string | undefined;
  readonly second?: string | undefined;
  readonly fraction?: string | undefined;
  /** `am` or `pm`. */
  readonly half?: string | undefined;
}

function timeOf({ hour, minute = '0', second = '0', fraction = '0', half }: Clock): Time {
  // Some software writes `21:00 PM`.
  const isTwelve = half !== undefined && Number(hour) <= 12;
  return {
    hour: isTwelve ? (Number(hour) % 12) + (half === 'pm' ? 12 : 0) : Number(hour),
    minute: Number(minute),
    second: Number(second),
    ms: Number(fraction.padEnd(3, '0').slice(0, 3)),
  };
}

/** RFC 2822 §4.3: two digits below 50 are this century; three digits count from 1900, as two from 50 on do. */
function fullYear(digits: string): number {
  const year = Number(digits);
  if (digits.length === 4) return year;
  return year < 50 ? 2000 + year : 1900 + year;
}

interface Zone {
  readonly offsetMinutes: number;
  readonly kind: FeedDate['zone'];
}

/** A name, an offset or both. A second name after the offset (`+0200 CEST`, `+08:00[Asia/Shanghai]`) is ignored. */
const zoneForm =
  /^(?:uhr\b)?\s?([a-z]{1,12}|[a-z]+(?:[/_-][a-z_]+)+)?\s?([+-]\d{1,2}(?::?\d{2})?)?(?:(?<=\d)\s?(?:[a-z]{1,5}|[a-z]+(?:[/_-][a-z_]+)+))?$/;

/** @returns undefined when the zone is invalid; the date is then rejected */
function zoneOf(text: string, wall: Date): Zone | undefined {
  const [, bracketed] = /\[([a-z_/]+)\]$/.exec(text) ?? [];
  const [matched, name, offset] = zoneForm.exec(text.replace(/\s?(?:\[[^[\]]*\]|\([^()]*\))$/, '')) ?? [];
  if (matched === undefined) return undefined;
  const zone = name ?? bracketed;
  if (offset !== undefined) {
    const minutes = offsetOf(offset);
    // Etc/GMT-8 uses the POSIX sign: east is negative.
    return minutes === undefined
      ? undefined
      : { offsetMinutes: name?.startsWith('etc/') ? -minutes : minutes, kind: undefined };
  }
  if (zone === undefined) return { offsetMinutes: 0, kind: 'missing' };
  const hours = zoneHours.get(zone.replace(/^etc\//, ''));
  if (hours !== undefined) return { offsetMinutes: hours * 60, kind: zone === 'cst' ? 'cst' : undefined };
  return namedZone(zone, wall);
}

function offsetOf(offset: string): number | undefined {
  const [, sign, hours, minutes = '0'] = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(offset) ?? [];
  const east = Number(hours) * 60 + Number(minutes);
  if (east > 14 * 60 + 59 || Number(minutes) > 59) return undefined;
  return sign === '-' ? -east : east;
}

/** `Europe/Berlin`, `PRC`. */
function namedZone(name: string, wall: Date): Zone | undefined {
  try {
    const zone = createZone(name);
    const near = zone.offsetMinutes(wall);
    return { offsetMinutes: zone.offsetMinutes(new Date(wall.getTime() - near * minuteMs)), kind: undefined };
  } catch {
    return undefined;
  }
}
