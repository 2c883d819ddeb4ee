import { expect, test } from 'vitest';
import { openScratchStore } from '../../../src/store/scratch-store.ts';
import { mixedFaults, simulateRooms } from './mixed-history.ts';

const histories = Number(process.env.ROOM_HISTORIES ?? 10_000);
const firstSeed = Number(process.env.ROOM_SEED ?? 1_000);
const compared = Math.min(histories, 200);

test(`${histories} histories of mixed rooms lose no message, break no limit, and no dead room holds up another`, async () => {
  const faults: string[] = [];
  const total = { messages: 0, arrived: 0, kills: 0 };
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const history = await simulateRooms(seed);
    // Reproduce one with ROOM_SEED=… ROOM_HISTORIES=1.
    for (const fault of mixedFaults(history)) faults.push(`seed ${seed}: ${fault}`);
    total.messages += history.messages.length;
    total.arrived += history.rooms.reduce((sum, { arrived }) => sum + arrived.length, 0);
    total.kills += history.kills;
  }
  console.info(`${histories} histories of mixed rooms from seed ${firstSeed}:`, total);
  expect(faults).toEqual([]);
});

test(`${compared} histories of mixed rooms come out on SQLite as on the outbox without a database`, async () => {
  for (let seed = firstSeed; seed < firstSeed + compared; seed++) {
    const onSqlite = await simulateRooms(seed, () => openScratchStore({ dataDir: '/nonexistent' }));
    const inMemory = await simulateRooms(seed);
    expect(onSqlite.messages, `seed ${seed}`).toStrictEqual(inMemory.messages);
    expect(onSqlite.rooms.map(({ arrived }) => arrived)).toStrictEqual(inMemory.rooms.map(({ arrived }) => arrived));
  }
});
