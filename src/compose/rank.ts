import type { Aliases, DigestSettings, Feed, Item, Language, Publisher, Reason, Story } from '../model.ts';
import type { Cluster } from './cluster.ts';
import type { Candidate } from './filter.ts';
import { independentCount } from './independence.ts';
import { chooseLead } from './lead.ts';
import { compilePatterns } from './patterns.ts';
import { createSourceFinder, type FindSource } from './publishers.ts';

export interface RankInput {
  readonly settings: DigestSettings;
  readonly feeds: readonly Feed[];
  readonly aliases: Aliases;
  readonly instant: Date;
}

/** What each signal is worth, in points. A feed's weight and a user's boosts come beside. */
const points = {
  /** For each independent source after the first. */
  source: 2,
  mostSources: 6,
  /** For news of this moment; half of it after `halfLifeHours`. */
  fresh: 2,
  halfLifeHours: 24,
  followUp: 1,
  /** For every ten times more discussion points than `quietPoints`. */
  discussion: 1,
  mostDiscussion: 1.5,
  quietPoints: 100,
} as const;

const hourMs = 3_600_000;

/** Turns clusters into stories, best first. A score is the sum of its reasons, each rounded to one decimal. */
export function rankStories(clusters: readonly Cluster[], input: RankInput): readonly Story[] {
  const items = clusters.flatMap(({ members }) => members.map(({ item }) => item));
  const source = createSourceFinder(items, input.feeds, input.aliases);
  const scorer = createScorer(input);
  const sectionOf = createSectionFinder(input.settings);
  return clusters
    .map((cluster) => toStory(cluster, { ...input, source, scorer, sectionOf }))
    .sort((a, b) => b.score - a.score || b.lead.date.getTime() - a.lead.date.getTime() || (a.id < b.id ? -1 : 1));
}

interface Tools extends RankInput {
  readonly source: FindSource;
  readonly scorer: (story: Unscored) => readonly Reason[];
  /** Its subject; which stories lead as 要闻 is decided when they are selected. */
  readonly sectionOf: (lead: Item) => string;
}

interface Unscored {
  readonly cluster: Cluster;
  readonly lead: Candidate;
  readonly independentSources: number;
}

function toStory(cluster: Cluster, { settings, aliases, source, scorer, sectionOf }: Tools): Story {
  const { lead, others } = chooseLead(cluster.members, { language: settings.language, source });
  const items = [lead, ...others].map(({ item }) => item);
  const independentSources = independentCount(items, source, aliases);
  const reasons = scorer({ cluster, lead, independentSources });
  return {
    id: lead.item.canonicalUrl,
    lead: lead.item,
    items,
    publishers: publishersOf(items, source),
    independentSources,
    section: sectionOf(lead.item),
    score: sumOf(reasons),
    reasons,
    background: cluster.background,
    update: cluster.update,
  };
}

function publishersOf(items: readonly Item[], source: FindSource): Publisher[] {
  const publishers = new Map<string, Publisher>();
  for (const item of items) {
    const { key, name } = source(item);
    if (!publishers.has(key)) publishers.set(key, { name, item });
  }
  return [...publishers.values()];
}

/** In tenths, so that the sum of what is shown is what is shown as the sum. */
function sumOf(reasons: readonly Reason[]): number {
  return reasons.reduce((tenths, reason) => tenths + Math.round(reason.points * 10), 0) / 10;
}

function createSectionFinder({ sections }: DigestSettings): Tools['sectionOf'] {
  const matchers = sections.map(({ id, match }) => ({
    id,
    matcher: match.length > 0 ? compilePatterns(match) : undefined,
  }));
  const rest = matchers.find(({ matcher }) => matcher === undefined)?.id ?? sections.at(-1)?.id ?? 'more';
  return (lead) => {
    return (
      matchers.find(({ matcher }) => matcher?.first(lead.title) !== undefined)?.id ??
      matchers.find(({ matcher }) => matcher?.first(lead.summary) !== undefined)?.id ??
      rest
    );
  };
}

function createScorer({ settings, instant }: RankInput): Tools['scorer'] {
  const say = sayIn(settings.language);
  const boosts = settings.boost.map(({ pattern, points: worth }) => ({
    matcher: compilePatterns([pattern]),
    reason: { points: tenth(worth), why: say(`关注词 ${pattern.text}`, `boost ${pattern.text}`) },
  }));
  return ({ cluster, lead, independentSources }) => {
    const items = cluster.members.map(({ item }) => item);
    return [
      sources(independentSources, say),
      freshness(items, instant, say),
      ...boosts
        .filter(({ matcher }) => items.some(({ title, summary }) => matcher.first(title, summary)))
        .map(({ reason }) => reason),
      discussion(items, say),
      cluster.background === undefined
        ? none
        : { points: points.followUp, why: say('大事的后续', 'follows up a big story') },
      weight(cluster, lead, say),
    ].filter((reason) => reason.points !== 0);
  };
}

type Say = (zh: string, en: string) => string;

function sayIn(language: Language): Say {
  return (zh, en) => (language === 'zh-CN' ? zh : en);
}

const none: Reason = { points: 0, why: '' };

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}

function sources(count: number, say: Say): Reason {
  const worth = Math.min((count - 1) * points.source, points.mostSources);
  return { points: Math.max(0, worth), why: say(`${count} 家独立来源`, `${count} independent sources`) };
}

function freshness(items: readonly Item[], instant: Date, say: Say): Reason {
  const newest = Math.max(...items.map(({ date }) => date.getTime()));
  const hours = Math.max(0, (instant.getTime() - newest) / hourMs);
  const age = tenth(hours);
  return {
    points: tenth(points.fresh * 2 ** (-hours / points.halfLifeHours)),
    why: say(`${age} 小时前`, `${age} hours ago`),
  };
}

function discussion(items: readonly Item[], say: Say): Reason {
  const most = Math.max(0, ...items.map((item) => item.discussion?.points ?? 0));
  if (most <= points.quietPoints) return none;
  const worth = Math.min(points.discussion * Math.log10(most / points.quietPoints), points.mostDiscussion);
  return { points: tenth(worth), why: say(`讨论 ${most} 分`, `${most} points of discussion`) };
}

function weight({ members }: Cluster, lead: Candidate, say: Say): Reason {
  const best = members.reduce((a, b) => (b.feed.weight > a.feed.weight ? b : a), lead);
  return { points: tenth(best.feed.weight), why: say(best.feed.name, best.feed.name) };
}
