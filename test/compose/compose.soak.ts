import { expect, test } from 'vitest';
import { bytesOf, sampleDay, shuffled } from './shuffled-digest.ts';

test('1,000 shuffles of the same items give the same edition, byte for byte', async () => {
  const day = await sampleDay();
  const expected = bytesOf(day.compose(day.items));
  for (let seed = 0; seed < 1_000; seed += 1) {
    expect(bytesOf(day.compose(shuffled(day.items, seed))) === expected, `seed ${seed}`).toBe(true);
  }
});
