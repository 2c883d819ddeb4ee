import type { Signature } from './signature.ts';

/** What two headlines have in common, in points; from `sameEvent` on they tell of one event. */
export interface Likeness {
  readonly points: number;
  /** What decided, for people who ask why: `names 2.1`, `veto version`. */
  readonly signals: readonly string[];
}

/** From this many points on two headlines are one story. */
export const sameEvent = 1;
/** What the same title, or a veto, comes to; other pairs stay between. */
export const certain = 6;

/** How much a feature says: 1 for one that stands alone among the items at hand, 0 for one that all have. */
export type Rarity = (feature: string) => number;

/**
 * What each signal is worth. Log-odds: fitted by logistic regression on half of a labelled collection of real
 * headlines, checked on the other half, then rounded; `npm run eval` shows what they do.
 */
const worth = {
  start: -6.5,
  /** Share of the shorter headline's weight that both have, and of the longer one's. */
  coverage: 4.9,
  coverageOfLonger: -3.8,
  /** How many features they share; one that says little counts in part. */
  features: 1.1,
  /** Weight that both have, by kind of feature. Numbers that differ are a matter of vetoes. */
  names: 2.6,
  terms: 4.6,
  words: 0.4,
  /** Names that only one headline has: of the headline with fewer such names, and of the other. */
  strangersFew: -1.8,
  strangersMany: -0.8,
  /** Character pairs in common; only between Chinese headlines. */
  grams: 5.2,
  /** Each aspect (a guide, a paper, a ranking …) that only one of them has. */
  aspect: -5,
  /** For a distance of three days; none within twelve hours. */
  late: -5.5,
} as const;

/** Compares two headlines that stand `hoursApart`. Symmetrical. */
export function compare(a: Signature, b: Signature, rarity: Rarity, hoursApart: number): Likeness {
  const veto = vetoOf(a, b);
  if (veto !== undefined) return { points: -certain, signals: [`veto ${veto}`] };
  if (a.key === b.key && a.key.length >= shortestTitle) return { points: certain, signals: ['same title'] };
  const common = inCommon(a, b, rarity);
  if (common.total === 0) return { points: -certain, signals: ['nothing in common'] };
  const weights = [weightOf(a, rarity), weightOf(b, rarity)];
  const strangers = [strangersOf(a, b, rarity), strangersOf(b, a, rarity)].sort((x, y) => x - y);
  const signals = {
    start: 1,
    coverage: common.total / Math.min(...weights),
    coverageOfLonger: common.total / Math.max(...weights),
    features: common.features,
    names: common.names,
    terms: common.terms,
    words: common.words,
    strangersFew: strangers[0] ?? 0,
    strangersMany: strangers[1] ?? 0,
    grams: dice(a.grams, b.grams),
    aspect: differences(a.aspects, b.aspects),
    late: Math.min(1, Math.max(0, (hoursApart - 12) / 60)),
  } as const;
  const addends = (Object.keys(worth) as (keyof typeof worth)[]).map((name) => ({
    name,
    points: worth[name] * signals[name],
  }));
  const points = addends.reduce((sum, addend) => sum + addend.points, 0);
  return {
    points: Math.max(-certain, Math.min(points, certain)),
    get signals() {
      return addends
        .filter((addend) => addend.points !== 0)
        .map((addend) => `${addend.name} ${addend.points.toFixed(1)}`);
    },
  };
}

/** Shorter titles ("更新", "Hello") are equal by chance. */
const shortestTitle = 6;

/** What tells two headlines apart however alike they are; undefined when nothing does. */
export function vetoOf(a: Signature, b: Signature): string | undefined {
  if (a.key === b.key) return undefined;
  const left = a.quantities;
  const right = b.quantities;
  if (a.several || b.several) return 'several headlines';
  if (a.aspects.has('reply') !== b.aspects.has('reply')) return 'reply';
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

const editionKinds = ['date', 'issue', 'round', 'quarter', 'fiscal-quarter'] as const;

/** True when two headlines number the same kind of thing, and differently. */
export function editionsDiffer(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  return editionKinds.some((kind) => apart(ofKind(a, kind), ofKind(b, kind)));
}

function ofKind(editions: ReadonlySet<string>, kind: string): ReadonlySet<string> {
  return new Set([...editions].filter((edition) => edition.startsWith(`${kind}:`)));
}

/** A feature of this weight counts as a whole one. */
const fullFeature = 0.6;

function inCommon(a: Signature, b: Signature, rarity: Rarity) {
  const common = { total: 0, features: 0, names: 0, terms: 0, words: 0, numbers: 0 };
  for (const [feature, weight] of a.features) {
    if (!b.features.has(feature)) continue;
    const value = weight * rarity(feature);
    common.total += value;
    common.features += Math.min(1, value / fullFeature);
    common[kindOf(feature)] += value;
  }
  return common;
}

function kindOf(feature: string): 'names' | 'terms' | 'words' | 'numbers' {
  switch (feature[0]) {
    case 'n':
      return 'names';
    case 't':
    case 'm':
      return 'terms';
    case 'w':
      return 'words';
    default:
      return 'numbers';
  }
}

function weightOf(signature: Signature, rarity: Rarity): number {
  let sum = 0;
  for (const [feature, weight] of signature.features) sum += weight * rarity(feature);
  return sum;
}

function strangersOf(a: Signature, b: Signature, rarity: Rarity): number {
  let sum = 0;
  for (const name of a.names) if (!b.names.has(name)) sum += rarity(`n:${name}`);
  return sum;
}

function differences(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let count = 0;
  for (const value of a) if (!b.has(value)) count += 1;
  for (const value of b) if (!a.has(value)) count += 1;
  return count;
}

function dice(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  let common = 0;
  for (const gram of a) if (b.has(gram)) common += 1;
  return (2 * common) / (a.size + b.size);
}
