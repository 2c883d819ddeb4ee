import { hourMs } from '../../ground/durations.ts';
import { onceFor } from '../once-for.ts';
import { certain, compare, haveNothingInCommon, mostPoints, never, sameEvent } from './compare.ts';
import type { NearReports } from './nearness.ts';
import type { Signature } from './signature.ts';
import { contradict, editionsDiffer } from './vetoes.ts';
import type { WeightedSignature } from './weighted-signature.ts';

/** One report of an event, as far as grouping needs it. */
export interface Report {
  readonly title: string;
  readonly headline: WeightedSignature;
  readonly canonicalUrl: string;
  /** `seriesOf` its address. */
  readonly series: string;
  /** The site on which a company writes about itself; undefined for all other pages. */
  readonly ownSite: string | undefined;
  /** Milliseconds. */
  readonly time: number;
  /** The feed's own id for it; undefined where the feed gives only the address. */
  readonly entry: { readonly feed: string; readonly id: string } | undefined;
}

/** Reports of one event come within three days; after that the same words are another event. */
const eventWindowMs = 72 * hourMs;
/** How many reports of a feature's posting list are read, the latest first; beyond that a feature says too little. */
const longestPosting = { most: 60, least: 8, inAll: 300_000 } as const;
/** How widely similar reports are searched. */
export interface Breadth {
  /** How many of a report's weightiest features are searched. */
  readonly features: number;
  /** The least sum of weights of what two reports have in common. */
  readonly inCommon: number;
}

/** One shared feature this rare is enough to make two reports candidates; otherwise two must agree. */
const rareEnough = 0.6;
/** Among told stories and for follow-ups: a report that is taken for one of them is lost. */
const narrow: Breadth = { features: 8, inCommon: rareEnough };
/** Among the reports of an edition: a long headline (Techmeme's) can have eight features rarer than any that it shares. */
const wide: Breadth = { features: 16, inCommon: rareEnough };
/** How many candidates, the likeliest, are compared with one report. */
const mostLikes = 16;
/**
 * How far two reports tell of one event, in points. One article is one event whatever its title has become; two entries
 * of one feed that share a page and nothing else (a status page, a changelog) are two.
 */
export function pointsBetween(a: Report, b: Report): number {
  if (a.canonicalUrl !== b.canonicalUrl) {
    return areApart(a, b) ? never : compare(a.headline, b.headline, Math.abs(a.time - b.time) / hourMs);
  }
  const [left, right] = [a.headline.signature, b.headline.signature];
  if (editionsDiffer(left.quantities.editions, right.quantities.editions)) return never;
  if (!areTwoEntries(a, b)) return certain;
  if (contradict(left, right)) return never;
  return haveNothingInCommon(a.headline, b.headline) ? -certain : certain;
}

/** The most that `pointsBetween` can be, in a third of its time. */
function mostBetween(a: Report, b: Report): number {
  if (a.canonicalUrl === b.canonicalUrl) return certain;
  return mostPoints(a.headline, b.headline, Math.abs(a.time - b.time) / hourMs);
}

/**
 * True for two pages that are two pieces of news however alike their words are: parts of one series
 * (`…/a-year-in-review` and `…/a-year-in-review-2`), and posts in which a company tells of itself under two titles.
 */
export function areApart(a: Report, b: Report): boolean {
  if (a.canonicalUrl === b.canonicalUrl) return false;
  return a.series === b.series || (a.ownSite !== undefined && a.ownSite === b.ownSite && areTwoTitles(a, b));
}

/** A translation of a post tells the same. */
function areTwoTitles({ headline: { signature: a } }: Report, { headline: { signature: b } }: Report): boolean {
  return a.key !== b.key && a.grams.size > 0 === b.grams.size > 0;
}

/** An address without the number of a part. */
export function seriesOf(canonicalUrl: string): string {
  return canonicalUrl.replace(partNumber, '');
}

/** A short number after words. A longer number, or a number alone, counts articles and not parts. */
const partNumber = /(?<=\/[a-z\d]+(?:-[a-z\d]+)+)-\d{1,2}$/iu;

function areTwoEntries(a: Report, b: Report): boolean {
  return a.entry !== undefined && b.entry !== undefined && a.entry.feed === b.entry.feed && a.entry.id !== b.entry.id;
}

/**
 * Groups reports of one event. `reports` are in a stable order, by time; groups hold indexes into it, in order.
 * Pairs that share nothing rare are never compared. Groups are then compared again with what all of their reports say.
 */
export function groupReports(
  reports: readonly Report[],
  opinion: SecondOpinion = rulesAlone,
): readonly (readonly number[])[] {
  const pairs = findPairs(reports, opinion);
  const alone = reports.map((_, index) => [index]);
  const groupOf = joinGroups(alone, edgesAmong(pairs, reports, opinion), reports, opinion);
  const open = pairs.filter(({ a, b, most }) => {
    const [left, right] = [groupOf[a], groupOf[b]] as [number[], number[]];
    return most >= sameGroups && left !== right && left.length + right.length > 2;
  });
  const informed = withGroupMates(reports, groupOf);
  const edges = edgesAmong(open, informed, opinion).filter(({ points }) => points >= sameGroups);
  return inOrder(joinGroups(groupOf, edges, informed, opinion));
}

/**
 * What a group tells may be background: things shown at one conference mention each other. So joining two groups needs
 * more points than joining two reports.
 */
const sameGroups = sameEvent + 2;

/** Joins the groups of `groupOf` along the edges, the likeliest first; by index of report, its group. */
function joinGroups(
  groupOf: readonly number[][],
  edges: readonly Edge[],
  reports: readonly Report[],
  opinion: SecondOpinion,
): readonly number[][] {
  const near = (a: number, b: number) => opinion.nearness?.pointsBetween(a, b) ?? 0;
  const points: PairPoints = {
    of: rememberPairs((a, b) => pointsBetween(reports[a] as Report, reports[b] as Report) + near(a, b), edges),
    most: rememberPairs((a, b) => mostBetween(reports[a] as Report, reports[b] as Report) + near(a, b), edges),
  };
  const joined = [...groupOf];
  for (const edge of edges.toSorted((x, y) => y.points - x.points || x.a - y.a || x.b - y.b)) {
    const left = joined[edge.a] as number[];
    const right = joined[edge.b] as number[];
    if (left === right) continue;
    const sum = pointsOfGroups(left, right, points, opinion.joinsUnlike === true);
    if (sum === never || !opinion.joins(edge, { left, right, areAlike: sum >= 0 })) continue;
    const both = left.length >= right.length ? [...left, ...right] : [...right, ...left];
    for (const index of both) joined[index] = both;
  }
  return joined;
}

function inOrder(groupOf: readonly number[][]): readonly (readonly number[])[] {
  return [...new Set(groupOf)].map((group) => group.sort((x, y) => x - y)).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0));
}

/** The reports, each with what its group tells, as if its own summary told it. */
function withGroupMates(reports: readonly Report[], groupOf: readonly (readonly number[])[]): readonly Report[] {
  const asideOf = onceFor((group: readonly number[]) => groupAside(group.map((index) => reports[index] as Report)));
  return reports.map((report, index) => {
    const group = groupOf[index] as readonly number[];
    if (group.length === 1) return report;
    const aside = asideOf(group);
    const signature = { ...report.headline.signature, aside: () => aside };
    return { ...report, headline: { ...report.headline, signature } };
  });
}

function groupAside(group: readonly Report[]): ReturnType<Signature['aside']> {
  const mates = group.slice(0, mostCompared).map(({ headline }) => headline.signature);
  const known = new Map<string, boolean>();
  return {
    has(feature) {
      const before = known.get(feature);
      if (before !== undefined) return before;
      const found = mates.some((mate) => mate.features.has(feature) || mate.aside().has(feature));
      known.set(feature, found);
      return found;
    },
  };
}

/** Decides on two groups that no veto keeps apart. */
export interface SecondOpinion {
  /** Pairs of reports with fewer points are not looked at: nothing could join them. */
  readonly least: number;
  /** How widely to search beyond the candidates that the rules find. */
  readonly breadth?: Breadth;
  /** What vectors say beside the words. */
  readonly nearness?: NearReports | undefined;
  /** It may join groups that are not alike, so it has to know whether a veto keeps them apart. @default false */
  readonly joinsUnlike?: boolean;
  /** Whether two groups are one event. `areAlike`: their words say so on the whole. */
  joins(
    edge: Edge,
    groups: { readonly left: readonly number[]; readonly right: readonly number[]; readonly areAlike: boolean },
  ): boolean;
}

const rulesAlone: SecondOpinion = { least: sameEvent, joins: (_, { areAlike }) => areAlike };

type PointsOf = (a: number, b: number) => number;

/** Of two reports by their indexes. */
interface PairPoints {
  readonly of: PointsOf;
  /** The most that `of` can be; it costs less. */
  readonly most: PointsOf;
}

/** Computes each pair once; those of `edges` are known. */
function rememberPairs(compute: PointsOf, edges: readonly Edge[]): PointsOf {
  const known: (Map<number, number> | undefined)[] = [];
  const remember = (a: number, b: number, points: number) => {
    known[a] = (known[a] ?? new Map<number, number>()).set(b, points);
    return points;
  };
  for (const { a, b, points } of edges) remember(a, b, points);
  return (one, other) => {
    const [a, b] = one < other ? [one, other] : [other, one];
    return known[a]?.get(b) ?? remember(a, b, compute(a, b));
  };
}

/**
 * How far two groups are one event on the whole: a single likeness could chain stories together. `never` where any two
 * of their reports contradict each other. Unless `wholly`, comparing stops once the sum must be below 0.
 */
function pointsOfGroups(
  left: readonly number[],
  right: readonly number[],
  points: PairPoints,
  wholly: boolean,
): number {
  const ones = left.slice(0, mostCompared);
  const others = right.slice(0, mostCompared);
  let most = 0;
  if (!wholly) for (const one of ones) for (const other of others) most += points.most(one, other);
  let sum = 0;
  for (const one of ones) {
    for (const other of others) {
      if (!wholly && most < -rounding) return most;
      const exact = points.of(one, other);
      sum += exact;
      if (sum === never) return sum;
      most -= points.most(one, other) - exact;
    }
  }
  return sum;
}

/** Sums of the same points in another order differ by less. */
const rounding = 1e-6;

/** How many reports, the first and likeliest, represent a larger group. */
const mostCompared = 12;

/** Two reports, by their index. */
interface Pair {
  readonly a: number;
  readonly b: number;
  /** The most points that they can have, by their titles. */
  readonly most: number;
  /** Only the wider search for questions found the two: they are joined by an answer or not at all. */
  readonly isFar?: boolean;
}

interface Edge extends Pair {
  /** How alike they are. */
  readonly points: number;
}

/** Those of the pairs that something could join. */
function edgesAmong(pairs: readonly Pair[], reports: readonly Report[], { least, nearness }: SecondOpinion): Edge[] {
  const edges: Edge[] = [];
  for (const { a, b, most, isFar } of pairs) {
    const points = pointsBetween(reports[a] as Report, reports[b] as Report) + (nearness?.pointsBetween(a, b) ?? 0);
    if (points >= least) edges.push({ a, b, most, points, isFar: isFar === true });
  }
  return edges;
}

/** Pairs that their titles alone allow to be joined. */
function findPairs(reports: readonly Report[], { least, breadth, nearness }: SecondOpinion): Pair[] {
  const pairs: Pair[] = [];
  const known = new Set<number>();
  const add = (found: Iterable<readonly [number, number]>, far?: { readonly isFar: true }) => {
    for (const [a, b] of found) {
      const key = a * reports.length + b;
      if (known.has(key)) continue;
      if (breadth !== undefined) known.add(key);
      const most = mostBetween(reports[a] as Report, reports[b] as Report) + (nearness?.pointsBetween(a, b) ?? 0);
      if (most >= least - rounding) pairs.push({ a, b, most, ...far });
    }
  };
  add(likesWithin(wide, reports));
  add(nearness?.likes ?? []);
  if (breadth !== undefined) add(likesWithin(breadth, reports), { isFar: true });
  return pairs;
}

/** Pairs that share enough to be candidates, the earlier report first. */
function* likesWithin(breadth: Breadth, reports: readonly Report[]): Generator<readonly [number, number]> {
  const index = createReportIndex(reports.length, eventWindowMs, breadth);
  for (const [at, report] of reports.entries()) {
    for (const other of index.likesOf(report)) yield [other, at];
    index.add(report, at);
  }
}

/** Finds reports that may tell of the same event, by their rarest features, without comparing all with all. */
export interface ReportIndex {
  add(report: Report, id: number): void;
  /** Ids of reports within the event window before `report`, or with its address at any time. */
  likesOf(report: Report): Iterable<number>;
}

/** Builds an empty index for `reports` reports. They must be added in order of time; ids count from 0. */
export function createReportIndex(
  reports: number,
  windowMs: number = eventWindowMs,
  { features, inCommon }: Breadth = narrow,
): ReportIndex {
  const { most, least, inAll } = longestPosting;
  const looks = Math.max(least, Math.min(most, Math.round(inAll / Math.max(1, reports))));
  const postings = new Map<string, number[]>();
  const times: number[] = [];
  /** The sum of the current report's probe values, by id; and the ids that have one. */
  const values = new Float64Array(reports);
  const found = new Int32Array(reports);
  let last: { readonly report: Report; readonly probes: readonly Probe[] } | undefined;
  const probesFor = (report: Report) => {
    if (last?.report !== report) last = { report, probes: probesOf(report, features) };
    return last.probes;
  };
  return {
    add(report, id) {
      times[id] = report.time;
      for (const { key } of probesFor(report)) {
        const posting = postings.get(key);
        if (posting === undefined) postings.set(key, [id]);
        else posting.push(id);
      }
    },
    likesOf(report) {
      let count = 0;
      for (const { key, value, anyTime } of probesFor(report)) {
        const posting = postings.get(key);
        if (posting === undefined) continue;
        const first = Math.max(0, posting.length - looks);
        for (let at = posting.length - 1; at >= first; at -= 1) {
          const id = posting[at] as number;
          if (!anyTime && report.time - (times[id] as number) > windowMs) break;
          if (values[id] === 0) {
            found[count] = id;
            count += 1;
          }
          values[id] = (values[id] as number) + value;
        }
      }
      const likely: number[] = [];
      for (let at = 0; at < count; at += 1) {
        const id = found[at] as number;
        if ((values[id] as number) >= inCommon) likely.push(id);
      }
      if (likely.length > mostLikes) {
        likely.sort((a, b) => (values[b] as number) - (values[a] as number) || b - a).length = mostLikes;
      }
      for (let at = 0; at < count; at += 1) values[found[at] as number] = 0;
      return likely;
    },
  };
}

interface Probe {
  readonly key: string;
  /** How much a match of this probe counts; two reports with `rareEnough` in sum are compared. */
  readonly value: number;
  readonly anyTime: boolean;
}

function probesOf({ headline, canonicalUrl }: Report, features: number): Probe[] {
  const weighty = headline.list
    .toSorted((a, b) => b.weight - a.weight || (a.feature < b.feature ? -1 : 1))
    .slice(0, features)
    .map(({ feature, weight }) => ({ key: feature, value: weight, anyTime: false }));
  return [
    { key: `=${headline.signature.key}`, value: rareEnough, anyTime: false },
    { key: `@${canonicalUrl}`, value: rareEnough, anyTime: true },
    ...weighty,
  ];
}
