/** Fits kinds and topic, on all rows or, for each fold, on the other folds. */
import type { Kind } from '../../src/model.ts';
import { type Fit, fitLogistic, probabilities } from './logistic.ts';
import { prior } from './prior.ts';
import { isOwn, isTaught, kinds, type Row } from './rows.ts';
import { emphasisOf, type Samples } from './samples.ts';

/** Strength of the regularisation. It is strong, because results on other feeds and in other weeks matter. */
const strength = 8;
const priorScale = 1.5;
const iterations = 60;
/** Maximum weight: rows of a rare kind count more, by the square root of its rarity. */
const mostWeight = 4;
/** Rows that we labelled ourselves: another person may apply the same rules differently in some cases. */
const ownWeight = 0.5;
/** A round-up or promotion that passes costs the reader more than an article of another wrong kind. */
const refusedWeight = 1.3;
const refused: ReadonlySet<Kind> = new Set(['roundup', 'promo', 'bulletin']);

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
  return {
    kinds: fitLogistic({
      ...common,
      allowed: samples.rows.map((row) => row.kinds.map((kind) => kinds.indexOf(kind))),
      rowWeights: Float32Array.from(samples.rows, (row) => (counts(row) ? weightOf(row) : 0)),
      classes: kinds.length,
      prior: priorOf(samples.names),
    }),
    topic: fitLogistic({
      ...common,
      allowed: samples.rows.map(({ isAi }) => [Number(isAi)]),
      rowWeights: Float32Array.from(samples.rows, (row) => (counts(row) ? trustIn(row) : 0)),
      classes: 2,
    }),
  };
}

function weightsAmong(rows: readonly Row[]): (row: Row) => number {
  const others = rows.filter((row) => !isOwn(row));
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
  return isOwn(row) ? ownWeight : 1;
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
