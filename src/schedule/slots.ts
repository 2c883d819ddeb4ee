import { createTask, parse } from 'node-cron';
import { addDays, hourMs, minuteMs } from '../ground/durations.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Calendar, DigestSettings, Slot } from '../model.ts';
import { isDueDay } from './workdays.ts';

/** Defines when a digest or a reminder is due. */
export interface Timetable {
  /** Id of the digest or the reminder. */
  readonly digestId: string;
  /** Five-field cron expression. As in node-cron, day of month *and* day of week must match. */
  readonly schedule: string;
  /** IANA name. */
  readonly timezone: string;
  readonly days: DigestSettings['days'];
  readonly calendar: Calendar;
}

/**
 * The slot of an instant: the latest firing at or before it. A local time that clocks skip fires at the first minute after
 * the gap, and a repeated one only the first time, as in cron.
 * @returns undefined when the schedule did not fire in the nine years before
 * @throws Error for an invalid schedule or zone, which the configuration refuses
 */
export function slotAt(timetable: Timetable, instant: Date): Slot | undefined {
  const search = startSearch(timetable);
  // Starts one day later, so that the search does not depend on clock changes around midnight.
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
  return slotsAfter(timetable, instant).next().value;
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

/** The next 29 February on a given weekday can be more than eight years away. */
const searchDays = 9 * 366;

function startSearch({ digestId, schedule, timezone, days, calendar }: Timetable) {
  const { times, months, firesOn } = firingsOf(schedule);
  const zone = createZone(timezone);
  return {
    zone,
    times,
    isDue: (day: string) => months.includes(Number(day.slice(5, 7))) && isDueDay(days, day, calendar) && firesOn(day),
    /** @param worthLooking gets the earliest possible instant of this local time, to avoid a slow zone lookup */
    slot(day: string, time: string, worthLooking: (earliestMs: number) => boolean): Slot | undefined {
      const wanted = `${day}T${time}`;
      if (!worthLooking(Date.parse(`${wanted}:00Z`) - farthestEastMs)) return undefined;
      const { local, instant } = zone.minute(wanted);
      const offset = Math.round((Date.parse(`${local}:00Z`) - instant.getTime()) / minuteMs);
      return { digestId, local, iso: `${local}:00${isoOffset(offset)}`, instant };
    },
  };
}

/** When a schedule fires, in any zone. */
interface Firings {
  /** The times (`HH:mm`) at which it fires on a due day, ascending. */
  readonly times: readonly string[];
  readonly months: readonly number[];
  firesOn(day: string): boolean;
}

/** Reading a schedule costs more than the search of a slot, and every look at a timetable starts a search. */
function firingsOf(schedule: string): Firings {
  const known = firings.get(schedule);
  if (known !== undefined) return known;
  const { hour: hours, minute: minutes, month: months } = parse(schedule);
  const times = hours.flatMap((hour) => minutes.map((minute) => `${twoDigits(hour)}:${twoDigits(minute)}`)).sort();
  const read = { times, months, firesOn: dayMatcher(schedule, times[0] ?? '00:00') };
  firings.set(schedule, read);
  return read;
}

const firings = new Map<string, Firings>();

/** More than the offset of any zone. */
const farthestEastMs = 15 * hourMs;

/**
 * Whether node-cron fires on a day. It uses node-cron's matcher, so that `L`, `15W` and `5#2` have the same meaning, in
 * UTC, where each local time exists exactly once.
 */
function dayMatcher(schedule: string, time: string): (day: string) => boolean {
  const task = createTask(schedule, () => undefined, { timezone: 'UTC' });
  // This removes the task, which is never started, from node-cron's global list. The matcher still works.
  task.destroy();
  return (day) => task.match(new Date(`${day}T${time}:00Z`));
}

function* slotsAfter(timetable: Timetable, after: Date): Generator<Slot, undefined> {
  const search = startSearch(timetable);
  let day = addDays(search.zone.local(after).slice(0, 10), -1);
  // Several times in one gap have the same slot.
  let last = after;
  for (let i = 0; i < searchDays; i += 1) {
    for (const time of search.isDue(day) ? search.times : []) {
      const slot = search.slot(day, time, (earliest) => earliest + 2 * farthestEastMs > after.getTime());
      if (slot === undefined || slot.instant <= last) continue;
      last = slot.instant;
      yield slot;
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
