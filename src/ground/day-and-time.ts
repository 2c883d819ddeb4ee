import type { Language } from '../model.ts';

/** `2月1日 周日 12:00` or `Sun 1 Feb, 12:00`, in the zone. */
export function dayAndTime(instant: Date, timezone: string, language: Language): string {
  const parts = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone: timezone,
    month: language === 'en' ? 'short' : 'numeric',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  if (language === 'en') return `${part('weekday')} ${part('day')} ${part('month')}, ${time}`;
  return `${part('month')}月${part('day')}日 ${part('weekday')} ${time}`;
}
