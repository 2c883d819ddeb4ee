import type { SettingsInForce } from '../config/settings-in-force.ts';
import type { Clock, Phrase } from '../model.ts';
import type { ScheduleStore } from '../store/store.ts';
import { type Refused, refused } from './done.ts';
import { createFeedsEdits } from './feeds-edits.ts';
import { writeVariables } from './robots.ts';

export interface ConfigFilesOptions {
  readonly settings: SettingsInForce;
  readonly store: Pick<ScheduleStore, 'fact' | 'saveFact'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly cwd: string;
  /** The reason why this process may not change the files now; undefined if it may. Called before each change. */
  elsewhere(): Promise<Phrase | undefined>;
}

export type ConfigFiles = ReturnType<typeof createConfigFiles>;

/** The configuration files, for the pages that change them. */
export function createConfigFiles({ elsewhere, cwd, ...options }: ConfigFilesOptions) {
  const edits = createFeedsEdits(options);
  const here =
    <Arguments extends unknown[], Result>(change: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result | Refused> => {
      const fault = await elsewhere();
      return fault === undefined ? change(...given) : refused(fault);
    };
  return {
    edits: { ...edits, edit: here(edits.edit), undo: here(edits.undo) },
    /** Writes variables into `.env`; an empty value removes one. @returns undefined when they were written */
    setVariables: here((values: Readonly<Record<string, string>>) => writeVariables(cwd, values)),
  };
}
