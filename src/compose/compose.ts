/**
 * The second stage: items in, one digest and its messages out. Pure: the same inputs give the same bytes.
 *
 * Terminology:
 *
 * - item: one entry of one feed.
 * - topic: whether an item is about AI.
 * - kind: what an item is: news, a release, a paper, an opinion, a round-up …
 * - candidate: an item that may appear in the digest: fresh, wanted, an article and about AI.
 * - closed: a candidate that readers cannot open. It may join a story but never gives one of its own.
 * - cluster: the candidates about one event. (In the literature: an event cluster.)
 * - derived: judgements and clusters, which are stored ahead of an edition (`derived.ts`).
 * - lead: the candidate whose title and link stand for its cluster.
 * - story: a ranked cluster, with its lead, publishers, score and section.
 * - signal: a trait of a story that its worth depends on; its points are fitted. A reason is a signal with its points.
 * - score: the sum of the points. Below the digest's `floor` a story is not told.
 * - independent sources: publishers that neither copy each other nor write about themselves.
 * - told: a story that was sent in an earlier edition of this digest.
 * - update: a story that has moved since it was told; it names the told story.
 * - background: the earlier event that a story follows up (前情).
 * - dropped: an item that was considered but is not in the digest, with the rule that says why.
 * - near miss: a story that missed its place by a few points; `preview` says by how many.
 * - rank: order by score; pick: take the best within the caps; select: pick, fill the messages, say what was left out.
 * - amount: how much of a story is printed: a whole or short title, and a number of sentences (`choose/allot.ts`).
 * - view: what a template may print; block: what a template printed.
 * - piece: a part of a block that is larger than a message; split: blocks into messages.
 */

import { compareText } from '../ground/compare-text.ts';
import type {
  Aliases,
  AskedText,
  Coverage,
  Digest,
  DigestSettings,
  Doubt,
  EventVerdicts,
  Feed,
  FeedOutcome,
  Format,
  Headlines,
  Item,
  Message,
  MessageLimits,
  Nearness,
  Phrase,
  Slot,
  Templates,
  Told,
  Topics,
  Weights,
} from '../model.ts';
import { rankStories } from './choose/rank.ts';
import { type Desk, type RoomEdition, selectStories } from './choose/select.ts';
import { type Clustered, clusterItems } from './cluster/cluster.ts';
import { createItemSignatures, type ItemSignatures } from './cluster/item-signatures.ts';
import type { LearnedName } from './cluster/learned-names.ts';
import { proposeDoubts } from './doubts.ts';
import { type Filtered, filterItems } from './judge/filter.ts';
import { createJudge, type Judge, rememberJudgements, type Said } from './judge/judge.ts';
import { once } from './once-for.ts';

export interface ComposeInput {
  readonly settings: DigestSettings;
  /** The feeds that this digest reads, disabled ones left out. */
  readonly feeds: readonly Feed[];
  readonly feedOutcomes: readonly FeedOutcome[];
  /** How many of `feeds` could be read lately; undefined before anything is known. */
  readonly usualFeedsRead: number | undefined;
  /** Items of the window, plus older items that show that one of these is old news; in any order. */
  readonly items: readonly Item[];
  readonly told: readonly Told[];
  /** Canonical URLs that became untold: candidates again, whatever their age. */
  readonly untold: ReadonlySet<string>;
  readonly topics: Topics;
  readonly aliases: Aliases;
  /** The learned judge; undefined when its file is missing or cannot be read. */
  readonly weights: Weights | undefined;
  readonly templates: Templates;
  readonly slot: Slot;
  /** Now, for age and freshness. */
  readonly instant: Date;
  /** The digest's last delivered slot. */
  readonly since: Date | undefined;
  readonly late: boolean;
  /** "春节 9 天": shown in the first line when the edition covers more than its usual time. */
  readonly backlog?: string | undefined;
  /** Address of this edition, for the link that ends its last message; left out: no link. */
  readonly link?: string | undefined;
  /** Translated titles; left out: none. */
  readonly headlines?: Headlines | undefined;
  /** What a language model said of the doubts of an earlier draft; left out: no model is asked. */
  readonly verdicts?: EventVerdicts | undefined;
  /** Vectors of titles; counts only beside verdicts. */
  readonly nearness?: Nearness | undefined;
  readonly limits: MessageLimits;
  /** The dialects of the rooms, each once; the first room's comes first. @default the format of the settings */
  readonly formats?: readonly Format[] | undefined;
}

export interface Composition {
  readonly digest: Digest;
  /** Names learned from the items, each with the address of its item; left out: none. */
  readonly learned?: readonly LearnedName[];
  /** Empty when there is nothing to tell and `whenEmpty` is `skip`. */
  readonly messages: readonly Message[];
  /** What the splitter had to give up (a link too long, a grapheme cut). */
  readonly reports: readonly Phrase[];
  /** One for each dialect of `formats`: the same stories in the same order, fewer where a room holds less. */
  readonly editions: readonly RoomEdition[];
  /** For a person who rearranges the edition. */
  readonly desk: Desk;
  /** Questions worth asking, the most useful first; left out where no model is asked. */
  readonly doubts?: readonly Doubt[];
  /** The candidates' texts, for their vectors; left out where no model is asked. */
  readonly compared?: readonly AskedText[];
}

/** What is known of the items without a language model; computed once per edition. */
export interface Groundwork {
  readonly items: readonly Item[];
  readonly rules: Judge;
  /** Read when they are first needed. */
  signatures(): ItemSignatures;
  readonly filtered: Filtered;
}

/** @param said what was said of some of the same items, in an earlier composition; more is added */
export function prepare(input: ComposeInput, said: Map<Item, Said> = new Map()): Groundwork {
  const items = inOrder(input.items);
  const rules = rememberJudgements(() => createJudge({ ...input, items }), said);
  return {
    items,
    rules,
    filtered: filterItems({ ...input, items, judge: rules }),
    signatures: once(() => createItemSignatures(items, input.aliases)),
  };
}

/** The order of the input must not affect the output, not even the list of dropped items. */
export function inOrder(items: readonly Item[]): readonly Item[] {
  return items.toSorted(byIdentity);
}

/** The stage between `prepare` and `compose`: which items are one story, and which of these was told before. */
export function group(
  { aliases, told, settings, verdicts, nearness }: ComposeInput,
  { items, signatures, filtered }: Groundwork,
): Clustered {
  const known = { aliases, items, signatures: signatures(), told, settings, verdicts, nearness };
  return clusterItems(filtered.candidates, known);
}

/**
 * Composes the digest of one slot.
 * @param groundwork of the same input, or of one that differs only in what a language model said
 * @param clustered of the same input, or of one with the same verdicts
 */
export function compose(
  input: ComposeInput,
  groundwork: Groundwork = prepare(input),
  clustered: Clustered = group(input, groundwork),
): Composition {
  const { settings, feeds, slot, late, limits, templates, verdicts } = input;
  const { items, rules, filtered } = groundwork;
  const stories = rankStories(clustered.clusters, { ...input, items, judge: rules });
  const selected = selectStories({
    stories,
    dropped: [...filtered.dropped, ...clustered.dropped],
    settings,
    feeds,
    slot,
    coverage: coverageOf(input, filtered),
    late,
    backlog: input.backlog,
    link: input.link,
    headlines: input.headlines,
    limits,
    formats: input.formats,
    templates,
    wording: input.topics.wording,
  });
  return {
    ...selected,
    ...(clustered.learned.length > 0 && { learned: clustered.learned }),
    ...(verdicts !== undefined && {
      compared: filtered.candidates.map(({ item: { title, summary } }) => ({ title, summary })),
      doubts: proposeDoubts({ clusters: clustered.doubts, desk: selected.desk }).filter(({ id }) => !verdicts.has(id)),
    }),
  };
}

function byIdentity(a: Item, b: Item): number {
  return compareText(a.feedUrl, b.feedUrl) || compareText(a.entryId, b.entryId);
}

function coverageOf(
  { feeds, feedOutcomes, usualFeedsRead }: ComposeInput,
  { windowHours, considered }: { readonly windowHours: number; readonly considered: number },
): Coverage {
  const urls = new Set(feeds.map((feed) => feed.url));
  const feedsRead = feedOutcomes.filter((outcome) => urls.has(outcome.feed.url) && wasRead(outcome)).length;
  const usual = usualFeedsRead ?? feeds.length;
  return { feeds: feeds.length, feedsRead, thin: feedsRead * 2 < usual, windowHours, items: considered };
}

/** A feed that rests at its own request counts as read; one that rests after failures does not. */
function wasRead(outcome: FeedOutcome): boolean {
  return outcome.kind === 'read' || outcome.kind === 'unchanged' || (outcome.kind === 'resting' && !outcome.failing);
}
