import type { Config } from '../config/config.ts';
import { timetableOf } from '../edition/slot.ts';
import { hourMs } from '../ground/durations.ts';
import type { Calendar, ReportSettings } from '../model.ts';
import type { Timetable } from '../schedule/slots.ts';

/** The kinds of timetables. */
type WatchedKind = 'digest' | 'reminder' | 'report';

/** A digest, a reminder or the weekly report, with its slots. */
export interface Watched {
  readonly of: WatchedKind;
  readonly id: string;
  /** Its name in alerts. */
  readonly title: string;
  readonly timetable: Timetable;
  readonly catchUpMs: number;
}

/** The parts of the configuration with a timetable. */
export type Scheduled = Pick<Config, 'digests' | 'reminders' | 'report' | 'collect' | 'calendar'>;

/** Reminders have no `catchUp` setting; this is a digest's default. */
const reminderCatchUpMs = 6 * hourMs;

/** A report covers a whole week, so it is still useful a day later. */
const reportCatchUpMs = 48 * hourMs;

/** Every digest, every reminder, and the weekly report if there is one. */
export function watchedIn({ digests, reminders, report, calendar }: Scheduled): readonly Watched[] {
  return [
    ...digests.map((digest) => ({
      of: 'digest' as const,
      id: digest.id,
      title: digest.title,
      timetable: timetableOf(digest, { calendar }),
      catchUpMs: digest.catchUpMs,
    })),
    ...reminders.map((reminder) => ({
      of: 'reminder' as const,
      id: reminder.id,
      title: reminder.id,
      timetable: timetableOf(reminder, { calendar }),
      catchUpMs: reminderCatchUpMs,
    })),
    ...(report === undefined ? [] : [reportWatched(report, calendar)]),
  ];
}

function reportWatched(report: ReportSettings, calendar: Calendar): Watched {
  return {
    of: 'report',
    id: 'weekly',
    title: 'report',
    timetable: { digestId: 'report', ...report, days: 'everyday', calendar },
    catchUpMs: reportCatchUpMs,
  };
}

/** Its name in the stored facts, in the lane and in the log. */
export function watchedName({ of, id }: Pick<Watched, 'of' | 'id'>): string {
  return `${of}:${id}`;
}

/** The collection's own schedule, in the zone of the program: the first digest's. */
export function collectionTimetable(config: Scheduled): Timetable {
  return {
    digestId: 'collect',
    schedule: config.collect.schedule,
    timezone: programZone(config),
    days: 'everyday',
    calendar: config.calendar,
  };
}

/** The zone of everything outside a digest: the first digest's. */
export function programZone({ digests }: Pick<Config, 'digests'>): string {
  return digests[0]?.timezone ?? 'Asia/Shanghai';
}
