import { expect, test } from 'vitest';
import { mixedFaults, simulateRooms } from './mixed-history.ts';

/** `npm run soak` asks for more. */
const histories = 15;

test(`${histories} histories of mixed rooms lose nothing, break no limit, and no dead room holds up another`, async () => {
  const faults: string[] = [];
  for (let seed = 1; seed <= histories; seed++) {
    for (const fault of mixedFaults(await simulateRooms(seed))) faults.push(`seed ${seed}: ${fault}`);
    expect(faults).toEqual([]);
  }
});
