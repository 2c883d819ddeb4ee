import { expect, test } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../src/ground/durations.ts';
import { createSeededRandom } from '../support/seeded-random.ts';
import { allFaults, certainFaults, type Fault, liveThrough, matrixFaults, mixtureFaults } from './fault-days.ts';

const seeds = Number(process.env.SEEDS ?? 5);
const mixtures = Number(process.env.HISTORIES ?? 1_000);

test.each([4_000, 5 * minuteMs, 70 * minuteMs, 6 * hourMs, 23 * hourMs, 3 * dayMs])(
  'every kind of fault for %i ms: a message has at most four copies, and what certainly failed is lost only when it is too old',
  async (lastsMs) => {
    const broken: string[] = [];
    for (const fault of allFaults) {
      // A day of failures is a thousand attempts, and the seed only moves their pauses.
      for (let seed = 1; seed <= (lastsMs > 6 * hourMs ? 1 : seeds); seed++) {
        const faultAt = (elapsedMs: number) => (elapsedMs < lastsMs ? fault : undefined);
        const result = await liveThrough({ seed, giveUpMs: dayMs, faultAt });
        for (const line of matrixFaults(fault, lastsMs, dayMs, result)) broken.push(`seed ${seed}: ${line}`);
      }
    }
    expect(broken).toEqual([]);
  },
);

test(`${mixtures} mixtures of faults within a day: a message has at most four copies, and none is lost`, async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= mixtures; seed++) {
    const setting = createSeededRandom(seed);
    const lastsMs = setting.integer(minuteMs, 20 * hourMs);
    const share = setting.next();
    const pool = setting.chance(0.3) ? certainFaults.map((kind) => ({ kind, delivers: false })) : allFaults;
    const met: Fault[] = [];
    const faultAt = (elapsedMs: number, random: () => number) => {
      if (elapsedMs > lastsMs || random() > share) return undefined;
      const fault = pool[Math.floor(random() * pool.length)];
      if (fault !== undefined) met.push(fault);
      return fault;
    };
    const result = await liveThrough({ seed, giveUpMs: dayMs, faultAt });
    for (const line of mixtureFaults(met, result)) broken.push(`seed ${seed}: ${line}`);
  }
  expect(broken).toEqual([]);
});
