import type { Config } from '../config/config.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Problem } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import { calendarEndingSoon, calendarEndsOn } from '../schedule/workdays.ts';
import { programZone } from './watched.ts';
import type { WorkerLog, WorkerOptions } from './worker-options.ts';

export interface SettingsWatchOptions extends Pick<WorkerOptions, 'settings' | 'configStamp' | 'rooms' | 'clock'> {
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  /** Called when the settings in force have changed. It must not throw. */
  onChange(): void;
  readonly log: Pick<WorkerLog, 'info' | 'warn' | 'error'>;
}

/**
 * Refreshes the settings in force. It logs changes, and alerts when the configuration becomes invalid or valid again. It
 * never rejects. Valid files that have not changed are not read again: with a thousand digests that would take seconds.
 * @returns the configuration in force
 */
export function createSettingsWatch(options: SettingsWatchOptions) {
  const { settings, configStamp, alerts, clock, onChange, log } = options;
  let brokenFile = 'feeds/feeds.yaml';
  /** The stamp of the files when all of them were last valid. */
  let good: string | undefined;
  let reading: Promise<void> | undefined;

  async function tellBroken(problems: readonly Problem[], runningSince: Date): Promise<void> {
    const [first] = problems;
    brokenFile = first?.file ?? brokenFile;
    log.warn(
      { file: first?.file, line: first?.line, what: first?.what, problems: problems.length },
      'configuration invalid, the last valid one stays in force',
    );
    await alerts.raise({ kind: 'config-broken', problems, runningSince });
  }

  async function read(stamp: string): Promise<void> {
    const refreshed = await settings.refresh();
    switch (refreshed.kind) {
      case 'unreadable':
        return log.error(
          { err: refreshed.error },
          'configuration could not be read, the last valid one stays in force',
        );
      case 'broken':
        return tellBroken(refreshed.problems, refreshed.runningSince);
      case 'changed': {
        const { change, atNextStart } = refreshed;
        if (atNextStart.length > 0) log.warn({ variables: atNextStart }, 'edit takes effect at the next start');
        if (change !== undefined) {
          log.info({ change }, 'configuration changed');
          onChange();
        }
      }
    }
    await tellWrongRooms(options);
    if (refreshed.left.length > 0) return tellBroken(refreshed.left, refreshed.runningSince);
    await alerts.clear({ kind: 'config-good', file: brokenFile });
    good = stamp;
  }

  return async (): Promise<Config> => {
    const stamp = configStamp();
    if (stamp !== good) {
      good = undefined;
      reading ??= read(stamp).finally(() => {
        reading = undefined;
      });
      await reading;
    }
    await tellCalendarEnd(settings.now(), clock.now(), alerts);
    return settings.now();
  };
}

/** Delivery would find a wrong address only when the next edition is due. */
async function tellWrongRooms({ settings, rooms, alerts, log }: SettingsWatchOptions): Promise<void> {
  for (const webhook of rooms(settings.now()).wrong) {
    log.warn({ webhook }, 'the address of a room is missing or wrong');
    const nothingWaits = { errcode: undefined, digest: undefined, catchUpUntil: undefined };
    await alerts.raise({ kind: 'robot-refused', webhook, ...nothingWaits });
  }
}

async function tellCalendarEnd(config: Config, now: Date, alerts: SettingsWatchOptions['alerts']): Promise<void> {
  const { calendar, digests, reminders } = config;
  const today = createZone(programZone(config)).local(now).slice(0, 10);
  const rules = [...digests, ...reminders].map(({ days }) => days);
  const endsOn = calendarEndingSoon(calendar, rules, today);
  if (endsOn !== undefined) await alerts.raise({ kind: 'calendar-ends', endsOn });
  else await alerts.clear({ kind: 'calendar-known', endsOn: calendarEndsOn(calendar) });
}
