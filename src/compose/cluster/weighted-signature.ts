import type { Rarities } from './rarity.ts';
import type { Feature, Signature } from './signature.ts';

/** A signature with the weight of each feature among the current items. */
export interface WeightedSignature {
  readonly signature: Signature;
  /** Features that weigh nothing are left out. */
  readonly list: readonly WeightedFeature[];
  /** Their ids, in the same order. */
  readonly ids: readonly number[];
  readonly total: number;
  /** Weight of the features that are names. */
  readonly nameTotal: number;
  /** Ids and rarities of its character pairs. */
  readonly grams: readonly number[];
  readonly gramRarities: readonly number[];
  /** Rarity of all character pairs together. */
  readonly gramTotal: number;
  /** How many features are sums or percentages. */
  readonly sums: number;
}

export interface WeightedFeature {
  /** Equal for equal features of the current reports. */
  readonly id: number;
  readonly feature: string;
  readonly kind: Feature['kind'];
  /** The kind's weight times the feature's rarity. */
  readonly weight: number;
}

/** Weighs the features of a signature. */
export function weigh(signature: Signature, rarity: Rarities): WeightedSignature {
  const list: WeightedFeature[] = [];
  for (const [feature, { kind, weight: ofKind }] of signature.features) {
    const { id, rarity: rare } = rarity.feature(feature);
    if (ofKind * rare > 0) list.push({ id, feature, kind, weight: ofKind * rare });
  }
  const pairs = Array.from(signature.grams, rarity.gram);
  return {
    signature,
    ...totalsOf(list),
    grams: pairs.map(({ id }) => id),
    gramRarities: pairs.map((pair) => pair.rarity),
    gramTotal: pairs.reduce((sum, pair) => sum + pair.rarity, 0),
  };
}

/** The same headline as if it named no sums or counts. */
export function withoutSums(headline: WeightedSignature): WeightedSignature {
  const { signature } = headline;
  const quantities = { ...signature.quantities, amounts: none, counts: none };
  const list = headline.list.filter(({ kind }) => kind !== 'sum');
  return { ...headline, signature: { ...signature, quantities }, ...totalsOf(list) };
}

const none: ReadonlySet<number> = new Set();

function totalsOf(
  list: readonly WeightedFeature[],
): Pick<WeightedSignature, 'list' | 'ids' | 'total' | 'nameTotal' | 'sums'> {
  const totals = { total: 0, nameTotal: 0, sums: 0 };
  for (const { kind, weight } of list) {
    totals.total += weight;
    if (isName(kind)) totals.nameTotal += weight;
    if (isNumber(kind) && kind !== 'code') totals.sums += 1;
  }
  return { list, ids: list.map(({ id }) => id), ...totals };
}

/** True for a sum, a share or a number in a name. */
export function isNumber(kind: Feature['kind']): boolean {
  return kind === 'sum' || kind === 'percent' || kind === 'code';
}

/** True for what is written like a name, known or not. */
export function isName(kind: Feature['kind']): boolean {
  return kind === 'name' || kind === 'proper';
}
