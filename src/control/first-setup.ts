/** Writes the files of the setup: the user's own feeds file, and `.env`. */
import { existsSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { createUserFile, editFeedsFile, writeEnv } from '../config/edit-file.ts';
import { programDir } from '../config/environment.ts';
import { setDigest } from '../config/feeds-file.ts';
import { firstDigest } from '../config/feeds-of.ts';
import { changeAll, type Parsed } from '../config/problem.ts';
import { displayPath } from '../config/text-file.ts';
import { CommandError, refusal } from '../ground/command-error.ts';
import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import type { DigestSettings, Language } from '../model.ts';

/** The user's own feeds file. Upgrades of the program change feeds.yaml, but never this file. */
const userFile = 'feeds/my-feeds.yaml';

/** The text for the log of changes. */
export const setUp = phrase('写好了设置', 'completed the setup');

/** Titles of a digest whose language the setup changes. */
export const digestTitles: Readonly<Record<Language, string>> = { 'zh-CN': 'AI 新闻日报', en: 'AI News Digest' };

/** What the setup may change in a digest. */
type Wanted = Pick<DigestSettings, 'schedule' | 'days' | 'language'>;

export interface FirstSetup extends Wanted {
  /** Variables and their values. Those that are empty or not listed stay unchanged. */
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

/** @returns the path of the feeds file, as written in `.env`. @throws CommandError when an edit is refused */
export async function writeSetup(cwd: string, config: Config, { secrets, ...wanted }: FirstSetup): Promise<string> {
  const feedsFile = await writeFeedsFile(cwd, config, digestEdit(firstDigest(config), wanted));
  const given = Object.entries(secrets).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  const values = { ...Object.fromEntries(given), FEEDS_FILE: feedsFile, ...(await copyShipped(cwd)) };
  await writeEnv({ path: join(cwd, '.env'), template: await envTemplate(), values });
  return feedsFile;
}

/** Changes only settings that differ. A digest in another language gets the title of that language. */
function digestEdit(present: DigestSettings, wanted: Wanted) {
  const title = wanted.language === present.language ? present.title : digestTitles[wanted.language];
  const changes = (['schedule', 'days', 'language', 'title'] as const).flatMap((key) => {
    const value = { ...wanted, title }[key];
    return value === present[key] ? [] : [{ digest: present.id, key, value }];
  });
  return (text: string) => changeAll(text, changes, setDigest);
}

/** Creates the user's file from the one in use, or edits it. @returns its path as written in `.env` */
async function writeFeedsFile(cwd: string, config: Config, edit: (text: string) => Parsed<string>): Promise<string> {
  const current = config.environment.feedsFile;
  const own = join(cwd, userFile);
  const isShipped = [cwd, programDir].some((folder) => current === join(folder, 'feeds/feeds.yaml'));
  const isThere = !isShipped || existsSync(own);
  const path = isShipped ? own : current;
  const written = isThere
    ? await editFeedsFile(path, config, edit)
    : await createUserFile({ from: current, to: own }, (text) => edit(withOwnCommand(text)));
  if (!written.ok) throw new CommandError(refusal(written));
  return isThere ? displayPath(path, cwd) : userFile;
}

/** The text of a new `.env`. */
export async function envTemplate(): Promise<string> {
  return withOwnCommand(await readFile(join(programDir, '.env.example'), 'utf8').catch(() => ''));
}

/** The comments of the program's files name the command of a clone. */
function withOwnCommand(text: string): string {
  return text.replaceAll('./digest ', `${digestCommand} `);
}

/**
 * Outside the program's own folder (npm package, container) this copies the templates, for the user to edit, and the
 * schema, with which editors complete feeds.yaml. @returns variables that point to them
 */
async function copyShipped(cwd: string): Promise<Readonly<Record<string, string>>> {
  if (cwd === programDir) return {};
  const once = { recursive: true, force: false };
  await cp(join(programDir, 'templates'), join(cwd, 'templates'), once);
  await cp(join(programDir, 'feeds/feeds.schema.json'), join(cwd, 'feeds/feeds.schema.json'), once);
  return { TEMPLATES_DIR: 'templates' };
}
