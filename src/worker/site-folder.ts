/** Writes the archive into the folder set by `publish`. A web server may read the folder at any time. */
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { SiteFile } from '../server/site.ts';

export interface Written {
  /** Files that are new or have changed. */
  readonly written: number;
  readonly files: number;
}

/** Published files are readable for everybody, regardless of the umask. */
const publicMode = { folder: 0o755, file: 0o644 } as const;

/**
 * Files appear only when they are complete: each is written under another name and renamed. Nothing is deleted.
 * @throws Error if a file would be outside the folder, also through a symbolic link
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
  // One level at a time, so that no folder is created behind a link.
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

/** The temporary name is unique, because two processes may publish at once. */
async function writeWhole(target: string, content: string): Promise<void> {
  const part = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  await rm(part, { force: true });
  try {
    // `wx` does not follow an existing link.
    await writeFile(part, content, { flag: 'wx', mode: publicMode.file });
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
