import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import type { Config } from './config.ts';
import { setEnv } from './env-file.ts';
import { accept, type Parsed, refuse } from './problem.ts';
import { parseFeeds } from './read-feeds.ts';

/**
 * Edits a text file so that a reader, or a crash, meets the old or the new text and nothing between. A byte-order mark,
 * the mode, and a symbolic link stay. Edits by other processes of this program wait for this one, and are not lost.
 * @throws {Error} the file cannot be read or written
 */
export async function editFile(path: string, edit: (text: string) => Parsed<string>): Promise<Parsed<string>> {
  const target = await realpath(path);
  for (;;) {
    const draft = await lockFile(target);
    try {
      const text = decode(await readFile(target));
      const edited = edit(text);
      if (!edited.ok) return edited;
      await writeFile(draft, edited.value, { flag: 'r+' });
      const { mode } = await stat(target);
      await chmod(draft, mode);
      // An editor may have saved meanwhile: then the edit is made anew on what it saved. Nothing is awaited from here on.
      if (decode(readFileSync(target)) !== text) continue;
      renameSync(draft, target);
      return edited;
    } catch (error) {
      // Somebody took this process for dead, and the lock away.
      if (existsSync(draft) || !existsSync(target)) throw error;
    } finally {
      await unlock(draft);
    }
  }
}

/** A lock that is older than this was left behind by a program that ended. */
const staleMs = 10_000;

/**
 * Waits until no other process of ours edits this file, and locks it: a folder beside it that holds an empty file of the
 * holder. The holder's new text is written into that file: where the lock was taken away from it, the file is gone and
 * nothing can be renamed. @returns the path of the file
 */
async function lockFile(target: string): Promise<string> {
  const lock = `${target}.lock`;
  const name = randomUUID();
  const own = `${lock}.${name}`;
  await mkdir(own);
  // `.env` holds secrets.
  await writeFile(join(own, name), '', { mode: 0o600 });
  try {
    while (!(await takes(own, lock))) await new Promise((resolve) => setTimeout(resolve, 20));
    return join(lock, name);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** A folder replaces an empty one and none that holds a file, in one step. */
async function takes(own: string, lock: string): Promise<boolean> {
  const now = new Date();
  // It counts as young from the moment at which it becomes the lock.
  await utimes(own, now, now);
  try {
    await rename(own, lock);
    return true;
  } catch (error) {
    if (!/^(?:ENOTEMPTY|EEXIST|EPERM)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    const since = await stat(lock).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > staleMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

async function unlock(draft: string): Promise<void> {
  await rm(draft, { force: true });
  // It may be the lock of the next one already: that one is not empty.
  await rmdir(dirname(draft)).catch(() => undefined);
}

/**
 * Edits feeds.yaml, or a group file that it includes, as `editFile` does. An edit after which the file would not load is
 * refused, with the reason.
 * @throws {Error} the file cannot be read or written
 */
export async function editFeedsFile(
  path: string,
  { secret, environment }: Pick<Config, 'secret' | 'environment'>,
  edit: (text: string) => Parsed<string>,
): Promise<Parsed<string>> {
  const main = path === environment.feedsFile ? undefined : decode(await readFile(environment.feedsFile));
  const isSet = (name: string) => secret(name) !== undefined;
  return editFile(path, (text) => {
    const edited = edit(text);
    if (!edited.ok) return edited;
    const groups = new Map(main === undefined ? [] : [[path, withoutMark(edited.value)]]);
    const read = parseFeeds(withoutMark(main ?? edited.value), { name: environment.feedsFile, isSet, groups });
    const [problem] = read.ok ? [] : read.problems;
    return problem === undefined ? edited : refuse(wouldNotLoad(problem.what), problem.remedy);
  });
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

function wouldNotLoad(what: Phrase): Phrase {
  return phrase(`这样改文件就读不了：${what['zh-CN']}`, `the file would not load: ${what.en}`);
}

/**
 * Makes a feeds file of the user's own: a copy of `from`, which loads, with an edit.
 * @throws {Error} with code EEXIST when `to` exists already; it is never overwritten
 */
export async function createUserFile({
  from,
  to,
  edit,
}: {
  readonly from: string;
  readonly to: string;
  readonly edit: (text: string) => Parsed<string>;
}): Promise<Parsed<string>> {
  const text = edit(decode(await readFile(from)));
  if (!text.ok) return text;
  await mkdir(dirname(to), { recursive: true });
  await writeFile(to, text.value, { flag: 'wx' });
  return text;
}

/**
 * Sets variables in the `.env` at `path`, which only its owner may read from then on; made from `template` if there is
 * none.
 * @throws {Error} as `setEnv`, and when the file cannot be written
 */
export async function writeEnv({
  path,
  values,
  template = '',
}: {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  /** Text to begin with where there is no file: that of `.env.example`. */
  readonly template?: string;
}): Promise<void> {
  const set = (text: string) => Object.entries(values).reduce((now, [name, value]) => setEnv(now, name, value), text);
  try {
    await writeFile(path, set(template), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // It is about to hold a key, whatever it held before.
    await chmod(path, 0o600);
    await editFile(path, (text) => accept(set(text)));
  }
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
}
