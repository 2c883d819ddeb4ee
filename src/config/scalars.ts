/**
 * Simple values of the configuration: durations, sizes, days, texts, names of variables. Each function takes an untrusted
 * value and returns a trusted one or its fault. Schedules, zones, patterns and addresses have their own files.
 */
import { dayMs, hourMs, minuteMs, secondMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { accept, type Parsed, refuse, refuseBlank, refuseValue } from './problem.ts';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: secondMs, m: minuteMs, h: hourMs, d: dayMs };

/** `500ms`, `20s`, `10m`, `48h`, `30d` → milliseconds above zero. */
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
          `add a unit: ${value}s, ${value}m or ${value}h`,
        )
      : phrase(
          '写数字和单位：20s（秒）、10m（分）、48h（时）、30d（天）',
          'write a number and a unit: 20s, 10m, 48h, 30d',
        ),
  );
}

/** How long before its slot a digest is composed: `30m`, at most 3 hours; `0` or `0m` for no hold. */
export function parseHold(value: unknown): Parsed<number> {
  if (value === 0 || (typeof value === 'string' && /^0 ?(?:ms|s|m|h|d)?$/.test(value))) return accept(0);
  const duration = parseDuration(value);
  if (!duration.ok || duration.value <= longestHoldMs) return duration;
  return refuseValue(
    value,
    phrase('最长 3 小时', 'at most 3 hours'),
    phrase('写短一些，例如 30m：越早编好，越少新闻', 'write less, for example 30m: later news is not in the digest'),
  );
}

/** An edition is due at most 3 hours before its slot (`edition/edition-due.ts`). */
const longestHoldMs = 3 * hourMs;

const unitBytes: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/** `10MB`, `500KB` → bytes above zero; 1 KB is 1024 bytes. */
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

/** An existing day, `YYYY-MM-DD`. */
export function parseDay(value: unknown): Parsed<string> {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)) {
    const day = new Date(`${value}T00:00:00Z`);
    if (!Number.isNaN(day.getTime()) && day.toISOString().startsWith(value)) return accept(value);
  }
  return refuseValue(
    value,
    phrase('一个存在的日期', 'an existing day'),
    phrase('写成 年-月-日，例如 2026-02-01', 'write it as YYYY-MM-DD, for example 2026-02-01'),
  );
}

/** The name of an environment variable. A wrong value may be the secret itself, so it is never shown. */
export function parseVariableName(value: unknown): Parsed<string> {
  if (typeof value === 'string' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) return accept(value);
  return refuse(
    phrase('应是变量的名字，不是值本身', 'should be the name of a variable, not the value itself'),
    phrase(
      '这里只写名字，例如 WECOM_WEBHOOK_URL；值写进 .env（这里的值不会显示出来）',
      'write only the name here, for example WECOM_WEBHOOK_URL, and put the value in .env (this message does not show it)',
    ),
  );
}

/** Text. Whole numbers are accepted too, because YAML reads the name `36` as a number. */
export function parseText(value: unknown): Parsed<string> {
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === 'string') return text.trim() === '' ? refuseBlank : accept(text.trim());
  return refuseValue(value, phrase('文字', 'text'), phrase('给它加上引号', 'put it in quotes'));
}
