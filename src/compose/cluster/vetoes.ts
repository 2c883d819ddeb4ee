import type { Quantities } from './quantities.ts';
import type { Signature } from './signature.ts';
import { areReversed, haveOneDirection } from './signs.ts';
import { isName } from './weighted-signature.ts';
import { stem } from './words.ts';

/** True when a number, a version or the like tells two headlines apart, however alike they are. */
export function contradict(a: Signature, b: Signature): boolean {
  return vetoOf(a, b) !== undefined;
}

/** What tells two headlines apart, however alike they are; undefined when nothing does. */
export function vetoOf(a: Signature, b: Signature): string | undefined {
  if (a.key === b.key) return undefined;
  const left = a.quantities;
  const right = b.quantities;
  if (a.several || b.several) return 'several headlines';
  if (a.aspects.has('reply') !== b.aspects.has('reply') && !mayAnswer(a, b)) return 'reply';
  if (editionsDiffer(left.editions, right.editions)) return 'edition';
  if (sumsDiffer(left, right) && !areOneFall(a, b) && !areTwoMeasures(a, b)) return 'amount';
  if (apart(left.sizes, right.sizes)) return 'size';
  if (apart(left.versions, right.versions)) return 'version';
  if (someApart(a.versions, b.versions)) return 'version';
  if (apart(a.variants, b.variants)) return 'variant';
  if (someApart(a.surnames, b.surnames) && !nameOneProduct(a, b)) return 'product';
  if (areReversed(a.signs, b.signs)) return 'outcome';
  if (subjectsDiffer(a, b)) return 'subject';
  return undefined;
}

function someApart(a: ReadonlyMap<string, ReadonlySet<string>>, b: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  for (const [name, values] of a) {
    const others = b.get(name);
    if (others !== undefined && apart(values, others)) return true;
  }
  return false;
}

/** "Claude Chat and Cowork are one" and "Claude Cowork joins chat": one report also names what the other title says. */
function nameOneProduct(a: Signature, b: Signature): boolean {
  const tells = (one: Signature, { key, aside }: Signature) =>
    [...one.surnames.values()].some((surnames) =>
      [...surnames].some((surname) => key.includes(surname) || aside().has(`word ${stem(surname)}`)),
    );
  return tells(a, b) || tells(b, a);
}

/** True if one title says that it is a reply and the other quotes somebody, as the reply itself does. */
export function mayAnswer(a: Signature, b: Signature): boolean {
  return (a.aspects.has('reply') && b.quotes) || (b.aspects.has('reply') && a.quotes);
}

/** A smaller sum is the price of a thing, which differs by country. */
const leastSum = 1e6;

/** Compares single sums only: several in one headline may be revenue, profit and a forecast. */
function sumsDiffer(a: Quantities, b: Quantities): boolean {
  if (a.amounts.size !== 1 || b.amounts.size !== 1) return false;
  const [one = 0] = a.amounts;
  const [other = 0] = b.amounts;
  if (a.looseAmounts.has(one) || b.looseAmounts.has(other)) return false;
  return one !== other && Math.min(one, other) >= leastSum;
}

/** A market value moves all day, so two reports of one fall, or one rise, name different sums. */
function areOneFall(a: Signature, b: Signature): boolean {
  const moves = ({ features }: Signature) => features.has('term market value') || features.has('term shares');
  return moves(a) && moves(b) && haveOneDirection(a.signs, b.signs);
}

/**
 * Two sums of one event: revenue in one report and profit in the other, or the sum raised and the valuation. A gain from
 * another company is not one.
 */
function areTwoMeasures(a: Signature, b: Signature): boolean {
  return measures.some((kind) => {
    const tells = ({ features }: Signature) => kind.some((measure) => features.has(measure));
    const areAlike = kind.every((measure) => a.features.has(measure) === b.features.has(measure));
    return tells(a) && tells(b) && !areAlike && areAboutOne(a, b);
  });
}

/** True when both name somebody, and whom only one title names the other report names too. */
function areAboutOne(a: Signature, b: Signature): boolean {
  const all = (one: Signature, other: Signature) => {
    const names = [...one.features].filter(([, { kind }]) => isName(kind)).map(([name]) => name);
    return (
      names.some((name) => other.features.has(name)) &&
      names.every((name) => other.features.has(name) || other.aside().has(name))
    );
  };
  return all(a, b) && all(b, a);
}

const measures = [
  ['term revenue', 'term profit', 'term loss'],
  ['term raise', 'term valuation'],
] as const;

function apart<Value>(a: ReadonlySet<Value>, b: ReadonlySet<Value>): boolean {
  return a.size > 0 && b.size > 0 && a.isDisjointFrom(b);
}

const editionKinds = ['date', 'issue', 'round', 'quarter', 'fiscal-quarter'] as const;

/** True when two headlines number the same kind of thing differently. */
export function editionsDiffer(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a.size === 0 || b.size === 0) return false;
  return editionKinds.some((kind) => apart(ofKind(a, kind), ofKind(b, kind)));
}

function ofKind(editions: ReadonlySet<string>, kind: string): ReadonlySet<string> {
  return new Set([...editions].filter((edition) => edition.startsWith(`${kind}:`)));
}

/**
 * True when two titles name their subjects before a colon, in one script, and these share no pair of characters.
 * "英伟达：" and "Nvidia：" may be one subject.
 */
function subjectsDiffer({ subject: one }: Signature, { subject: other }: Signature): boolean {
  if (one === undefined || other === undefined || isHan.test(one) !== isHan.test(other)) return false;
  for (let at = 0; at + 1 < one.length; at += 1) if (other.includes(one.slice(at, at + 2))) return false;
  return true;
}

const isHan = /\p{sc=Han}/u;
