import { expect, test } from 'vitest';
import { bytesOf, sampleDay, shuffled } from './shuffled-digest.ts';

test('the same items give the same bytes, in whatever order they come', async () => {
  const day = await sampleDay();
  const expected = bytesOf(day.compose(day.items));
  expect(expected).toContain('Nova 3');
  for (let seed = 0; seed < 8; seed += 1) {
    expect(bytesOf(day.compose(shuffled(day.items, seed))) === expected, `seed ${seed}`).toBe(true);
  }
});
