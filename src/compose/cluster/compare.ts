import { likenessWeights } from './likeness-weights.ts';
import type { Quantities } from './quantities.ts';
import type { Rarities } from './rarity.ts';
import type { Feature, Signature } from './signature.ts';
import { areReversed, haveOneDirection } from './signs.ts';

/** What two headlines have in common, in points; from `sameEvent` on they tell of one event. */
export interface Likeness {
  readonly points: number;
  /** What decided, for people who ask why: `names 2.1`, `veto version`. */
  readonly signals: readonly string[];
}

/** From this many points on two headlines are one story. */
export const sameEvent = 1;
/** Points of two equal titles and, negated, of a veto; likeness alone never reaches either. */
export const certain = 6;
const likely = certain - 0.1;

/** A signature with what each of its features weighs among the items at hand. */
export interface Weighed {
  readonly signature: Signature;
  /** The kind's weight times rarity, by feature; features that weigh nothing are left out. */
  readonly weights: ReadonlyMap<string, number>;
  readonly total: number;
  readonly rarity: Rarities;
  /** Rarity of all character pairs together. */
  readonly gramTotal: number;
  /** How many features are numbers, and how many of these sums or percentages. */
  readonly numbers: number;
  readonly sums: number;
}

/** Weighs a signature. */
export function weigh(signature: Signature, rarity: Rarities): Weighed {
  const weights = new Map<string, number>();
  let total = 0;
  let numbers = 0;
  let sums = 0;
  for (const [feature, { kind, weight }] of signature.features) {
    const value = weight * rarity.feature(feature);
    if (value <= 0) continue;
    weights.set(feature, value);
    total += value;
    if (!isNumber(kind)) continue;
    numbers += 1;
    if (kind !== 'code') sums += 1;
  }
  let gramTotal = 0;
  for (const gram of signature.grams) gramTotal += rarity.gram(gram);
  return { signature, weights, total, rarity, gramTotal, numbers, sums };
}

/** Compares two headlines that stand `hoursApart`. Symmetrical. */
export function compare(a: Weighed, b: Weighed, hoursApart: number): Likeness {
  const veto = vetoOf(a.signature, b.signature);
  if (veto !== undefined) return { points: -certain, signals: [`veto ${veto}`] };
  if (a.signature.key === b.signature.key && a.signature.key.length >= shortestTitle) {
    return { points: certain, signals: ['same title'] };
  }
  const signals = likenessSignals(a, b, hoursApart);
  if (signals === undefined) return { points: -certain, signals: ['nothing in common'] };
  let points = 0;
  for (const name of signalNames) points += likenessWeights[name] * signals[name];
  return {
    points: Math.max(-likely, Math.min(points, likely)),
    get signals() {
      return signalNames
        .filter((name) => signals[name] !== 0)
        .map((name) => `${name} ${(likenessWeights[name] * signals[name]).toFixed(1)}`);
    },
  };
}

export type Signals = Record<keyof typeof likenessWeights, number>;
const signalNames = Object.keys(likenessWeights) as readonly (keyof Signals)[];

/** What a fitted weight multiplies; undefined when two headlines have nothing in common. Symmetrical. */
export function likenessSignals(a: Weighed, b: Weighed, hoursApart: number): Signals | undefined {
  const common = inCommon(a, b);
  const bare = isBareName(a.total <= b.total ? a : b);
  const across = isChinese(a) !== isChinese(b) && !bare;
  const chinese = isChinese(a) && isChinese(b);
  // A person says many things in one interview.
  const twoQuotes = a.signature.quotes && b.signature.quotes;
  const shorter = Math.min(a.total, b.total);
  const longer = Math.max(a.total, b.total);
  const late = Math.min(1, Math.max(0, (hoursApart - 12) / 60));
  const names = Math.min(2.5, common.names);
  const grams = chinese ? dice(a, b) : 0;
  if (common.total === 0 || (common.total === common.sums && grams < likeTitles)) return undefined;
  // A person who is quoted speaks of an event, and the summary tells that event again: the words are not a report of it.
  const isComment = a.signature.quotes !== b.signature.quotes && !mayAnswer(a.signature, b.signature);
  const share = isComment ? strangersOf : asideOf;
  const fromA = share(a, b);
  const fromB = share(b, a);
  // A sum that nothing else goes with is equal by chance: 3500 万元 of profit and $35M of funding.
  const sums = common.names === 0 && grams < likeTitles ? 0 : Math.min(2.5, common.sums);
  return {
    start: 1,
    across: Number(across),
    chinese: Number(chinese),
    coverage: common.total / shorter,
    coverageOfLonger: common.total / longer,
    coverageAcross: across ? common.total / longer : 0,
    features: Math.min(5, common.features),
    oneFeature: Number(common.features < justOne && !bare),
    bare: Number(bare),
    names,
    rarest: common.rarestName,
    terms: Math.min(2, common.terms),
    nameAndTerm: Math.min(1, common.rarestName) * Math.min(1, common.terms * 2),
    sums,
    sumsAcross: across ? sums : 0,
    numbersAgree: sums === 0 ? 0 : agree(a, b, common),
    numbersDiffer: Number(common.sums === 0 && a.sums > 0 && b.sums > 0),
    happeningsDiffer: Number(apart(a.signature.happenings, b.signature.happenings)),
    sumsDiffer: Number(apart(a.signature.quantities.amounts, b.signature.quantities.amounts)),
    namesDiffer: Number(!across && (common.names === 0 || twoQuotes) && fromA.strangers > 0 && fromB.strangers > 0),
    strangersFew: Math.min(fromA.strangers, fromB.strangers),
    strangersMany: Math.min(3, Math.max(fromA.strangers, fromB.strangers)),
    strangersAcross: across ? Math.min(fromA.strangers, fromB.strangers) : 0,
    unnamedAcross: across ? Math.max(fromA.known, fromB.known) : 0,
    grams,
    asideShort: (a.total <= b.total ? fromA : fromB).covered / shorter,
    asideLong: (a.total <= b.total ? fromB : fromA).covered / longer,
    asideNames: Math.min(2.5, fromA.names + fromB.names),
    aspect: differingAspects(a.signature, b.signature),
    late,
    lateName: late * Math.min(1, common.rarestName),
  };
}

/** A title that is one rare name and nothing else: any report with that name tells of it. */
function isBareName({ signature, weights }: Weighed): boolean {
  const [only, ...more] = signature.features;
  if (only === undefined || more.length > 0 || /\d/u.test(signature.key)) return false;
  return isName(only[1].kind) && (weights.get(only[0]) ?? 0) >= rareName;
}

/** What a name weighs that few of the reports at hand have. */
const rareName = 0.9;

function isChinese({ signature }: Weighed): boolean {
  return signature.grams.size > 0;
}

/** From such a share of character pairs on two Chinese titles are alike without a name in common. */
const likeTitles = 0.2;

/** Shorter titles ("更新", "Hello") are equal by chance. */
const shortestTitle = 6;

/** True when a number, a version or the like tells two headlines apart however alike they are. */
export function contradict(a: Signature, b: Signature): boolean {
  return vetoOf(a, b) !== undefined;
}

/** True for titles without one common name, word or number, and few common characters. */
export function haveNothingInCommon(a: Weighed, b: Weighed): boolean {
  const shared = a.signature.features.keys().some((feature) => b.signature.features.has(feature));
  return !shared && dice(a, b) < strayGrams;
}

/** So much of two Chinese titles is equal by chance. */
const strayGrams = 0.1;

/** What tells two headlines apart however alike they are; undefined when nothing does. */
function vetoOf(a: Signature, b: Signature): string | undefined {
  if (a.key === b.key) return undefined;
  const left = a.quantities;
  const right = b.quantities;
  if (a.several || b.several) return 'several headlines';
  if (a.aspects.has('reply') !== b.aspects.has('reply') && !mayAnswer(a, b)) return 'reply';
  if (editionsDiffer(left.editions, right.editions)) return 'edition';
  if (sumsDiffer(left, right) && !areOneFall(a, b)) return 'amount';
  if (apart(left.sizes, right.sizes)) return 'size';
  if (apart(left.versions, right.versions)) return 'version';
  if (someApart(a.versions, b.versions)) return 'version';
  if (apart(a.variants, b.variants)) return 'variant';
  if (someApart(a.surnames, b.surnames)) return 'product';
  if (areReversed(a.signs, b.signs)) return 'outcome';
  if (subjectsDiffer(a, b)) return 'subject';
  return undefined;
}

function someApart(a: ReadonlyMap<string, ReadonlySet<string>>, b: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  for (const [name, values] of a) {
    const others = b.get(name);
    if (others !== undefined && apart(values, others)) return true;
  }
  return false;
}

/** A title that says it answers, and one that quotes somebody: the answer itself. */
function mayAnswer(a: Signature, b: Signature): boolean {
  return (a.aspects.has('reply') && b.quotes) || (b.aspects.has('reply') && a.quotes);
}

/** Less than this is the price of a thing, which differs by country. */
const leastSum = 1e6;

/** Of several sums in one headline each may be another thing's: revenue, profit, a forecast. */
function sumsDiffer(a: Quantities, b: Quantities): boolean {
  const [one, ...others] = a.amounts;
  const [other, ...more] = b.amounts;
  if (one === undefined || other === undefined || others.length + more.length > 0) return false;
  if (a.looseAmounts.has(one) || b.looseAmounts.has(other)) return false;
  return one !== other && Math.min(one, other) >= leastSum;
}

/** A market value moves all day: two reports of one fall, or one rise, name the sums of their hours. */
function areOneFall(a: Signature, b: Signature): boolean {
  const moves = ({ features }: Signature) => features.has('term market value') || features.has('term shares');
  return moves(a) && moves(b) && haveOneDirection(a.signs, b.signs);
}

function apart<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  return a.size > 0 && b.size > 0 && a.isDisjointFrom(b);
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
  rarestName: number;
  terms: number;
  sums: number;
  /** How many numbers of any kind. */
  numbers: number;
}

function inCommon(a: Weighed, b: Weighed): Common {
  const common: Common = { total: 0, features: 0, names: 0, rarestName: 0, terms: 0, sums: 0, numbers: 0 };
  const [few, many] = a.weights.size <= b.weights.size ? [a, b] : [b, a];
  for (const [feature, weight] of few.weights) {
    // A number's weight depends on its kind (a sum, a count), which the two may see differently.
    const other = many.weights.get(feature);
    if (other !== undefined) count(common, kindIn(few, many, feature), Math.min(weight, other));
  }
  return common;
}

/** A word is a name where either headline writes it like one. */
function kindIn(a: Weighed, b: Weighed, feature: string): Feature['kind'] | undefined {
  const kind = a.signature.features.get(feature)?.kind;
  return kind === 'word' ? b.signature.features.get(feature)?.kind : kind;
}

function count(common: Common, kind: Feature['kind'] | undefined, shared: number): void {
  common.total += shared;
  common.features += Math.min(1, shared / fullFeature);
  if (isNumber(kind)) common.numbers += 1;
  if (isName(kind) || kind === 'code') {
    common.names += shared;
    common.rarestName = Math.max(common.rarestName, shared);
  } else if (kind === 'term' || kind === 'month') common.terms += shared;
  else if (isNumber(kind)) common.sums += shared;
}

function isNumber(kind: Feature['kind'] | undefined): boolean {
  return kind === 'sum' || kind === 'percent' || kind === 'code';
}

/** Every number of the headline with fewer of them stands in the other. */
function agree(a: Weighed, b: Weighed, common: Common): number {
  return common.numbers > 0 && common.numbers === Math.min(a.numbers, b.numbers) ? Math.min(2, common.numbers) : 0;
}

/** True for what is written like a name, known or not. */
export function isName(kind: Feature['kind'] | undefined): boolean {
  return kind === 'name' || kind === 'proper';
}

/** True when `a` names in its title what neither the title nor the summary of `b` names. */
export function namesMore(a: Weighed, b: Weighed): boolean {
  return asideOf(a, b).strangers > 0;
}

interface AsideShare {
  /** Weight that only the other's summary has. */
  readonly covered: number;
  readonly names: number;
  /** Weight of names that neither the other's title nor its summary has. */
  readonly strangers: number;
  /** Those of them that are known in both languages. */
  readonly known: number;
}

/** What a comment's summary has in common with a report says nothing; what it does not name still tells them apart. */
function strangersOf(a: Weighed, b: Weighed): AsideShare {
  return { ...asideOf(a, b), covered: 0, names: 0 };
}

/** How much of what only `a` says in its title stands in the summary or the address of `b`. */
function asideOf(a: Weighed, b: Weighed): AsideShare {
  const aside = b.signature.aside();
  let covered = 0;
  let names = 0;
  let strangers = 0;
  let known = 0;
  for (const [feature, weight] of a.weights) {
    if (b.weights.has(feature)) continue;
    const kind = a.signature.features.get(feature)?.kind;
    if (!aside.has(feature)) {
      strangers += isName(kind) ? weight : 0;
      known += kind === 'name' ? weight : 0;
    } else {
      covered += weight;
      if (isName(kind)) names += weight;
    }
  }
  return { covered, names, strangers, known };
}

/**
 * True when two titles name their subjects before a colon, in one script, and not one character pair of them is the
 * same. "英伟达：" and "Nvidia：" may be one subject.
 */
function subjectsDiffer({ subject: one }: Signature, { subject: other }: Signature): boolean {
  if (one === undefined || other === undefined || isHan.test(one) !== isHan.test(other)) return false;
  for (let at = 0; at + 1 < one.length; at += 1) if (other.includes(one.slice(at, at + 2))) return false;
  return true;
}

const isHan = /\p{sc=Han}/u;

function differingAspects(a: Signature, b: Signature): number {
  const differing = a.aspects.symmetricDifference(b.aspects);
  return differing.size - Number(differing.has('reply') && mayAnswer(a, b));
}

function dice(a: Weighed, b: Weighed): number {
  let common = 0;
  for (const gram of a.signature.grams) if (b.signature.grams.has(gram)) common += a.rarity.gram(gram);
  return (2 * common) / Math.max(1, a.gramTotal + b.gramTotal);
}
