/** DATA_DIR itself, before the database in it is opened. */
import { accessSync, constants, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { danglingLink, folderNotMade, type Place } from './store-error.ts';

/**
 * Makes the folder and its parents, each by a call of its own: mkdir with `recursive` never comes back from a place where
 * nothing can be made (/proc).
 * @throws StoreError, or an error of node:fs that `explained` makes one of
 */
export function makeDataFolder(place: Place): void {
  for (const folder of checkDataFolder(place)) {
    try {
      mkdirSync(folder);
    } catch (error) {
      // Another process made it in the meantime.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw folderNotMade(place, error);
    }
  }
}

/**
 * Whether the folder can be written, or made. Changes nothing.
 * @returns the folders that must be made, the outermost first
 * @throws as `makeDataFolder`
 */
export function checkDataFolder(place: Place): readonly string[] {
  const missing = missingFolders(place.dataDir);
  const [first] = missing;
  const parent = first === undefined ? place.dataDir : dirname(first);
  if (!statSync(parent).isDirectory()) throw Object.assign(new Error(`${parent} is a file`), { code: 'ENOTDIR' });
  // Another process may have made the folder since: only a link is one.
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
