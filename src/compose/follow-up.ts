import { compare, type Rarity } from './compare.ts';
import { createReportIndex, hourMs, type Report } from './group.ts';
import { hasMoved, progressOf } from './progress.ts';

/** A follow-up answers an event of the last three days. */
const longestMs = 72 * hourMs;
/** It comes later than what it answers, and not as one of the first reports of it. */
const shortestMs = 2 * hourMs;
/** Less alike than reports of one event, and more than two events of one company. */
const related = -1.5;
/** At least so many names (or a name and a sum) must be the same. */
const sharedMarks = 2;

/**
 * Finds for each group of reports the one whose event it answers. Groups hold reports in order of time.
 * @returns index of the follow-up → index of what it answers
 */
export function findAnswered(groups: readonly (readonly Report[])[], rarity: Rarity): ReadonlyMap<number, number> {
  const owners = groups
    .flatMap((reports, group) => reports.map((report) => ({ report, group })))
    .sort((a, b) => a.report.time - b.report.time || a.group - b.group);
  const startOf = (group: number) => groups[group]?.[0]?.time ?? 0;
  const index = createReportIndex(rarity);
  const best = new Map<number, { readonly earlier: number; readonly points: number }>();
  for (const [id, { report, group }] of owners.entries()) {
    for (const other of index.likesOf(report)) {
      const before = owners[other] as (typeof owners)[number];
      if (before.group === group || startOf(before.group) > startOf(group)) continue;
      const points = pointsOfAnswer(before.report, report, rarity);
      if (points === undefined || points <= (best.get(group)?.points ?? Number.NEGATIVE_INFINITY)) continue;
      best.set(group, { earlier: before.group, points });
    }
    index.add(report, id);
  }
  return new Map([...best].map(([group, { earlier }]) => [group, earlier]));
}

/** How far `later` answers `earlier`, in points; undefined when it does not. */
function pointsOfAnswer(earlier: Report, later: Report, rarity: Rarity): number | undefined {
  const gap = later.time - earlier.time;
  if (gap < shortestMs || gap > longestMs || marksInCommon(earlier, later) < sharedMarks) return undefined;
  const answers = later.signature.aspects.has('reply') && !earlier.signature.aspects.has('reply');
  if (!answers && !hasMoved(progressOf(earlier.title), progressOf(later.title))) return undefined;
  const plain = { ...later.signature, aspects: earlier.signature.aspects };
  const { points } = compare(earlier.signature, plain, rarity, 0);
  return points >= related ? points : undefined;
}

function marksInCommon({ signature: a }: Report, { signature: b }: Report): number {
  const names = [...a.names].filter((name) => b.names.has(name)).length;
  const sums = [...a.quantities.amounts].filter((amount) => b.quantities.amounts.has(amount)).length;
  return names + sums;
}
