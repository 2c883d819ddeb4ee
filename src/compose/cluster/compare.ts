import { likenessWeights } from './likeness-weights.ts';
import type { Feature, Signature } from './signature.ts';
import { mayAnswer, vetoOf } from './vetoes.ts';
import { isName, isNumber, type WeightedFeature, type WeightedSignature } from './weighted-signature.ts';

/** From this many points on two headlines are one story. */
export const sameEvent = 1;
/** Points of two equal titles; likeness alone stays between this and its negative. */
export const certain = 6;
/** Points of two headlines that contradict each other. */
export const never = Number.NEGATIVE_INFINITY;
const likely = certain - 0.1;

/** How alike two headlines are, in points, when published `hoursApart` hours apart. Symmetrical. */
export function compare(a: WeightedSignature, b: WeightedSignature, hoursApart: number): number {
  if (vetoOf(a.signature, b.signature) !== undefined) return never;
  if (haveOneTitle(a.signature, b.signature)) return certain;
  return pointsOf(likenessValues(a, b, hoursApart));
}

/**
 * The most points that `compare` can give, from the titles alone: a third of the work, as no summary is read. It is
 * exact for equal titles and for titles with nothing in common.
 */
export function mostPoints(a: WeightedSignature, b: WeightedSignature, hoursApart: number): number {
  return haveOneTitle(a.signature, b.signature) ? certain : pointsOf(likenessValues(a, b, hoursApart, mostAround));
}

function pointsOf(values: readonly number[] | undefined): number {
  if (values === undefined) return -certain;
  let points = 0;
  for (let at = 0; at < values.length; at += 1) points += (weightsInOrder[at] as number) * (values[at] as number);
  return Math.max(-likely, Math.min(points, likely));
}

/** What decides in `compare`, for people: `names 2.1`, `veto version`. */
export function explainLikeness(a: WeightedSignature, b: WeightedSignature, hoursApart: number): readonly string[] {
  const veto = vetoOf(a.signature, b.signature);
  if (veto !== undefined) return [`veto ${veto}`];
  if (haveOneTitle(a.signature, b.signature)) return ['same title'];
  const signals = likenessSignals(a, b, hoursApart);
  if (signals === undefined) return ['nothing in common'];
  return signalNames
    .filter((name) => signals[name] !== 0)
    .map((name) => `${name} ${(likenessWeights[name] * signals[name]).toFixed(1)}`);
}

function haveOneTitle(a: Signature, b: Signature): boolean {
  return a.key === b.key && a.key.length >= shortestTitle;
}

/** Shorter titles ("更新", "Hello") are equal by chance. */
const shortestTitle = 6;

export type Signals = Record<keyof typeof likenessWeights, number>;
/** In the order of `likenessValues`. */
const signalNames = [
  'start',
  'across',
  'chinese',
  'coverage',
  'coverageOfLonger',
  'coverageAcross',
  'features',
  'bare',
  'names',
  'terms',
  'sums',
  'sumsAcross',
  'numbersDiffer',
  'happeningsDiffer',
  'namesDiffer',
  'strangersMany',
  'strangersBoth',
  'unnamedAcross',
  'grams',
  'asideLong',
  'asideNames',
  'aspect',
  'late',
  'lateName',
  'glosses',
  'glossesShare',
] as const satisfies readonly (keyof Signals)[];
const weightsInOrder = signalNames.map((name) => likenessWeights[name]);

/** What `measure` gives when other weights than the shipped ones count. */
export function withWeights<Result>(weights: Readonly<Signals>, measure: () => Result): Result {
  const shipped = [...weightsInOrder];
  for (const [at, name] of signalNames.entries()) weightsInOrder[at] = weights[name];
  try {
    return measure();
  } finally {
    for (const [at, weight] of shipped.entries()) weightsInOrder[at] = weight;
  }
}

/** The values that the fitted weights multiply; undefined when two headlines have nothing in common. Symmetrical. */
export function likenessSignals(a: WeightedSignature, b: WeightedSignature, hoursApart: number): Signals | undefined {
  const values = likenessValues(a, b, hoursApart);
  return values && (Object.fromEntries(signalNames.map((name, at) => [name, values[at]])) as Signals);
}

/**
 * In the order of `signalNames`. A list of numbers takes a third of the memory of an object of them, and a hundred
 * thousand pairs are compared for one edition. For the same reason the loops use indexes: an iterator allocates an
 * object for each step until V8 optimizes it.
 */
function likenessValues(
  a: WeightedSignature,
  b: WeightedSignature,
  hoursApart: number,
  around: typeof readAround = readAround,
): readonly number[] | undefined {
  const common = a.ids.length <= b.ids.length ? inCommon(a, b) : inCommon(b, a);
  const chinese = isChinese(a) && isChinese(b);
  const grams = chinese ? dice(a, b) : 0;
  if (common.total === 0 || (common.total === common.sums && grams < likeTitles)) return undefined;
  const bare = isBareName(a.total <= b.total ? a : b);
  const across = isChinese(a) !== isChinese(b) && !bare;
  // A person says many things in one interview.
  const twoQuotes = a.signature.quotes && b.signature.quotes;
  const shorter = Math.min(a.total, b.total);
  const longer = Math.max(a.total, b.total);
  const late = Math.min(1, Math.max(0, (hoursApart - 12) / 60));
  const names = Math.min(2.5, common.names);
  const { fromA, fromB, glosses } = around(a, b, common, across);
  // A listed name is recognised in both languages, so a report without it, and with no other name of the title, is not
  // about it: two makers launch coding assistants on one day.
  const isAboutAnother = common.names === 0 && fromA.known + fromB.known > 0;
  // A quoted person speaks about an event, and the summary retells that event: the words are not a report of it.
  const isComment = a.signature.quotes !== b.signature.quotes && !mayAnswer(a.signature, b.signature);
  const long = a.total <= b.total ? fromB : fromA;
  // A shared sum with nothing else in common is a coincidence: 3500 万元 of profit and $35M of funding.
  const sums = common.names === 0 && grams < likeTitles ? 0 : Math.min(2.5, common.sums);
  return [
    1,
    Number(across),
    Number(chinese),
    common.total / shorter,
    common.total / longer,
    across ? common.total / longer : 0,
    Math.min(5, common.features),
    Number(bare),
    names,
    Math.min(2, common.terms),
    sums,
    across ? sums : 0,
    Number(common.sums === 0 && a.sums > 0 && b.sums > 0),
    // A valuation tells of one event whether a title calls it a funding round or a step towards an IPO.
    Number(sums === 0 && apart(a.signature.happenings, b.signature.happenings)),
    Number(across ? isAboutAnother : (common.names === 0 || twoQuotes) && fromA.strangers > 0 && fromB.strangers > 0),
    Math.min(3, Math.max(fromA.strangers, fromB.strangers)),
    Math.min(fromA.strangers, fromB.strangers),
    across ? Math.max(fromA.known, fromB.known) : 0,
    grams,
    isComment ? 0 : long.covered / longer,
    isComment ? 0 : Math.min(2.5, fromA.names + fromB.names),
    differingAspects(a.signature, b.signature),
    late,
    late * Math.min(1, common.rarestName),
    Math.min(3, glosses),
    glosses / Math.max(1, shorter),
  ];
}

/** What the reports around two titles add: their summaries and addresses, and a dictionary. */
interface Around {
  readonly fromA: AsideShare;
  readonly fromB: AsideShare;
  /** Weight of the English words that a dictionary gives for Chinese ones of the other title. */
  readonly glosses: number;
}

function readAround(a: WeightedSignature, b: WeightedSignature, _common: Common, across: boolean): Around {
  const glosses = !across ? 0 : isChinese(a) ? glossed(a, b) : glossed(b, a);
  return { fromA: asideOf(a, b), fromB: asideOf(b, a), glosses };
}

/**
 * The most that it can add: each summary tells all that only the other title says. What is covered may only add points,
 * and strangers may only take some, whatever weights are fitted.
 */
function mostAround(a: WeightedSignature, b: WeightedSignature, common: Common, across: boolean): Around {
  const names = a.nameTotal + b.nameTotal - common.ownNames;
  return {
    fromA: { covered: a.total - common.total, names, strangers: 0, known: 0 },
    fromB: { covered: b.total - common.total, names: 0, strangers: 0, known: 0 },
    glosses: across ? (isChinese(a) ? b : a).total - common.total : 0,
  };
}

/** Weight of the English words that a general dictionary gives for Chinese ones; each Chinese word counts once. */
function glossed(chinese: WeightedSignature, english: WeightedSignature): number {
  const glosses = chinese.signature.glosses();
  const used = new Set<number>();
  let sum = 0;
  for (const { id, feature, weight } of english.list) {
    if (chinese.ids.includes(id)) continue;
    const place = glosses.get(feature)?.find((each) => !used.has(each));
    if (place === undefined) continue;
    used.add(place);
    sum += weight;
  }
  return sum;
}

/** A title that is one rare name and nothing else: any report with that name is about it. */
function isBareName({ signature, list: [only] }: WeightedSignature): boolean {
  if (signature.features.size !== 1 || /\d/u.test(signature.key)) return false;
  return only !== undefined && isName(only.kind) && only.weight >= rareName;
}

/** The weight of a name that only few of the current reports have. */
const rareName = 0.9;

function isChinese({ grams }: WeightedSignature): boolean {
  return grams.length > 0;
}

/** From this share of common character pairs on, two Chinese titles are alike without a common name. */
const likeTitles = 0.2;

/** True for titles with no common name, word or number, and few common characters. */
export function haveNothingInCommon(a: WeightedSignature, b: WeightedSignature): boolean {
  const shared = a.signature.features.keys().some((feature) => b.signature.features.has(feature));
  return !shared && dice(a, b) < strayGrams;
}

/** The share of two Chinese titles that is equal by chance. */
const strayGrams = 0.1;

function apart<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  return a.size > 0 && b.size > 0 && a.isDisjointFrom(b);
}

/** A feature of this weight counts as a whole one. */
const fullFeature = 0.6;

interface Common {
  total: number;
  features: number;
  names: number;
  /** Weight of the shared features that are names in either headline, each as this headline weighs it. */
  ownNames: number;
  rarestName: number;
  terms: number;
  sums: number;
}

/** What two headlines share; `few` is the one with fewer features. */
function inCommon(few: WeightedSignature, many: WeightedSignature): Common {
  const common: Common = { total: 0, features: 0, names: 0, ownNames: 0, rarestName: 0, terms: 0, sums: 0 };
  for (let at = 0; at < few.list.length; at += 1) {
    const { id, kind, weight } = few.list[at] as WeightedFeature;
    const place = many.ids.indexOf(id);
    const other = place < 0 ? undefined : many.list[place];
    if (other === undefined) continue;
    common.ownNames += (isName(kind) ? weight : 0) + (isName(other.kind) ? other.weight : 0);
    // A word is a name where either headline writes it like one; a number may be a sum in one and a count in the other.
    count(common, kind === 'word' ? other.kind : kind, Math.min(weight, other.weight));
  }
  return common;
}

function count(common: Common, kind: Feature['kind'], shared: number): void {
  common.total += shared;
  common.features += Math.min(1, shared / fullFeature);
  if (isName(kind) || kind === 'code') {
    common.names += shared;
    common.rarestName = Math.max(common.rarestName, shared);
  } else if (kind === 'term' || kind === 'month') common.terms += shared;
  else if (isNumber(kind)) common.sums += shared;
}

/** True when the title of `a` has a name that neither the title nor the summary of `b` has. */
export function namesMore(a: WeightedSignature, b: WeightedSignature): boolean {
  return asideOf(a, b).strangers > 0;
}

/** What only one of two titles says, and how much of it the other report says outside its title. */
interface AsideShare {
  /** Weight of what is in the other's summary or address. */
  covered: number;
  /** Weight of the names among it. */
  names: number;
  /** Weight of names that are nowhere in the other. */
  strangers: number;
  /** Those of them that are known in both languages. */
  known: number;
}

/** What only the title of `there` says, and how much of it is in the summary or address of `here`. */
function asideOf(there: WeightedSignature, here: WeightedSignature): AsideShare {
  const share: AsideShare = { covered: 0, names: 0, strangers: 0, known: 0 };
  const aside = here.signature.aside();
  for (let at = 0; at < there.list.length; at += 1) {
    const weighted = there.list[at] as WeightedFeature;
    if (!here.ids.includes(weighted.id)) countAside(share, weighted, aside.has(weighted.feature));
  }
  return share;
}

function countAside(share: AsideShare, { kind, weight }: WeightedFeature, isCovered: boolean): void {
  if (isCovered) share.covered += weight;
  if (!isName(kind)) return;
  if (isCovered) share.names += weight;
  else share.strangers += weight;
  if (!isCovered && kind === 'name') share.known += weight;
}

function differingAspects(a: Signature, b: Signature): number {
  if (a.aspects.size + b.aspects.size === 0) return 0;
  const differing = a.aspects.symmetricDifference(b.aspects);
  return differing.size - Number(differing.has('reply') && mayAnswer(a, b));
}

function dice(a: WeightedSignature, b: WeightedSignature): number {
  let common = 0;
  for (let at = 0; at < a.grams.length; at += 1) {
    if (b.grams.includes(a.grams[at] as number)) common += a.gramRarities[at] as number;
  }
  return (2 * common) / Math.max(1, a.gramTotal + b.gramTotal);
}
