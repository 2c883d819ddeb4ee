/**
 * A small file in DATA_DIR that names what a process is working on: a feed's document, or an edition with the user's
 * templates. Work that ends the process (out of memory, an engine fault) leaves its mark behind. It is a file and not a
 * row: it must survive the process but not the machine, so nothing waits for the disk.
 */
import { closeSync, fstatSync, ftruncateSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { explained } from './sqlite-database.ts';
import type { Place } from './store-error.ts';

export interface CrashMark {
  /** @param what name of the work, not empty */
  put(what: string): void;
  remove(): void;
  /** Marks of processes that have ended. Each is returned once. */
  takeInterrupted(): readonly string[];
  /** Leaves no file behind, except a mark that was not removed. */
  close(): void;
}

/** One mark for each kind of work. */
export type CrashMarks = Readonly<Record<'reading' | 'rendering', CrashMark>>;

/** @param place its folder must exist. The methods throw StoreError */
export function createCrashMarks(place: Place): CrashMarks {
  return { reading: createCrashMark(place, 'reading'), rendering: createCrashMark(place, 'rendering') };
}

function createCrashMark(place: Place, kind: keyof CrashMarks): CrashMark {
  const { dataDir } = place;
  const nameOfMark = new RegExp(`^${kind}-(\\d+)$`);
  const ownFile = join(dataDir, `${kind}-${process.pid}`);
  // A mark with our process id that we did not write is from an earlier process: in a container, both are often 1.
  let isOurs = false;
  /** The descriptor of `ownFile`. It is emptied, not deleted, between two documents: that takes a third of the time. */
  let file: number | undefined;
  return {
    put(what) {
      isOurs = true;
      explained(place, () => {
        file ??= openSync(ownFile, 'w', 0o600);
        ftruncateSync(file, writeSync(file, what, 0));
      });
    },
    remove() {
      const marked = file;
      if (marked !== undefined) explained(place, () => ftruncateSync(marked));
    },
    close() {
      if (file === undefined) return;
      const isEmpty = fstatSync(file).size === 0;
      closeSync(file);
      file = undefined;
      if (isEmpty) explained(place, () => rmSync(ownFile, { force: true }));
    },
    takeInterrupted() {
      return explained(place, () => readdirSync(dataDir))
        .filter((name) => {
          const [, pid] = nameOfMark.exec(name) ?? [];
          return pid !== undefined && isEnded(Number(pid), isOurs);
        })
        .flatMap((name) => explained(place, () => take(join(dataDir, name))) ?? []);
    },
  };
}

const noMark: CrashMark = {
  put: () => undefined,
  remove: () => undefined,
  takeInterrupted: () => [],
  close: () => undefined,
};

/** For a store that ends with its process. */
export const noCrashMarks: CrashMarks = { reading: noMark, rendering: noMark };

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
    const what = readFileSync(file, 'utf8');
    rmSync(file, { force: true });
    return what === '' ? undefined : what;
  } catch (error) {
    // Another process took it in the meantime.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
