import { expect, test } from 'vitest';
import { bytesOf, sampleDay, shuffled } from './shuffled-digest.ts';

test('an edition is the same byte for byte in any order of the items', async () => {
  const day = await sampleDay();
  const expected = bytesOf(day.compose(day.items));
  expect(expected).toContain('Nova 3');
  for (let seed = 0; seed < 8; seed += 1) {
    expect(bytesOf(day.compose(shuffled(day.items, seed))) === expected, `seed ${seed}`).toBe(true);
  }
});

test('digests that share prepared items are byte for byte as if composed alone', async () => {
  const day = await sampleDay();
  const feeds = [...new Set(day.items.map(({ feedUrl }) => feedUrl))];
  for (let seed = 0; seed < 12; seed += 1) {
    const some = new Set(shuffled(feeds, seed).slice(0, 2 + seed));
    const last = new Date(Date.UTC(2026, 0, 15, 1) - seed * 3_600_000);
    const items = day.items.filter(({ feedUrl, date }) => some.has(feedUrl) && date <= last);
    const alone = items.map((item) => ({ ...item }));
    expect(bytesOf(day.compose(items)) === bytesOf(day.compose(alone)), `seed ${seed}`).toBe(true);
  }
});
