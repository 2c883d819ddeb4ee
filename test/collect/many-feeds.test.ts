import { expect, test } from 'vitest';
import { collectRounds } from './many-feeds.ts';

test('feeds that have not changed are answered without a body in every round', async () => {
  const rounds = await collectRounds({ feeds: 20, rounds: 3, latencyMs: [1, 5] });
  expect(rounds.map(({ read, unchanged, newItems }) => [read, unchanged, newItems])).toEqual([
    [20, 0, 400],
    [10, 10, 10],
    [10, 10, 10],
  ]);
});
