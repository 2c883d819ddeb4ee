import type { Config } from '../config/config.ts';
import type { DigestSettings } from '../model.ts';
import type { Timetable } from '../schedule/slots.ts';

/** A digest's timetable, for everything in `schedule/`. */
export function timetableOf(settings: DigestSettings, config: Pick<Config, 'calendar'>): Timetable {
  const { id, schedule, timezone, days } = settings;
  return { digestId: id, schedule, timezone, days, calendar: config.calendar };
}
