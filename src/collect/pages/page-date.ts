/** Dates as web pages print them: with or without a year, day or month first, relative, or within a line. Pure. */
import { dayMs, hourMs, minuteMs } from '../../ground/durations.ts';
import { firstOf } from '../first-of.ts';
import { parseFeedDate } from '../read/feed-date.ts';
import type { FeedDate } from '../read/parsed-feed.ts';

export interface DateContext {
  /** Relative dates count back from it; a date without a year is the last such day before it. */
  readonly now: Date;
  /** Whether `05/01/2026` is in January. */
  readonly dayFirst: boolean;
  /** The year of dates without one, from a heading above them. */
  readonly year?: number | undefined;
}

/** Parses a text that is only a date, apart from labels such as `Published:`; undefined for any other text. */
export function dateOf(text: string, context: DateContext): FeedDate | undefined {
  if (text.length > 100) return undefined;
  const date = text
    .replace(label, '')
    .replace(/[（(]?(?:周|星期)[一二三四五六日天][)）]?/, ' ')
    .replace(/^[\s([【|·•,–—-]+|[\s)\]】|·•,;–—-]+$/g, '')
    .trim();
  if (!/\d|yesterday|today|just now|ago$|昨|前天|今天|刚刚|an hour/i.test(date)) return undefined;
  return (
    relativeDate(date, context.now) ??
    wholeDate(date, context.dayFirst) ??
    dateWithoutYear(date, context.now, context.year)
  );
}

/** A date in a short line with other text: `By Ada Lin | Jan 5, 2026 | 4 min read`. */
export function dateInLine(line: string, context: DateContext): FeedDate | undefined {
  if (line.length > 160) return dateAtEdge(line, context);
  const parts = line.split(/\s?[|·•｜,，]\s|\s[-–—/]\s|\s{2,}/);
  const inside = [...line.matchAll(fullForm), ...line.matchAll(relativeForm)].map(([found]) => found);
  return firstOf([...parts, ...inside], (text) => dateOf(text, context));
}

/** A whole date at the beginning or the end of a longer text. Dates inside a sentence are about something else. */
export function dateAtEdge(text: string, context: DateContext): FeedDate | undefined {
  const first = new RegExp(`^[\\s(\\[【]{0,3}(${full})`, 'iu').exec(text)?.[1];
  const last = new RegExp(`(?:^|[\\s(\\[【—–|-])(${full})[\\s)\\]】.。]{0,3}$`, 'iu').exec(text.slice(-60))?.[1];
  return (first && dateOf(first, context)) || (last && dateOf(last, context)) || undefined;
}

/** The text without a whole date at its beginning; undefined when there is no date or nothing else. */
export function withoutLeadingDate(text: string): string | undefined {
  const rest = text.replace(new RegExp(`^[\\s(\\[【]{0,3}(?:${full})[\\s)\\]】:：|·•–—-]{0,5}`, 'iu'), '');
  return rest !== text && rest !== '' ? rest : undefined;
}

/** `/2026/01/05/…`, `/20260105-…`, `…-2026-01-05`: a day in the path of an address. */
export function dateInAddress(address: string, now: Date): FeedDate | undefined {
  const path = URL.parse(address)?.pathname ?? '';
  const found =
    /(?:^|[/_.-])(20\d\d)([/_.-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=$|[/_.-])/.exec(path) ??
    /(?:^|[/_.-]|\bt)(20[0-4]\d)()(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=$|[/_.-])/.exec(path) ??
    /\/(20[0-4]\d)()-?(0[1-9]|1[0-2])\/(0[1-9]|[12]\d|3[01])(?=$|[/_.-])/.exec(path);
  if (!found) return undefined;
  const date = parseFeedDate(`${found[1]}-${found[3]}-${found[4]}`);
  return date && date.at.getTime() < now.getTime() + 2 * dayMs ? date : undefined;
}

/** Whether numeric dates of this page put the day first: by its unambiguous dates, else by its language. */
export function writesDayFirst(text: string, language: string): boolean {
  let dayFirst = 0;
  for (const [, first, second] of text.matchAll(/(?<![\d/.])(\d{1,2})\/(\d{1,2})\/20\d\d(?!\d)/g)) {
    if (Number(first) > 12) dayFirst += 1;
    if (Number(second) > 12) dayFirst -= 1;
  }
  if (dayFirst !== 0) return dayFirst > 0;
  return language !== '' && !/^(?:en(?:-(?:us|ph|ca))?|zh|ja|ko)\b(?!-)/i.test(language);
}

const label =
  /^\s*(?:(?:first |last )?(?:published|posted|released?|updated|modified|created|added|date|written)(?:\s?(?:on|at|date))?|发布(?:时间|日期|于)?|发表(?:时间|于)?|更新(?:时间|日期|于)?|时间|日期|来源时间|on)\s?[:：]?\s*(?=\S*\d|yesterday|today|an?\s|昨|前天|今|刚)/i;

const month = String.raw`\p{L}{3,12}\.?`;
const time = String.raw`(?:[t\s,]{1,3}(?:at\s)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:\s?[ap]m\b)?(?:\s?(?:z|utc|gmt|[+-]\d{2}:?\d{2}))?)?`;
/** A day with its year in one of the usual orders, and perhaps a time. */
const full =
  '(?:' +
  [
    String.raw`20\d\d\s?(?:[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}(?!\d)|年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)`,
    String.raw`${month}\s\d{1,2}(?:st|nd|rd|th)?,?\s20\d\d(?!\d)`,
    String.raw`\d{1,2}(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?${month},?\s(?:de\s)?20\d\d(?!\d)`,
    String.raw`(?<![\d.])\d{1,2}[/.]\d{1,2}[/.]20\d\d(?!\d)`,
  ].join('|') +
  `)${time}`;
const fullForm = new RegExp(full, 'giu');
const relativeForm =
  /\d{1,3}\s?(?:秒钟?|分钟|个?小时|天|周|个?星期|个月|年)之?前|(?:\b\d{1,3}|\ban?)\s?(?:min(?:ute)?s?|m|h(?:ou)?rs?|h|days?|d|weeks?|w|months?|mo|years?|y)\sago\b|(?:昨天|前天|今天)(?:\s?\d{1,2}:\d{2})?|刚刚/gi;

function wholeDate(text: string, dayFirst: boolean): FeedDate | undefined {
  if (/^\d+$/.test(text) && !/^20\d{6}$/.test(text)) return undefined;
  const [, first = '', second = '', year = '', rest = ''] = /^(\d{1,2})[/.](\d{1,2})[/.](20\d\d)(.*)$/.exec(text) ?? [];
  const isDayFirst = text.includes('.') || (dayFirst ? Number(second) <= 12 : Number(first) > 12);
  // Calendar sheets print the day large and the month below it.
  const [, sheetDay, sheetMonth] = /^(\d{1,2})\s(20\d\d\s?[-/.年]\s?\d{1,2})\s?月?$/.exec(text) ?? [];
  if (sheetDay !== undefined) return parseFeedDate(`${sheetMonth?.replace(/\s?[/.年]\s?/, '-')}-${sheetDay}`);
  const ordered = year === '' ? text : `${year}-${isDayFirst ? second : first}-${isDayFirst ? first : second}${rest}`;
  return parseFeedDate(ordered.replace(/(?<=\d)\s?·\s?(?=\d)/, ' '));
}

/** `01-05`, `1月5日 08:30`, `Jan 5`, `5 Jan`: of the given year, else the last such day that is not in the future. */
function dateWithoutYear(text: string, now: Date, year: number | undefined): FeedDate | undefined {
  const [, day = '', clock = ''] =
    /^(\d{2}[-/.]\d{2}|\d{1,2}\s?月\s?\d{1,2}\s?日?|\p{L}{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?|\d{1,2}\s\p{L}{3,9}\.?)(?:[\s,]{1,3}(\d{1,2}:\d{2}(?::\d{2})?))?$/iu.exec(
      text,
    ) ?? [];
  const [, monthNumber, dayNumber] = /^(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?$/.exec(day) ?? [];
  if (day === '') return undefined;
  const inYear = (of: number) =>
    parseFeedDate(
      `${monthNumber === undefined ? `${day} ${of}` : `${of}-${monthNumber}-${dayNumber}`} ${clock}`.trim(),
    );
  if (year !== undefined) return inYear(year);
  // In Beijing a year begins before it does in UTC.
  const nextYear = now.getUTCFullYear() + 1;
  const date = [nextYear, nextYear - 1].map(inYear).find((each) => each && each.at.getTime() <= now.getTime() + dayMs);
  return date ?? inYear(nextYear - 2);
}

const unitsMs: readonly (readonly [RegExp, number])[] = [
  [/^(?:秒|s)/i, 1000],
  [/^(?:分|mi|m$)/i, minuteMs],
  [/^(?:个?小时|h)/i, hourMs],
  [/^(?:天|d)/i, dayMs],
  [/^(?:周|个?星期|w)/i, 7 * dayMs],
  [/^(?:个月|mo)/i, 30 * dayMs],
  [/^(?:年|y)/i, 365 * dayMs],
];

/** `3 小时前`, `2 days ago`, `昨天 12:30`. Chinese pages count days in Beijing, others in UTC. */
function relativeDate(text: string, now: Date): FeedDate | undefined {
  if (/^(?:刚刚|刚才|just now|moments? ago|a moment ago)$/i.test(text)) return { at: now, precision: 'instant' };
  const [, count, unit = ''] =
    /^(\d{1,3}|an?|one)\s?(秒钟?|分钟|个?小时|天|周|个?星期|个月|年)之?前$/i.exec(text) ??
    /^(?:about\s|over\s)?(\d{1,3}|an?|one)\s?([a-z]{1,8})\sago$/i.exec(text) ??
    [];
  if (count !== undefined) {
    const unitMs = unitsMs.find(([form]) => form.test(unit))?.[1];
    if (unitMs === undefined) return undefined;
    const at = new Date(now.getTime() - (Number(count) || 1) * unitMs);
    return unitMs < dayMs ? { at, precision: 'instant' } : { at: startOfDay(at, text), precision: 'day' };
  }
  const [, word, hour, minute] =
    /^(今天|今日|昨天|昨日|前天|today|yesterday)(?:[\s,]{1,3}(?:at\s)?)?(?:(\d{1,2}):(\d{2}))?$/i.exec(text) ?? [];
  if (word === undefined) return undefined;
  const daysAgo = /今|today/i.test(word) ? 0 : /前天/.test(word) ? 2 : 1;
  const day = startOfDay(new Date(now.getTime() - daysAgo * dayMs), text);
  if (hour === undefined) return { at: day, precision: 'day' };
  return { at: new Date(day.getTime() + Number(hour) * hourMs + Number(minute) * minuteMs), precision: 'instant' };
}

function startOfDay(at: Date, text: string): Date {
  const eastMs = /\p{Script=Han}/u.test(text) ? 8 * hourMs : 0;
  return new Date(Math.floor((at.getTime() + eastMs) / dayMs) * dayMs - eastMs);
}
