import type { Language } from '../model.ts';

/** `2月1日 周日 12:00` or `Sun 1 Feb, 12:00`, in the zone. */
export function dayAndTime(instant: Date, timezone: string, language: Language): string {
  const { day, time } = partsOf(instant, timezone, language);
  return language === 'en' ? `${day}, ${time}` : `${day} ${time}`;
}

/** `2月1日 周日` or `Sun 1 Feb`, in the zone. */
export function dayWithWeekday(instant: Date, timezone: string, language: Language): string {
  return partsOf(instant, timezone, language).day;
}

function partsOf(instant: Date, timezone: string, language: Language) {
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
  const [weekday, day, month] = [part('weekday'), part('day'), part('month')];
  return {
    day: language === 'en' ? `${weekday} ${day} ${month}` : `${month}月${day}日 ${weekday}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}
