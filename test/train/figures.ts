/** The judge's precision and recall on rows that it has not seen, and the best thresholds for them. */
import { createKindDecision } from '../../src/compose/judge/judge.ts';
import { joinsHeadlines } from '../../src/compose/text/joined-headlines.ts';
import type { Kind, Weights } from '../../src/model.ts';
import type { Predicted } from './fit-judge.ts';
import { isCounted, kinds, type Row } from './rows.ts';

export type Thresholds = Weights['thresholds'];

export interface Share {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  readonly wanted: number;
}

export interface JudgeFigures {
  readonly topic: Share;
  readonly kinds: Readonly<Partial<Record<Kind, Share>>>;
  /** The mean over the kinds. */
  readonly macro: Pick<Share, 'precision' | 'recall'>;
  /** Round-ups, promotions and bulletins as one class. */
  readonly refused: Share;
}

const refusedKinds: ReadonlySet<Kind> = new Set(['roundup', 'promo', 'bulletin']);

export function figuresOf(all: readonly Row[], predicted: readonly Predicted[], thresholds: Thresholds): JudgeFigures {
  const rows = all.filter(isCounted);
  const decide = createKindDecision({ kinds, thresholds });
  // As in the judge: several headlines joined in one title are a round-up regardless of the weights.
  const decided = rows.map(({ title }, index) =>
    joinsHeadlines(title) ? 'roundup' : decide(predicted[index]?.kinds ?? []),
  );
  const single = rows.flatMap((row, index) => (row.kinds.length === 1 ? [index] : []));
  const ofKind = kinds.map((kind) =>
    share(single.map((index) => [decided[index] === kind, rows[index]?.kinds[0] === kind] as const)),
  );
  const mean = (of: (each: Share) => number) => ofKind.reduce((sum, each) => sum + of(each), 0) / ofKind.length;
  return {
    topic: share(rows.map(({ isAi }, index) => [(predicted[index]?.ai ?? 0) >= thresholds.ai, isAi] as const)),
    kinds: Object.fromEntries(kinds.map((kind, index) => [kind, ofKind[index]])),
    macro: { precision: mean(({ precision }) => precision), recall: mean(({ recall }) => recall) },
    refused: share(rows.map((row, index) => [refusedKinds.has(decided[index] ?? 'news'), isRefused(row)] as const)),
  };
}

function isRefused({ kinds: labelled }: Row): boolean {
  return labelled.length === 1 && refusedKinds.has(labelled[0] ?? 'news');
}

export function share(pairs: readonly (readonly [found: boolean, wanted: boolean])[]): Share {
  const right = pairs.filter(([found, wanted]) => found && wanted).length;
  const found = pairs.filter(([each]) => each).length;
  const wanted = pairs.filter(([, each]) => each).length;
  const precision = found === 0 ? 1 : right / found;
  const recall = wanted === 0 ? 1 : right / wanted;
  return {
    precision,
    recall,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    wanted,
  };
}

const steps = Array.from({ length: 49 }, (_, step) => Math.round((0.2 + step * 0.0125) * 10000) / 10000);

/** Finds the thresholds with the best figures, one after another. */
export function calibrate(rows: readonly Row[], predicted: readonly Predicted[]): Thresholds {
  let thresholds: { ai: number; kinds: Partial<Record<Kind, number>> } = {
    ai: 0.5,
    kinds: Object.fromEntries(kinds.map((kind) => [kind, 0.5])),
  };
  const ai = bestOf(steps, (step) =>
    reach(figuresOf(rows, predicted, { ...thresholds, ai: step }).topic, targets.topic),
  );
  thresholds = { ...thresholds, ai };
  const refused = bestOf(steps, (step) => {
    const figures = figuresOf(rows, predicted, withKinds(thresholds, ['roundup', 'promo', 'bulletin'], step)).refused;
    return reach(figures, targets.refused);
  });
  thresholds = withKinds(thresholds, ['roundup', 'promo', 'bulletin'], refused);
  for (const kind of [...kinds, ...kinds].filter((each) => !refusedKinds.has(each))) {
    const step = bestOf(steps, (each) => {
      const figures = figuresOf(rows, predicted, withKinds(thresholds, [kind], each));
      return kinds.reduce((sum, one) => sum + (figures.kinds[one]?.f1 ?? 0), 0);
    });
    thresholds = withKinds(thresholds, [kind], step);
  }
  return thresholds;
}

/** Targets of precision and recall; the best threshold is the one that comes closest to both. */
const targets = { topic: [0.95, 0.94], refused: [0.93, 0.88] } as const;

function reach({ precision, recall }: Share, [wantedPrecision, wantedRecall]: readonly [number, number]): number {
  return Math.min(precision / wantedPrecision, recall / wantedRecall);
}

function withKinds(thresholds: Thresholds, changed: readonly Kind[], value: number): Thresholds {
  return { ...thresholds, kinds: { ...thresholds.kinds, ...Object.fromEntries(changed.map((kind) => [kind, value])) } };
}

function bestOf(values: readonly number[], worth: (value: number) => number): number {
  let [best = 0.5] = values;
  let most = worth(best);
  for (const value of values) {
    const found = worth(value);
    if (found > most) [best, most] = [value, found];
  }
  return best;
}
