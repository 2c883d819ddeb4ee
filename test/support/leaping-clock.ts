/** One clock for several real processes: it runs `speed` times as fast as real time, and leaps when a test says so. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/model.ts';

const speed = 30;

/** How often a sleeper checks whether the clock has leapt. */
const lookMs = 20;

export interface LeapingClock extends Clock {
  /** Monotonic: as fast as the clock, without the leaps. */
  elapsedMs(): number;
  /** Sets the clock to this instant in all processes that share the file. */
  leapTo(instant: Date): void;
  close(): void;
}

/** @param file shared by all processes; it must contain a time before any of them reads the clock */
export function openLeapingClock(file: string): LeapingClock {
  const fd = openSync(file, 'a+');
  const buffer = Buffer.alloc(16);
  const now = () => {
    readSync(fd, buffer, 0, 16, 0);
    const [since, shown] = [buffer.readDoubleLE(0), buffer.readDoubleLE(8)];
    return new Date(shown + (Date.now() - since) * speed);
  };
  return {
    now,
    elapsedMs: () => performance.now() * speed,
    async sleep(ms, signal) {
      const until = now().getTime() + ms;
      for (let left = ms; left > 0 && signal?.aborted !== true; left = until - now().getTime()) {
        await sleep(Math.min(lookMs, left / speed), undefined, signal && { signal }).catch(() => undefined);
      }
    },
    leapTo(instant) {
      const bytes = Buffer.alloc(16);
      bytes.writeDoubleLE(Date.now(), 0);
      bytes.writeDoubleLE(instant.getTime(), 8);
      const writer = openSync(file, 'r+');
      writeSync(writer, bytes, 0, 16, 0);
      closeSync(writer);
    },
    close: () => closeSync(fd),
  };
}
