import type { Config, LoadedConfig } from '../config/config.ts';
import { configDifference } from '../config/config-diff.ts';
import { createZone } from '../ground/zoned-time.ts';
import type { Clock } from '../model.ts';
import type { Alerts } from '../operator/alerts.ts';
import { calendarEndsOn } from '../schedule/workdays.ts';
import { programZone } from './watched.ts';

/** The configuration as the user has it now, or the last good one. */
export interface LiveConfig {
  current(): Config;
  /** Reads it anew. A broken one is told, and the last good one stays. It never rejects. */
  refresh(): Promise<Config>;
}

export interface LiveConfigOptions {
  readonly config: Config;
  reload(): Promise<LoadedConfig>;
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>;
  readonly clock: Clock;
  /** What is in use now says something else. It must not throw. */
  onChange(): void;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Starts from a configuration that is good. */
export function createLiveConfig({ config, reload, alerts, clock, onChange, log }: LiveConfigOptions): LiveConfig {
  let current = config;
  let runningSince = clock.now();
  let brokenFile = '';

  const accept = async (next: Config): Promise<void> => {
    const difference = configDifference(current, next);
    // Also when nothing of it differs: its environment may.
    current = next;
    if (difference !== undefined) {
      runningSince = clock.now();
      log.info({ change: difference.en }, 'configuration changed');
      onChange();
    }
    await alerts.clear({ kind: 'config-good', file: brokenFile || 'feeds/feeds.yaml' });
    await tellCalendarEnd(next, clock.now(), alerts);
  };

  return {
    current: () => current,
    async refresh() {
      try {
        const loaded = await reload();
        if (loaded.ok) {
          await accept(loaded.config);
          return current;
        }
        const [first] = loaded.problems;
        brokenFile = first?.file ?? '';
        log.warn(
          { file: first?.file, line: first?.line, what: first?.what.en, problems: loaded.problems.length },
          'configuration broken, the last good one stays',
        );
        await alerts.raise({ kind: 'config-broken', problems: loaded.problems, runningSince });
      } catch (error) {
        log.error({ err: error }, 'configuration not read, the last good one stays');
      }
      return current;
    },
  };
}

/** So long before the calendar's end the operator is told. */
const calendarWarningMs = 30 * 86_400_000;

async function tellCalendarEnd(config: Config, now: Date, alerts: LiveConfigOptions['alerts']): Promise<void> {
  const endsOn = calendarEndsOn(config.calendar);
  const today = createZone(programZone(config)).local(now).slice(0, 10);
  const isUsed = [...config.digests, ...config.reminders].some(({ days }) => days === 'workdays');
  const leftMs = Date.parse(endsOn) - Date.parse(today);
  if (isUsed && leftMs <= calendarWarningMs) await alerts.raise({ kind: 'calendar-ends', endsOn });
  else await alerts.clear({ kind: 'calendar-known', endsOn });
}
