import { expect, test } from 'vitest';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import { historyFaults } from './history-faults.ts';
import { simulate } from './simulation.ts';

const histories = Number(process.env.HISTORIES ?? 10_000);
const firstSeed = Number(process.env.SEED ?? 1);
/** SQLite takes four times as long as the rest of a history. */
const compared = Math.min(histories, 200);

test(`${histories} histories of faults, restarts and clock steps lose no message, keep order and pace, and end`, async () => {
  const failed: Record<string, readonly string[]> = {};
  const total = { messages: 0, calls: 0, kills: 0 };
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const history = await simulate(seed);
    const faults = historyFaults(history);
    // Reproduce one with SEED=… HISTORIES=1.
    if (faults.length > 0) failed[`seed ${seed}`] = faults;
    total.messages += history.messages.length;
    total.calls += history.arrivals.length;
    total.kills += history.kills;
  }
  console.info(`${histories} histories from seed ${firstSeed}:`, total);
  expect(failed).toEqual({});
});

test(`${compared} histories of faults, restarts and clock steps come out on SQLite as on the outbox without a database`, async () => {
  for (let seed = firstSeed; seed < firstSeed + compared; seed++) {
    const onSqlite = await simulate(seed, () => openScratchStore({ dataDir: '/nonexistent' }));
    expect(onSqlite, `seed ${seed}`).toStrictEqual(await simulate(seed));
  }
});
