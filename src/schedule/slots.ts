import { createTask, parse } from 'node-cron';
import { hourMs, minuteMs } from '../ground/durations.ts';
import { createZone, type Zone } from '../ground/zoned-time.ts';
import type { Calendar, DigestSettings, Slot } from '../model.ts';
import { isDueDay } from './workdays.ts';

/** What decides when a digest or a reminder is due. */
export interface Timetable {
  /** Whose slots they are; a reminder's id does as well. */
  readonly digestId: string;
  /** Five-field cron expression as node-cron reads it: day of month *and* day of week must match. */
  readonly schedule: string;
  /** IANA name. */
  readonly timezone: string;
  readonly days: DigestSettings['days'];
  readonly calendar: Calendar;
}

/**
 * The slot of an instant: the latest firing at or before it. A local time that does not exist is not due that day; a
 * repeated one fires once, the first time.
 * @returns undefined when the schedule did not fire in the nine years before
 * @throws Error for a schedule or a zone that cannot be read; `scheduleProblem` tells beforehand
 */
export function slotAt(timetable: Timetable, instant: Date): Slot | undefined {
  const search = startSearch(timetable);
  // A day later than the instant's own: the search must not depend on which side of midnight a clock change falls.
  let day = addDays(search.zone.local(instant).slice(0, 10), 1);
  for (let i = 0; i < searchDays; i += 1) {
    for (const time of search.isDue(day) ? search.times.toReversed() : []) {
      const slot = search.slot(day, time, (earliest) => earliest <= instant.getTime());
      if (slot !== undefined && slot.instant <= instant) return slot;
    }
    day = addDays(day, -1);
  }
  return undefined;
}

/**
 * The first slot after an instant.
 * @returns undefined when the schedule does not fire within nine years
 * @throws Error like `slotAt`
 */
export function nextSlot(timetable: Timetable, instant: Date): Slot | undefined {
  for (const slot of slotsAfter(timetable, instant)) return slot;
  return undefined;
}

/**
 * The slots after one instant, up to and including another, oldest first.
 * @throws Error like `slotAt`
 */
export function slotsBetween(timetable: Timetable, after: Date, until: Date): readonly Slot[] {
  const slots: Slot[] = [];
  if (after >= until) return slots;
  for (const slot of slotsAfter(timetable, after)) {
    if (slot.instant > until) break;
    slots.push(slot);
  }
  return slots;
}

/**
 * What is wrong with a schedule, in node-cron's English words.
 * @returns undefined when it is a good five-field expression
 */
export function scheduleProblem(schedule: string): string | undefined {
  try {
    parse(schedule);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (schedule.trim().split(/\s+/).length === 6) return 'a field for seconds: five fields are read, from minutes on';
  return undefined;
}

/** A leap day on a working day can be eight years away. */
const searchDays = 9 * 366;

interface Search {
  readonly zone: Zone;
  /** `HH:mm` at which the schedule fires on a day that is due, ascending. */
  readonly times: readonly string[];
  isDue(day: string): boolean;
  /** @param worthLooking is told the earliest instant that this local time can be, before any zone is asked */
  slot(day: string, time: string, worthLooking: (earliestMs: number) => boolean): Slot | undefined;
}

function startSearch({ digestId, schedule, timezone, days, calendar }: Timetable): Search {
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) throw new Error(`schedule "${schedule}": ${problem}`);
  const fields = parse(schedule);
  const times = fields.hour
    .flatMap((hour) => fields.minute.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}`))
    .sort();
  const zone = createZone(timezone);
  const firesOn = dayMatcher(schedule, times[0] ?? '00:00');
  return {
    zone,
    times,
    isDue: (day) => fields.month.includes(Number(day.slice(5, 7))) && isDueDay(days, day, calendar) && firesOn(day),
    slot(day, time, worthLooking) {
      const local = `${day}T${time}`;
      if (!worthLooking(Date.parse(`${local}:00Z`) - farthestEastMs)) return undefined;
      const instant = zone.instant(local);
      if (instant === undefined) return undefined;
      const offset = Math.round((Date.parse(`${local}:00Z`) - instant.getTime()) / minuteMs);
      return { digestId, local, iso: `${local}:00${isoOffset(offset)}`, instant };
    },
  };
}

/** No zone is farther from UTC. */
const farthestEastMs = 15 * hourMs;

/**
 * Whether node-cron fires on a day, whatever the zone: its own matcher is asked in UTC, where each local time exists
 * once. So that `L`, `15W` and `5#2` mean here what they mean there.
 */
function dayMatcher(schedule: string, time: string): (day: string) => boolean {
  const task = createTask(schedule, () => undefined, { timezone: 'UTC' });
  // Never started; this takes it out of node-cron's global list, and the matcher stays.
  task.destroy();
  return (day) => task.match(new Date(`${day}T${time}:00Z`));
}

function* slotsAfter(timetable: Timetable, after: Date): Generator<Slot> {
  const search = startSearch(timetable);
  let day = addDays(search.zone.local(after).slice(0, 10), -1);
  for (let i = 0; i < searchDays; i += 1) {
    for (const time of search.isDue(day) ? search.times : []) {
      const slot = search.slot(day, time, (earliest) => earliest + 2 * farthestEastMs > after.getTime());
      if (slot !== undefined && slot.instant > after) yield slot;
    }
    day = addDays(day, 1);
  }
}

function isoOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * hourMs).toISOString().slice(0, 10);
}
