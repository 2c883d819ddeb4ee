/** How near two reports are by the vectors of an embedding model, in points added to those of their words. */
import { hourMs } from '../../ground/durations.ts';
import type { Nearness } from '../../model.ts';

export interface NearReports {
  /** Log-odds that two reports are one event, by their vectors alone; 0 where one of them has none. */
  pointsBetween(a: number, b: number): number;
  /** Pairs that their vectors alone make likely, the later one second. */
  readonly likes: readonly (readonly [number, number])[];
}

/** What is asked of a report here. `time` is in milliseconds. */
interface DatedTitle {
  readonly title: string;
  readonly time: number;
}

/** The most points that vectors give: alone they decide nothing. */
const mostPoints = 5;
/** From this many points on, two reports that share no word are compared. */
const likely = 2;
const mostLikes = 6;
/** Above this many reports, only those that share a word are compared: all pairs would take seconds. */
const mostReports = 2_000;
const windowMs = 72 * hourMs;

export function createNearReports(reports: readonly DatedTitle[], { vectors, scale }: Nearness): NearReports {
  const own = reports.map(({ title }) => vectors.get(title));
  const pointsBetween = (a: number, b: number) => {
    const [one, other] = [own[a], own[b]];
    if (one === undefined || one.length !== other?.length) return 0;
    return Math.max(-mostPoints, Math.min(mostPoints, scale.slope * (cosine(one, other) - scale.at)));
  };
  return { pointsBetween, likes: reports.length > mostReports ? [] : likesAmong(reports, pointsBetween) };
}

function likesAmong(
  reports: readonly DatedTitle[],
  pointsBetween: NearReports['pointsBetween'],
): readonly (readonly [number, number])[] {
  return reports.flatMap(({ time }, at) => {
    const likes: { readonly other: number; readonly points: number }[] = [];
    for (let other = at - 1; other >= 0 && time - (reports[other] as DatedTitle).time <= windowMs; other -= 1) {
      const points = pointsBetween(other, at);
      if (points >= likely) likes.push({ other, points });
    }
    likes.sort((a, b) => b.points - a.points || b.other - a.other);
    return likes.slice(0, mostLikes).map(({ other }) => [other, at] as const);
  });
}

/** Of two vectors of length 1. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
