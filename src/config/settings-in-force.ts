import { isDeepStrictEqual as isSame } from 'node:util';
import type { Clock, Phrase, Problem } from '../model.ts';
import type { Config, LoadedConfig } from './config.ts';
import { configDifference } from './config-diff.ts';
import type { Environment } from './environment.ts';
import type { GroupTexts } from './group-files.ts';

/**
 * The one holder of the settings in force. A caller asks `now()` at each use and keeps no copy, so that an edit
 * is in force everywhere at once.
 */
export interface SettingsInForce {
  /** The configuration as the user has it, or the last good one. */
  now(): Config;
  /** Reads the files again; a broken configuration does not come into force. It never rejects. */
  refresh(): Promise<Refreshed>;
  /** Names of the variables whose edit comes into force at the next start. */
  atNextStart(): readonly string[];
}

/** What is wrong with group files, of which the last good version stays. Other files are in force as they are now. */
interface Left {
  readonly left: readonly Problem[];
  /** Since when the settings in force are. */
  readonly runningSince: Date;
}

/** What a refresh found. */
type Refreshed =
  | ({ readonly kind: 'unchanged' } & Left)
  | ({
      readonly kind: 'changed';
      /** undefined: nothing that is in force has changed, only what waits for the next start. */
      readonly change: Phrase | undefined;
      /** As `atNextStart`, when it has changed; else empty. */
      readonly atNextStart: readonly string[];
    } & Left)
  | { readonly kind: 'broken'; readonly problems: readonly Problem[]; readonly runningSince: Date }
  | { readonly kind: 'unreadable'; readonly error: unknown };

/** What cannot change while the program runs: variable → its setting. */
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
  /** Its group files. @default none, so that the first broken one refuses all */
  readonly groups?: GroupTexts | undefined;
  /** @param groups those in force */
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
    // An equal configuration stays the same object, so that what was computed from it stays true.
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

/** The configuration with what cannot change taken from the start. */
function withFixed(loaded: Config, start: Environment): Config {
  const kept = Object.fromEntries(Object.values(fixedWhileRunning).map((key) => [key, start[key]]));
  return { ...loaded, environment: { ...loaded.environment, ...kept } };
}

function fixedEdits(loaded: Environment, start: Environment): readonly string[] {
  return Object.entries(fixedWhileRunning).flatMap(([name, key]) => (loaded[key] === start[key] ? [] : [name]));
}
