import { expect, test } from 'vitest';
import { historyFaults } from './history-faults.ts';
import { simulate } from './simulation.ts';

/** The soak test has 10,000. */
const histories = 60;

test(`${histories} histories of faults, restarts and clock steps lose nothing, keep order and pace, and end`, async () => {
  for (let seed = 1; seed <= histories; seed++) {
    const faults = historyFaults(await simulate(seed));
    expect(faults, `seed ${seed}`).toEqual([]);
  }
});
