import type { Aliases, DigestSettings, Dropped, Reference, Told } from '../model.ts';
import { certain, compare, editionsDiffer, type Rarity, sameEvent } from './compare.ts';
import type { Candidate } from './filter.ts';
import { createSignatureReader, type Signature } from './signature.ts';

/** Items about one event. */
export interface Cluster {
  /** Ordered by date; never empty. */
  readonly members: readonly Candidate[];
  readonly background: Reference | undefined;
  readonly update: Reference | undefined;
}

export interface Clustered {
  readonly clusters: readonly Cluster[];
  readonly dropped: readonly Dropped[];
}

const hourMs = 3_600_000;
/** Reports of one event come within three days; after that the same words are another event. */
export const eventWindowMs = 72 * hourMs;
/** How many of an item's rarest features look for its likes. */
const probes = 8;
/** A feature that so many items share is no way to find the like of one. */
const longestPosting = 150;

interface Entry {
  readonly candidate: Candidate;
  readonly signature: Signature;
  readonly time: number;
}

interface Edge {
  readonly a: number;
  readonly b: number;
  readonly points: number;
}

/** Joins the items that tell of one event. The same result for every order of `candidates`. */
export function clusterItems(
  candidates: readonly Candidate[],
  { aliases }: { readonly aliases: Aliases; readonly told: readonly Told[]; readonly settings: DigestSettings },
): Clustered {
  const reader = createSignatureReader(aliases);
  const entries = [...candidates].sort(byDateThenIdentity).map(
    (candidate): Entry => ({
      candidate,
      signature: reader.read(candidate.item.title, candidate.item.language),
      time: candidate.item.date.getTime(),
    }),
  );
  const groups = groupEntries(entries, rarityAmong(entries));
  return {
    clusters: groups.map((members) => ({
      members: members.map((index) => (entries[index] as Entry).candidate),
      background: undefined,
      update: undefined,
    })),
    dropped: [],
  };
}

function byDateThenIdentity({ item: a }: Candidate, { item: b }: Candidate): number {
  return (
    a.date.getTime() - b.date.getTime() ||
    order(a.canonicalUrl, b.canonicalUrl) ||
    order(a.feedUrl, b.feedUrl) ||
    order(a.entryId, b.entryId)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Rare features say more: 1 for one that stands alone, towards 0 for one that everybody has. */
function rarityAmong(entries: readonly Entry[]): Rarity {
  const counts = new Map<string, number>();
  for (const { signature } of entries) {
    for (const feature of signature.features.keys()) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  }
  const total = Math.log(Math.max(entries.length, 400));
  const rarities = new Map([...counts].map(([feature, count]) => [feature, 1 - Math.log(count) / total]));
  return (feature) => rarities.get(feature) ?? 1;
}

function groupEntries(entries: readonly Entry[], rarity: Rarity): number[][] {
  const edges = findEdges(entries, rarity).sort((x, y) => y.points - x.points || x.a - y.a || x.b - y.b);
  const known = new Map(edges.map(({ a, b, points }) => [a * entries.length + b, points]));
  const pointsOf = (a: number, b: number) => {
    const key = Math.min(a, b) * entries.length + Math.max(a, b);
    const points = known.get(key) ?? comparePair(entries[a] as Entry, entries[b] as Entry, rarity);
    known.set(key, points);
    return points;
  };
  const groupOf = entries.map((_, index) => [index]);
  for (const { a, b } of edges) {
    const left = groupOf[a] as number[];
    const right = groupOf[b] as number[];
    if (left === right || !agree(left, right, pointsOf)) continue;
    left.push(...right);
    for (const index of right) groupOf[index] = left;
  }
  return [...new Set(groupOf)].map((group) => group.sort((x, y) => x - y)).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0));
}

/** Groups join when their members agree on the whole: one pair alone would chain stories together. */
function agree(left: readonly number[], right: readonly number[], pointsOf: (a: number, b: number) => number): boolean {
  let sum = 0;
  for (const a of left) for (const b of right) sum += pointsOf(a, b);
  return sum >= sameEvent * left.length * right.length;
}

function findEdges(entries: readonly Entry[], rarity: Rarity): Edge[] {
  const edges: Edge[] = [];
  const postings = new Map<string, number[]>();
  for (const [index, { signature, time, candidate }] of entries.entries()) {
    const keys = probeKeys(signature, candidate, rarity);
    const near = new Set<number>();
    for (const key of keys) {
      const posting = postings.get(key) ?? [];
      for (let at = posting.length - 1; at >= 0; at -= 1) {
        const other = posting[at] as number;
        const near72 = time - (entries[other] as Entry).time <= eventWindowMs || key.startsWith('u');
        if (!near72 || posting.length - at > longestPosting) break;
        near.add(other);
      }
      posting.push(index);
      postings.set(key, posting);
    }
    for (const other of near) {
      const points = comparePair(entries[other] as Entry, entries[index] as Entry, rarity);
      if (points >= sameEvent) edges.push({ a: other, b: index, points });
    }
  }
  return edges;
}

function comparePair(a: Entry, b: Entry, rarity: Rarity): number {
  if (a.candidate.item.canonicalUrl === b.candidate.item.canonicalUrl) {
    return editionsDiffer(a.signature.quantities.editions, b.signature.quantities.editions) ? -certain : certain;
  }
  return compare(a.signature, b.signature, rarity, Math.abs(a.time - b.time) / hourMs).points;
}

function probeKeys(signature: Signature, { item }: Candidate, rarity: Rarity): string[] {
  const rare = [...signature.features]
    .map(([feature, weight]) => ({ feature, value: weight * rarity(feature) }))
    .sort((a, b) => b.value - a.value || order(a.feature, b.feature))
    .slice(0, probes)
    .map(({ feature }) => feature);
  return [`=${signature.key}`, `u${item.canonicalUrl}`, ...rare];
}
