import { hourMs } from '../../ground/durations.ts';
import type { Told } from '../../model.ts';
import { certain, compare, haveNothingInCommon, namesMore, sameEvent } from './compare.ts';
import { areApart, createReportIndex, pointsBetween, type Report, seriesOf } from './group.ts';
import type { createOwnSiteReader } from './publishers.ts';
import type { Rarities } from './rarity.ts';
import type { Signature, SignatureReader } from './signature.ts';
import { areReversed, hasMoved, progressOf } from './signs.ts';
import { contradict } from './vetoes.ts';
import { type WeightedSignature, weigh, withoutSums } from './weighted-signature.ts';

/** What a digest has told before of the event in a report. */
interface ToldBefore {
  readonly told: Told;
  /** True when the event has moved since: another number, another outcome. Then it may be told again, as an update. */
  readonly moved: boolean;
  /** True for an article told at its address or under its title; false when only similar words say so. */
  readonly certain: boolean;
}

/** Looks a report up among the stories told before. */
export type FindTold = (report: Report) => ToldBefore | undefined;

/** How long told stories are compared by their words; their addresses count as long as they are stored. */
const toldWindowMs = 14 * 24 * hourMs;
/** Most hours counted between a told story and a report that names nothing new: late copies must not come back. */
const mostHoursApart = 24;
/** After this long, a report that names something new is another event. */
const longestHours = 72;
/** A dropped report is lost to the reader, so dropping needs more evidence than joining two reports. */
const toldEvent = sameEvent + 1.3;
/** Less is lost with a report that names nothing new. */
const toldAgain = sameEvent + 0.7;
const movedEvent = sameEvent + 2;

/** An item that was told. */
export interface ToldReport extends Report {
  readonly told: Told;
}

/** What the items of told stories are read with. */
interface ToldReading {
  readonly reader: SignatureReader;
  readonly rarity: Rarities;
  readonly ownSiteOf: ReturnType<typeof createOwnSiteReader>;
}

/** The items of told stories as reports, by time; the order of `told` does not matter. */
export function toldReports(told: readonly Told[], reading: ToldReading): readonly ToldReport[] {
  return told.flatMap((story) => story.items.map((item) => toldReport(story, item, reading))).sort(byTime);
}

/** Builds the look-up. `reports` come from `toldReports`. */
export function createToldFinder(reports: readonly ToldReport[]): FindTold {
  const index = createReportIndex(reports.length, toldWindowMs);
  for (const [id, report] of reports.entries()) index.add(report, id);
  return (report) => {
    let best: { readonly before: ToldReport; readonly points: number; readonly moved: boolean } | undefined;
    for (const id of index.likesOf(report)) {
      const before = reports[id] as ToldReport;
      const match = matchTold(before, report);
      if (match === undefined || (best !== undefined && match.points <= best.points)) continue;
      best = { before, ...match };
    }
    return best && { told: best.before.told, moved: best.moved, certain: best.points >= certain };
  };
}

function toldReport(told: Told, item: Told['items'][number], { reader, rarity, ownSiteOf }: ToldReading): ToldReport {
  return {
    told,
    title: item.title,
    headline: weigh(reader.read(item.title, item.summary, item.canonicalUrl), rarity),
    canonicalUrl: item.canonicalUrl,
    series: seriesOf(item.canonicalUrl),
    ownSite: ownSiteOf(item),
    time: item.date.getTime(),
    entry: undefined,
  };
}

function byTime(a: ToldReport, b: ToldReport): number {
  return a.time - b.time || (a.canonicalUrl < b.canonicalUrl ? -1 : 1);
}

function matchTold(before: ToldReport, now: Report): { readonly points: number; readonly moved: boolean } | undefined {
  if (before.canonicalUrl === now.canonicalUrl) {
    // Another entry of a shared page: what was told of the page says nothing about this entry.
    if (now.entry !== undefined && areUnlike(before.headline, now.headline)) return undefined;
    return { points: pointsBetween(before, now), moved: false };
  }
  if (areApart(before, now)) return undefined;
  const hours = Math.abs(now.time - before.time) / hourMs;
  const isMore = namesMore(now.headline, before.headline);
  const hoursApart = isMore ? hours : Math.min(mostHoursApart, hours);
  const same = compare(before.headline, now.headline, hoursApart);
  const later = now.time > before.told.toldAt.getTime();
  if (isMore && hours > longestHours && same < certain) return undefined;
  if (same >= (isMore ? toldEvent : toldAgain)) {
    const moved = later && hasMoved(progressIn(before), progressIn(now));
    // Somebody else's plan that failed is another event, however alike the words are.
    return moved && isMore ? undefined : { points: same, moved };
  }
  if (!later || namesAnother(now.headline.signature, before.headline.signature)) return undefined;
  const turned = turnedBack(before.headline, now.headline);
  if (turned !== undefined && compare(before.headline, turned, hoursApart) >= toldEvent) {
    return { points: toldEvent, moved: true };
  }
  if (!isAnotherSum(before.headline, now.headline)) return undefined;
  const otherwise = compare(withoutSums(before.headline), withoutSums(now.headline), hoursApart);
  return otherwise >= movedEvent ? { points: otherwise, moved: true } : undefined;
}

/** True when a title has a known name that the other lacks: what somebody else does is another event. */
function namesAnother(now: Signature, before: Signature): boolean {
  return now.features.entries().some(([feature, { kind }]) => kind === 'name' && !before.features.has(feature));
}

/** The headline as if its event had not turned into the opposite; undefined when it has not. */
function turnedBack(
  { signature: { signs } }: WeightedSignature,
  now: WeightedSignature,
): WeightedSignature | undefined {
  return areReversed(signs, now.signature.signs) ? { ...now, signature: { ...now.signature, signs } } : undefined;
}

function areUnlike(before: WeightedSignature, now: WeightedSignature): boolean {
  return contradict(before.signature, now.signature) || haveNothingInCommon(before, now);
}

/** True when both give different sums for the same names; with other names, another sum is another event. */
function isAnotherSum(before: WeightedSignature, now: WeightedSignature): boolean {
  const sums = before.signature.quantities.amounts;
  const others = now.signature.quantities.amounts;
  if (sums.size === 0 || others.size === 0 || !sums.isDisjointFrom(others)) return false;
  return !namesMore(before, now) && !namesMore(now, before);
}

function progressIn({ headline }: Report) {
  return progressOf(headline.signature.signs);
}
