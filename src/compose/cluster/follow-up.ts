import { hourMs } from '../../ground/durations.ts';
import { compare } from './compare.ts';
import { createReportIndex, type Report } from './group.ts';
import { hasMoved, progressOf } from './signs.ts';
import { isName } from './weighted-signature.ts';

/** A follow-up answers an event of the last three days. */
const longestMs = 72 * hourMs;
/** It comes later than what it answers, and not as one of the first reports of it. */
const shortestMs = 2 * hourMs;
/** Less alike than reports of one event, and more than two events of one company. */
const related = 0.5;
/** At least so many names (or a name and a sum) must be the same. */
const sharedMarks = 2;

/**
 * Finds for each group of reports the one whose event it answers. Groups hold reports in order of time.
 * @returns index of the follow-up → index of what it answers
 */
export function findAnswered(groups: readonly (readonly Report[])[]): ReadonlyMap<number, number> {
  const owners = groups
    .flatMap((reports, group) => reports.map((report) => ({ report, group })))
    .sort((a, b) => a.report.time - b.report.time || a.group - b.group);
  const startOf = (group: number) => groups[group]?.[0]?.time ?? 0;
  const index = createReportIndex(owners.length);
  const best = new Map<number, { readonly earlier: number; readonly points: number }>();
  for (const [id, { report, group }] of owners.entries()) {
    for (const other of mayAnswer(report) ? index.likesOf(report) : []) {
      const before = owners[other] as (typeof owners)[number];
      if (before.group === group || startOf(before.group) > startOf(group)) continue;
      const points = pointsOfAnswer(before.report, report);
      if (points === undefined || points <= (best.get(group)?.points ?? Number.NEGATIVE_INFINITY)) continue;
      best.set(group, { earlier: before.group, points });
    }
    index.add(report, id);
  }
  return new Map([...best].map(([group, { earlier }]) => [group, earlier]));
}

/** How far `later` answers `earlier`, in points; undefined when it does not. */
function pointsOfAnswer(earlier: Report, later: Report): number | undefined {
  const gap = later.time - earlier.time;
  if (gap < shortestMs || gap > longestMs || marksInCommon(earlier, later) < sharedMarks) return undefined;
  const answers = isReply(later) && !isReply(earlier);
  if (!answers && !hasMoved(progressOf(earlier.headline.signature.signs), progressOf(later.headline.signature.signs)))
    return undefined;
  const { aspects, signs } = earlier.headline.signature;
  const plain = { ...later.headline, signature: { ...later.headline.signature, aspects, signs } };
  const points = compare(earlier.headline, plain, 0);
  return points >= related ? points : undefined;
}

function isReply({ headline }: Report): boolean {
  return headline.signature.aspects.has('reply');
}

/** Only a reply or an outcome answers anything. */
function mayAnswer(report: Report): boolean {
  const progress = progressOf(report.headline.signature.signs);
  return isReply(report) || progress === 'done' || progress === 'failed';
}

function marksInCommon(earlier: Report, later: Report): number {
  const a = earlier.headline.signature;
  const b = later.headline.signature;
  const names = [...a.features].filter(([feature, { kind }]) => isName(kind) && b.features.has(feature)).length;
  const sums = [...a.quantities.amounts].filter((amount) => b.quantities.amounts.has(amount)).length;
  return names + sums;
}
