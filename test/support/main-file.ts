import { join, resolve } from 'node:path';

/** The program's first file: from the sources, or what MAIN_FILE names (the bundle, an installed package). */
export const mainFile = resolve(process.env.MAIN_FILE ?? join(import.meta.dirname, '../../src/main.ts'));
