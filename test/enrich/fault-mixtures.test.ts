import { expect, test } from 'vitest';
import { editionWithFaults, editionWithFaultyReader } from './fault-mixtures.ts';

test('with any fault of the provider the edition is the same as without a provider, byte for byte', async () => {
  for (let seed = 0; seed < 15; seed += 1) {
    const { answer, verdicts, vectors, bytes, plain } = await editionWithFaults(seed);

    expect(answer.headlines, `seed ${seed}`).toEqual(new Map());
    expect([verdicts, vectors], `seed ${seed}`).toEqual([0, 0]);
    expect(bytes === plain, `seed ${seed}`).toBe(true);
  }
});

test('a second reading that fails changes no byte, and one that lies can only put original titles back', async () => {
  for (let seed = 0; seed < 15; seed += 1) {
    const { bytes, expected } = await editionWithFaultyReader(seed);

    expect(bytes === expected, `seed ${seed}`).toBe(true);
  }
});
