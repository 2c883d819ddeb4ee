/**
 * The small languages inside the configuration: durations, sizes, days, schedules, zones, patterns, addresses, names of
 * variables. Each function takes whatever stands in the file and gives a trusted value or says what is wrong with it.
 */
import { validateDetailed } from 'node-cron';
import { RE2JS } from 're2js';
import { nearest } from '../ground/nearest.ts';
import type { Pattern, Phrase } from '../model.ts';
import { accept, type Parsed, phrase, refuse, refuseValue } from './problem.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `20s`, `10m`, `48h`, `30d`, also `500ms` → milliseconds, more than zero. */
export function parseDuration(value: unknown): Parsed<number> {
  const [, digits, unit] = (typeof value === 'string' && /^(\d+(?:\.\d+)?) ?(ms|s|m|h|d)$/.exec(value)) || [];
  const ms = Number(digits) * (unitMs[unit ?? ''] ?? Number.NaN);
  if (ms > 0) return accept(ms);
  return refuseValue(
    value,
    phrase('大于 0 的时长', 'a duration above zero'),
    /^\d+$/.test(String(value)) && Number(value) > 0
      ? phrase(
          `加上单位，例如 ${value}s（秒）、${value}m（分）、${value}h（时）`,
          `add the unit: ${value}s, ${value}m or ${value}h`,
        )
      : phrase(
          '写数字和单位：20s（秒）、10m（分）、48h（时）、30d（天）',
          'write a number and a unit: 20s, 10m, 48h, 30d',
        ),
  );
}

const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `10MB`, `500KB` → bytes, more than zero; 1 KB is 1024 bytes. */
export function parseSize(value: unknown): Parsed<number> {
  const [, digits, unit] = (typeof value === 'string' && /^(\d+(?:\.\d+)?) ?(B|KB|MB|GB)$/i.exec(value)) || [];
  const bytes = Math.floor(Number(digits) * (unitBytes[unit?.toUpperCase() ?? ''] ?? Number.NaN));
  if (bytes > 0) return accept(bytes);
  return refuseValue(
    value,
    phrase('大于 0 的大小', 'a size above zero'),
    phrase('写数字和单位：10MB、500KB', 'write a number and a unit: 10MB, 500KB'),
  );
}

/** `YYYY-MM-DD`, a day that exists. */
export function parseDay(value: unknown): Parsed<string> {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const day = new Date(`${value}T00:00:00Z`);
    if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)) return accept(value);
  }
  return refuseValue(
    value,
    phrase('一个存在的日期', 'a day that exists'),
    phrase('写成 年-月-日，例如 2026-02-01', 'write it as YYYY-MM-DD, for example 2026-02-01'),
  );
}

const cronExample = phrase('例如 "0 9 * * *"（每天 9:00）', 'for example "0 9 * * *" (every day at 9:00)');

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

/** A cron expression of five fields that node-cron can read; a day that no year has (`31 2`) is refused too. */
export function parseSchedule(value: unknown): Parsed<string> {
  const fiveFields = phrase(
    '五段 cron（分 时 日 月 周）',
    'a cron expression of five fields (minute hour day month weekday)',
  );
  if (typeof value !== 'string') return refuseValue(value, fiveFields, cronExample);
  const expression = value.trim().split(/\s+/).join(' ');
  if (expression.split(' ').length !== 5) return refuseValue(value, fiveFields, cronExample);

  const { valid, errors } = validateDetailed(expression);
  if (valid) return accept(expression);
  const [error] = errors;
  const field = cronFields[error?.field ?? ''];
  if (!error || !field) return refuseValue(value, fiveFields, cronExample);
  if (error.message.includes('impossible')) {
    return refuse(
      phrase(`写成了 "${value}"，这个月没有这一天`, `is "${value}": this month has no such day`),
      phrase('改第 3 段（日）或第 4 段（月）', 'change field 3 (day of month) or field 4 (month)'),
    );
  }
  return refuse(
    phrase(
      `写成了 "${value}"，${field.name['zh-CN']}的 "${error.value}" 不对，应在 ${field.range['zh-CN']}`,
      `is "${value}": "${error.value}" is wrong in ${field.name.en}; allowed: ${field.range.en}`,
    ),
    cronExample,
  );
}

const chinaNames =
  /^(asia\/)?(beijing|peking|shenzhen|guangzhou|hangzhou|china|prc|cst)$|北京|上海|中国|^(utc|gmt)? ?\+0?8(:?00)?$/i;

/** A zone of the IANA database, `Asia/Shanghai`; offsets are no zones. */
export function parseTimezone(value: unknown): Parsed<string> {
  if (typeof value === 'string' && isZone(value)) return accept(value);
  const known = Intl.supportedValuesOf('timeZone');
  const suggestion =
    typeof value !== 'string' ? undefined : chinaNames.test(value.trim()) ? 'Asia/Shanghai' : nearest(value, known);
  return refuseValue(
    value,
    phrase('时区的名字', 'the name of a time zone'),
    suggestion
      ? phrase(`是不是 ${suggestion}？`, `did you mean ${suggestion}?`)
      : phrase('例如 Asia/Shanghai、UTC、America/New_York', 'for example Asia/Shanghai, UTC, America/New_York'),
  );
}

function isZone(name: string): boolean {
  if (!/^[a-z]/i.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A word, a phrase, or a `/regex/flags` that re2js compiles. */
export function parsePattern(value: unknown): Parsed<Pattern> {
  const text = typeof value === 'number' ? String(value) : value;
  if (isBlank(text)) return blank;
  if (typeof text !== 'string') {
    return refuseValue(
      value,
      phrase('一个词、"几个词" 或 /正则/', 'a word, "several words" or /regex/'),
      phrase('给它加上引号，或删掉这一项', 'put it in quotes, or delete it'),
    );
  }
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/s.exec(text.trim()) ?? [];
  if (source === undefined || flags === undefined) return accept({ kind: 'words', text: text.trim() });

  const wrongFlag = /[^imsu]/.exec(flags)?.[0];
  if (wrongFlag) {
    return refuse(
      phrase(`里的 ${text} 有不认识的标志 "${wrongFlag}"`, `has ${text} with the unknown flag "${wrongFlag}"`),
      phrase('正则后面只能写 i（不分大小写）、m、s、u', 'after a regex only i (ignore case), m, s and u may stand'),
    );
  }
  const fault = regexFault(source);
  if (fault === undefined)
    return accept({ kind: 'regex', text: text.trim(), source: RE2JS.translateRegExp(source), flags });
  return refuse(
    phrase(`里的 ${text} 不是能用的正则（${fault}）`, `has ${text}, which is no usable regex (${fault})`),
    /\(\?(?:=|!|<=|<!)|\\[1-9]/.test(source)
      ? phrase(
          '为了速度有保证，不支持环视 (?=…) 和反向引用 \\1；换一种写法，或改成普通的词',
          'lookaround (?=…) and backreferences \\1 are not supported, so that matching stays fast; write it otherwise, or as plain words',
        )
      : phrase('改正它，或改成普通的词', 'correct it, or write plain words'),
  );
}

function regexFault(source: string): string | undefined {
  try {
    RE2JS.compile(RE2JS.translateRegExp(source));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

/** An http or https address without user and password; kept as written. */
export function parseFeedUrl(value: unknown): Parsed<string> {
  const example = phrase(
    '写完整的网址，例如 https://example.com/feed.xml',
    'write the whole address, for example https://example.com/feed.xml',
  );
  const expected = phrase('http 或 https 开头的网址', 'an http or https address');
  const text = typeof value === 'string' ? value.trim() : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // What is no address may hold a password too, and a fault shows the value.
  if (url?.username || url?.password || /^[^?#]*:\/\/[^/?#]*@/.test(text)) {
    return refuse(
      phrase('里写了用户名或密码', 'has a user name or password in it'),
      phrase(
        '改用 headers：{ Authorization: 变量名 }，把值写进 .env',
        'use headers: { Authorization: NAME_OF_VARIABLE } and put the value into .env',
      ),
    );
  }
  if (!url || !/^https?:$/.test(url.protocol)) return refuseValue(value, expected, example);
  return accept(text);
}

/** What equal addresses have in common however they are spelled; undefined for what `parseFeedUrl` refuses. */
export function addressOf(value: unknown): string | undefined {
  const url = parseFeedUrl(value);
  return url.ok ? new URL(url.value).href : undefined;
}

/** The name of an environment variable. Anything else may be the secret itself, so it is never shown. */
export function parseVariableName(value: unknown): Parsed<string> {
  if (typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return accept(value);
  return refuse(
    phrase('应是变量的名字，不是值本身', 'should be the name of a variable, not the value itself'),
    phrase(
      '这里只写名字，例如 WECOM_WEBHOOK_URL；值写进 .env（这里的值不会显示出来）',
      'write only the name here, for example WECOM_WEBHOOK_URL, and the value into .env (what stands here is not shown)',
    ),
  );
}

/** One line of text; whole numbers are taken as they stand, since YAML makes `36` of a name that is 36. */
export function parseText(value: unknown): Parsed<string> {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (isBlank(text)) return blank;
  if (typeof text === 'string') return accept(text.trim());
  return refuseValue(value, phrase('文字', 'text'), phrase('给它加上引号', 'put it in quotes'));
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

const blank = refuse(phrase('是空的', 'is empty'), phrase('填上内容，或删掉这一项', 'give it a value, or delete it'));
