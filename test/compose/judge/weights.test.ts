import { expect, test } from 'vitest';
import { hashFeature } from '../../../src/compose/judge/hash.ts';
import { compileWeights } from '../../../src/compose/judge/weights.ts';

const table = compileWeights({
  kinds: ['news', 'promo'],
  features: { bias: [100, 0, 0, 0], 'sign offer': [-50, 150, 20, -10] },
});

test('a feature that an item has several times counts once, as in training', () => {
  const sums = table.start();
  sums.add(hashFeature('sign offer'));
  sums.add(hashFeature('sign offer'));
  expect([...sums.values]).toEqual([0.5, 1.5, 0.2, -0.1]);
});

test('a feature counts again in the next item', () => {
  const [first, second] = [table.start(), table.start()];
  for (const sums of [first, second]) expect([...sums.values]).toEqual([1, 0, 0, 0]);
  second.add(hashFeature('sign offer'));
  expect([...second.values]).toEqual([0.5, 1.5, 0.2, -0.1]);
});

test('a feature without weights adds nothing', () => {
  const sums = table.start();
  sums.add(hashFeature('sign audio'));
  expect([...sums.values]).toEqual([1, 0, 0, 0]);
});
