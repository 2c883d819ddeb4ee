import { join, resolve } from 'node:path';
import { commandName } from '../../src/ground/command-name.ts';

/** The program's first file: from the sources, or what MAIN_FILE names (the bundle, an installed package). */
export const mainFile = resolve(process.env.MAIN_FILE ?? join(import.meta.dirname, '../../src/main.ts'));

/** How that program calls itself when it says what to do. */
export const command = commandName(mainFile, process.platform);
