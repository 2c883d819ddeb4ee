import type { Signature } from './signature.ts';

/** What two headlines have in common. At `sameEvent` or more they tell of one event. */
export interface Likeness {
  readonly score: number;
  /** The signals that decided, for people: `veto version`, `names`, `amount`. */
  readonly signals: readonly string[];
}

/** From this score on two headlines are one story. */
export const sameEvent = 1;

/** How much a feature says: its kind's weight times its rarity among the items at hand. */
export type Rarity = (feature: string) => number;

/** Compares two headlines. Symmetrical. */
export function compare(a: Signature, b: Signature, rarity: Rarity): Likeness {
  const veto = vetoOf(a, b);
  if (veto !== undefined) return { score: 0, signals: [`veto ${veto}`] };
  if (a.key === b.key && a.key.length >= 6) return { score: 3, signals: ['same title'] };
  const shared = sharedWeight(a, b, rarity);
  const likeness = shared.square / Math.sqrt(norm(a, rarity) * norm(b, rarity) || 1);
  const grams = a.language === 'zh' && b.language === 'zh' ? dice(a.grams, b.grams) : 0;
  const crossed = a.language !== b.language;
  const score = crossed
    ? 1.6 * likeness + 0.22 * shared.sum
    : 1.4 * Math.max(likeness, 0.5 * (likeness + grams)) + 0.12 * shared.sum;
  return {
    score,
    signals: [
      `likeness ${likeness.toFixed(2)}`,
      `grams ${grams.toFixed(2)}`,
      `shared ${shared.sum.toFixed(1)}: ${shared.features.join(' ')}`,
    ],
  };
}

/** What tells two headlines apart however alike they are; undefined when nothing does. */
export function vetoOf(a: Signature, b: Signature): string | undefined {
  const left = a.quantities;
  const right = b.quantities;
  if (editionsDiffer(left.editions, right.editions)) return 'edition';
  if (apart(left.amounts, right.amounts)) return 'amount';
  if (apart(left.sizes, right.sizes)) return 'size';
  if (apart(left.versions, right.versions)) return 'version';
  for (const [name, versions] of a.versions) {
    const other = b.versions.get(name);
    if (other !== undefined && apart(versions, other)) return 'version';
  }
  if (apart(a.variants, b.variants)) return 'variant';
  return undefined;
}

function apart<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  return a.size > 0 && b.size > 0 && !intersects(a, b);
}

function intersects<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  for (const value of a) if (b.has(value)) return true;
  return false;
}

function editionsDiffer(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const kind of ['date', 'issue', 'round', 'quarter', 'fiscal-quarter']) {
    const left = ofKind(a, kind);
    const right = ofKind(b, kind);
    if (apart(left, right)) return true;
  }
  return false;
}

function ofKind(editions: ReadonlySet<string>, kind: string): ReadonlySet<string> {
  if (editions.size === 0) return editions;
  return new Set([...editions].filter((edition) => edition.startsWith(`${kind}:`)));
}

function sharedWeight(a: Signature, b: Signature, rarity: Rarity) {
  let square = 0;
  let sum = 0;
  const features: string[] = [];
  for (const [feature, weight] of a.features) {
    if (!b.features.has(feature)) continue;
    const value = weight * rarity(feature);
    square += value * value;
    sum += value;
    features.push(feature);
  }
  return { square, sum, features };
}

function norm(signature: Signature, rarity: Rarity): number {
  let sum = 0;
  for (const [feature, weight] of signature.features) sum += (weight * rarity(feature)) ** 2;
  return sum;
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const gram of a) if (b.has(gram)) common += 1;
  return (2 * common) / (a.size + b.size);
}
