/** Fits the points of a story's signals from labelled headlines, lines of digests and editors' choices. */
import { createSignalReader, plainPoints, type Signal, type SignalName } from '../../src/compose/choose/worth.ts';
import type { Candidate } from '../../src/compose/judge/filter.ts';
import { createVendorTest } from '../../src/compose/judge/judge.ts';
import type { Aliases, Feed, Kind } from '../../src/model.ts';
import { fitLogistic, type Sparse } from './logistic.ts';
import { isOwn, isTaught, originOf, type Row, toItem } from './rows.ts';
import type { Samples } from './samples.ts';

/** A labelled story: the chance that an editor would publish it, and the weight of the label. */
export interface Labelled {
  readonly signals: readonly Signal[];
  readonly target: number;
  readonly weight: number;
}

/** The chance that an editor signs off a story, by `worth` 0 to 3. Stories of worth 2 and 3 belong in the digest. */
export const chances = [0.03, 0.25, 0.75, 0.97] as const;

// ── Wording ─────────────────────────────────────────────────────────────────────────────────────────

const wordingStrength = 25;
/** What a row counts that we labelled or invented ourselves. */
const ownShare = 0.7;
const inventedShare = 0.5;

/**
 * By column: what one occurrence of a feature adds to the log odds of being important news. A feature of only one source
 * with labels of worth adds nothing: the fit would memorise what that source is worth.
 */
export function fitWording(samples: Samples, counts: (row: Row) => boolean): Float64Array {
  const { matrix, names, rows } = samples;
  const isShared = sharedColumns(samples);
  const shared = {
    ...matrix,
    values: matrix.values.map((value, at) => (isShared[matrix.features[at] ?? 0] ? value : 0)),
  };
  const fitted = fitSoft(shared, {
    targets: rows.map(({ worth = 0 }) => chances[worth as 0 | 1 | 2 | 3]),
    weights: rows.map((row) => (row.worth !== undefined && row.isAi && counts(row) ? shareOf(row) : 0)),
    penalty: Float32Array.from(names, (name) => (name === 'bias' ? 0.01 : wordingStrength)),
    prior: new Float64Array(names.length),
  });
  return fitted;
}

function shareOf(row: Row): number {
  if (isTaught(row)) return inventedShare;
  return isOwn(row) ? ownShare : 1;
}

function sharedColumns({ matrix: { starts, features, width }, rows }: Samples): readonly boolean[] {
  const first: (string | undefined)[] = Array.from({ length: width });
  const isShared = Array.from({ length: width }, () => false);
  for (const [index, row] of rows.entries()) {
    if (row.worth === undefined) continue;
    for (const column of features.subarray(starts[index], starts[index + 1])) {
      first[column] ??= originOf(row);
      isShared[column] ||= first[column] !== originOf(row);
    }
  }
  return isShared;
}

export function wordingOf({ matrix }: Samples, weights: Float64Array, row: number): number {
  let sum = 0;
  for (let at = matrix.starts[row] ?? 0; at < (matrix.starts[row + 1] ?? 0); at += 1) {
    sum += (matrix.values[at] ?? 0) * (weights[matrix.features[at] ?? 0] ?? 0);
  }
  return sum;
}

// ── Points ──────────────────────────────────────────────────────────────────────────────────────────

/** Points per unit of the log odds of worth 2 or more. */
const pointsPerUnit = 1.3;
const plainFloor = 2;
/**
 * Points at even odds. A story is told from two points on, which is a chance of about 38 %: a missing good story costs
 * readers more than a minor story at the end.
 */
const pointsAtEvens = 2.65;
const pointStrength = 4;
/**
 * The wording also knows names, and what is said of them. On sources that the fit has not seen, points for a name alone
 * rank worse the more they add.
 */
const nameSignals: ReadonlySet<SignalName> = new Set([
  'lab',
  'company',
  'person',
  'product',
  'nobody known',
  'release by a lab',
  'news of a lab',
  'by itself',
]);
const nameShare = 0.8;
const nameStrength = 30;

const signalNames = Object.keys(plainPoints) as SignalName[];

export function fitPoints(labelled: readonly Labelled[]): Record<SignalName, number> {
  const prior = Float64Array.from(signalNames, (name) =>
    toUnits(name, plainPoints[name] * (nameSignals.has(name) ? nameShare : 1)),
  );
  const fitted = fitSoft(toMatrix(labelled), {
    targets: labelled.map(({ target }) => target),
    weights: labelled.map(({ weight }) => weight),
    penalty: Float32Array.from(signalNames, (name) => (nameSignals.has(name) ? nameStrength : pointStrength)),
    prior,
  });
  return Object.fromEntries(
    signalNames.map((name, column) => [
      name,
      believable(name, Math.round(toPoints(name, fitted[column] ?? 0) * 100) / 100),
    ]),
  ) as Record<SignalName, number>;
}

/** Maximum points of signals that editors do not want, regardless of the headlines' labels. */
const most: Partial<Record<SignalName, number>> = {
  'kind patch': -0.5,
  'kind roundup': 0,
  'kind page': 0.5,
  'kind case': -1.5,
  'kind forum': -1,
  'kind guide': 0,
  'about itself': -0.8,
};

/** Points with the opposite sign of a signal's meaning are noise of a small data set, and become 0. */
function believable(name: SignalName, points: number): number {
  const limit = most[name];
  if (limit !== undefined) return Math.min(limit, points);
  return name.startsWith('kind ') || points * plainPoints[name] > 0 ? points : 0;
}

export function scoreOf(signals: readonly Signal[], points: Readonly<Record<SignalName, number>>): number {
  return signals.reduce((sum, { name, amount }) => sum + amount * points[name], 0);
}

function toUnits(name: SignalName, points: number): number {
  return (points - (name.startsWith('kind ') ? plainFloor : 0)) / pointsPerUnit;
}

function toPoints(name: SignalName, units: number): number {
  return units * pointsPerUnit + (name.startsWith('kind ') ? pointsAtEvens : 0);
}

function toMatrix(labelled: readonly Labelled[]): Sparse {
  const starts = new Int32Array(labelled.length + 1);
  for (const [row, { signals }] of labelled.entries()) starts[row + 1] = (starts[row] ?? 0) + signals.length;
  const all = labelled.flatMap(({ signals }) => signals);
  return {
    starts,
    features: Int32Array.from(all, ({ name }) => signalNames.indexOf(name)),
    values: Float32Array.from(all, ({ amount }) => amount),
    width: signalNames.length,
  };
}

// ── Rows as stories ─────────────────────────────────────────────────────────────────────────────────

export interface Judged {
  readonly kind: Kind;
  readonly ai: number;
  readonly wording: number;
}

/** The signals of a row as if it were a separate story. */
export function createRowReader(
  aliases: Aliases,
  rows: readonly Row[],
): (row: Row, judged: Judged) => readonly Signal[] {
  const read = createSignalReader(aliases);
  const isVendor = createVendorTest({ aliases, items: rows.map(toItem) });
  return (row, judged) => {
    const lead = { ...toCandidate(row, judged), isVendor: isVendor(toItem(row)) };
    return read({ lead, members: [lead], kind: judged.kind, independentSources: 1 });
  };
}

function toCandidate(row: Row, { kind, ai, wording }: Judged): Candidate {
  const item = toItem(row);
  const clipped = Math.max(-2, Math.min(2, wording));
  return {
    item,
    feed: { url: row.feed } as Feed,
    topic: 'title',
    kind,
    ai,
    isAi: true,
    wording: clipped,
    isVendor: false,
    closed: undefined,
  };
}

// ── Fitting ─────────────────────────────────────────────────────────────────────────────────────────

interface Soft {
  /** Chances, 0 to 1. */
  readonly targets: readonly number[];
  readonly weights: readonly number[];
  readonly penalty: Float32Array;
  readonly prior: Float64Array;
}

/** Logistic regression on chances: each row counts for both answers, weighted by its chance. */
function fitSoft(matrix: Sparse, { targets, weights, penalty, prior }: Soft): Float64Array {
  const both = targets.map((_, row) => row);
  const fitted = fitLogistic({
    rows: twice(matrix),
    allowed: [...both.map(() => [1]), ...both.map(() => [0])],
    rowWeights: Float32Array.from([
      ...targets.map((target, row) => target * (weights[row] ?? 0)),
      ...targets.map((target, row) => (1 - target) * (weights[row] ?? 0)),
    ]),
    classes: 2,
    penalty,
    prior: Float64Array.from(
      { length: prior.length * 2 },
      (_, at) => ((prior[at >> 1] ?? 0) / 2) * (at % 2 === 0 ? -1 : 1),
    ),
    iterations: 80,
  });
  return Float64Array.from(prior, (_, column) => (fitted[column * 2 + 1] ?? 0) - (fitted[column * 2] ?? 0));
}

function twice({ starts, features, values, width }: Sparse): Sparse {
  const length = features.length;
  return {
    starts: Int32Array.from([...starts, ...[...starts.subarray(1)].map((start) => start + length)]),
    features: Int32Array.from([...features, ...features]),
    values: Float32Array.from([...values, ...values]),
    width,
  };
}
