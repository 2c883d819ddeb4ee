import type { EmbeddingScale } from '../../src/model.ts';

/** Fits the scale of cosines for `npm run calibrate`: logistic regression in which both classes have equal weight. */
export function fitScale(pairs: readonly { readonly cosine: number; readonly same: boolean }[]): EmbeddingScale {
  const same = pairs.filter((pair) => pair.same).length;
  const weightOf = { true: 0.5 / Math.max(1, same), false: 0.5 / Math.max(1, pairs.length - same) };
  let [slope, start] = [1, 0];
  for (let step = 0; step < 60; step += 1) {
    // Newton's step with a small ridge penalty, so that separable classes do not diverge.
    let [g0, g1, h00, h01, h11] = [0, ridge * start, 0, 0, ridge];
    g1 = ridge * slope;
    for (const { cosine, same: isSame } of pairs) {
      const chance = 1 / (1 + Math.exp(-(start + slope * cosine)));
      const weight = weightOf[`${isSame}`];
      const off = weight * (chance - Number(isSame));
      const bend = weight * chance * (1 - chance);
      g0 += off;
      g1 += off * cosine;
      h00 += bend;
      h01 += bend * cosine;
      h11 += bend * cosine * cosine;
    }
    const determinant = h00 * h11 - h01 * h01;
    if (Math.abs(determinant) < 1e-12) break;
    start -= (h11 * g0 - h01 * g1) / determinant;
    slope -= (h00 * g1 - h01 * g0) / determinant;
  }
  return { at: -start / slope, slope };
}

const ridge = 1e-5;
