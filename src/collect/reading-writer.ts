import type { CollectStore, Reading } from '../store/store.ts';

/** Stores readings in batches. */
export interface ReadingWriter {
  /** Resolves once the reading is stored. Rejects with what the store throws. */
  save(reading: Reading): Promise<void>;
  /** So many visits begin that may save a reading. Once all visits wait, the batch is written at once. */
  enter(visits: number): void;
  /** A visit has ended and will save nothing more. */
  leave(): void;
}

const mostReadings = 64;
const longestWaitMs = 500;

/**
 * Each transaction blocks the program until the disk has written: storing hundreds of feeds one by one would take
 * longer than fetching them. A crash loses the readings of the last half second; they are read again.
 */
export function createReadingWriter(store: CollectStore): ReadingWriter {
  let expected = 0;
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    try {
      await store.saveReadings(batch.map(({ reading }) => reading));
      for (const { resolve } of batch) resolve();
    } catch {
      // One reading or the whole store may be at fault. Stored one by one, a bad reading fails alone.
      for (const { reading, resolve, reject } of batch) await store.saveReadings([reading]).then(resolve, reject);
    }
  };
  const flushIfFull = () => {
    if (waiting.length > 0 && waiting.length >= Math.min(mostReadings, expected)) flush();
  };

  return {
    save(reading) {
      return new Promise((resolve, reject) => {
        waiting.push({ reading, resolve, reject });
        timer ??= setTimeout(flush, longestWaitMs);
        flushIfFull();
      });
    },
    enter(visits) {
      expected += visits;
    },
    leave() {
      expected--;
      flushIfFull();
    },
  };
}

interface Waiting {
  readonly reading: Reading;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
