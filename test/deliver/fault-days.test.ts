import { expect, test } from 'vitest';
import { dayMs, hourMs } from '../../src/ground/durations.ts';
import { allFaults, liveThrough, matrixFaults } from './fault-days.ts';

// The soak test has more lengths, more seeds, and mixtures of faults.
test.each([
  ['four seconds', 4_000],
  ['two hours', 2 * hourMs],
])('a fault of any kind for %s costs no message, and repeats none more than three times', async (_, lastsMs) => {
  const faults: string[] = [];
  for (const fault of allFaults) {
    const faultAt = (elapsedMs: number) => (elapsedMs < lastsMs ? fault : undefined);
    const result = await liveThrough({ seed: 1, giveUpMs: dayMs, faultAt });
    faults.push(...matrixFaults(fault, lastsMs, dayMs, result));
  }
  expect(faults).toEqual([]);
});
