import { expect, test } from 'vitest';
import { mixedFaults, simulateRooms } from './mixed-history.ts';

/** As many as an idle core does in less than a minute; other seeds with ROOM_SEED. */
const histories = 700;
const firstSeed = Number(process.env.ROOM_SEED ?? 1_000);

test(`${histories} histories of mixed rooms lose nothing, break no limit, and no dead room holds up another`, async () => {
  const faults: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    for (const fault of mixedFaults(await simulateRooms(seed))) faults.push(`seed ${seed}: ${fault}`);
  }
  expect(faults).toEqual([]);
});
