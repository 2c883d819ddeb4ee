import { expect, test } from 'vitest';
import { collectRounds } from './many-feeds.ts';

test('600 feeds, half unchanged, 6 rounds: bodies are saved, memory stays flat, little is added to the requests', async () => {
  const rounds = await collectRounds({ feeds: 600, rounds: 6, latencyMs: [20, 240] });
  console.table(
    rounds.map(({ durationMs, bareMs, heapBytes, ...counts }) => ({
      ...counts,
      ms: Math.round(durationMs),
      ratio: (durationMs / bareMs).toFixed(2),
      heapMb: Math.round(heapBytes / 1_000_000),
    })),
  );

  const later = rounds.slice(1);
  expect(later.every(({ read, unchanged, newItems }) => read === 300 && unchanged === 300 && newItems === 300)).toBe(
    true,
  );
  const heapOf = (part: typeof rounds) => Math.min(...part.map(({ heapBytes }) => heapBytes));
  expect(heapOf(rounds.slice(-2)) - heapOf(rounds.slice(1, 3))).toBeLessThan(8_000_000);
  // The bench holds 1.1 on a quiet machine. Here the median of the rounds only tells a slip from a busy moment.
  const ratios = later.map(({ durationMs, bareMs }) => durationMs / bareMs).sort((a, b) => a - b);
  expect(ratios[Math.floor(ratios.length / 2)]).toBeLessThanOrEqual(1.3);
});
