import type { Config } from '../config/config.ts';
import type { Calendar, ReportSettings } from '../model.ts';
import type { Timetable } from '../schedule/slots.ts';

/** What has slots that the worker keeps. */
export type WatchedKind = 'digest' | 'reminder' | 'report';

/** A digest, a reminder or the weekly report, with its slots. */
export interface Watched {
  readonly of: WatchedKind;
  readonly id: string;
  /** As alerts name it. */
  readonly title: string;
  readonly timetable: Timetable;
  readonly catchUpMs: number;
}

/** What of the configuration has a timetable. */
export type Scheduled = Pick<Config, 'digests' | 'reminders' | 'report' | 'collect' | 'calendar'>;

/** Reminders have no key of their own for it; this is a digest's default. */
const reminderCatchUpMs = 6 * 3_600_000;

/** A report tells of a whole week: a day later it is as good. */
const reportCatchUpMs = 48 * 3_600_000;

/** Every digest, every reminder, and the weekly report if there is one. */
export function watchedIn({ digests, reminders, report, calendar }: Scheduled): readonly Watched[] {
  const timetable = ({
    id,
    schedule,
    timezone,
    days,
  }: Scheduled['digests'][number] | Scheduled['reminders'][number]) => ({
    digestId: id,
    schedule,
    timezone,
    days,
    calendar,
  });
  return [
    ...digests.map((digest) => ({
      of: 'digest' as const,
      id: digest.id,
      title: digest.title,
      timetable: timetable(digest),
      catchUpMs: digest.catchUpMs,
    })),
    ...reminders.map((reminder) => ({
      of: 'reminder' as const,
      id: reminder.id,
      title: reminder.id,
      timetable: timetable(reminder),
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

/** Name of a watched thing among the facts, in the lane and in the log. */
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

/** The zone of what belongs to no digest: the first digest's. */
export function programZone({ digests }: Pick<Config, 'digests'>): string {
  return digests[0]?.timezone ?? 'Asia/Shanghai';
}
