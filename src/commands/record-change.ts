import type { Config } from '../config/config.ts';
import { editFeedsFile } from '../config/edit-file.ts';
import type { Parsed } from '../config/problem.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, refusal } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { sayIn } from '../ground/say.ts';
import type { Phrase } from '../model.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { StoreError } from '../store/store-error.ts';
import type { App } from './app.ts';

export interface CommandChange {
  /** `feeds add`. Its arguments are not recorded: an address may contain a login. */
  readonly command: string;
  /** The change in words. */
  readonly did: Phrase;
}

/**
 * Edits the feeds file or one that it includes, and records the edit in the log of changes.
 * @throws CommandError when the edit is refused; nothing is written then
 */
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
 * Records a change in the log of changes. If the log cannot be written, the change stays in force and a note says so.
 * @param open a store that is already open
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
    await closeAfter(app.openStore(config), (store) => store.recordChange(line));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    app.terminal.note(
      sayIn(app.language)(
        `改好了，但没有写进操作记录：${error.what['zh-CN']}`,
        `The change was made, but the log of changes could not be written: ${error.what.en}`,
      ),
    );
  }
}
