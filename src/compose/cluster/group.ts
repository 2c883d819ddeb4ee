import { hourMs } from '../../ground/durations.ts';
import {
  certain,
  compare,
  contradict,
  editionsDiffer,
  haveNothingInCommon,
  sameEvent,
  type Weighed,
} from './compare.ts';
import type { NearReports } from './nearness.ts';

/** One report of an event, as far as grouping needs it. */
export interface Report {
  readonly title: string;
  readonly headline: Weighed;
  readonly canonicalUrl: string;
  /** Milliseconds. */
  readonly time: number;
  /** The feed's own name for it; undefined where the feed gives none but the address. */
  readonly entry: { readonly feed: string; readonly id: string } | undefined;
}

/** Reports of one event come within three days; after that the same words are another event. */
const eventWindowMs = 72 * hourMs;
/** So many reports, the latest, are looked at behind one feature; what more of them share tells nothing apart. */
const longestPosting = { most: 60, least: 8, inAll: 300_000 } as const;
/** How far the likes of a report are looked for. */
export interface Breadth {
  /** How many of its weightiest features look for them. */
  readonly features: number;
  /** How rare what two reports have in common must be, as a sum. */
  readonly inCommon: number;
}

/** A feature so rare finds a like by itself; of the others two must agree. */
const rareEnough = 0.6;
const narrow: Breadth = { features: 8, inCommon: rareEnough };
/** At most so many, the likeliest, are compared with one report. */
const mostLikes = 16;
/**
 * How far two reports tell of one event, in points. One article is one event whatever its title has become; two entries
 * of one feed that share a page and nothing else (a status page, a changelog) are two.
 */
export function pointsBetween(a: Report, b: Report): number {
  const hoursApart = Math.abs(a.time - b.time) / hourMs;
  if (a.canonicalUrl !== b.canonicalUrl) {
    return areInstalments(a.canonicalUrl, b.canonicalUrl)
      ? -certain
      : compare(a.headline, b.headline, hoursApart).points;
  }
  const [left, right] = [a.headline.signature, b.headline.signature];
  if (editionsDiffer(left.quantities.editions, right.quantities.editions)) return -certain;
  if (!areTwoEntries(a, b)) return certain;
  return contradict(left, right) || haveNothingInCommon(a.headline, b.headline) ? -certain : certain;
}

/** True for addresses that number the parts of one series: `…/a-year-in-review` and `…/a-year-in-review-2`. */
export function areInstalments(a: string, b: string): boolean {
  const [one, other] = [a.replace(partNumber, ''), b.replace(partNumber, '')];
  return a !== b && one === other;
}

/** Behind words; an address that ends in a longer number, or in nothing else, numbers articles and not parts. */
const partNumber = /(?<=\/[a-z\d]+(?:-[a-z\d]+)+)-\d{1,2}$/iu;

function areTwoEntries(a: Report, b: Report): boolean {
  return a.entry !== undefined && b.entry !== undefined && a.entry.feed === b.entry.feed && a.entry.id !== b.entry.id;
}

/**
 * Groups reports of one event. `reports` are in a stable order, by time; groups hold indexes into it, in order.
 * Pairs that share nothing rare are never compared.
 */
export function groupReports(
  reports: readonly Report[],
  opinion: SecondOpinion = rulesAlone,
): readonly (readonly number[])[] {
  const edges = findEdges(reports, opinion).sort((x, y) => y.points - x.points || x.a - y.a || x.b - y.b);
  const known = new Map(edges.map(({ a, b, points }) => [a * reports.length + b, points]));
  const pointsOf = (a: number, b: number) => {
    const key = Math.min(a, b) * reports.length + Math.max(a, b);
    const points =
      known.get(key) ??
      pointsBetween(reports[a] as Report, reports[b] as Report) + (opinion.nearness?.pointsBetween(a, b) ?? 0);
    known.set(key, points);
    return points;
  };
  const groupOf = reports.map((_, index) => [index]);
  for (const edge of edges) {
    const left = groupOf[edge.a] as number[];
    const right = groupOf[edge.b] as number[];
    if (left === right || areKeptApart(left, right, reports)) continue;
    if (!opinion.joins(edge, { left, right, areAlike: areAlike(left, right, pointsOf) })) continue;
    const [into, from] = left.length >= right.length ? [left, right] : [right, left];
    for (const index of from) {
      into.push(index);
      groupOf[index] = into;
    }
  }
  return [...new Set(groupOf)].map((group) => group.sort((x, y) => x - y)).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0));
}

/** Decides on two groups that no veto keeps apart. */
export interface SecondOpinion {
  /** Pairs of reports with fewer points are not looked at: nothing could join them. */
  readonly least: number;
  /** How far likes are looked for beside those that the rules find. */
  readonly breadth?: Breadth;
  /** What vectors say beside the words. */
  readonly nearness?: NearReports | undefined;
  /** Whether two groups are one event. `areAlike`: so they are on the whole, by their words. */
  joins(
    edge: Edge,
    groups: { readonly left: readonly number[]; readonly right: readonly number[]; readonly areAlike: boolean },
  ): boolean;
}

const rulesAlone: SecondOpinion = { least: sameEvent, joins: (_, { areAlike }) => areAlike };

/** Two groups are two events when any two of their reports contradict each other. */
function areKeptApart(left: readonly number[], right: readonly number[], reports: readonly Report[]): boolean {
  const others = right.slice(0, mostCompared).map((index) => reports[index] as Report);
  return left.slice(0, mostCompared).some((index) => others.some((other) => areApart(reports[index] as Report, other)));
}

/** Two groups are one event when their reports are alike on the whole: a single likeness could chain stories together. */
function areAlike(
  left: readonly number[],
  right: readonly number[],
  pointsOf: (a: number, b: number) => number,
): boolean {
  const others = right.slice(0, mostCompared);
  const sum = left
    .slice(0, mostCompared)
    .reduce((all, one) => all + others.reduce((each, other) => each + pointsOf(one, other), 0), 0);
  return sum >= 0;
}

/** Two reports that contradict each other, unless they are one article under two titles: a page and its translation. */
function areApart(a: Report, b: Report): boolean {
  return contradict(a.headline.signature, b.headline.signature) && pointsBetween(a, b) < certain;
}

/** Of a larger group the first so many, the likeliest, speak for it. */
const mostCompared = 12;

/** Two reports, by their index, and how alike they are. */
interface Edge {
  readonly a: number;
  readonly b: number;
  readonly points: number;
  /** The rules alone would not have compared the two. */
  readonly isFar?: boolean;
}

function findEdges(reports: readonly Report[], { least, breadth, nearness }: SecondOpinion): Edge[] {
  const pointsOf = (a: number, b: number) =>
    pointsBetween(reports[a] as Report, reports[b] as Report) + (nearness?.pointsBetween(a, b) ?? 0);
  const edges: Edge[] = likesWithin(narrow, reports).map(([a, b]) => ({ a, b, points: pointsOf(a, b) }));
  if (breadth === undefined) return edges.filter(({ points }) => points >= least);
  const known = new Set(edges.map(({ a, b }) => a * reports.length + b));
  for (const [a, b] of [...likesWithin(breadth, reports), ...(nearness?.likes ?? [])]) {
    const key = a * reports.length + b;
    if (!known.has(key)) edges.push({ a, b, points: pointsOf(a, b), isFar: true });
    known.add(key);
  }
  return edges.filter(({ points }) => points >= least);
}

/** Pairs that share what makes a like, the earlier one first. */
function likesWithin(breadth: Breadth, reports: readonly Report[]): (readonly [number, number])[] {
  const likes: [number, number][] = [];
  const index = createReportIndex(reports.length, eventWindowMs, breadth);
  for (const [at, report] of reports.entries()) {
    for (const other of index.likesOf(report)) likes.push([other, at]);
    index.add(report, at);
  }
  return likes;
}

/** Finds reports that may tell of the same event, by their rarest features, without comparing all with all. */
export interface ReportIndex {
  add(report: Report, id: number): void;
  /** Ids of reports within the event window before `report`, or with its address at any time. */
  likesOf(report: Report): Iterable<number>;
}

/** Builds an empty index for about so many reports. They must be added in order of time; ids count from 0. */
export function createReportIndex(
  reports: number,
  windowMs: number = eventWindowMs,
  { features, inCommon }: Breadth = narrow,
): ReportIndex {
  const { most, least, inAll } = longestPosting;
  const looks = Math.max(least, Math.min(most, Math.round(inAll / Math.max(1, reports))));
  const postings = new Map<string, number[]>();
  const times: number[] = [];
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
      const found = new Map<number, number>();
      for (const { key, value, anyTime } of probesFor(report)) {
        const posting = postings.get(key);
        if (posting === undefined) continue;
        const first = Math.max(0, posting.length - looks);
        for (let at = posting.length - 1; at >= first; at -= 1) {
          const id = posting[at] as number;
          if (!anyTime && report.time - (times[id] as number) > windowMs) break;
          found.set(id, (found.get(id) ?? 0) + value);
        }
      }
      const likely = [...found].filter(([, value]) => value >= inCommon);
      if (likely.length > mostLikes) likely.sort(([a, x], [b, y]) => y - x || b - a).length = mostLikes;
      return likely.map(([id]) => id);
    },
  };
}

interface Probe {
  readonly key: string;
  /** How far this probe alone makes two reports likely to be one event; at `rareEnough` they are compared. */
  readonly value: number;
  readonly anyTime: boolean;
}

function probesOf({ headline, canonicalUrl }: Report, features: number): Probe[] {
  const weighty = [...headline.weights]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, features)
    .map(([key, value]) => ({ key, value, anyTime: false }));
  return [
    { key: `=${headline.signature.key}`, value: rareEnough, anyTime: false },
    { key: `@${canonicalUrl}`, value: rareEnough, anyTime: true },
    ...weighty,
  ];
}
