import { expect, test } from 'vitest';
import { type Fit, fitEach, fitLogistic, probabilities } from './logistic.ts';

/** Four rows with three features: a bias, one for class 0 and one for class 1. */
const rows: Fit['rows'] = {
  starts: Int32Array.from([0, 2, 4, 6, 8]),
  features: Int32Array.from([0, 1, 0, 1, 0, 2, 0, 2]),
  values: new Float32Array(8).fill(1),
  width: 3,
};
const fit: Fit = {
  rows,
  allowed: [[0], [0], [1], [1]],
  rowWeights: new Float32Array(4).fill(1),
  classes: 2,
  penalty: new Float32Array(3).fill(0.1),
  iterations: 50,
};

function chanceOf(weights: Float64Array, row: number): number {
  const out = new Float64Array(2);
  probabilities(rows, row, weights, 2, out);
  return out[1] ?? 0;
}

test('the fit learns which feature indicates which class, with the same result each time', () => {
  const weights = fitLogistic(fit);
  expect(chanceOf(weights, 0)).toBeLessThan(0.2);
  expect(chanceOf(weights, 3)).toBeGreaterThan(0.8);
  expect(fitLogistic(fit)).toEqual(weights);
});

test('a row of weight zero does not change the fit', () => {
  const weights = fitLogistic({ ...fit, rowWeights: Float32Array.from([1, 1, 0, 0]) });
  expect(chanceOf(weights, 3)).toBeLessThan(0.5);
});

test('a label that leaves the class open pulls the fit to neither class', () => {
  const weights = fitLogistic({
    ...fit,
    allowed: [
      [0, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ],
  });
  expect(chanceOf(weights, 0)).toBeCloseTo(0.5);
});

test('smoothed labels make the fit less sure, and draw it to the mix', () => {
  const plain = fitLogistic(fit);
  const smoothed = fitLogistic({ ...fit, smoothing: { share: 0.3, mix: [0.9, 0.1] } });
  expect(chanceOf(smoothed, 3)).toBeLessThan(chanceOf(plain, 3) - 0.1);
  expect(1 - chanceOf(smoothed, 0)).toBeGreaterThan(chanceOf(smoothed, 3));
  // Without a penalty, the best fit gives the second class 0.7 of its label and 0.3 of its share of the mix.
  const exact = { ...fit, penalty: new Float32Array(3), smoothing: { share: 0.3, mix: [0.9, 0.1] } };
  expect(chanceOf(fitLogistic(exact), 3)).toBeCloseTo(0.7 + 0.03, 2);
});

test('strong regularisation keeps the weights that were known before', () => {
  const prior = Float64Array.from([0, 0, 1, -1, 0, 0]);
  const weights = fitLogistic({ ...fit, prior, penalty: new Float32Array(3).fill(1e6) });
  expect(chanceOf(weights, 0)).toBeCloseTo(1 / (1 + Math.exp(2)));
});

test('fitted against the rest, a row may belong to two classes; one that leaves a class open does not count for it', () => {
  const both = {
    ...fit,
    boost: 1,
    targets: [
      [1, 1],
      [1, 1],
      [-1, 1],
      [-1, 1],
    ],
  };
  const weights = fitEach(both);
  const scoreOf = (found: Float64Array, feature: number, of: number) =>
    (found[of] ?? 0) + (found[feature * 2 + of] ?? 0);
  expect(scoreOf(weights, 1, 0)).toBeGreaterThan(1);
  expect(scoreOf(weights, 2, 0)).toBeLessThan(-1);
  expect(scoreOf(weights, 1, 1)).toBeGreaterThan(1);
  expect(scoreOf(weights, 2, 1)).toBeGreaterThan(1);
  const open = fitEach({ ...both, targets: both.targets.map(([first = 0]) => [first, 0]) });
  expect(scoreOf(open, 1, 1)).toBe(0);
  const unsure = scoreOf(fitEach({ ...both, doubt: 0.1, penalty: new Float32Array(3) }), 1, 0);
  expect(unsure).toBeCloseTo(Math.log(0.9 / 0.1), 2);
  expect(scoreOf(fitEach({ ...both, boost: 3 }), 1, 0)).toBeGreaterThan(scoreOf(weights, 1, 0));
});
