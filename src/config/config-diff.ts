import { isDeepStrictEqual as isSame } from 'node:util';
import { dayMs, hourMs, minuteMs, secondMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import type { Feed, Phrase } from '../model.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';

/**
 * Describes the difference of two configurations: "+2 feeds, −1, schedule 08:30 → 09:00".
 * @returns undefined when they are equal
 */
export function configDifference(before: Config, after: Config): Phrase | undefined {
  const parts = [
    ...feedsDifference(before.feeds, after.feeds),
    ...listDifference(before.digests, after.digests, phrase('日报', 'digest')),
    ...listDifference(before.reminders, after.reminders, phrase('提醒', 'reminder')),
    ...settingsDifference('collect', before.collect, after.collect),
    ...environmentDifference(before.environment, after.environment),
    ...otherKeys.flatMap((key) => (isSame(before[key], after[key]) ? [] : [changed(others[key])])),
  ];
  if (parts.length === 0) return undefined;
  return phrase(parts.map((part) => part['zh-CN']).join('，'), parts.map((part) => part.en).join(', '));
}

type Compared = 'feeds' | 'digests' | 'reminders' | 'collect' | 'environment';

/** `language` is that of the first digest, `include` shows in the digests, and variables are read at every use. */
type Derived = 'language' | 'include' | 'secret' | 'problemOf';

const others: Readonly<Record<Exclude<keyof Config, Compared | Derived>, Phrase>> = {
  report: phrase('report', 'report'),
  calendar: phrase('calendar', 'calendar'),
  digestFiles: phrase('日报所在的文件', 'files of digests'),
  publish: phrase('publish', 'publish'),
  templates: phrase('模板', 'templates'),
  topics: phrase('topics.yaml', 'topics.yaml'),
  aliases: phrase('aliases.yaml', 'aliases.yaml'),
  weightsFile: phrase('judge.json', 'judge.json'),
  embeddingScale: phrase('embeddings.json', 'embeddings.json'),
};

const otherKeys = Object.keys(others) as (keyof typeof others)[];

/** Names only: the address of a proxy may contain a password. */
function environmentDifference(
  { proxies: proxiesBefore, ...before }: Environment,
  now: Environment,
): readonly Phrase[] {
  const { proxies, ...after } = now;
  const old = new Map(Object.entries(before));
  const names = Object.entries(after).flatMap(([key, value]) => (isSame(value, old.get(key)) ? [] : [variableOf(key)]));
  if (!isSame(proxies, proxiesBefore)) names.push('*_PROXY');
  return names.map((name) => changed(phrase(name, name)));
}

/** `wecomCooldownMs` is WECOM_COOLDOWN. */
function variableOf(key: string): string {
  return key.replace(/Ms$/, '').replace(/[A-Z]/g, '_$&').toUpperCase();
}

function feedsDifference(before: readonly Feed[], after: readonly Feed[]): readonly Phrase[] {
  const old = new Map(before.filter(({ enabled }) => enabled).map((feed) => [feed.url, feed]));
  const now = new Map(after.filter(({ enabled }) => enabled).map((feed) => [feed.url, feed]));
  const added = [...now.keys()].filter((url) => !old.has(url)).length;
  const removed = [...old.keys()].filter((url) => !now.has(url)).length;
  const edited = [...now].filter(([url, feed]) => old.has(url) && !isSame(old.get(url), feed)).length;
  const counts = [`+${added}`, `−${removed}`, `~${edited}`].filter((count) => !/^.0$/.test(count));
  const [first, ...rest] = counts;
  // Disabled feeds are not polled, but the page lists them.
  if (first === undefined) return isSame(before, after) ? [] : [changed(phrase('停用的源', 'disabled feeds'))];
  const unit = counts.length === 1 && /^.1$/.test(first) ? 'feed' : 'feeds';
  return [phrase([`${first} 个源`, ...rest].join('，'), [`${first} ${unit}`, ...rest].join(', '))];
}

function listDifference<T extends { readonly id: string }>(
  before: readonly T[],
  after: readonly T[],
  noun: Phrase,
): readonly Phrase[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))];
  const isOnly = noun.en === 'digest' && ids.length === 1;
  return ids.flatMap((id) => {
    const old = before.find((entry) => entry.id === id);
    const now = after.find((entry) => entry.id === id);
    if (old === undefined) return [phrase(`+${noun['zh-CN']} ${id}`, `+${noun.en} ${id}`)];
    if (now === undefined) return [phrase(`−${noun['zh-CN']} ${id}`, `−${noun.en} ${id}`)];
    return settingsDifference(isOnly ? undefined : id, old, now);
  });
}

/** One phrase for each setting that differs: short values with both values, long ones by name only. */
function settingsDifference(label: string | undefined, before: object, after: object): readonly Phrase[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [from, to] = [old.get(key), now.get(key)];
    if (isSame(from, to)) return [];
    const name = [label, key.replace(/Ms$/, '')].filter((part) => part !== undefined).join(' ');
    const [shownFrom, shownTo] = [shortValue(key, from), shortValue(key, to)];
    if (shownFrom === undefined || shownTo === undefined) return [changed(phrase(name, name))];
    const change = `${name} ${shownFrom} → ${shownTo}`;
    return [phrase(change, change)];
  });
}

function shortValue(key: string, value: unknown): string | undefined {
  if (key === 'schedule' && typeof value === 'string') return clockTime(value) ?? `"${value}"`;
  if (key.endsWith('Ms') && typeof value === 'number') return duration(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && value.length <= 40 && !value.includes('\n')) return value;
  return undefined;
}

/** `30 8 * * *` is 08:30. */
function clockTime(schedule: string): string | undefined {
  const [, minute, hour] = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(schedule) ?? [];
  return minute && hour && `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function duration(ms: number): string {
  const units = Object.entries({ d: dayMs, h: hourMs, m: minuteMs, s: secondMs });
  const [unit, unitMs] = units.find(([, size]) => ms >= size && ms % size === 0) ?? ['ms', 1];
  return `${ms / unitMs}${unit}`;
}

function changed(name: Phrase): Phrase {
  return phrase(`${name['zh-CN']}有改动`, `${name.en} changed`);
}
