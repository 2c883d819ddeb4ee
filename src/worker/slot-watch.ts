import { hourMs } from '../ground/durations.ts';
import type { Slot } from '../model.ts';
import {
  afterRun,
  type CatchUpPlan,
  planCatchUp,
  readSlotMemory,
  type SlotMemory,
  slotsPrefix,
  writeSlotMemory,
} from '../schedule/catch-up.ts';
import { nextSlot, type Timetable } from '../schedule/slots.ts';
import type { ScheduleStore } from '../store/store.ts';
import { type Watched, watchedName } from './watched.ts';

export interface SlotWatchOptions {
  readonly store: ScheduleStore;
  /** Local times of recent slots with an edition that this process or another one stored. */
  takenSlots(digestId: string): Promise<readonly string[]>;
  readonly startedAt: Date;
}

export type SlotWatch = Awaited<ReturnType<typeof createSlotWatch>>;

/** The state of every timetable's slots, in the store and in memory. It starts with what the last worker stored. */
export async function createSlotWatch(options: SlotWatchOptions) {
  const { store, takenSlots, startedAt } = options;
  const memories = new Map<string, SlotMemory>();
  for (const [name, value] of await store.facts(slotsPrefix)) {
    memories.set(name.slice(slotsPrefix.length), readSlotMemory(value));
  }
  const saved = new Map(memories);
  const save = async (name: string, memory: SlotMemory): Promise<void> => {
    await store.saveFact(slotsPrefix + name, writeSlotMemory(memory));
    saved.set(name, memory);
  };

  // Most checks find nothing due, and searching the calendar costs more than a comparison.
  const quiet = new Map<string, { readonly timetable: Timetable; readonly from: Date; readonly until: Date }>();
  const isQuiet = (name: string, timetable: Timetable, now: Date): boolean => {
    const known = quiet.get(name);
    return known?.timetable === timetable && known.from <= now && now < known.until;
  };

  return {
    /** The slots that are due and the resulting state, which is not stored until `keep`. */
    async look({ of, id, timetable, catchUpMs }: Watched, now: Date): Promise<CatchUpPlan> {
      const name = watchedName({ of, id });
      const memory = memories.get(name);
      if (memory !== undefined && isQuiet(name, timetable, now)) {
        return { run: undefined, missed: [], skipped: [], memory: { ...memory, seenUntil: now } };
      }
      const plan = (taken: readonly string[]) => planCatchUp({ timetable, memory, taken, catchUpMs, startedAt, now });
      const first = plan([]);
      // The editions of the day matter only if something is due.
      const isNothingDue = first.run === undefined && first.missed.length === 0;
      return isNothingDue || of !== 'digest' ? first : plan(await takenSlots(id));
    },
    async keep(watched: Watched, { memory }: CatchUpPlan): Promise<void> {
      const name = watchedName(watched);
      const before = saved.get(name);
      memories.set(name, memory);
      if (before === undefined || isWorthSaving(before, memory)) await save(name, memory);
      if (memory.open === undefined && isQuiet(name, watched.timetable, memory.seenUntil)) return;
      const next = memory.open === undefined ? nextSlot(watched.timetable, memory.seenUntil) : undefined;
      if (next === undefined) quiet.delete(name);
      else quiet.set(name, { timetable: watched.timetable, from: memory.seenUntil, until: next.instant });
    },
    /** The slot is complete and never runs again. */
    async finish(watched: Watched, slot: Slot): Promise<void> {
      const name = watchedName(watched);
      const memory = memories.get(name);
      if (memory === undefined) return;
      const after = afterRun(memory, slot);
      memories.set(name, after);
      await save(name, after);
    },
    /** Forgets timetables that are no longer configured: one that is configured again later is new. */
    async forgetOthers(present: readonly Watched[]): Promise<void> {
      const names = new Set(present.map(watchedName));
      for (const name of [...memories.keys()].filter((known) => !names.has(known))) {
        memories.delete(name);
        quiet.delete(name);
        saved.delete(name);
        await store.saveFact(slotsPrefix + name, undefined);
      }
    },
  };
}

/** If only `seenUntil` changed, by an hour at most, nothing is stored: no completed or open slot is lost. */
function isWorthSaving(saved: SlotMemory, after: SlotMemory): boolean {
  if (after.seenUntil.getTime() - saved.seenUntil.getTime() > hourMs) return true;
  const { seenUntil: _, ...rest } = saved;
  // Where nothing was due, the parts are the same objects.
  if (Object.entries(rest).every(([name, part]) => after[name as keyof SlotMemory] === part)) return false;
  return writeSlotMemory({ ...saved, seenUntil: after.seenUntil }) !== writeSlotMemory(after);
}
