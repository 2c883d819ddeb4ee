/** Logistic regression with L2, fitted with L-BFGS: multinomial, or each class against the rest. Deterministic. */

/** Rows of a sparse matrix: the features of row i are in `features[starts[i] … starts[i + 1])`. */
export interface Sparse {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
  readonly width: number;
}

export interface Fit {
  readonly rows: Sparse;
  /** The classes that each row may have; more than one if its label leaves it open. */
  readonly allowed: readonly (readonly number[])[];
  readonly rowWeights: Float32Array;
  readonly classes: number;
  /** Strength of the regularisation, for each feature. */
  readonly penalty: Float32Array;
  /** The weights towards which the penalty draws; same layout as the result. @default zero */
  readonly prior?: Float64Array;
  /** Label smoothing: each row counts to this share (0 to 1) as one whose classes are mixed so. @default none */
  readonly smoothing?: { readonly share: number; readonly mix: readonly number[] };
  readonly iterations: number;
}

/** @returns weights, one row of `classes` for each feature */
export function fitLogistic(fit: Fit): Float64Array {
  const { rows, classes } = fit;
  const start = fit.prior?.slice() ?? new Float64Array(rows.width * classes);
  return minimise(start, (weights, gradient) => lossOf(fit, weights, gradient), fit.iterations);
}

export function probabilities(
  rows: Sparse,
  row: number,
  weights: Float64Array,
  classes: number,
  out: Float64Array,
): void {
  sumUp(rows, row, weights, classes, out);
  softmax(out);
}

function sumUp(rows: Sparse, row: number, weights: Float64Array, classes: number, out: Float64Array): void {
  out.fill(0);
  const end = rows.starts[row + 1] as number;
  for (let at = rows.starts[row] as number; at < end; at += 1) {
    const base = (rows.features[at] as number) * classes;
    const value = rows.values[at] as number;
    for (let k = 0; k < classes; k += 1) out[k] = (out[k] as number) + value * (weights[base + k] as number);
  }
}

function softmax(out: Float64Array): void {
  const most = Math.max(...out);
  let sum = 0;
  for (let k = 0; k < out.length; k += 1) sum += out[k] = Math.exp((out[k] as number) - most);
  for (let k = 0; k < out.length; k += 1) out[k] = (out[k] as number) / sum;
}

function lossOf(fit: Fit, weights: Float64Array, gradient: Float64Array): number {
  const { rows, allowed, rowWeights, classes } = fit;
  const { share, mix } = fit.smoothing ?? { share: 0, mix: [] };
  let loss = penalise(fit, weights, gradient);
  const out = new Float64Array(classes);
  for (let row = 0; row < allowed.length; row += 1) {
    const weight = rowWeights[row] as number;
    if (weight === 0) continue;
    probabilities(rows, row, weights, classes, out);
    const may = allowed[row] as readonly number[];
    let right = 0;
    for (const k of may) right += out[k] as number;
    right = Math.max(right, 1e-12);
    loss -= weight * (1 - share) * Math.log(right);
    for (const [k, part] of mix.entries()) loss -= weight * share * part * Math.log(Math.max(out[k] as number, 1e-12));
    for (const k of may) out[k] = (out[k] as number) * (1 - (1 - share) / right);
    for (const [k, part] of mix.entries()) out[k] = (out[k] as number) - share * part;
    addTo(gradient, rows, row, { classes, weight, out });
  }
  return loss;
}

export interface FitEach extends Omit<Fit, 'allowed' | 'smoothing'> {
  /** For each row and class: 1 it is one, −1 it is not, 0 unknown. */
  readonly targets: readonly ArrayLike<number>[];
  /** How often a row counts for a class that it belongs to. */
  readonly boost: number;
  /** Label smoothing: each row counts to this share (0 to 1) for the other side. @default 0 */
  readonly doubt?: number;
}

/** Fits each class against the rest, on its own; a row may belong to several. Same layout as `fitLogistic`. */
export function fitEach(fit: FitEach): Float64Array {
  const { rows, targets, rowWeights, classes, boost, doubt = 0 } = fit;
  const objective: Objective = (weights, gradient) => {
    let loss = penalise(fit, weights, gradient);
    const out = new Float64Array(classes);
    for (const [row, target] of targets.entries()) {
      const weight = rowWeights[row] as number;
      if (weight === 0) continue;
      sumUp(rows, row, weights, classes, out);
      for (let k = 0; k < classes; k += 1) {
        const side = target[k] as number;
        const margin = side * (out[k] as number);
        const error = Math.exp(-margin);
        const count = side > 0 ? boost : Math.abs(side);
        loss += weight * count * (Math.log1p(error) + doubt * margin);
        out[k] = side * count * (doubt - error / (1 + error));
      }
      addTo(gradient, rows, row, { classes, weight, out });
    }
    return loss;
  };
  return minimise(fit.prior?.slice() ?? new Float64Array(rows.width * classes), objective, fit.iterations);
}

/** Writes the gradient of the penalty. @returns the penalty */
function penalise(
  { rows, classes, penalty, prior }: Omit<Fit, 'allowed' | 'smoothing'>,
  weights: Float64Array,
  gradient: Float64Array,
): number {
  let loss = 0;
  for (let feature = 0; feature < rows.width; feature += 1) {
    const strength = penalty[feature] as number;
    for (let k = feature * classes; k < (feature + 1) * classes; k += 1) {
      const weight = (weights[k] as number) - (prior?.[k] ?? 0);
      loss += (strength * weight * weight) / 2;
      gradient[k] = strength * weight;
    }
  }
  return loss;
}

interface RowError {
  readonly classes: number;
  readonly weight: number;
  readonly out: Float64Array;
}

function addTo(gradient: Float64Array, rows: Sparse, row: number, { classes, weight, out }: RowError): void {
  const end = rows.starts[row + 1] as number;
  for (let at = rows.starts[row] as number; at < end; at += 1) {
    const base = (rows.features[at] as number) * classes;
    const value = weight * (rows.values[at] as number);
    for (let k = 0; k < classes; k += 1)
      gradient[base + k] = (gradient[base + k] as number) + value * (out[k] as number);
  }
}

type Objective = (at: Float64Array, gradient: Float64Array) => number;

/** L-BFGS with a backtracking line search. */
function minimise(start: Float64Array, objective: Objective, iterations: number): Float64Array {
  const memory = 8;
  let at = start;
  let gradient = new Float64Array(at.length);
  let value = objective(at, gradient);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  for (let round = 0; round < iterations; round += 1) {
    const direction = directionOf(gradient, steps, changes);
    const slope = dot(direction, gradient);
    if (slope > -1e-9) break;
    let size = round === 0 ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
    let next = at;
    let nextGradient = gradient;
    let nextValue = value;
    for (let tries = 0; tries < 20; tries += 1) {
      next = at.map((x, k) => x + size * (direction[k] as number));
      nextGradient = new Float64Array(at.length);
      nextValue = objective(next, nextGradient);
      if (nextValue <= value + 1e-4 * size * slope) break;
      size /= 2;
    }
    steps.push(next.map((x, k) => x - (at[k] as number)));
    changes.push(nextGradient.map((x, k) => x - (gradient[k] as number)));
    if (steps.length > memory) {
      steps.shift();
      changes.shift();
    }
    const isFlat = value - nextValue < 1e-5 * Math.abs(value);
    [at, gradient, value] = [next, nextGradient, nextValue];
    if (isFlat) break;
  }
  return at;
}

function directionOf(
  gradient: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const direction = gradient.map((x) => -x);
  const shares: number[] = [];
  for (let k = steps.length - 1; k >= 0; k -= 1) {
    const [step, change] = [steps[k] as Float64Array, changes[k] as Float64Array];
    const share = dot(step, direction) / dot(step, change);
    shares[k] = share;
    addScaled(direction, change, -share);
  }
  const [step, change] = [steps.at(-1), changes.at(-1)];
  if (step !== undefined && change !== undefined) {
    const scale = dot(step, change) / dot(change, change);
    for (let k = 0; k < direction.length; k += 1) direction[k] = (direction[k] as number) * scale;
  }
  for (let k = 0; k < steps.length; k += 1) {
    const [step2, change2] = [steps[k] as Float64Array, changes[k] as Float64Array];
    addScaled(direction, step2, (shares[k] as number) - dot(change2, direction) / dot(step2, change2));
  }
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number);
  return sum;
}

function addScaled(to: Float64Array, by: Float64Array, scale: number): void {
  for (let k = 0; k < to.length; k += 1) to[k] = (to[k] as number) + scale * (by[k] as number);
}
