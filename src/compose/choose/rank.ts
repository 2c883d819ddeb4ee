import { counted } from '../../ground/counted.ts';
import { hourMs } from '../../ground/durations.ts';
import { type Say, sayIn } from '../../ground/say.ts';
import type { Aliases, DigestSettings, Feed, Item, Kind, Publisher, Reason, Story, Weights } from '../../model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type CountIndependent, createIndependence } from '../cluster/independence.ts';
import { chooseLead, speaks } from '../cluster/lead.ts';
import { createSourceFinder, type FindSource, findOwn, type IsOwn } from '../cluster/publishers.ts';
import type { Candidate } from '../judge/filter.ts';
import type { Judge } from '../judge/judge.ts';
import { onceFor } from '../once-for.ts';
import { compilePatterns } from '../text/patterns.ts';
import { findCompanions } from './companions.ts';
import { createSectionFinder, type FindSection } from './section.ts';
import { createSignalReader, isMarketing, plainPoints, type Signal, type StorySignals } from './worth.ts';

export interface RankInput {
  readonly settings: DigestSettings;
  readonly feeds: readonly Feed[];
  /** All that is known, also older ones: they show which feed belongs to which site. */
  readonly items: readonly Item[];
  readonly aliases: Aliases;
  readonly weights: Pick<Weights, 'points'> | undefined;
  readonly judge: Pick<Judge, 'explain'>;
  readonly instant: Date;
}

/** Points that cannot be fitted from labels: they depend on the digest and its reader. */
const points = {
  /** For each unit of a feed's `weight`. */
  feedWeight: 0.3,
  /** For news of this moment; they halve every `halfLifeHours`. */
  fresh: 0.6,
  halfLifeHours: 24,
  followUp: 0.5,
  update: 0.5,
  /** A title in the digest's language. */
  ownLanguage: 0.3,
  /** A page beside a release that another story tells. */
  companion: -3,
  /** A boosted word that is only in the summary gets this share of its points. */
  boostInSummary: 0.5,
} as const;

/** How many of the best stories explain their kind; more cannot be shown. */
const explained = 60;

/** Turns clusters into stories, best first. A score is the sum of its reasons, each rounded to one decimal. */
export function rankStories(clusters: readonly Cluster[], input: RankInput): readonly Story[] {
  const source = createSourceFinder(input.items, input.feeds, input.aliases);
  const independent = createIndependence(source, input.aliases);
  const tools = {
    ...input,
    source,
    isOwn: findOwn(input.items, input.feeds),
    independent,
    scorer: createScorer(input),
    sectionOf: sectionFinderFor(input.settings.sections)(input.aliases),
  };
  const ranked = clusters.map((cluster) => toStory(cluster, tools)).sort(bestFirst);
  return lowerCompanions(ranked, input.settings).map((each, index) =>
    index < explained ? explain(each, input) : each.story,
  );
}

function bestFirst({ story: a }: Ranked, { story: b }: Ranked): number {
  return b.score - a.score || b.lead.date.getTime() - a.lead.date.getTime() || (a.id < b.id ? -1 : 1);
}

/** Takes points from pages beside a release. Only the best stories are searched: the others cannot be told. */
function lowerCompanions(ranked: readonly Ranked[], { language }: DigestSettings): readonly Ranked[] {
  const companions = findCompanions(ranked.slice(0, explained));
  if (companions.size === 0) return ranked;
  const say = sayIn(language);
  return ranked
    .map((each) => {
      const release = companions.get(each.story);
      if (release === undefined) return each;
      const why = say(`与「${release}」同属一次发布`, `a page beside “${release}”`);
      const reasons = [...each.story.reasons, { points: points.companion, why }];
      return { ...each, story: { ...each.story, reasons, score: sumOf(reasons) } };
    })
    .sort(bestFirst);
}

const sectionFinderFor = onceFor((sections: DigestSettings['sections']) =>
  onceFor((aliases: Aliases) => createSectionFinder(sections, aliases)),
);

interface Tools extends RankInput {
  readonly source: FindSource;
  readonly isOwn: IsOwn;
  readonly independent: CountIndependent;
  readonly scorer: (cluster: Cluster, story: StorySignals) => readonly Reason[];
  readonly sectionOf: FindSection;
}

interface Ranked {
  readonly story: Story;
  readonly lead: Candidate;
  readonly isMakers: boolean;
  readonly hasMakers: boolean;
}

function toStory(cluster: Cluster, { settings, source, isOwn, independent, scorer, sectionOf }: Tools): Ranked {
  const { lead, others } = chooseLead(cluster.members, settings.language, isOwn);
  const members = [lead, ...others];
  const items = members.map(({ item }) => item);
  const independentSources = independent(items);
  const kind = kindOf(lead, others);
  const reasons = scorer(cluster, { lead, members, kind, independentSources });
  const publishers = publishersOf(members, source);
  const story: Story = {
    id: lead.item.canonicalUrl,
    lead: lead.item,
    items,
    publishers,
    independentSources,
    kind,
    isVendorOwn: isMarketing(lead, kind),
    section: sectionOf(lead.item, kind),
    score: sumOf(reasons),
    reasons,
    background: cluster.background,
    update: cluster.update,
  };
  return { story, lead, isMakers: lead.isVendor, hasMakers: members.some(({ isVendor }) => isVendor) };
}

/** A forum post beside an article takes the article's kind: it is talk about it. */
function kindOf({ kind }: Candidate, others: readonly Candidate[]): Kind {
  return kind === 'forum' ? (others.find((other) => other.kind !== 'forum')?.kind ?? kind) : kind;
}

/** Adds the judge's signals to the first reason, which names the kind. */
function explain({ story, lead }: Ranked, { judge, settings }: RankInput): Story {
  const [kind, ...others] = story.reasons;
  const signals = judge.explain(lead.item, lead, 'kind').map((signal) => signal[settings.language]);
  if (kind === undefined || signals.length === 0) return story;
  const say = sayIn(settings.language);
  const why = say(`${kind.why}（${signals.join('，')}）`, `${kind.why} (${signals.join(', ')})`);
  return { ...story, reasons: [{ ...kind, why }, ...others] };
}

/** A page that readers cannot open is not linked, but its publisher is still named. */
function publishersOf(members: readonly Candidate[], source: FindSource): Publisher[] {
  const publishers = new Map<string, Publisher>();
  for (const { item, closed } of members) {
    const { key, name } = source(item);
    const url = closed === undefined || closed.rule === 'topic' ? item.url : undefined;
    const known = publishers.get(key);
    publishers.set(key, { name: known?.name ?? name, url: known?.url ?? url });
  }
  return [...publishers.values()];
}

/** Added in tenths, so that the reasons shown add up to the score shown. */
function sumOf(reasons: readonly Reason[]): number {
  return reasons.reduce((tenths, reason) => tenths + Math.round(reason.points * 10), 0) / 10;
}

function createScorer({ settings, aliases, weights, instant }: RankInput): Tools['scorer'] {
  const say = sayIn(settings.language);
  const signalsOf = signalReaderFor(aliases);
  const toReason = ({ name, amount, why }: Signal): Reason => ({
    points: tenth(amount * (weights?.points[name] ?? plainPoints[name])),
    why: why[settings.language],
  });
  const boosts = settings.boost.map((boost) => createBoost(boost, say));
  return (cluster, story) => {
    const items = cluster.members.map(({ item }) => item);
    const [kind, ...signals] = signalsOf(story).map(toReason);
    return [
      ...(kind === undefined ? [] : [kind]),
      ...[
        ...signals,
        freshness(items, instant, say),
        ...boosts.map((boost) => boost(items)),
        cluster.background === undefined
          ? none
          : { points: points.followUp, why: say('大事的后续', 'follows up a big story') },
        cluster.update === undefined
          ? none
          : { points: points.update, why: say('有新进展', 'moved since it was told') },
        isMarketing(story.lead, story.kind) ? none : feedWeight(cluster, story.lead),
        speaks(story.lead.item, settings.language)
          ? { points: points.ownLanguage, why: say('中文', 'in English') }
          : none,
      ].filter((reason) => reason.points !== 0),
    ];
  };
}

const signalReaderFor = onceFor(createSignalReader);

function createBoost({ pattern, points: worth }: DigestSettings['boost'][number], say: Say) {
  const matcher = compilePatterns([pattern]);
  return (items: readonly Item[]): Reason => {
    if (items.some(({ title }) => matcher.first(title))) {
      return { points: tenth(worth), why: say(`关注词 ${pattern.text}`, `boost ${pattern.text}`) };
    }
    if (!items.some(({ summary }) => matcher.first(summary))) return none;
    const why = say(`摘要里有关注词 ${pattern.text}`, `boost ${pattern.text}, in the summary`);
    return { points: tenth(worth * points.boostInSummary), why };
  };
}

const none: Reason = { points: 0, why: '' };

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function freshness(items: readonly Item[], instant: Date, say: Say): Reason {
  const newest = Math.max(...items.map(({ date }) => date.getTime()));
  const hours = Math.max(0, (instant.getTime() - newest) / hourMs);
  const age = tenth(hours);
  return {
    points: tenth(points.fresh * 2 ** (-hours / points.halfLifeHours)),
    why: say(`${age} 小时前`, `${counted(age, 'hour')} ago`),
  };
}

function feedWeight({ members }: Cluster, lead: Candidate): Reason {
  const best = members.reduce((a, b) => (b.feed.weight > a.feed.weight ? b : a), lead);
  return { points: tenth(best.feed.weight * points.feedWeight), why: best.feed.name };
}
