import { dayWithWeekday } from '../ground/day-and-time.ts';
import type { Language, Slot } from '../model.ts';

/** The local day of a slot: `11月26日 周四`, `Thu 26 Nov`. It does not depend on the present zone of the digest. */
export function dayOfSlot({ local }: Pick<Slot, 'local'>, language: Language): string {
  return dayWithWeekday(new Date(`${local}:00Z`), 'UTC', language);
}

/** The name of a month `YYYY-MM`, with the year if it is not `thisYear`. */
export function monthName(month: string, thisYear: string, language: Language): string {
  const [year = '', number = ''] = month.split('-');
  if (language === 'en') {
    const name = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long' }).format(
      new Date(`${month}-01T00:00:00Z`),
    );
    return year === thisYear ? name : `${name} ${year}`;
  }
  return year === thisYear ? `${Number(number)}月` : `${year}年${Number(number)}月`;
}
