/** The judge's weights, ready to be looked up by a feature's hash. */
import type { Kind, Weights } from '../../model.ts';
import { hashFeature } from './hash.ts';

/** What the weights say of one item, as sums of its features' weights. */
export interface Sums {
  /** One for each kind, then one for being about AI, then one for the wording. */
  readonly values: Float64Array;
  /** Adds a feature's weights, once however often it is given. */
  add(hash: number): void;
}

interface WeightTable {
  readonly kinds: readonly Kind[];
  /** Starts on an item; the one before must be finished. */
  start(): Sums;
  /** How much a feature supports a kind rather than the others; 0 for one without weights. */
  forKind(hash: number, kind: Kind): number;
  /** How much a feature supports being about AI; 0 for one without weights. */
  forTopic(hash: number): number;
  /** The feature itself; undefined for one without weights. */
  nameOf(hash: number): string | undefined;
}

const hundredth = 0.01;
const bias = 'bias';

export function compileWeights({ kinds, features }: Pick<Weights, 'kinds' | 'features'>): WeightTable {
  const width = kinds.length + 2;
  const entries = Object.entries(features);
  const table = new Float64Array(entries.length * width);
  const places = createPlaces(entries.length);
  for (const [index, [name, weights]] of entries.entries()) {
    places.set(hashFeature(name), index * width);
    for (let k = 0; k < width; k += 1) table[index * width + k] = (weights[k] ?? 0) * hundredth;
  }
  /** By feature: the last item that has it. Training, too, counts a repeated feature once. */
  const lastItem = new Float64Array(entries.length);
  let items = 0;
  const add = (values: Float64Array, hash: number) => {
    const place = places.get(hash);
    if (place < 0 || lastItem[place / width] === items) return;
    lastItem[place / width] = items;
    for (let k = 0; k < width; k += 1) values[k] = (values[k] as number) + (table[place + k] as number);
  };
  return {
    kinds,
    start() {
      const values = new Float64Array(width);
      items += 1;
      add(values, hashFeature(bias));
      return { values, add: (hash) => add(values, hash) };
    },
    forKind(hash, kind) {
      const place = places.get(hash);
      if (place < 0) return 0;
      let sum = 0;
      for (let k = 0; k < kinds.length; k += 1) sum += table[place + k] as number;
      const own = kinds.indexOf(kind);
      return (own < 0 ? 0 : (table[place + own] as number)) - sum / kinds.length;
    },
    forTopic(hash) {
      const place = places.get(hash);
      return place < 0 ? 0 : (table[place + kinds.length] as number);
    },
    nameOf: (hash) => entries[places.get(hash) / width]?.[0],
  };
}

/** Maps a hash to its row: a table with open addressing, looked up two hundred times per title. */
function createPlaces(entries: number) {
  const size = 2 ** Math.ceil(Math.log2(entries * 2 + 2));
  const hashes = new Int32Array(size);
  /** −1: free. */
  const rows = new Int32Array(size).fill(-1);
  const slotOf = (hash: number) => {
    let slot = (hash ^ (hash >>> 15)) & (size - 1);
    while (rows[slot] !== -1 && hashes[slot] !== hash) slot = (slot + 1) & (size - 1);
    return slot;
  };
  return {
    set(hash: number, row: number) {
      const slot = slotOf(hash);
      hashes[slot] = hash;
      rows[slot] = row;
    },
    /** −1 for a hash without a row. */
    get: (hash: number) => rows[slotOf(hash)] as number,
  };
}

/** Probabilities of the kinds; they add up to 1. */
export function kindProbabilities({ values }: Sums): Float64Array {
  const shares = values.slice(0, -2);
  let most = Number.NEGATIVE_INFINITY;
  for (const value of shares) most = Math.max(most, value);
  let sum = 0;
  for (let k = 0; k < shares.length; k += 1) {
    shares[k] = Math.exp((shares[k] as number) - most);
    sum += shares[k] as number;
  }
  for (let k = 0; k < shares.length; k += 1) shares[k] = (shares[k] as number) / sum;
  return shares;
}

export function topicProbability({ values }: Sums): number {
  return 1 / (1 + Math.exp(-(values.at(-2) ?? 0)));
}

const mostWording = 2;

/** Clamped to −2 to 2: many words of one tone say no more than a few. */
export function wordingOf({ values }: Sums): number {
  return Math.max(-mostWording, Math.min(mostWording, values.at(-1) ?? 0));
}
