/** Writes the archive into the folder that `publish` names. A web server may read it at any moment. */
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { SiteFile } from '../server/site.ts';

export interface Written {
  /** Files that are new or have changed. */
  readonly written: number;
  readonly files: number;
}

/** Everybody may read what is published, whatever the umask of the program. */
const publicMode = { folder: 0o755, file: 0o644 } as const;

/**
 * Every file is whole or not there: it gets its name only once it is written. Nothing is deleted.
 * @throws Error when a file would not lie inside the folder, also by way of a link that stands there
 */
export async function writeSite(folder: string, files: AsyncIterable<SiteFile>): Promise<Written> {
  await mkdir(folder, { recursive: true, mode: publicMode.folder });
  const root = await realpath(folder);
  let written = 0;
  let count = 0;
  for await (const file of files) {
    count += 1;
    const target = await placeOf(root, file.path);
    if (file.isSettled && (await exists(target))) continue;
    const content = await file.render();
    if ((await contentOf(target)) === content) continue;
    await writeWhole(target, content);
    written += 1;
  }
  return { written, files: count };
}

async function placeOf(root: string, path: string): Promise<string> {
  const target = resolve(root, ...path.split('/'));
  if (!isInside(root, target)) throw new Error(`Expected a path inside the folder, got ${path}`);
  let folder = root;
  // One by one: nothing is made behind a link.
  for (const name of relative(root, dirname(target)).split(sep).filter(Boolean)) {
    await mkdir(join(folder, name), { recursive: true, mode: publicMode.folder });
    folder = await realpath(join(folder, name));
    if (!isInside(root, folder)) throw new Error(`${name} in the published folder is a link that leads out of it`);
  }
  return join(folder, basename(target));
}

function isInside(root: string, target: string): boolean {
  const way = relative(root, target);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && resolve(root, way) === target;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** The name of the part is taken by nobody else: two processes may publish at once. */
async function writeWhole(target: string, content: string): Promise<void> {
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  await rm(part, { force: true });
  try {
    // `wx` follows no link that somebody has put there.
    await writeFile(part, content, { flag: 'wx', mode: publicMode.file });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
