import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError, exitCode } from '../ground/command-error.ts';
import type { App } from './app.ts';

/** The bytes of a file that was named on the command line. @throws CommandError when it cannot be read */
export async function readGivenFile({ cwd }: App, file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(cwd, file));
  } catch (error) {
    throw new CommandError(
      { 'zh-CN': `读不到 ${file}：检查路径。`, en: `Cannot read ${file}: check the path.` },
      exitCode.usage,
      { cause: error },
    );
  }
}
