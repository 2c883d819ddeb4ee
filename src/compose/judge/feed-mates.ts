/**
 * What the other items of a feed say about one of them. An issue of a newsletter may have a title that reads like news;
 * an item of a column ("｜Macro at six") is probably of the same kind as the column's other items.
 */
import { onceFor } from '../once-for.ts';
import { labelsOf } from './column-labels.ts';

/** One probability for each kind. */
type Mix = readonly number[];

interface Mates<Each extends { readonly title: string }> {
  /** All items of one feed. */
  readonly items: readonly Each[];
  /** The kinds of an item by its own features. */
  readonly kindsOf: (item: Each) => Mix;
  /** The kinds of headlines in general. */
  readonly usual: Mix;
}

/** Weight of the feed's mix of kinds, and of its column's mix compared with the feed's; 1 is the full weight. */
const feedStrength = 0.2;
const columnStrength = 0.6;
/** This many items of the usual mix (for a column: of the feed's mix) are added, because a few items prove little. */
const feedDoubt = 3;
const columnDoubt = 2;
/** The most items that are counted for the mix of a feed or a column. */
const enough = 60;
/** Smaller probabilities are raised to this one. */
const least = 1e-4;

/** @returns for an item of the feed: what to add to the logarithm of each kind's probability */
export function createFeedMates<Each extends { readonly title: string }>({
  items,
  kindsOf,
  usual,
}: Mates<Each>): (item: Each) => Mix {
  const sample = items.slice(0, enough);
  const columns = new Map<string, Each[]>();
  for (const item of items) {
    for (const column of columnsOf(item)) {
      const others = columns.get(column) ?? [];
      columns.set(column, others);
      if (others.length < enough) others.push(item);
    }
  }
  const sums = new Map<readonly Each[], Mix>();
  const sumOf = (some: readonly Each[]) => {
    const sum = sums.get(some) ?? sumUp(some.map(kindsOf), usual.length);
    sums.set(some, sum);
    return sum;
  };
  /** The mix of the others among `some`, with `doubt` items of another mix. */
  const mixOf = (item: Each | undefined, some: readonly Each[], other: Mix, doubt: number) => {
    const own = item === undefined ? [] : kindsOf(item).map((share) => Math.max(least, share));
    const count = some.length - Number(item !== undefined) + doubt;
    return sumOf(some).map((sum, k) => (sum - (own[k] ?? 0) + doubt * (other[k] ?? 0)) / count);
  };
  const inFeed = (item: Each | undefined) => {
    const mix = mixOf(item, sample, usual, feedDoubt);
    return { mix, shift: mix.map((share, k) => feedStrength * Math.log(share / (usual[k] ?? 1))) };
  };
  // Most items of a busy feed are not in its sample, and the result is the same for each of them.
  let outside: ReturnType<typeof inFeed> | undefined;
  return (item) => {
    outside ??= inFeed(undefined);
    const { mix, shift } = sample.includes(item) ? inFeed(item) : outside;
    const shared = columnsOf(item).flatMap((column) => {
      const others = columns.get(column) ?? [];
      return others.length < 2 ? [] : [mixOf(others.includes(item) ? item : undefined, others, mix, columnDoubt)];
    });
    return shared.reduce<Mix>(
      (sum, ofColumn) => sum.map((each, k) => each + columnStrength * Math.log((ofColumn[k] ?? 1) / (mix[k] ?? 1))),
      shift,
    );
  };
}

function sumUp(mixes: readonly Mix[], width: number): Mix {
  const sum = Array.from({ length: width }, () => 0);
  for (const mix of mixes) for (const [k, share] of mix.entries()) sum[k] = (sum[k] ?? 0) + Math.max(least, share);
  return sum;
}

/** The names of the columns that an item may belong to: its tag, its labels, and its title without its figures. */
function columnsOf(item: { readonly title: string }): readonly string[] {
  return /[|｜丨:：[【\d]/u.test(item.title) ? keysOf(item) : none;
}

const none: readonly string[] = [];

const keysOf = onceFor(({ title }: { readonly title: string }): readonly string[] => {
  const labels = [...labelsOf(title), ...(/\d/u.test(title) ? [title] : [])];
  return [...new Set(labels.flatMap((label) => label.trim().replaceAll(/\d[\d.]*/gu, '#') || []))];
});

/** The probabilities after the shift; they add up to 1. */
export function shifted(kinds: Mix, shift: Mix): Mix {
  const moved = kinds.map((each, k) => Math.max(least, each) * Math.exp(shift[k] ?? 0));
  const sum = moved.reduce((total, each) => total + each, 0);
  return moved.map((each) => each / sum);
}
