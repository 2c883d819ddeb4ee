import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError, exitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import type { App } from './app.ts';

/** The bytes of a file that was named on the command line. @throws CommandError when it cannot be read */
export async function readGivenFile({ callerDir }: App, file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(callerDir, file));
  } catch (error) {
    const isFolder = (error as NodeJS.ErrnoException).code === 'EISDIR';
    throw new CommandError(
      isFolder
        ? phrase(`${file} 是文件夹：写里面那个文件的路径。`, `${file} is a folder: give the path of a file in it.`)
        : phrase(`读不到 ${file}：检查路径。`, `Cannot read ${file}: check the path.`),
      exitCode.usage,
      { cause: error },
    );
  }
}
