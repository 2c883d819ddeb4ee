/** DATA_DIR itself, before the database in it is opened. */
import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { danglingLink, folderNotMade, type Place } from './store-error.ts';

/**
 * Creates the folder and its parents one by one: a recursive mkdir never returns where it cannot create them (/proc).
 * @throws StoreError, or an error of node:fs that `explained` turns into one
 */
export function makeDataFolder(place: Place): void {
  for (const folder of checkDataFolder(place)) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process created it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw folderNotMade(place, error);
    }
  }
}

/**
 * Checks that the folder can be written or created. Changes nothing.
 * @returns the folders that are missing, outermost first
 * @throws like `makeDataFolder`
 */
export function checkDataFolder(place: Place): readonly string[] {
  const missing = missingFolders(place.dataDir);
  const [first] = missing;
  const parent = first === undefined ? place.dataDir : dirname(first);
  if (!statSync(parent).isDirectory()) throw Object.assign(new Error(`${parent} is a file`), { code: 'ENOTDIR' });
  // Another process may have created the folder since; only a symbolic link is an error.
  const isLink = first !== undefined && lstatSync(first, { throwIfNoEntry: false })?.isSymbolicLink();
  if (isLink) throw danglingLink(place, first);
  try {
    accessSync(parent, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw first === undefined ? error : folderNotMade(place, error);
  }
  return missing;
}

function missingFolders(dataDir: string): readonly string[] {
  const missing: string[] = [];
  let folder = dataDir;
  while (statSync(folder, { throwIfNoEntry: false }) === undefined && folder !== dirname(folder)) {
    missing.unshift(folder);
    folder = dirname(folder);
  }
  return missing;
}
