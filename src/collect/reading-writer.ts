import type { CollectStore, Reading } from '../store/store.ts';

/** Keeps readings a few at a time. */
export interface ReadingWriter {
  /** Resolves once the reading is stored, with how many of its items were new. Rejects with what the store throws. */
  save(reading: Reading): Promise<number>;
  /** A visit has ended and will save nothing more. */
  leave(): void;
}

const mostReadings = 64;
const longestWaitMs = 500;

/**
 * Each transaction waits for the disk, and the whole program waits with it: hundreds of feeds, one by one, would take
 * longer to store than to fetch. A crash loses the readings of the last half second; they are read again.
 * @param visits how many visits may still save; once each of them waits, the batch is written at once
 */
export function createReadingWriter(store: CollectStore, visits: number): ReadingWriter {
  let expected = visits;
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    try {
      const counts = await store.saveReadings(batch.map(({ reading }) => reading));
      for (const [index, { resolve }] of batch.entries()) resolve(counts[index] ?? 0);
    } catch {
      // Either one of them cannot be stored or none can: stored one by one, a bad one costs only itself.
      for (const { reading, resolve, reject } of batch) await store.saveReading(reading).then(resolve, reject);
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
    leave() {
      expected--;
      flushIfFull();
    },
  };
}

interface Waiting {
  readonly reading: Reading;
  readonly resolve: (newItems: number) => void;
  readonly reject: (error: unknown) => void;
}
