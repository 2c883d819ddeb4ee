import { hourMs } from '../../ground/durations.ts';
import type { EventVerdicts } from '../../model.ts';
import { compare } from './compare.ts';
import { createReportIndex, type Report } from './group.ts';
import { pairOf } from './hearing.ts';
import { hasMoved, progressOf } from './signs.ts';
import { isName } from './weighted-signature.ts';

/** A follow-up answers an event of the last three days. */
const longestMs = 72 * hourMs;
/** A follow-up comes at least this long after the event; earlier reports are of the event itself. */
const shortestMs = 2 * hourMs;
/** Points of a follow-up: below those of reports of one event, above those of two events of one company. */
const related = 0.5;
/** At least this many names (or a name and a sum) must be the same. */
const sharedMarks = 2;

/** A next step named by a language model outranks what the words say. */
const saidPoints = 1_000;

/**
 * For each group of reports, finds the group whose event it answers. Groups hold reports in order of time.
 * @param verdicts what a language model said of pairs of titles; left out: no model was asked
 * @returns index of the follow-up → index of what it answers
 */
export function findAnswered(
  groups: readonly (readonly Report[])[],
  verdicts: EventVerdicts = new Map(),
): ReadonlyMap<number, number> {
  const owners = groups
    .flatMap((reports, group) => reports.map((report) => ({ report, group })))
    .sort((a, b) => a.report.time - b.report.time || a.group - b.group);
  const startOf = (group: number) => groups[group]?.[0]?.time ?? 0;
  const index = createReportIndex(owners.length);
  const steps = stepsOf(verdicts);
  const byTitle = new Map<string, number[]>();
  const best = new Map<number, { readonly earlier: number; readonly points: number }>();
  for (const [id, { report, group }] of owners.entries()) {
    const said = [...(steps.get(report.title) ?? [])].flatMap((title) => byTitle.get(title) ?? []);
    for (const other of [...said, ...(mayAnswer(report) ? index.likesOf(report) : [])]) {
      const before = owners[other] as (typeof owners)[number];
      if (before.group === group || startOf(before.group) > startOf(group)) continue;
      const points = said.includes(other) ? pointsOfStep(before.report, report) : pointsOfAnswer(before.report, report);
      if (points === undefined || points <= (best.get(group)?.points ?? Number.NEGATIVE_INFINITY)) continue;
      best.set(group, { earlier: before.group, points });
    }
    index.add(report, id);
    byTitle.set(report.title, [...(byTitle.get(report.title) ?? []), id]);
  }
  return new Map([...best].map(([group, { earlier }]) => [group, earlier]));
}

/** Pairs of titles that are next steps, in both directions; their dates say which comes first. */
function stepsOf(verdicts: EventVerdicts): ReadonlyMap<string, ReadonlySet<string>> {
  const steps = new Map<string, Set<string>>();
  for (const [pair, verdict] of verdicts) {
    if (verdict !== 'next') continue;
    const [one = '', other = ''] = pair.split('\n');
    steps.set(one, (steps.get(one) ?? new Set()).add(other));
    steps.set(other, (steps.get(other) ?? new Set()).add(one));
  }
  return steps;
}

/** Whether a language model called one of two titles the next step of the other. */
export function isNextStep(verdicts: EventVerdicts | undefined, one: string, other: string): boolean {
  return verdicts?.get(pairOf(one, other)) === 'next';
}

/** The model can be wrong, so the two must share at least one name or sum. */
function pointsOfStep(earlier: Report, later: Report): number | undefined {
  const gap = later.time - earlier.time;
  return gap > 0 && gap <= longestMs && marksInCommon(earlier, later) > 0 ? saidPoints : undefined;
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
