import { expect, test } from 'vitest';
import { editionWithFaults, editionWithFaultyReader } from './fault-mixtures.ts';

test('with 1,000 mixtures of faults of the provider the edition is on time, and the same as without a provider, byte for byte', async () => {
  for (let seed = 0; seed < 1_000; seed += 1) {
    const { answer, verdicts, vectors, bytes, plain, waitedMs } = await editionWithFaults(seed);

    expect(answer.headlines, `seed ${seed}`).toEqual(new Map());
    expect([verdicts, vectors], `seed ${seed}`).toEqual([0, 0]);
    expect(bytes === plain, `seed ${seed}`).toBe(true);
    expect(waitedMs, `seed ${seed}`).toBeLessThan(5_000);
  }
});

test('with 300 faulty second readings the edition has the translations that passed the gate, or original titles', async () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const { bytes, expected } = await editionWithFaultyReader(seed);

    expect(bytes === expected, `seed ${seed}`).toBe(true);
  }
});
