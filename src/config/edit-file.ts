import { chmod, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import type { Config } from './config.ts';
import { setEnv } from './env-file.ts';
import { accept, type Parsed, refuse } from './problem.ts';
import { parseFeeds } from './read-feeds.ts';

/**
 * Edits a text file so that a reader, or a crash, meets the old or the new text and nothing between. A byte-order mark,
 * the mode, and a symbolic link stay.
 * @throws {Error} the file cannot be read or written
 */
export async function editFile(path: string, edit: (text: string) => Parsed<string>): Promise<Parsed<string>> {
  const target = await realpath(path);
  return alone(target, async () => {
    for (;;) {
      const text = decode(await readFile(target));
      const edited = edit(text);
      if (!edited.ok) return edited;
      const { mode } = await stat(target);
      const next = `${target}.new`;
      await writeFile(next, edited.value, { mode });
      // An editor may have saved meanwhile: then the edit is made anew on what it saved.
      if (decode(await readFile(target)) !== text) continue;
      await rename(next, target);
      return edited;
    }
  });
}

/** A lock that is older than this was left behind by a program that ended. */
const staleMs = 10_000;

/** Runs `work` while no other program of ours edits this file: a folder beside it is the lock. */
async function alone<T>(target: string, work: () => Promise<T>): Promise<T> {
  const lock = `${target}.lock`;
  while (!(await takes(lock))) await new Promise((resolve) => setTimeout(resolve, 20));
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function takes(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const since = await stat(lock).catch(() => undefined);
    if (since !== undefined && Date.now() - since.mtimeMs > staleMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

/**
 * Edits a feeds file as `editFile` does. An edit after which the file would not load is refused, with the reason.
 * @throws {Error} the file cannot be read or written
 */
export function editFeedsFile(
  path: string,
  { secret }: Pick<Config, 'secret'>,
  edit: (text: string) => Parsed<string>,
): Promise<Parsed<string>> {
  return editFile(path, (text) => {
    const edited = edit(text);
    if (!edited.ok) return edited;
    const read = parseFeeds(edited.value.replace(/^\uFEFF/, ''), {
      name: path,
      isSet: (name) => secret(name) !== undefined,
    });
    const [problem] = read.ok ? [] : read.problems;
    return problem === undefined ? edited : refuse(wouldNotLoad(problem.what), problem.remedy);
  });
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
