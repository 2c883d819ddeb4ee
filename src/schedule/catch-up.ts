import { hourMs, minuteMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import { slotsBetween, type Timetable } from './slots.ts';

/** What is remembered of one timetable, a digest's or a reminder's, also while the program is not running. */
export interface SlotMemory {
  /** The timetable in force until `seenUntil`; a changed one comes into force when it is first loaded. */
  readonly schedule: string;
  readonly timezone: string;
  readonly days: Timetable['days'];
  /** When it was first loaded: no slot before is owed. Older programs did not remember it. */
  readonly since?: Date | undefined;
  /** Every slot up to here was looked at. */
  readonly seenUntil: Date;
  /** The slot that is due and has not run to its end yet. */
  readonly open: Slot | undefined;
  /** Local times of slots that ran, the newest last. */
  readonly ran: readonly string[];
}

export interface CatchUp {
  readonly timetable: Timetable;
  /** undefined: this timetable is loaded for the first time, so nothing before now is due. */
  readonly memory: SlotMemory | undefined;
  /** Local times of slots that another process ran (the command `run`): they count for their day. */
  readonly taken: readonly string[];
  readonly catchUpMs: number;
  /** When this worker started: what was due before that is late, however little. */
  readonly startedAt: Date;
  readonly now: Date;
}

export interface CatchUpPlan {
  readonly run: { readonly slot: Slot; readonly late: boolean } | undefined;
  /** Will never run: older than `catchUpMs`, or replaced by a newer slot. The operator is alerted. */
  readonly missed: readonly Slot[];
  /** Do not run because their day already has its digest: the hour was changed. */
  readonly skipped: readonly Slot[];
  /** To be remembered before anything is run. */
  readonly memory: SlotMemory;
}

/**
 * Decides which slot to run now: at the slot's time, after a restart and after a long sleep alike.
 *
 * Of all slots that became due since the last look only the newest runs, if it is younger than `catchUpMs`. Slots of
 * a new timetable count from its first loading; those of the old one until then. The k-th slot of a day runs only
 * while fewer than k digests ran that day, so that a changed hour never makes a second one.
 * A clock that was set back shows a slot again: it does not run again.
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

/** The memory after a slot has run to its end. */
export function afterRun(memory: SlotMemory, slot: Slot): SlotMemory {
  return {
    ...memory,
    open: memory.open?.local === slot.local ? undefined : memory.open,
    ran: [...memory.ran, slot.local].slice(-rememberedRuns),
  };
}

/** Begins the name of the fact that holds the memory of a timetable; its kind and id follow. */
export const slotsPrefix = 'slots:';

/** A fact's value. */
export function writeSlotMemory(memory: SlotMemory): string {
  return JSON.stringify(memory);
}

/** @throws Error for a value that `writeSlotMemory` did not write */
export function readSlotMemory(value: string): SlotMemory {
  return JSON.parse(value, (key, part: unknown) =>
    key === 'seenUntil' || key === 'since' || key === 'instant' ? new Date(String(part)) : part,
  ) as SlotMemory;
}

/** A slot that starts later than this was missed at its time. */
const punctualMs = minuteMs;

/** Far more than a day has. They matter only for the same day, and for clocks that were set back. */
const rememberedRuns = 100;

function isYoungEnough({ instant }: Slot, catchUpMs: number, now: Date): boolean {
  const ageMs = now.getTime() - instant.getTime();
  return ageMs <= punctualMs || ageMs < catchUpMs;
}

function isLate({ instant }: Slot, startedAt: Date, now: Date): boolean {
  return instant < startedAt || now.getTime() - instant.getTime() > punctualMs;
}

/** Whether the k-th slot of a day comes too late: k digests of that day have run already. @param decided local times of slots that ran */
export function hasDigestAlready(slot: Slot, timetable: Timetable, decided: ReadonlySet<string>): boolean {
  const day = slot.local.slice(0, 10);
  const ranThatDay = [...decided].filter((local) => local.startsWith(day) && local !== slot.local).length;
  if (ranThatDay === 0) return false;
  const longestDayMs = 26 * hourMs;
  const dayStart = new Date(slot.instant.getTime() - longestDayMs);
  const position = slotsBetween(timetable, dayStart, slot.instant).filter(({ local }) => local.startsWith(day)).length;
  return ranThatDay >= position;
}
