import { compareText } from '../../ground/compare-text.ts';
import type {
  Aliases,
  DigestSettings,
  Dropped,
  EventVerdicts,
  Item,
  Language,
  Nearness,
  Phrase,
  Reference,
  Told,
} from '../../model.ts';
import type { Candidate } from '../judge/filter.ts';
import { findAnswered, isNextStep } from './follow-up.ts';
import { groupReports, type Report, seriesOf } from './group.ts';
import { createHearing, type GroupDoubt } from './hearing.ts';
import { createItemSignatures, type ItemSignatures } from './item-signatures.ts';
import { speaks } from './lead.ts';
import type { LearnedName } from './learned-names.ts';
import { createOwnSiteReader } from './publishers.ts';
import { rarityAmong } from './rarity.ts';
import { createToldFinder, type FindTold, type ToldReport, toldReports } from './told.ts';
import { type WeightedSignature, weigh } from './weighted-signature.ts';

/** Items about one event. */
export interface Cluster {
  /** Ordered by date (releases of one product: the newest first); never empty; at least one can be opened. */
  readonly members: readonly Candidate[];
  /** 前情: the recent event that this one answers. */
  readonly background: Reference | undefined;
  /** 更新: what the digest told of this event before. */
  readonly update: Reference | undefined;
}

export interface Clustered {
  readonly clusters: readonly Cluster[];
  readonly dropped: readonly Dropped[];
  /** Names learned from the items, if a candidate's title has them. */
  readonly learned: readonly LearnedName[];
  /** Questions worth asking, the most useful first; empty where no model is asked. */
  readonly doubts: readonly ClusterDoubt[];
}

export interface ClusterInput {
  readonly aliases: Aliases;
  /** All stored items, to learn names from; left out: the candidates only. */
  readonly items?: readonly Item[];
  /** The signatures of `items`, if they have been read before. */
  readonly signatures?: ItemSignatures;
  /** Stories that this digest has told. */
  readonly told: readonly Told[];
  readonly settings: Pick<DigestSettings, 'language'>;
  /** What a language model said of pairs of titles; left out: no model is asked. */
  readonly verdicts?: EventVerdicts | undefined;
  /** Vectors of the candidates' titles; counts only beside `verdicts`. */
  readonly nearness?: Nearness | undefined;
}

/** Two candidates whose groups may be one event. */
export interface ClusterDoubt extends Omit<GroupDoubt, 'a' | 'b'> {
  readonly between: readonly [Candidate, Candidate];
}

interface MemberReport extends Report {
  readonly candidate: Candidate;
}

interface Group {
  readonly members: readonly MemberReport[];
  readonly update: Reference | undefined;
}

/**
 * Joins the items that tell of one event, drops what was told before and has not moved, and joins a follow-up to
 * the event it answers. The same result for every order of `candidates` and `told`.
 */
export function clusterItems(
  candidates: readonly Candidate[],
  {
    aliases,
    items = candidates.map(({ item }) => item),
    signatures = createItemSignatures(items, aliases),
    told,
    settings,
    verdicts,
    nearness,
  }: ClusterInput,
): Clustered {
  const { learned, reader } = signatures;
  const sorted = [...candidates].sort(byDateThenIdentity);
  const rarity = rarityAmong(sorted.map(({ item }) => signatures.of(item)));
  const ownSiteOf = createOwnSiteReader(aliases);
  const reports = sorted.map((candidate) =>
    toReport(candidate, weigh(signatures.of(candidate.item), rarity), ownSiteOf(candidate.item)),
  );
  const hearing = verdicts && createHearing(reports, { verdicts, nearness });
  const groups = groupReports(reports, hearing).map((group) => group.map((index) => reports[index] as MemberReport));
  const dropped: Dropped[] = [];
  const drop = (members: readonly MemberReport[], rule: Dropped['rule'], why: Phrase) => {
    for (const { candidate } of members) dropped.push(toDropped(candidate, rule, why[settings.language]));
  };
  const toldBefore = toldReports(told, { reader, rarity, ownSiteOf });
  const findAlike = createToldFinder(toldBefore);
  // A report that a language model calls the next step of a told story is news, however alike the words are.
  const findTold: FindTold = (report) => {
    const before = findAlike(report);
    if (before === undefined || before.certain) return before;
    return before.told.items.some(({ title }) => isNextStep(verdicts, title, report.title)) ? undefined : before;
  };
  const untold = groups.flatMap((group) => withoutTold(group, findTold, drop));
  const open = untold.filter((group) => canBeOpened(group, drop));
  return {
    clusters: joinFollowUps(open, toldBefore, { drop, language: settings.language, verdicts }),
    dropped,
    learned: learned.filter((name) => candidates.some(({ item }) => hasName(item.title, name))),
    doubts: (hearing?.doubts() ?? []).map(({ a, b, ...doubt }) => ({
      ...doubt,
      between: [(reports[a] as MemberReport).candidate, (reports[b] as MemberReport).candidate],
    })),
  };
}

function hasName(title: string, { chinese, latin }: LearnedName): boolean {
  return title.includes(chinese) || title.includes(latin);
}

function byDateThenIdentity({ item: a }: Candidate, { item: b }: Candidate): number {
  return (
    a.date.getTime() - b.date.getTime() ||
    compareText(a.canonicalUrl, b.canonicalUrl) ||
    compareText(a.feedUrl, b.feedUrl) ||
    compareText(a.entryId, b.entryId)
  );
}

function toReport(candidate: Candidate, headline: WeightedSignature, ownSite: string | undefined): MemberReport {
  const { title, url, canonicalUrl, date, feedUrl, entryId } = candidate.item;
  const entry = entryId === url || entryId === canonicalUrl ? undefined : { feed: feedUrl, id: entryId };
  return {
    candidate,
    title,
    headline,
    canonicalUrl,
    series: seriesOf(canonicalUrl),
    ownSite,
    time: date.getTime(),
    entry,
  };
}

function toDropped({ item, feed }: Candidate, rule: Dropped['rule'], why: string): Dropped {
  return { title: item.title, url: item.url, feed: feed.name, rule, why };
}

type Drop = (members: readonly MemberReport[], rule: Dropped['rule'], why: Phrase) => void;

/**
 * What is left of a group without the reports of what was told: nothing, all, or the news since. One article that was
 * told decides for its whole group; similar words must hold for half of it.
 */
function withoutTold(members: readonly MemberReport[], findTold: FindTold, drop: Drop): Group[] {
  const judged = members.map((report) => ({ report, before: findTold(report) }));
  const befores = judged.flatMap(({ before }) => before ?? []);
  const known =
    befores.find(({ certain }) => certain) ?? (befores.length * 2 >= members.length ? befores[0] : undefined);
  if (known === undefined) return [{ members, update: undefined }];
  const news = judged.filter(({ before }) => before?.moved === true).map(({ report }) => report);
  dropTold(
    members.filter((report) => !news.includes(report)),
    known.told,
    drop,
  );
  if (news.length === 0) return [];
  const before = judged.find(({ before }) => before?.moved === true)?.before ?? known;
  return [{ members: news, update: { title: before.told.title, url: before.told.url } }];
}

function dropTold(members: readonly MemberReport[], { slot, title }: Told, drop: Drop): void {
  const day = slot.slice(0, 10);
  for (const report of members) {
    const other = report.title === title ? { 'zh-CN': '', en: '' } : { 'zh-CN': `：${title}`, en: `: ${title}` };
    drop([report], 'told', { 'zh-CN': `${day} 说过${other['zh-CN']}`, en: `told on ${day}${other.en}` });
  }
}

/** A story needs one member that readers can open. */
function canBeOpened({ members }: Group, drop: Drop): boolean {
  const closed = members[0]?.candidate.closed;
  if (closed === undefined || members.some(({ candidate }) => candidate.closed === undefined)) return true;
  drop(members, closed.rule, closed.why);
  return false;
}

/** An event with more than this many times the articles of its follow-up keeps its own entry. */
const mostTimesLarger = 2;

/** A follow-up takes the event that it answers into its own entry; an event that was told is only named. */
function joinFollowUps(
  groups: readonly Group[],
  told: readonly ToldReport[],
  {
    drop,
    language,
    verdicts,
  }: { readonly drop: Drop; readonly language: Language; readonly verdicts?: EventVerdicts | undefined },
): Cluster[] {
  const answered = findAnswered([...groups.map(({ members }) => members), ...told.map((report) => [report])], verdicts);
  const joined = new Set<number>();
  const backgrounds = new Map<number, Reference | undefined>();
  for (const [later, earlier] of answered) {
    const group = groups[later];
    const event = groups[earlier];
    if (group === undefined && event !== undefined && event.update === undefined && !joined.has(earlier)) {
      // Its follow-up was told with this event as background; alone the event would be yesterday's news.
      joined.add(earlier);
      dropTold(event.members, (told[later - groups.length] as ToldReport).told, drop);
    }
    if (group === undefined || group.update !== undefined || joined.has(later)) continue;
    if (event === undefined) {
      const story = told[earlier - groups.length]?.told;
      backgrounds.set(later, story && { title: story.title, url: story.url });
      continue;
    }
    const taken = joined.has(earlier) || backgrounds.has(earlier);
    if (taken || articles(event) > mostTimesLarger * articles(group)) continue;
    joined.add(earlier);
    backgrounds.set(later, referenceTo(event, language));
    drop(event.members, 'merged', asBackground(group));
  }
  return groups.flatMap(({ members, update }, index): Cluster[] => {
    if (joined.has(index)) return [];
    return [{ members: members.map(({ candidate }) => candidate), background: backgrounds.get(index), update }];
  });
}

/** How many articles tell of it, however many feeds list them. */
function articles({ members }: Group): number {
  return new Set(members.map(({ canonicalUrl }) => canonicalUrl)).size;
}

function asBackground({ members }: Group): Phrase {
  const title = members.at(-1)?.title ?? '';
  return { 'zh-CN': `作为前情并入：${title}`, en: `joined as the background of: ${title}` };
}

function referenceTo({ members }: Group, language: Language): Reference | undefined {
  const open = members.filter(({ candidate }) => candidate.closed === undefined).map(({ candidate }) => candidate.item);
  const item = open.find((each) => speaks(each, language)) ?? open[0];
  return item && { title: item.title, url: item.url };
}
