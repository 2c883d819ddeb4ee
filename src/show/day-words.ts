import { dayAndTime } from '../ground/day-and-time.ts';
import { addDays } from '../ground/durations.ts';
import { sayIn } from '../ground/say.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Language } from '../model.ts';

export interface DayVoice {
  readonly now: Date;
  readonly timezone: string;
  readonly language: Language;
}

/** An instant relative to now: `今天 9:00`, `明天 9:00`, `11月26日 周四 9:00`. */
export function dayWords(instant: Date, { now, timezone, language }: DayVoice): string {
  const say = sayIn(language);
  const zone = createZone(timezone);
  const day = zone.local(instant).slice(0, 10);
  const today = zone.local(now).slice(0, 10);
  const time = hourWords(instant, timezone);
  const near = [
    [-1, say('昨天', 'yesterday')],
    [0, say('今天', 'today')],
    [1, say('明天', 'tomorrow')],
  ] as const;
  const found = near.find(([days]) => addDays(today, days) === day);
  if (found !== undefined) return say(`${found[1]} ${time}`, `${found[1]} ${time}`);
  return dayAndTime(instant, timezone, language).replace(/\d\d:\d\d$/, time);
}

/** `9:00` */
export function hourWords(instant: Date, timezone: string): string {
  return createZone(timezone).local(instant).slice(11, 16).replace(/^0/, '');
}
