import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rename, rm, rmdir, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CommandError, refusal } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { Config } from './config.ts';
import { setEnv } from './env-file.ts';
import { accept, type Fault, type Parsed, refuse } from './problem.ts';
import { parseFeeds } from './read-feeds.ts';

/**
 * Edits a text file atomically: readers see the old or the new text, also after a crash. The byte-order mark, the mode
 * and a symbolic link are kept. Edits by other processes of this program wait, so none is lost. An edit is refused when
 * the file or its folder cannot be written, or the disk is full.
 * @throws {Error} the file cannot be read
 */
export async function editFile(path: string, edit: (text: string) => Parsed<string>): Promise<Parsed<string>> {
  const target = await realpath(path);
  return orRefuse(target, () => editTarget(target, edit));
}

async function orRefuse(path: string, write: () => Promise<Parsed<string>>): Promise<Parsed<string>> {
  try {
    return await write();
  } catch (error) {
    const fault = unwritable(path, error);
    if (fault === undefined) throw error;
    return refuse(fault.what, fault.remedy);
  }
}

async function editTarget(target: string, edit: (text: string) => Parsed<string>): Promise<Parsed<string>> {
  for (;;) {
    const draft = await lockFile(target);
    try {
      const text = decode(await readFile(target));
      const edited = edit(text);
      if (!edited.ok) return edited;
      await writeFile(draft, edited.value, { flag: 'r+' });
      const { mode } = await stat(target);
      await chmod(draft, mode);
      // An editor may have saved meanwhile: then the edit is repeated on the new text. There is no await from here on.
      if (decode(readFileSync(target)) !== text) continue;
      renameSync(draft, target);
      return edited;
    } catch (error) {
      // If the draft is gone, another process took this lock for stale. Then the edit is repeated.
      if (existsSync(draft) || !existsSync(target)) throw error;
    } finally {
      await unlock(draft);
    }
  }
}

/** The nearest folder above `folder` that exists: the one in which it could not be created. */
function existingParent(folder: string): string {
  const parent = dirname(folder);
  return parent === folder || existsSync(parent) ? parent : existingParent(parent);
}

/** Why `path` cannot be written, and what to do; undefined for an error with another cause. */
function unwritable(path: string, error: unknown): Fault | undefined {
  const folder = dirname(path);
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM': {
      const user = process.getuid?.() ?? '';
      const there = [folder, path].filter((place) => existsSync(place));
      const places = (there.length > 0 ? there : [existingParent(folder)]).map((place) => `'${place}'`);
      const command = `sudo chown ${user} ${places.join(' ')} && sudo chmod u+rw ${places.join(' ')}`;
      return {
        what: phrase(
          `改不了 ${path}：uid 为 ${user} 的用户不能写它，或不能写文件夹 ${folder}。`,
          `${path} cannot be changed: the user with uid ${user} cannot write to it, or to the folder ${folder}.`,
        ),
        remedy: phrase(
          `请执行 ${command}（容器：在宿主机上对挂载的路径执行），再试一次。`,
          `Run ${command} (for a container: on the host, on what is mounted), then try again.`,
        ),
      };
    }
    case 'EROFS':
      return {
        what: phrase(
          `改不了 ${path}：它所在的盘是只读的。`,
          `${path} cannot be changed: its disk is mounted read-only.`,
        ),
        remedy: phrase(
          '请以可写方式挂载（容器里去掉该卷的 :ro），或直接改原文件。',
          "Mount it writable (in a container, without the volume's :ro), or edit the file where it comes from.",
        ),
      };
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        what: phrase(`改不了 ${path}：磁盘已满。`, `${path} cannot be changed: the disk is full.`),
        remedy: phrase(
          `请腾出空间（df -h '${folder}' 可查看），再试一次；原来的文件没有变。`,
          `Free some space (df -h '${folder}' shows it), then try again; the file is unchanged.`,
        ),
      };
    default:
      return undefined;
  }
}

/** A lock older than this was left behind by a crash. */
const staleMs = 10_000;

/**
 * Waits until no other process of this program edits the file, then locks it. The lock is a folder beside the file with a
 * draft file of its holder, who writes the new text there. If the lock is taken away as stale, the draft is gone too, so
 * the former holder cannot rename it. @returns the path of the draft
 */
async function lockFile(target: string): Promise<string> {
  const lock = `${target}.lock`;
  const name = randomUUID();
  const own = `${lock}.${name}`;
  await mkdir(own);
  try {
    // `.env` contains secrets.
    await writeFile(join(own, name), '', { mode: 0o600 });
    while (!(await takes(own, lock))) await new Promise((resolve) => setTimeout(resolve, 20));
    return join(lock, name);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Relies on rename: a folder atomically replaces an empty folder, but never one with a file in it. */
async function takes(own: string, lock: string): Promise<boolean> {
  const now = new Date();
  // The age of a lock counts from now.
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
  // The lock may already belong to another process; then its folder is not empty and stays.
  await rmdir(dirname(draft)).catch(() => undefined);
}

/**
 * Edits feeds.yaml, or a group file that it includes, like `editFile`. An edit that would break the file is refused with
 * the reason.
 * @throws {Error} the file cannot be read
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
    if (problem === undefined) return edited;
    const { what, remedy } = problem;
    return refuse(phrase(`这样改文件就读不了：${what['zh-CN']}`, `the file would not load: ${what.en}`), remedy);
  });
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

/**
 * Creates the user's own feeds file: an edited copy of `from`, which must be valid.
 * @throws {Error} with code EEXIST when `to` exists already; it is never overwritten
 */
export async function createUserFile(
  { from, to }: { readonly from: string; readonly to: string },
  edit: (text: string) => Parsed<string>,
): Promise<Parsed<string>> {
  const text = edit(decode(await readFile(from)));
  if (!text.ok) return text;
  return orRefuse(to, async () => {
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, text.value, { flag: 'wx' });
    return text;
  });
}

/**
 * Sets variables in the `.env` at `path` and makes it readable for its owner only. A missing file is created from
 * `template`.
 * @throws {Error} like `setEnv`
 * @throws CommandError when the file cannot be written
 */
export async function writeEnv({
  path,
  values,
  template = '',
}: {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
  /** The text of `.env.example`. */
  readonly template?: string;
}): Promise<void> {
  const set = (text: string) => Object.entries(values).reduce((now, [name, value]) => setEnv(now, name, value), text);
  try {
    await writeFile(path, set(template), { flag: 'wx', mode: 0o600 }).catch(async (error) => {
      if (error.code !== 'EEXIST') throw error;
      // Before the secret is written.
      await chmod(path, 0o600);
      await editTarget(await realpath(path), (text) => accept(set(text)));
    });
  } catch (error) {
    const fault = unwritable(path, error);
    throw fault === undefined ? error : new CommandError(refusal(fault));
  }
}

function decode(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true, fatal: true }).decode(bytes);
}
