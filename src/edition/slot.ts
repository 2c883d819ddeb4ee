import type { Config } from '../config/config.ts';
import type { DigestSettings } from '../model.ts';
import type { Timetable } from '../schedule/slots.ts';

/** The timetable of a digest or a reminder, for everything in `schedule/`. */
export function timetableOf(
  { id, schedule, timezone, days }: Pick<DigestSettings, 'id' | 'schedule' | 'timezone' | 'days'>,
  { calendar }: Pick<Config, 'calendar'>,
): Timetable {
  return { digestId: id, schedule, timezone, days, calendar };
}
