import { hourMs, minuteMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import { slotsBetween, type Timetable } from './slots.ts';

/** The state of one timetable, which applies until `seenUntil`; a changed one applies from its first loading. */
export interface SlotMemory extends Pick<Timetable, 'schedule' | 'timezone' | 'days'> {
  /** When it was first loaded: earlier slots are not run. Older versions did not store it. */
  readonly since?: Date | undefined;
  /** All slots up to this time have been considered. */
  readonly seenUntil: Date;
  /** The slot that is due and has not finished. */
  readonly open: Slot | undefined;
  /** Local times of finished slots, newest last. */
  readonly ran: readonly string[];
}

export interface CatchUp {
  readonly timetable: Timetable;
  /** undefined: the timetable is loaded for the first time, so nothing before now is due. */
  readonly memory: SlotMemory | undefined;
  /** Local times of slots that another process ran (the command `run`); they count for their day. */
  readonly taken: readonly string[];
  readonly catchUpMs: number;
  /** When this worker started. Any slot before that is late. */
  readonly startedAt: Date;
  readonly now: Date;
}

export interface CatchUpPlan {
  readonly run: { readonly slot: Slot; readonly late: boolean } | undefined;
  /** Slots that will never run: older than `catchUpMs`, or replaced by a newer one. The operator is alerted. */
  readonly missed: readonly Slot[];
  /** Slots that do not run because their day already has a digest, after a change of the schedule. */
  readonly skipped: readonly Slot[];
  /** To be stored before anything is run. */
  readonly memory: SlotMemory;
}

/**
 * Decides which slot to run now: at its time, after a restart, or after a long sleep.
 *
 * Of all slots that became due since the last check only the newest runs, if it is younger than `catchUpMs`. A new
 * timetable applies from its first loading, the old one until then. The k-th slot of a day runs only if fewer than k
 * digests ran that day, so that a changed schedule never causes a second one. A slot does not run again when the clock is
 * set back.
 */
export function planCatchUp({ timetable, memory, taken, catchUpMs, startedAt, now }: CatchUp): CatchUpPlan {
  const { schedule, timezone, days } = timetable;
  if (memory === undefined) {
    const first = { schedule, timezone, days, since: now, seenUntil: now, open: undefined, ran: [] };
    return { run: undefined, missed: [], skipped: [], memory: first };
  }

  const inForce = { ...timetable, schedule: memory.schedule, timezone: memory.timezone, days: memory.days };
  const due = slotsBetween(inForce, memory.seenUntil, now).filter(
    ({ local }) => local !== memory.open?.local && !memory.ran.includes(local),
  );
  const decided = new Set([...memory.ran, ...taken]);
  const skipped = due.filter((slot) => hasDigestAlready(slot, inForce, decided));
  const waiting = [...(memory.open ? [memory.open] : []), ...due.filter((slot) => !skipped.includes(slot))];

  const isSame = memory.schedule === schedule && memory.timezone === timezone && memory.days === days;
  const newest = waiting.at(-1);
  const open = newest !== undefined && isYoungEnough(newest, catchUpMs, now) ? newest : undefined;
  return {
    run: open && { slot: open, late: isLate(open, startedAt, now) },
    missed: waiting.filter((slot) => slot !== open),
    skipped,
    memory: { schedule, timezone, days, since: isSame ? memory.since : now, seenUntil: now, open, ran: memory.ran },
  };
}

/** The memory after a slot has finished. */
export function afterRun(memory: SlotMemory, slot: Slot): SlotMemory {
  return {
    ...memory,
    open: memory.open?.local === slot.local ? undefined : memory.open,
    ran: [...memory.ran, slot.local].slice(-rememberedRuns),
  };
}

/** Prefix of facts with the memory of a timetable; its kind and id follow. */
export const slotsPrefix = 'slots:';

export function writeSlotMemory(memory: SlotMemory): string {
  return JSON.stringify(memory);
}

/** @throws Error for a value that `writeSlotMemory` did not write */
export function readSlotMemory(value: string): SlotMemory {
  return JSON.parse(value, (key, part: unknown) =>
    key === 'seenUntil' || key === 'since' || key === 'instant' ? new Date(String(part)) : part,
  ) as SlotMemory;
}

/** A slot that starts later than this is late. */
const punctualMs = minuteMs;

/** Far more than the slots of a day. Older ones matter only if the clock is set back. */
const rememberedRuns = 100;

export function isYoungEnough({ instant }: Slot, catchUpMs: number, now: Date): boolean {
  const ageMs = now.getTime() - instant.getTime();
  return ageMs <= punctualMs || ageMs < catchUpMs;
}

function isLate({ instant }: Slot, startedAt: Date, now: Date): boolean {
  return instant < startedAt || now.getTime() - instant.getTime() > punctualMs;
}

/** Whether this is the k-th slot of a day of which k digests have already run. @param decided local times of finished slots */
export function hasDigestAlready(slot: Slot, timetable: Timetable, decided: ReadonlySet<string>): boolean {
  const day = slot.local.slice(0, 10);
  const ranThatDay = [...decided].filter((local) => local.startsWith(day) && local !== slot.local).length;
  if (ranThatDay === 0) return false;
  const longestDayMs = 26 * hourMs;
  const dayStart = new Date(slot.instant.getTime() - longestDayMs);
  const position = slotsBetween(timetable, dayStart, slot.instant).filter(({ local }) => local.startsWith(day)).length;
  return ranThatDay >= position;
}
