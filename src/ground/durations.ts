import type { Phrase } from '../model.ts';
import { phrase } from './phrase.ts';

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
/** 24 hours, which is not always one calendar day. */
export const dayMs = 24 * hourMs;

/** A duration in its largest fitting unit, at least one minute: `3 小时`, `5 天`. */
export function durationPhrase(ms: number): Phrase {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (minutes < 90) return inUnit(minutes, 'minute');
  const hours = Math.round(ms / hourMs);
  return hours < 48 ? inUnit(hours, 'hour') : inUnit(Math.round(ms / dayMs), 'day');
}

function inUnit(count: number, unit: 'minute' | 'hour' | 'day'): Phrase {
  return phrase(`${count} ${chineseUnits[unit]}`, `${count} ${unit}${count === 1 ? '' : 's'}`);
}

/** The day that is `count` calendar days after a day (before it, if negative). Both are `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}

const chineseUnits = { minute: '分钟', hour: '小时', day: '天' } as const;
