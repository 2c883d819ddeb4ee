import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CommandError, exitCode } from '../ground/command-error.ts';

/** Checks before any work that a page can be written there. @throws CommandError */
export async function checkWritable(file: string, folder: string): Promise<void> {
  await access(dirname(resolve(folder, file)), constants.W_OK).catch(refuseFile(file));
}

/** @throws CommandError when the page cannot be written */
export async function writePage(file: string, folder: string, page: string): Promise<void> {
  await writeFile(resolve(folder, file), page).catch(refuseFile(file));
}

function refuseFile(file: string): (error: unknown) => never {
  return (cause) => {
    throw new CommandError(
      { 'zh-CN': `写不了 ${file}：换一个能写的路径。`, en: `Cannot write ${file}: choose a writable path.` },
      exitCode.usage,
      { cause },
    );
  };
}
