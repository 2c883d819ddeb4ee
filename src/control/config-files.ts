import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { Clock, Phrase } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import { type Refused, refused } from './done.ts';
import { createFeedsEdits, type FeedsEdits } from './feeds-edits.ts';
import { writeVariables } from './robots.ts';

/** The configuration files, for the pages that change them. */
export interface ConfigFiles {
  readonly edits: FeedsEdits;
  /** Writes variables into `.env`; an empty value removes one. @returns undefined when they were written */
  setVariables(values: Readonly<Record<string, string>>): Promise<Refused | undefined>;
}

export interface ConfigFilesOptions {
  readonly settings: SettingsInForce;
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly cwd: string;
  /** The reason why this process may not change the files now; undefined if it may. Called before each change. */
  elsewhere(): Promise<Phrase | undefined>;
}

export function createConfigFiles({ elsewhere, cwd, ...options }: ConfigFilesOptions): ConfigFiles {
  const edits = createFeedsEdits(options);
  const here =
    <Arguments extends unknown[], Result>(change: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result | Refused> => {
      const fault = await elsewhere();
      return fault === undefined ? change(...given) : refused(fault);
    };
  return {
    edits: { ...edits, edit: here(edits.edit), undo: here(edits.undo) },
    setVariables: here((values) => writeVariables(cwd, values)),
  };
}
