import { expect, test } from 'vitest';
import { collectRounds } from './many-feeds.ts';

test('feeds that have not changed cost no body, round after round', async () => {
  const rounds = await collectRounds({ feeds: 40, rounds: 3, latencyMs: [1, 5] });
  expect(rounds.map(({ read, unchanged, newItems }) => [read, unchanged, newItems])).toEqual([
    [40, 0, 800],
    [20, 20, 20],
    [20, 20, 20],
  ]);
});
