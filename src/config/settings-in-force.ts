import { isDeepStrictEqual as isSame } from 'node:util';
import type { Clock, Phrase, Problem } from '../model.ts';
import type { Config, LoadedConfig } from './config.ts';
import { configDifference } from './config-diff.ts';
import type { Environment } from './environment.ts';
import type { GroupTexts } from './group-files.ts';

/**
 * The only holder of the settings in force. Callers ask `now()` at each use and keep no copy, so an edit takes effect
 * everywhere at once.
 */
export interface SettingsInForce {
  /** The configuration of the files, or the last good one. */
  now(): Config;
  /** Reads the files again. A broken configuration is not used. It never rejects. */
  refresh(): Promise<Refreshed>;
  /** Names of edited variables that take effect at the next start. */
  atNextStart(): readonly string[];
}

/** Problems of group files whose last good version stays in force. */
interface Left {
  readonly left: readonly Problem[];
  /** When the settings in force were loaded. */
  readonly runningSince: Date;
}

/** The result of a refresh. */
type Refreshed =
  | ({ readonly kind: 'unchanged' } & Left)
  | ({
      readonly kind: 'changed';
      /** undefined: only `atNextStart` has changed. */
      readonly change: Phrase | undefined;
      /** The new `atNextStart` if it has changed, else empty. */
      readonly atNextStart: readonly string[];
    } & Left)
  | { readonly kind: 'broken'; readonly problems: readonly Problem[]; readonly runningSince: Date }
  | { readonly kind: 'unreadable'; readonly error: unknown };

/** Settings that cannot change while the program runs, by variable. */
const fixedWhileRunning = {
  DATA_DIR: 'dataDir',
  HTTP_HOST: 'httpHost',
  HTTP_PORT: 'httpPort',
  LOG_LEVEL: 'logLevel',
  LOG_FORMAT: 'logFormat',
} as const satisfies Readonly<Record<string, keyof Environment>>;

export interface SettingsOptions {
  /** A good configuration to start with. */
  readonly config: Config;
  /** Its group files. @default none, so a broken one refuses the whole configuration */
  readonly groups?: GroupTexts | undefined;
  /** @param groups the group files in force */
  reload(groups: GroupTexts | undefined): Promise<LoadedConfig>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createSettings({ config, groups: first, reload, clock }: SettingsOptions): SettingsInForce {
  let current = config;
  let groups = first;
  let atNextStart: readonly string[] = [];
  let runningSince = clock.now();

  const accept = ({ config: loaded, groups: read, left = [] }: Extract<LoadedConfig, { ok: true }>): Refreshed => {
    groups = read;
    const next = withFixed(loaded, config.environment);
    const change = configDifference(current, next);
    // An equal configuration stays the same object, so that caches for it stay valid.
    if (change !== undefined) {
      current = next;
      runningSince = clock.now();
    }
    const waiting = fixedEdits(loaded.environment, config.environment);
    const isWaitingChanged = !isSame(waiting, atNextStart);
    atNextStart = waiting;
    if (change === undefined && !isWaitingChanged) return { kind: 'unchanged', left, runningSince };
    return { kind: 'changed', left, runningSince, change, atNextStart: isWaitingChanged ? waiting : [] };
  };

  return {
    now: () => current,
    atNextStart: () => atNextStart,
    async refresh() {
      try {
        const loaded = await reload(groups);
        if (loaded.ok) return accept(loaded);
        return { kind: 'broken', problems: loaded.problems, runningSince };
      } catch (error) {
        return { kind: 'unreadable', error };
      }
    },
  };
}

/** The configuration with the fixed settings of the start. */
function withFixed(loaded: Config, start: Environment): Config {
  const kept = Object.fromEntries(Object.values(fixedWhileRunning).map((key) => [key, start[key]]));
  return { ...loaded, environment: { ...loaded.environment, ...kept } };
}

function fixedEdits(loaded: Environment, start: Environment): readonly string[] {
  return Object.entries(fixedWhileRunning).flatMap(([name, key]) => (loaded[key] === start[key] ? [] : [name]));
}
