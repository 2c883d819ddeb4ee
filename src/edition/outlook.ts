import type { Config } from '../config/config.ts';
import { CommandError } from '../ground/command-error.ts';
import { hourMs } from '../ground/durations.ts';
import { phrase } from '../ground/phrase.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { DigestSettings, Slot } from '../model.ts';
import { hasDigestAlready } from '../schedule/catch-up.ts';
import { nextSlot, slotAt, type Timetable } from '../schedule/slots.ts';
import type { EditionHead, Store } from '../store/store.ts';
import { editionDue } from './edition-due.ts';
import { timetableOf } from './slot.ts';

/** Which edition of a digest is due, and which one is next. Used by `run`, `preview`, `status`, `check` and the pages. */
export interface Outlook {
  /** undefined: nothing is due. */
  readonly due: Slot | undefined;
  /** The first future slot whose edition is still to be sent; undefined if the schedule does not fire again. */
  readonly next: Slot | undefined;
  /** Slots before `next` that the worker skips, because the schedule was moved and their day already has its digest. */
  readonly skipped: readonly Slot[];
  /** The newest edition of the same local day. If nothing is due, it is the one that was sent. */
  readonly sentToday: EditionHead | undefined;
}

/** @param now the current time, or that of `--at` */
export async function outlookOf(
  config: Pick<Config, 'calendar'>,
  settings: DigestSettings,
  { store, now }: { readonly store: Pick<Store, 'editionHeads'>; readonly now: Date },
): Promise<Outlook> {
  const timetable = timetableOf(settings, config);
  const recent = await store.editionHeads({ digestId: settings.id, limit: recentEditions });
  // With `--at` in the past, later editions do not count.
  const stored = recent.filter(({ composedAt }) => composedAt <= now);
  const locals = stored.map(({ slot }) => slot.local);
  const latest = slotAt(timetable, now);
  const { next, skipped } = upcoming(timetable, locals, now);
  const isServed = latest !== undefined && hasDigestAlready(latest, timetable, new Set(locals));
  const today = createZone(settings.timezone).local(now).slice(0, 10);
  return {
    due: editionDue({
      latest,
      next,
      editions: isServed ? [...locals, latest.local] : locals,
      catchUpMs: settings.catchUpMs,
      now,
      today,
    }),
    next,
    skipped,
    sentToday: stored.find(({ slot }) => slot.local.startsWith(today)),
  };
}

/**
 * The slot that `preview` shows: the edition due, else the next one.
 * @param isNewSchedule no worker has loaded the schedule yet, so it will not catch up on an earlier slot
 * @throws CommandError if the schedule never fires
 */
export function shownSlot({ due, next }: Outlook, settings: DigestSettings, isNewSchedule = false): Slot {
  return (isNewSchedule ? undefined : due) ?? next ?? refuseSchedule(settings);
}

/**
 * The slot that `run --force` sends: the edition due, else a further edition of today's, else today's coming slot early,
 * else a further edition of the latest slot.
 * @throws CommandError when the schedule never fires
 */
export function forcedSlot(
  { due, next, sentToday }: Outlook,
  { config, settings, now }: { readonly config: Config; readonly settings: DigestSettings; readonly now: Date },
): Slot {
  if (due !== undefined) return due;
  if (sentToday !== undefined) return sentToday.slot;
  const today = createZone(settings.timezone).local(now).slice(0, 10);
  if (next?.local.startsWith(today)) return next;
  return slotAt(timetableOf(settings, config), now) ?? next ?? refuseSchedule(settings);
}

/** More editions than one day has, and more than are stored before their slots. */
const recentEditions = 60;

/** How far ahead to look for skipped slots: they are of today, or of a day whose edition was sent early. */
const searchMs = 48 * hourMs;

function upcoming(timetable: Timetable, editions: readonly string[], now: Date) {
  const skipped: Slot[] = [];
  let next = nextSlot(timetable, now);
  while (next !== undefined && next.instant.getTime() - now.getTime() < searchMs) {
    const isSent = editions.includes(next.local);
    if (!isSent && !hasDigestAlready(next, timetable, new Set(editions))) break;
    if (!isSent) skipped.push(next);
    next = nextSlot(timetable, next.instant);
  }
  return { next, skipped };
}

function refuseSchedule({ id, schedule }: DigestSettings): never {
  throw new CommandError(
    phrase(
      `日报 ${id} 的 schedule “${schedule}” 从来不会到点，请在 feeds.yaml 里改正。`,
      `The schedule "${schedule}" of digest ${id} never fires: change it in feeds.yaml.`,
    ),
  );
}
