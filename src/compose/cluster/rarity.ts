import usual from './usual-words.json' with { type: 'json' };

/** A feature or a pair of characters, for as long as the current headlines are compared. */
interface Rare {
  /** Instead of its text: numbers are compared faster. */
  readonly id: number;
  /** 1 if only one of the current items has it, towards 0 if all have it. */
  readonly rarity: number;
}

/** A day has too few headlines to show what is common, so this many headlines of other days are assumed. */
const usualReports = 1000;

/** How often a feature occurs in those: counted in headlines of many years (see the file), names and words alike. */
const usualCounts = new Map(
  Object.entries(usual.headlines).flatMap(([count, features]) =>
    features.split(' · ').map((feature) => [feature, (Number(count) * usualReports) / usual.of] as const),
  ),
);

/** True for a word that headlines of other years use too. */
export function isUsualWord(word: string): boolean {
  return usualCounts.has(`word ${word}`);
}

/** How rare features and character pairs are among the current headlines. */
export interface Rarities {
  readonly feature: (feature: string) => Rare;
  readonly gram: (gram: string) => Rare;
}

interface Counted {
  keys(): Iterable<string>;
}

/** Measures rarity among the given headlines. */
export function rarityAmong(signatures: readonly { readonly features: Counted; readonly grams: Counted }[]): Rarities {
  const total = Math.log(Math.max(signatures.length, usualReports));
  return {
    feature: rarityOf(
      signatures.map(({ features }) => features),
      total,
      usualCounts,
    ),
    gram: rarityOf(
      signatures.map(({ grams }) => grams),
      total,
      noCounts,
    ),
  };
}

const noCounts: ReadonlyMap<string, number> = new Map();

function rarityOf(
  headlines: readonly Counted[],
  total: number,
  usual: ReadonlyMap<string, number>,
): (key: string) => Rare {
  const counts = new Map<string, number>();
  for (const headline of headlines) {
    for (const key of headline.keys()) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const rarity = (count: number, key: string) =>
    Math.max(0, 1 - Math.log(Math.max(1, count + (usual.get(key) ?? 0))) / total);
  const known = new Map<string, Rare>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const rare = { id: known.size, rarity: rarity(counts.get(key) ?? 1, key) };
    known.set(key, rare);
    return rare;
  };
}
