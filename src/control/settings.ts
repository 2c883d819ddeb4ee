/** Changes of a digest's settings by forms: the planned changes in words, and the edits of the file. */
import type { Config } from '../config/config.ts';
import {
  boostWord,
  type DigestKey,
  muteWord,
  setDigest,
  setSectionWords,
  unboostWord,
  unmuteWord,
} from '../config/feeds-file.ts';
import { parsePattern } from '../config/pattern.ts';
import { about, accept, type Fault, type Parsed, refuseValue } from '../config/problem.ts';
import { parseSchedule } from '../config/schedule.ts';
import { parseTimezone } from '../config/timezone.ts';
import { timetableOf } from '../edition/slot.ts';
import { counted } from '../ground/counted.ts';
import { addDays, minuteMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { DigestSettings, Language, Phrase } from '../model.ts';
import { nextSlot } from '../schedule/slots.ts';
import { dayWords } from '../show/day-words.ts';

/**
 * The fields of the forms, as text. Missing fields are not changed. `time` is `8:30`, or a whole cron expression; the
 * words of a section, separated by `、` or commas, are in `section-` and its id.
 */
export type SettingsFields = { readonly [name: string]: string | undefined };

/** One planned change. */
export interface SettingChange {
  readonly label: Phrase;
  readonly from: Phrase;
  readonly to: Phrase;
  /** When it takes effect, if that is not obvious. */
  readonly since: Phrase | undefined;
  apply(text: string): Parsed<string>;
}

export type PlannedSettings =
  | { readonly ok: true; readonly changes: readonly SettingChange[] }
  | { readonly ok: false; readonly faults: readonly FieldFault[] };

interface FieldFault extends Fault {
  /** Name of the field. */
  readonly field: string;
}

/** Plans the changes of a form. Nothing is written. */
export function planSettings(
  config: Config,
  settings: DigestSettings,
  { fields, ...today }: Today & { readonly fields: SettingsFields },
): PlannedSettings {
  const digest = settings.id;
  const faults: FieldFault[] = [];
  const changes: SettingChange[] = [];
  const fault = (field: keyof typeof labels, found: Fault) =>
    faults.push({ field, what: about(labels[field], found.what), remedy: found.remedy });
  const change = <Value extends string | number>(
    key: DigestKey,
    field: keyof typeof labels,
    { from, to, shown, since }: Planned<Value>,
  ) => {
    if (to === undefined || to === from) return;
    const apply = (text: string) => setDigest(text, { digest, key, value: to });
    changes.push({ label: labels[field], from: shown(from), to: shown(to), since, apply });
  };

  const timezone = fields.timezone === undefined ? accept(settings.timezone) : parseTimezone(fields.timezone.trim());
  if (!timezone.ok) fault('timezone', timezone);
  const schedule = fields.time === undefined ? accept(settings.schedule) : scheduleAt(fields.time, settings.schedule);
  if (!schedule.ok) fault('time', schedule);
  if (schedule.ok && timezone.ok) {
    const days = (fields.days ?? settings.days) as DigestSettings['days'];
    const next = { ...settings, schedule: schedule.value, timezone: timezone.value, days };
    const since = sinceWhen(config, next, today);
    const atTime = (text: string) => timeWords(text, days);
    change('schedule', 'time', { from: settings.schedule, to: next.schedule, shown: atTime, since });
    change('timezone', 'timezone', { from: settings.timezone, to: next.timezone, shown: named({}), since });
    change('days', 'days', { from: settings.days, to: days, shown: named(dayNames), since });
  }
  change('hold', 'hold', { from: `${settings.holdMs / minuteMs}m`, to: fields.hold, shown: holdWords });
  const most = fields.maxStories === undefined ? settings.maxStories : Number(fields.maxStories.normalize('NFKC'));
  if (!Number.isInteger(most) || most < 1 || most > 200) {
    const range = phrase('1–200 的整数', 'a whole number from 1 to 200');
    fault('maxStories', refuseValue(fields.maxStories, range, phrase('写成 15 这样', 'write it like 15')));
  } else {
    const shown = (count: number) => phrase(`${count} 条`, `${count}`);
    change('maxStories', 'maxStories', { from: settings.maxStories, to: most, shown });
  }
  change<string>('language', 'language', { from: settings.language, to: fields.language, shown: named(languageNames) });
  change<string>('format', 'format', { from: settings.format, to: fields.format, shown: named(formatNames) });
  changes.push(...sectionChanges(settings, fields));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, changes };
}

interface Today {
  readonly now: Date;
  /** Local times of the newest slots with an edition. */
  readonly takenSlots: readonly string[];
}

interface Planned<Value> {
  readonly from: Value;
  /** undefined: not in the form. */
  readonly to: Value | undefined;
  shown(value: Value): Phrase;
  readonly since?: Phrase | undefined;
}

/** A value by its name for people; without a name, as it is in the file. */
function named(names: Readonly<Record<string, Phrase>>): (value: string) => Phrase {
  return (value) => names[value] ?? phrase(value, value);
}

const labels = {
  time: phrase('时间', 'Time'),
  timezone: phrase('时区', 'Time zone'),
  days: phrase('哪几天', 'Days'),
  hold: phrase('发出前先给人看', 'Review before sending'),
  maxStories: phrase('最多几条', 'Maximum number of stories'),
  language: phrase('语言', 'Language'),
  format: phrase('样子', 'Format'),
} as const;

export const dayNames: Readonly<Record<string, Phrase>> = {
  everyday: phrase('每天', 'every day'),
  weekdays: phrase('周一到周五', 'Monday to Friday'),
  workdays: phrase('工作日（含调休）', 'Chinese workdays'),
};

export const formatNames: Readonly<Record<string, Phrase>> = {
  markdown: phrase('标题带链接', 'titles with links'),
  markdown_v2: phrase('标题带链接，新版', 'titles with links, new style'),
  text: phrase('纯文字，微信里也能看', 'plain text, also in personal WeChat'),
  news: phrase('图文卡片，最多 8 条', 'cards, at most 8'),
};

export const languageNames: Readonly<Record<Language, Phrase>> = {
  'zh-CN': phrase('中文', 'Chinese'),
  en: phrase('English', 'English'),
};

export function holdWords(hold: string): Phrase {
  const [, count = '0'] = /^(\d+)m$/.exec(hold) ?? [];
  return Number(count) === 0
    ? phrase('不用', 'no')
    : phrase(`提前 ${count} 分钟`, `${counted(Number(count), 'minute')} before`);
}

/** `9:00` for a daily schedule; other schedules stay cron expressions. */
export function shownTime(schedule: string): string {
  const [, minute = '', hour] = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(schedule) ?? [];
  return hour === undefined ? schedule : `${hour}:${minute.padStart(2, '0')}`;
}

function timeWords(schedule: string, days: DigestSettings['days']): Phrase {
  const time = shownTime(schedule);
  const of = dayNames[days] ?? phrase('', '');
  return phrase(`${of['zh-CN']} ${time}`, `${of.en} at ${time}`);
}

const anHour = phrase('一天里的时刻', 'a time of day');

/** The typed time (`9`, `8:30`, `8点半`) with the days of the present schedule: `30 8 * * 1-5`; or a whole expression. */
export function scheduleAt(typed: string, present: string): Parsed<string> {
  // An input method may write full-width digits and colons.
  const plain = typed.normalize('NFKC').trim();
  if (plain.split(/\s+/).length === 5) return parseSchedule(plain);
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:点](\d{2}|半)?分?)?$/.exec(plain) ?? [];
  const daily = parseSchedule(`${hour}:${minute === '半' ? '30' : minute}`);
  // The fault of a time should not mention cron.
  if (!daily.ok) return refuseValue(typed, anHour, phrase('写成 9:00 这样，24 小时制', 'write it like 9:00 or 17:30'));
  return accept([...daily.value.split(' ').slice(0, 2), ...present.split(' ').slice(2)].join(' '));
}

/** `明天起`: the first day of the new schedule. A day that already has an edition gets no second one. */
function sinceWhen(config: Config, next: DigestSettings, { now, takenSlots }: Today): Phrase | undefined {
  const days = new Set(takenSlots.map((slot) => slot.slice(0, 10)));
  let slot = nextSlot(timetableOf(next, config), now);
  while (slot !== undefined && days.has(slot.local.slice(0, 10)))
    slot = nextSlot(timetableOf(next, config), slot.instant);
  if (slot === undefined) return phrase('从来不会到点', 'never due');
  const { instant } = slot;
  const words = (language: Language) =>
    dayWords(instant, { now, timezone: next.timezone, language })
      .replace(/ \d{1,2}:\d\d$/, '')
      .replace(/,$/, '');
  return phrase(`${words('zh-CN')}起`, `from ${words('en')} on`);
}

function sectionChanges({ id: digest, sections }: DigestSettings, fields: SettingsFields): readonly SettingChange[] {
  return sections.flatMap(({ id, title, match }) => {
    const text = fields[`section-${id}`];
    if (text === undefined) return [];
    const present = match.map((pattern) => pattern.text);
    const words = splitWords(text);
    if (words.join('\n') === present.join('\n')) return [];
    const shown = (list: readonly string[]) => phrase(list.join('、') || '—', list.join(', ') || '—');
    const apply = (file: string) => {
      const own = setSectionWords(file, { digest, id, words });
      return own.ok ? own : setSectionWords(file, { digest: undefined, id, words });
    };
    return [{ label: phrase(title, title), from: shown(present), to: shown(words), since: undefined, apply }];
  });
}

/** Words separated by `、` or commas. A `/regex/` may contain commas, so it must be alone on its line. */
function splitWords(text: string): readonly string[] {
  return text
    .split('\n')
    .flatMap((line) => (/^\s*\/.*\/\w*\s*$/.test(line) ? [line] : line.split(/[、,，]/)))
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────

/** A change of the file, with its text for the log of changes. */
export interface FileChange {
  readonly did: Phrase;
  apply(text: string): Parsed<string>;
}

/** Mutes a word for a number of days, or for ever; 0 days end it. */
export function muteChange(
  settings: DigestSettings,
  { word, days, now }: { readonly word: string; readonly days: number | undefined; readonly now: Date },
): Parsed<FileChange> {
  const parsed = wordOf(word);
  if (!parsed.ok) return parsed;
  if (days === 0) return dropKnown(settings, { word: parsed.value, kind: 'mute' });
  const today = createZone(settings.timezone).local(now).slice(0, 10);
  const until = days === undefined ? undefined : addDays(today, days - 1);
  const digest = settings.id;
  return accept({
    did: phrase(
      `屏蔽“${parsed.value}”${until === undefined ? '' : `，到 ${until}`}`,
      `muted "${parsed.value}"${until === undefined ? '' : ` until ${until}`}`,
    ),
    apply: (text) => muteWord(text, { digest, word: parsed.value, until }),
  });
}

/** Adds points to news with a word; they may be negative, and 0 removes the word. */
export function boostChange(
  settings: DigestSettings,
  { word, points }: { readonly word: string; readonly points: number },
): Parsed<FileChange> {
  const parsed = wordOf(word);
  if (!parsed.ok) return parsed;
  if (points === 0) return dropKnown(settings, { word: parsed.value, kind: 'boost' });
  const digest = settings.id;
  return accept({
    did: phrase(
      `${points < 0 ? '压低' : '关注'}“${parsed.value}”，${pointsWords(points)['zh-CN']}`,
      `${points < 0 ? 'lowered' : 'boosted'} "${parsed.value}", ${pointsWords(points).en}`,
    ),
    apply: (text) => boostWord(text, { digest, word: parsed.value, points }),
  });
}

export function pointsWords(points: number): Phrase {
  return points < 0 ? phrase(`减 ${-points} 分`, `−${-points} points`) : phrase(`加 ${points} 分`, `+${points} points`);
}

interface ListedWord {
  readonly word: string;
  readonly kind: 'mute' | 'boost';
}

/** Refuses a word that is not in the list. */
function dropKnown(settings: DigestSettings, { word, kind }: ListedWord): Parsed<FileChange> {
  const known = settings[kind].map(({ pattern }) => pattern.text);
  if (known.includes(word)) return accept(dropChange(settings, { word, kind }));
  return {
    ok: false,
    what: phrase(`“${word}”不在清单里`, `"${word}" is not in the list`),
    remedy:
      known.length === 0
        ? phrase('清单是空的，不用改', 'the list is empty, so there is nothing to change')
        : phrase(`照清单里的写：${known.join('、')}`, `write it as in the list: ${known.join(', ')}`),
  };
}

/** Removes a muted or boosted word. */
export function dropChange(settings: DigestSettings, { word, kind }: ListedWord): FileChange {
  const digest = settings.id;
  return kind === 'mute'
    ? {
        did: phrase(`不再屏蔽“${word}”`, `no longer muted: "${word}"`),
        apply: (text) => unmuteWord(text, { digest, word }),
      }
    : {
        did: phrase(`不再关注“${word}”`, `no longer boosted: "${word}"`),
        apply: (text) => unboostWord(text, { digest, word }),
      };
}

function wordOf(word: string): Parsed<string> {
  const parsed = parsePattern(word.trim());
  return parsed.ok
    ? accept(parsed.value.text)
    : { ok: false, what: about(phrase('这个词', 'The word'), parsed.what), remedy: parsed.remedy };
}
