import type { Config } from '../config/config.ts';
import { CommandError } from '../ground/command-error.ts';
import type { DigestSettings, Slot } from '../model.ts';
import { slotAt, type Timetable } from '../schedule/slots.ts';

/** A digest's timetable, for everything in `schedule/`. */
export function timetableOf(settings: DigestSettings, config: Pick<Config, 'calendar'>): Timetable {
  const { id, schedule, timezone, days } = settings;
  return { digestId: id, schedule, timezone, days, calendar: config.calendar };
}

/** The slot of an instant: the latest firing at or before it. @throws CommandError when the schedule never fires */
export function dueSlot(config: Config, settings: DigestSettings, instant: Date): Slot {
  const slot = slotAt(timetableOf(settings, config), instant);
  if (slot !== undefined) return slot;
  throw new CommandError({
    'zh-CN': `日报 ${settings.id} 的 schedule “${settings.schedule}” 从来不会到点，请在 feeds.yaml 里改正。`,
    en: `The schedule "${settings.schedule}" of digest ${settings.id} never fires: change it in feeds.yaml.`,
  });
}
