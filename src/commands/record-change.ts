import type { Config } from '../config/config.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import type { Parsed } from '../config/problem.ts';
import { CommandError, refusal } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { sayIn } from '../ground/say.ts';
import type { Phrase } from '../model.ts';
import type { AuditStore } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import type { App } from './app.ts';

/** A change that a person makes with a command. */
export interface CommandChange {
  /** `feeds add`. What was typed behind it is not told: an address may hold a login. */
  readonly command: string;
  /** In words, for the log of changes. */
  readonly did: Phrase;
}

/** Edits the feeds file or one that it includes, and writes the edit into the log of changes. @throws CommandError when it is refused; then nothing is written */
export async function editFeeds(
  app: App,
  config: Config,
  {
    change,
    file = config.environment.feedsFile,
    ...made
  }: CommandChange & {
    /** @default feeds.yaml */
    readonly file?: string;
    change(text: string): Parsed<string>;
  },
): Promise<void> {
  const edited = await editFeedsFile(file, config, change);
  if (!edited.ok) throw new CommandError(refusal(edited));
  await recordChange(app, config, made);
}

/**
 * Writes a change that is made into the log of changes. It stands also where the log cannot be written; then a note says so.
 * @param open a store that is open already
 */
export async function recordChange(
  app: App,
  config: Pick<Config, 'environment'>,
  { command, did }: CommandChange,
  open?: AuditStore,
): Promise<void> {
  const line = { at: app.clock.now(), from: `${digestCommand} ${command}`, what: did };
  try {
    if (open !== undefined) return await open.recordChange(line);
    const store = await app.openStore(config);
    try {
      await store.recordChange(line);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    app.terminal.note(
      sayIn(app.language)(
        `改好了，但没有写进操作记录：${error.what['zh-CN']}`,
        `The change is made, but the log of changes could not be written: ${error.what.en}`,
      ),
    );
  }
}
