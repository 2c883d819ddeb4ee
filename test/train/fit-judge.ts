/** Fits kinds and topic, on all rows or, for each fold, on the other folds. */
import { createFeedMates, shifted } from '../../src/compose/judge/feed-mates.ts';
import type { Kind } from '../../src/model.ts';
import { type Fit, fitEach, fitLogistic, probabilities } from './logistic.ts';
import { prior } from './prior.ts';
import { countsHalf, isCounted, isTaught, kinds, type Row, teachesWorthAlone } from './rows.ts';
import { emphasisOf, type Samples } from './samples.ts';

/** Strength of the regularisation. It is strong, because results on other feeds and in other weeks matter. */
const strength = 8;
const priorScale = 1.3;
const iterations = 60;
/** Maximum weight: rows of a rare kind count more, by the square root of its rarity. */
const mostWeight = 4;
/** A round-up or promotion that passes costs the reader more than an article of another wrong kind. */
const refusedWeight = 1.3;
const refused: ReadonlySet<Kind> = new Set(['roundup', 'promo', 'bulletin']);
/** Label smoothing: the annotator agrees with himself on 33 of 38 pages, so no label is quite sure. */
const doubt = 0.08;
/** The same where each kind is fitted against the rest. */
const eachDoubt = 0.03;
/** How often a row counts where its kind is fitted against the rest. */
const eachBoost = 1.5;
/** Scales the sum of the two fits, which would be too sure of itself. */
const multinomialShare = 0.7;
/** The hand-set weights are for the multinomial fit; against the rest, somewhat smaller ones say the same. */
const eachPrior = 0.7;

export interface Fitted {
  /** By column: a weight for each kind. */
  readonly kinds: Float64Array;
  /** By column: a weight for "other" and one for "ai". */
  readonly topic: Float64Array;
}

export function fitJudge(samples: Samples, counts: (row: Row) => boolean): Fitted {
  const penalty = Float32Array.from(samples.names, (name) => (name === 'bias' ? 0.01 : strength));
  const common = { rows: samples.matrix, penalty, iterations } satisfies Partial<Fit>;
  const weightOf = weightsAmong(samples.rows);
  const teachesKinds = (row: Row) => counts(row) && !teachesWorthAlone(row);
  return {
    kinds: averageOf(
      fitLogistic({
        ...common,
        allowed: samples.rows.map((row) => row.kinds.map((kind) => kinds.indexOf(kind))),
        rowWeights: Float32Array.from(samples.rows, (row) => (teachesKinds(row) ? weightOf(row) : 0)),
        classes: kinds.length,
        prior: priorOf(samples.names),
        smoothing: { share: doubt, mix: mixOf(samples.rows.filter((row) => isCounted(row) && counts(row))) },
      }),
      fitEach({
        ...common,
        targets: samples.rows.map(targetsOf),
        rowWeights: Float32Array.from(samples.rows, (row) => (teachesKinds(row) ? trustIn(row) : 0)),
        boost: eachBoost,
        doubt: eachDoubt,
        classes: kinds.length + 1,
        prior: priorOfEach(samples.names),
      }),
    ),
    topic: fitLogistic({
      ...common,
      allowed: samples.rows.map(({ isAi }) => [Number(isAi)]),
      rowWeights: Float32Array.from(samples.rows, (row) => (counts(row) ? trustIn(row) : 0)),
      classes: 2,
    }),
  };
}

/** By class: each kind, then the refused kinds together. A label that leaves the kind open says only what it is not. */
function targetsOf(row: Row): Int8Array {
  const isOpen = onlyKind(row) === undefined;
  return Int8Array.from([
    ...kinds.map((kind) => (row.kinds.includes(kind) ? Number(!isOpen) : -1)),
    !isOpen && row.kinds.some((kind) => refused.has(kind)) ? 1 : -1,
  ]);
}

/**
 * The multinomial weights and those of each kind against the rest; to the refused kinds, the weights of all three
 * against the rest are added too.
 */
function averageOf(multinomial: Float64Array, each: Float64Array): Float64Array {
  const width = kinds.length + 1;
  return multinomial.map((weight, at) => {
    const [column, k] = [Math.floor(at / kinds.length), at % kinds.length];
    const together = refused.has(kinds[k] ?? 'news') ? (each[column * width + kinds.length] ?? 0) : 0;
    return multinomialShare * (weight + ((each[column * width + k] ?? 0) + together) / 2);
  });
}

/** The share of each kind among labels that name one. */
function mixOf(rows: readonly Row[]): readonly number[] {
  const named = rows.flatMap((row) => onlyKind(row) ?? []);
  return kinds.map((kind) => named.filter((each) => each === kind).length / named.length);
}

function weightsAmong(rows: readonly Row[]): (row: Row) => number {
  const others = rows.filter((row) => !countsHalf(row) && !teachesWorthAlone(row));
  const counts = new Map<Kind, number>();
  for (const kind of others.flatMap((row) => onlyKind(row) ?? [])) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const rarity = (kind: Kind) =>
    Math.min(mostWeight, Math.sqrt(others.length / kinds.length / (counts.get(kind) ?? 1)));
  return (row) => {
    const kind = onlyKind(row);
    if (kind === undefined) return trustIn(row);
    return rarity(kind) * trustIn(row) * (refused.has(kind) ? refusedWeight : 1);
  };
}

function trustIn(row: Row): number {
  return countsHalf(row) ? 0.5 : 1;
}

/** @returns undefined if the label leaves the kind open */
function onlyKind({ kinds: [kind, ...others] }: Row): Kind | undefined {
  return others.length === 0 ? kind : undefined;
}

function priorOf(names: readonly string[]): Float64Array {
  const weights = new Float64Array(names.length * kinds.length);
  for (const [column, name] of names.entries()) {
    for (const [kind, weight] of Object.entries(prior[name] ?? {})) {
      weights[column * kinds.length + kinds.indexOf(kind as (typeof kinds)[number])] =
        (weight * priorScale) / emphasisOf(name);
    }
  }
  return weights;
}

function priorOfEach(names: readonly string[]): Float64Array {
  const width = kinds.length + 1;
  const ofKinds = priorOf(names);
  const weights = new Float64Array(names.length * width);
  for (const [at, weight] of ofKinds.entries()) {
    const [column, k] = [Math.floor(at / kinds.length), at % kinds.length];
    weights[column * width + k] = weight * eachPrior;
    const last = column * width + kinds.length;
    weights[last] = (weights[last] ?? 0) + weight * (refused.has(kinds[k] ?? 'news') ? 1 : -0.5);
  }
  return weights;
}

export interface Predicted {
  readonly kinds: Float64Array;
  readonly ai: number;
}

function predict({ matrix }: Samples, fitted: Fitted, row: number): Predicted {
  const ofKinds = new Float64Array(kinds.length);
  const ofTopic = new Float64Array(2);
  probabilities(matrix, row, fitted.kinds, kinds.length, ofKinds);
  probabilities(matrix, row, fitted.topic, 2, ofTopic);
  return { kinds: ofKinds, ai: ofTopic[1] ?? 0 };
}

/** The mean of the predictions: the usual mix of kinds. */
export function usualOf(predicted: readonly Predicted[]): readonly number[] {
  // Invented rows have no prediction.
  const all = Object.values(predicted);
  return kinds.map((_, k) => {
    const mean = all.reduce((sum, each) => sum + (each.kinds[k] ?? 0), 0) / all.length;
    return Math.round(mean * 1e4) / 1e4;
  });
}

/** The predictions as the other items of each feed change them, in the judge too. */
export function withFeedMates(
  { rows }: Samples,
  predicted: readonly Predicted[],
  usual: readonly number[],
): readonly Predicted[] {
  // Invented rows have no prediction; `map` leaves their places empty.
  const items = predicted.map((each, index) => {
    const { title, feed } = rows[index] as Row;
    return { title, feed, kinds: [...each.kinds] };
  });
  const shiftIn = new Map(
    [...Map.groupBy(Object.values(items), ({ feed }) => feed)].map(([feed, mates]) => [
      feed,
      createFeedMates({ items: mates, kindsOf: ({ kinds: own }) => own, usual }),
    ]),
  );
  return items.map((item, index) => {
    const shift = shiftIn.get(item.feed)?.(item) ?? [];
    return { ai: predicted[index]?.ai ?? 0, kinds: Float64Array.from(shifted(item.kinds, shift)) };
  });
}

/** Predicts each row with a judge that has seen no row of its fold and no report of the same page. */
export function crossValidate(samples: Samples, folds: readonly number[]): readonly Predicted[] {
  return heldOut(
    samples,
    folds,
    (counts) => fitJudge(samples, counts),
    (fitted, row) => predict(samples, fitted, row),
  );
}

/** For each fold: fits on the other folds, then predicts its rows. Invented rows are only used for fitting. */
export function heldOut<Fit, Prediction>(
  { rows }: Samples,
  folds: readonly number[],
  fit: (counts: (row: Row) => boolean) => Fit,
  predictRow: (fitted: Fit, row: number) => Prediction,
): readonly Prediction[] {
  const predicted: Prediction[] = [];
  for (let fold = 0; fold <= Math.max(...folds); fold += 1) {
    const held = new Set(rows.filter((row, index) => folds[index] === fold && !isTaught(row)));
    const keys = new Set([...held].map(({ key }) => key));
    const fitted = fit((row) => !held.has(row) && !keys.has(row.key));
    for (const [index, row] of rows.entries()) if (held.has(row)) predicted[index] = predictRow(fitted, index);
  }
  return predicted;
}
