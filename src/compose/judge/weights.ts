/** The judge's weights, ready to be looked up by a feature's hash. */
import type { Kind, Weights } from '../../model.ts';
import { hashFeature } from './hash.ts';

/** What the weights say of one item, as sums of its features' weights. */
export interface Sums {
  /** One for each kind, then one for being about AI, then one for the wording. */
  readonly values: Float64Array;
  add(hash: number): void;
}

export interface WeightTable {
  readonly kinds: readonly Kind[];
  start(): Sums;
  /** The weights of one feature; undefined for one that bears none. */
  row(hash: number): readonly number[] | undefined;
}

const hundredth = 0.01;
const bias = 'bias';

/** Compiled once for each composition. */
export function compileWeights({ kinds, features }: Pick<Weights, 'kinds' | 'features'>): WeightTable {
  const width = kinds.length + 2;
  const entries = Object.entries(features);
  const table = new Float64Array(entries.length * width);
  const places = new Map<number, number>();
  for (const [index, [name, weights]] of entries.entries()) {
    places.set(hashFeature(name), index * width);
    for (let k = 0; k < width; k += 1) table[index * width + k] = (weights[k] ?? 0) * hundredth;
  }
  const add = (values: Float64Array, hash: number) => {
    const place = places.get(hash);
    if (place === undefined) return;
    for (let k = 0; k < width; k += 1) values[k] = (values[k] as number) + (table[place + k] as number);
  };
  return {
    kinds,
    start() {
      const values = new Float64Array(width);
      add(values, hashFeature(bias));
      return { values, add: (hash) => add(values, hash) };
    },
    row(hash) {
      const place = places.get(hash);
      return place === undefined ? undefined : [...table.subarray(place, place + width)];
    },
  };
}

/** Probabilities of the kinds; they add up to 1. */
export function kindProbabilities({ values }: Sums): Float64Array {
  const ofKinds = values.subarray(0, -2);
  const most = Math.max(...ofKinds);
  const shares = ofKinds.map((value) => Math.exp(value - most));
  const sum = shares.reduce((total, each) => total + each, 0);
  return shares.map((each) => each / sum);
}

export function topicProbability({ values }: Sums): number {
  return 1 / (1 + Math.exp(-(values.at(-2) ?? 0)));
}

const mostWording = 2;

/** Within −2 and 2: many words of one tone say no more than some. */
export function wordingOf({ values }: Sums): number {
  return Math.max(-mostWording, Math.min(mostWording, values.at(-1) ?? 0));
}
