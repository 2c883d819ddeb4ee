import { join, resolve } from 'node:path';
import { commandName } from '../../src/ground/command-name.ts';

/** The program's entry file: the source file, or the file that MAIN_FILE names (the bundle, an installed package). */
export const mainFile = resolve(process.env.MAIN_FILE ?? join(import.meta.dirname, '../../src/main.ts'));

/** The command by which that program refers to itself in its messages. */
export const command = commandName(mainFile, process.platform);
