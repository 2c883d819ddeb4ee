import type { Signature } from './signature.ts';

/** What two headlines have in common, in points; from `sameEvent` on they tell of one event. */
export interface Likeness {
  readonly points: number;
  /** What decided, for people who ask why: `names 2.1`, `veto version`. */
  readonly signals: readonly string[];
}

/** From this many points on two headlines are one story. */
export const sameEvent = 1;
/** What the same title comes to, and below zero a veto; likeness alone never does. */
export const certain = 6;
const likely = certain - 0.1;

/** How much a feature says: 1 for one that stands alone among the items at hand, 0 for one that all have. */
export type Rarity = (feature: string) => number;

/** A signature with what each of its features weighs among the items at hand. */
export interface Weighed {
  readonly signature: Signature;
  /** Kind's weight times rarity; features that weigh nothing are left out. */
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
}

/** Weighs a signature. */
export function weigh(signature: Signature, rarity: Rarity): Weighed {
  const weights = new Map<string, number>();
  let total = 0;
  for (const [feature, weight] of signature.features) {
    const value = weight * rarity(feature);
    if (value <= 0) continue;
    weights.set(feature, value);
    total += value;
  }
  return { signature, weights, total };
}

/**
 * What each signal is worth. Log-odds: fitted by logistic regression on labelled collections of headlines, then rounded;
 * `npm run eval` shows what they do.
 */
const worth = {
  start: -2.5,
  /** Share of the shorter headline's weight that both have, and of the longer one's. */
  coverage: 1.4,
  coverageOfLonger: 1.4,
  /** How many features they share; one that says little counts in part. One alone proves little. */
  features: 0.4,
  oneFeature: -1.2,
  /** Weight that both have, by kind of feature. */
  names: 1.2,
  terms: 1.5,
  /** Names that only one headline has: of the headline with fewer such names, and of the other. */
  strangersFew: -1.1,
  strangersMany: -1.2,
  /** Character pairs in common; only between Chinese headlines. */
  grams: 1.3,
  /** In two languages words are never the same. */
  languages: 0.5,
  /** Sums of money that differ. */
  amounts: -1.4,
  /** Each aspect (a guide, a ranking …) that only one of them has. */
  aspect: -5,
  /** For a distance of three days; none within twelve hours. */
  late: -9.3,
} as const;

/** Compares two headlines that stand `hoursApart`. Symmetrical. */
export function compare(a: Weighed, b: Weighed, hoursApart: number): Likeness {
  const veto = vetoOf(a.signature, b.signature);
  if (veto !== undefined) return { points: -certain, signals: [`veto ${veto}`] };
  if (a.signature.key === b.signature.key && a.signature.key.length >= shortestTitle) {
    return { points: certain, signals: ['same title'] };
  }
  const common = inCommon(a, b);
  if (common.total === 0) return { points: -certain, signals: ['nothing in common'] };
  // Whoever is quoted speaks of an event, and the summary tells that event again: his words are no report of it.
  const isComment = a.signature.quotes !== b.signature.quotes && !mayAnswer(a.signature, b.signature);
  return weighSignals(a, b, { common: isComment ? common : withAside(common, a, b), hoursApart });
}

/** What a feature counts that one headline has and the other one's summary. A veto comes from titles only. */
const asideShare = 0.4;

interface Evidence {
  readonly common: Common;
  readonly hoursApart: number;
}

function weighSignals(a: Weighed, b: Weighed, { common, hoursApart }: Evidence): Likeness {
  const strange = strangersOf(a, b);
  const stranger = strangersOf(b, a);
  const signals: Record<keyof typeof worth, number> = {
    start: 1,
    coverage: common.total / Math.min(a.total, b.total),
    coverageOfLonger: common.total / Math.max(a.total, b.total),
    features: common.features,
    oneFeature: Number(common.features < justOne),
    names: common.names,
    terms: common.terms,
    strangersFew: Math.min(strange, stranger),
    strangersMany: Math.max(strange, stranger),
    grams: dice(a.signature.grams, b.signature.grams),
    languages: Number(isChinese(a) !== isChinese(b)),
    amounts: Number(apart(a.signature.quantities.amounts, b.signature.quantities.amounts)),
    aspect: differingAspects(a.signature, b.signature),
    late: Math.min(1, Math.max(0, (hoursApart - 12) / 60)),
  };
  let points = 0;
  for (const name of signalNames) points += worth[name] * signals[name];
  return {
    points: Math.max(-likely, Math.min(points, likely)),
    get signals() {
      return signalNames
        .filter((name) => signals[name] !== 0)
        .map((name) => `${name} ${(worth[name] * signals[name]).toFixed(1)}`);
    },
  };
}

function isChinese({ signature }: Weighed): boolean {
  return signature.grams.size > 0;
}

const signalNames = Object.keys(worth) as readonly (keyof typeof worth)[];

/** Shorter titles ("更新", "Hello") are equal by chance. */
const shortestTitle = 6;

/** True when a number, a version or the like tells two headlines apart however alike they are. */
export function contradict(a: Signature, b: Signature): boolean {
  return vetoOf(a, b) !== undefined;
}

/** What tells two headlines apart however alike they are; undefined when nothing does. */
function vetoOf(a: Signature, b: Signature): string | undefined {
  if (a.key === b.key) return undefined;
  const left = a.quantities;
  const right = b.quantities;
  if (a.several || b.several) return 'several headlines';
  if (a.aspects.has('reply') !== b.aspects.has('reply') && !mayAnswer(a, b)) return 'reply';
  if (editionsDiffer(left.editions, right.editions)) return 'edition';
  if (sumsDiffer(left.amounts, right.amounts)) return 'amount';
  if (apart(left.sizes, right.sizes)) return 'size';
  if (apart(left.versions, right.versions)) return 'version';
  for (const [name, versions] of a.versions) {
    const other = b.versions.get(name);
    if (other !== undefined && apart(versions, other)) return 'version';
  }
  if (apart(a.variants, b.variants)) return 'variant';
  return undefined;
}

/** A title that says it answers, and one that quotes somebody: the answer itself. */
function mayAnswer(a: Signature, b: Signature): boolean {
  return (a.aspects.has('reply') && b.quotes) || (b.aspects.has('reply') && a.quotes);
}

/** Less than this is the price of a thing, which differs by country. */
const leastSum = 1e6;

/** Of several sums in one headline each may be another thing's: revenue, profit, a forecast. */
function sumsDiffer(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  const [one, ...others] = a;
  const [other, ...more] = b;
  if (one === undefined || other === undefined || others.length + more.length > 0) return false;
  return one !== other && Math.min(one, other) >= leastSum;
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
const justOne = 1.2;

interface Common {
  total: number;
  features: number;
  names: number;
  terms: number;
}

function inCommon(a: Weighed, b: Weighed): Common {
  const common: Common = { total: 0, features: 0, names: 0, terms: 0 };
  const [few, many] = a.weights.size <= b.weights.size ? [a.weights, b.weights] : [b.weights, a.weights];
  for (const [feature, weight] of few) {
    // A number's weight depends on its kind (a sum, a count), which the two may see differently.
    const other = many.get(feature);
    if (other !== undefined) count(common, feature, Math.min(weight, other));
  }
  return common;
}

/** What one title and the other summary have, in part. */
function withAside(common: Common, a: Weighed, b: Weighed): Common {
  const more = { ...common };
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const aside = other.signature.aside();
    for (const [feature, weight] of one.weights) {
      if (aside.has(feature) && !other.weights.has(feature)) count(more, feature, weight * asideShare);
    }
  }
  return more;
}

function count(common: Common, feature: string, weight: number): void {
  common.total += weight;
  common.features += Math.min(1, weight / fullFeature);
  if (feature[0] === 'n') common.names += weight;
  if (feature[0] === 't' || feature[0] === 'm') common.terms += weight;
}

function strangersOf(a: Weighed, b: Weighed): number {
  let sum = 0;
  for (const name of a.signature.names) {
    if (b.signature.names.has(name)) continue;
    const weight = a.weights.get(`n:${name}`) ?? 0;
    sum += b.signature.aside().has(`n:${name}`) ? weight * (1 - asideShare) : weight;
  }
  return sum / usualNameWeight;
}

/** So that a stranger counts by its rarity alone. */
const usualNameWeight = 1.25;

function differingAspects(a: Signature, b: Signature): number {
  return differences(a.aspects, b.aspects) - Number(mayAnswer(a, b));
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
