/**
 * The kinds of event in a headline, by the news words that aliases.yaml has in several languages (its `terms`, named by
 * their first spelling). Words of one kind mean one kind of event: revenue and profit are both results.
 */
const termsOf = {
  funding: ['raise', 'invest', 'donate'],
  purchase: ['acquire', 'merge'],
  split: ['spin off'],
  listing: ['IPO', 'delist', 'bankruptcy'],
  layoff: ['layoff'],
  career: ['hire', 'joins', 'leaves', 'appoint'],
  results: ['earnings', 'revenue', 'profit', 'loss', 'quarter'],
  market: ['shares', 'market value'],
  buyback: ['buyback', 'dividend'],
  court: ['lawsuit', 'settle', 'court', 'fine', 'antitrust'],
  ban: ['ban'],
  closing: ['shut down', 'discontinue'],
  opening: ['open stores'],
  outage: ['outage'],
  accident: ['crash', 'hits', 'recall'],
  leak: ['leak', 'hack', 'malware', 'bug'],
} as const;

export type Happening = keyof typeof termsOf;

const happenings: ReadonlyMap<string, Happening> = new Map(
  Object.entries(termsOf).flatMap(([kind, terms]) => terms.map((term) => [`term ${term}`, kind as Happening] as const)),
);

/** The kinds of event that a headline's features name; none for most. */
export function happeningsIn(features: ReadonlyMap<string, unknown>): ReadonlySet<Happening> {
  const found = new Set<Happening>();
  for (const feature of features.keys()) {
    const kind = happenings.get(feature);
    if (kind !== undefined) found.add(kind);
  }
  return found.size === 0 ? none : found;
}

const none: ReadonlySet<never> = new Set();
