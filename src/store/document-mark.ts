/**
 * Which feed's document a process reads at this moment, in a small file of DATA_DIR. A document that ends the process
 * (out of memory, a fault of the engine) leaves its mark behind. It is a file and not a row: the mark has to survive
 * the process and not the machine, so nothing waits for the disk.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from './sqlite-database.ts';
import type { Place } from './store-error.ts';

export interface DocumentMark {
  put(feedUrl: string): void;
  remove(): void;
  /** Marks of processes that have ended. Each is given once. */
  takeInterrupted(): readonly string[];
}

/** @param place its folder exists. The methods throw StoreError */
export function createDocumentMark(place: Place): DocumentMark {
  const { dataDir } = place;
  const ownFile = join(dataDir, `reading-${process.pid}`);
  // A mark under our own process id that we did not put is of a process before us: in a container both are often 1.
  let isOurs = false;
  return {
    put(feedUrl) {
      isOurs = true;
      explained(place, () => writeFileSync(ownFile, feedUrl, { mode: 0o600 }));
    },
    remove() {
      explained(place, () => rmSync(ownFile, { force: true }));
    },
    takeInterrupted() {
      return explained(place, () => readdirSync(dataDir))
        .filter((name) => /^reading-\d+$/.test(name) && isEnded(Number(name.slice('reading-'.length)), isOurs))
        .flatMap((name) => explained(place, () => take(join(dataDir, name))) ?? []);
    },
  };
}

/** For a store that ends with its process. */
export const noDocumentMark: DocumentMark = {
  put: () => undefined,
  remove: () => undefined,
  takeInterrupted: () => [],
};

function isEnded(pid: number, isOurs: boolean): boolean {
  if (pid === process.pid) return !isOurs;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function take(file: string): string | undefined {
  try {
    const feedUrl = readFileSync(file, 'utf8');
    rmSync(file, { force: true });
    return feedUrl === '' ? undefined : feedUrl;
  } catch (error) {
    // Another process took it in the meantime.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
