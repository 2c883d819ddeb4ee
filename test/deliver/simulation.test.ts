import { expect, test } from 'vitest';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { historyFaults } from './history-faults.ts';
import { simulate } from './simulation.ts';

/** The soak test has 10,000. */
const histories = 60;
const compared = Number(process.env.COMPARED ?? 15);

test(`${histories} histories of faults, restarts and clock steps lose nothing, keep order and pace, and end`, async () => {
  for (let seed = 1; seed <= histories; seed++) {
    const faults = historyFaults(await simulate(seed));
    expect(faults, `seed ${seed}`).toEqual([]);
  }
});

test(`${compared} histories come out on SQLite as they do on the outbox without a database`, async () => {
  for (let seed = 1; seed <= compared; seed++) {
    const onSqlite = await simulate(seed, () => openScratchStore({ dataDir: '/nonexistent' }));
    expect(onSqlite, `seed ${seed}`).toStrictEqual(await simulate(seed));
  }
});
