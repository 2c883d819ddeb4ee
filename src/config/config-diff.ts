import { isDeepStrictEqual as isSame } from 'node:util';
import type { CollectSettings, DigestSettings, Feed, Phrase, Reminder } from '../model.ts';
import type { Environment } from './environment.ts';

/** The parts of the configuration that can change without a restart. */
export interface Changeable {
  readonly collect: CollectSettings;
  readonly digests: readonly DigestSettings[];
  readonly feeds: readonly Feed[];
  readonly reminders: readonly Reminder[];
  readonly environment: Environment;
  readonly report: unknown;
  readonly calendar: unknown;
  readonly publish: unknown;
  readonly digestFiles?: unknown;
  readonly templates: unknown;
  readonly topics: unknown;
  readonly aliases: unknown;
  readonly weights: unknown;
}

/**
 * Describes the difference of two configurations: "+2 feeds, −1, schedule 08:30 → 09:00".
 * @returns undefined when they are equal
 */
export function configDifference(before: Changeable, after: Changeable): Phrase | undefined {
  const parts = [
    ...feedsDifference(before.feeds, after.feeds),
    ...listDifference(before.digests, after.digests, { 'zh-CN': '日报', en: 'digest' }),
    ...listDifference(before.reminders, after.reminders, { 'zh-CN': '提醒', en: 'reminder' }),
    ...settingsDifference('collect', before.collect, after.collect),
    ...environmentDifference(before.environment, after.environment),
    ...others.flatMap(({ key, name }) => (isSame(before[key], after[key]) ? [] : [changed(name)])),
  ];
  if (parts.length === 0) return undefined;
  return {
    'zh-CN': parts.map((part) => part['zh-CN']).join('，'),
    en: parts.map((part) => part.en).join(', '),
  };
}

const others = [
  { key: 'report', name: { 'zh-CN': 'report', en: 'report' } },
  { key: 'calendar', name: { 'zh-CN': 'calendar', en: 'calendar' } },
  { key: 'digestFiles', name: { 'zh-CN': '日报所在的文件', en: 'files of digests' } },
  { key: 'publish', name: { 'zh-CN': 'publish', en: 'publish' } },
  { key: 'templates', name: { 'zh-CN': '模板', en: 'templates' } },
  { key: 'topics', name: { 'zh-CN': 'topics.yaml', en: 'topics.yaml' } },
  { key: 'aliases', name: { 'zh-CN': 'aliases.yaml', en: 'aliases.yaml' } },
  { key: 'weights', name: { 'zh-CN': 'judge.json', en: 'judge.json' } },
] as const;

/** Names only: the address of a proxy may contain a password. */
function environmentDifference(
  { proxies: proxiesBefore, ...before }: Environment,
  now: Environment,
): readonly Phrase[] {
  const { proxies, ...after } = now;
  const old = new Map(Object.entries(before));
  const names = Object.entries(after).flatMap(([key, value]) => (isSame(value, old.get(key)) ? [] : [variableOf(key)]));
  if (!isSame(proxies, proxiesBefore)) names.push('*_PROXY');
  return names.map((name) => changed({ 'zh-CN': name, en: name }));
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
  const counts = [
    ...(added > 0 ? [`+${added}`] : []),
    ...(removed > 0 ? [`−${removed}`] : []),
    ...(edited > 0 ? [`~${edited}`] : []),
  ];
  const [first, ...rest] = counts;
  // Disabled feeds are not polled, but the page lists them.
  if (first === undefined) return isSame(before, after) ? [] : [changed({ 'zh-CN': '停用的源', en: 'disabled feeds' })];
  const unit = counts.length === 1 && /^.1$/.test(first) ? 'feed' : 'feeds';
  return [{ 'zh-CN': [`${first} 个源`, ...rest].join('，'), en: [`${first} ${unit}`, ...rest].join(', ') }];
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
    if (old === undefined) return [both((language) => `+${noun[language]} ${id}`)];
    if (now === undefined) return [both((language) => `−${noun[language]} ${id}`)];
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
    if (shownFrom === undefined || shownTo === undefined) return [changed({ 'zh-CN': name, en: name })];
    return [both(() => `${name} ${shownFrom} → ${shownTo}`)];
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
  const units = [
    [86_400_000, 'd'],
    [3_600_000, 'h'],
    [60_000, 'm'],
    [1000, 's'],
  ] as const;
  const [unitMs, unit] = units.find(([size]) => ms >= size && ms % size === 0) ?? [1, 'ms'];
  return `${ms / unitMs}${unit}`;
}

function changed(name: Phrase): Phrase {
  return { 'zh-CN': `${name['zh-CN']}有改动`, en: `${name.en} changed` };
}

function both(text: (language: 'zh-CN' | 'en') => string): Phrase {
  return { 'zh-CN': text('zh-CN'), en: text('en') };
}
