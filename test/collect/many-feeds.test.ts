import { expect, test } from 'vitest';
import { collectRounds } from './many-feeds.ts';

test('feeds that have not changed cost no body, round after round', async () => {
  const rounds = await collectRounds({ feeds: 60, rounds: 4, latencyMs: [1, 5] });
  expect(rounds.map(({ read, unchanged, newItems }) => [read, unchanged, newItems])).toEqual([
    [60, 0, 1200],
    [30, 30, 30],
    [30, 30, 30],
    [30, 30, 30],
  ]);
});
