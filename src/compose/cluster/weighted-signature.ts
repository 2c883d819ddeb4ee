import type { Rarities } from './rarity.ts';
import type { Feature, Signature } from './signature.ts';

/** A signature with the weight of each feature among the current items. */
export interface WeightedSignature {
  readonly signature: Signature;
  /** By feature; features that weigh nothing are left out. */
  readonly weights: ReadonlyMap<string, WeightedFeature>;
  /** The same in a list, for code that reads all of them. */
  readonly list: readonly WeightedFeature[];
  readonly total: number;
  readonly rarity: Rarities;
  /** Rarity of all character pairs together. */
  readonly gramTotal: number;
  /** How many features are numbers, and how many of these are sums or percentages. */
  readonly numbers: number;
  readonly sums: number;
}

export interface WeightedFeature {
  readonly feature: string;
  readonly kind: Feature['kind'];
  /** The kind's weight times the feature's rarity. */
  readonly weight: number;
}

/** Weighs the features of a signature. */
export function weigh(signature: Signature, rarity: Rarities): WeightedSignature {
  const weights = new Map<string, WeightedFeature>();
  for (const [feature, { kind, weight: ofKind }] of signature.features) {
    const weight = ofKind * rarity.feature(feature);
    if (weight > 0) weights.set(feature, { feature, kind, weight });
  }
  let gramTotal = 0;
  for (const gram of signature.grams) gramTotal += rarity.gram(gram);
  return { signature, weights, ...totalsOf(weights), rarity, gramTotal };
}

/** The same headline as if it named no sums or counts. */
export function withoutSums(headline: WeightedSignature): WeightedSignature {
  const { signature } = headline;
  const quantities = { ...signature.quantities, amounts: none, counts: none };
  const weights = new Map([...headline.weights].filter(([, { kind }]) => kind !== 'sum'));
  return { ...headline, signature: { ...signature, quantities }, weights, ...totalsOf(weights) };
}

const none: ReadonlySet<number> = new Set();

function totalsOf(
  weights: WeightedSignature['weights'],
): Pick<WeightedSignature, 'list' | 'total' | 'numbers' | 'sums'> {
  const list = [...weights.values()];
  const totals = { total: 0, numbers: 0, sums: 0 };
  for (const { kind, weight } of list) {
    totals.total += weight;
    if (!isNumber(kind)) continue;
    totals.numbers += 1;
    if (kind !== 'code') totals.sums += 1;
  }
  return { list, ...totals };
}

/** True for a sum, a share or a number in a name. */
export function isNumber(kind: Feature['kind']): boolean {
  return kind === 'sum' || kind === 'percent' || kind === 'code';
}

/** True for what is written like a name, known or not. */
export function isName(kind: Feature['kind']): boolean {
  return kind === 'name' || kind === 'proper';
}
