import type { Phrase } from '../model.ts';
import { phrase } from './phrase.ts';

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
/** 24 hours, which is not always one day of a calendar. */
export const dayMs = 24 * hourMs;

/** A length of time in its largest fitting unit, at least one minute: `90 分钟`, `3 小时`, `5 天`. */
export function durationPhrase(ms: number): Phrase {
  const minutes = Math.max(1, Math.round(ms / minuteMs));
  if (minutes < 90) return inUnits({ minutes });
  const hours = Math.round(ms / hourMs);
  return hours < 48 ? inUnits({ hours }) : inUnits({ days: Math.round(ms / dayMs) });
}

function inUnits(duration: Parameters<Intl.DurationFormat['format']>[0]): Phrase {
  // ICU writes no space between figure and 汉字; our Chinese texts do.
  return phrase(chinese.format(duration).replace(/(\d)(\p{sc=Han})/gu, '$1 $2'), english.format(duration));
}

const chinese = new Intl.DurationFormat('zh-CN', { style: 'long' });
const english = new Intl.DurationFormat('en', { style: 'long' });
