import type { Aliases, DigestSettings, Feed, Item, Language, Publisher, Reason, Story } from '../../model.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type CountIndependent, createIndependence } from '../cluster/independence.ts';
import { chooseLead, isClickbait, speaks } from '../cluster/lead.ts';
import {
  createSourceFinder,
  type FindSource,
  findOwn,
  hostOf,
  type IsOwn,
  isForumPost,
} from '../cluster/publishers.ts';
import type { Candidate } from '../judge/filter.ts';
import { compilePatterns } from '../text/patterns.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';
import { isPatchRelease } from './releases.ts';
import { createSectionFinder, type FindSection } from './section.ts';

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
  /** A title that holds back what happened, or shouts it. */
  clickbait: -0.5,
  /** Only the summary says that it is about AI. */
  asideOnly: -1,
  update: 0.5,
  /** A known laboratory, company or model in the title. */
  wellKnown: 0.5,
  /** A known laboratory or model brings something out. */
  release: 0.5,
  /** A word that the user wants, in the summary only: this share of what he gives for it. */
  boostInSummary: 0.5,
  /** A title that the digest's readers need not translate. */
  ownLanguage: 0.5,
  /** A post in a forum is talk about news, seldom news: it stands when votes or the user's words speak for it. */
  forum: -4,
  /** Somebody's own work, shown to a forum. */
  shown: -0.5,
  /** A repository that is popular today has no news to tell: "owner / name". */
  repository: -2,
  /** A release that only mends the last one: v2.1.239. */
  patch: -1,
} as const;

const hourMs = 3_600_000;

/** Turns clusters into stories, best first. A score is the sum of its reasons, each rounded to one decimal. */
export function rankStories(clusters: readonly Cluster[], input: RankInput): readonly Story[] {
  const items = clusters.flatMap(({ members }) => members.map(({ item }) => item));
  const source = createSourceFinder(items, input.feeds, input.aliases);
  const independent = createIndependence(source, input.aliases);
  const scorer = createScorer(input);
  const isOwn = findOwn(items, input.feeds);
  const sectionOf = createSectionFinder(input.settings.sections, input.aliases);
  return clusters
    .map((cluster) => toStory(cluster, { ...input, source, isOwn, independent, scorer, sectionOf }))
    .sort((a, b) => b.score - a.score || b.lead.date.getTime() - a.lead.date.getTime() || (a.id < b.id ? -1 : 1));
}

interface Tools extends RankInput {
  readonly source: FindSource;
  readonly isOwn: IsOwn;
  readonly independent: CountIndependent;
  readonly scorer: (story: Unscored) => readonly Reason[];
  readonly sectionOf: FindSection;
}

interface Unscored {
  readonly cluster: Cluster;
  readonly lead: Candidate;
  readonly independentSources: number;
}

function toStory(cluster: Cluster, { settings, source, isOwn, independent, scorer, sectionOf }: Tools): Story {
  const { lead, others } = chooseLead(cluster.members, settings.language, isOwn);
  const items = [lead, ...others].map(({ item }) => item);
  const independentSources = independent(items);
  const reasons = scorer({ cluster, lead, independentSources });
  return {
    id: lead.item.canonicalUrl,
    lead: lead.item,
    items,
    publishers: publishersOf([lead, ...others], source),
    independentSources,
    kind: lead.kind,
    isVendorOwn: false,
    section: sectionOf(lead.item, lead.kind),
    score: sumOf(reasons),
    reasons,
    background: cluster.background,
    update: cluster.update,
  };
}

/** Readers are sent to no page that they cannot open; who published it is named all the same. */
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

/** In tenths, so that the sum of what is shown is what is shown as the sum. */
function sumOf(reasons: readonly Reason[]): number {
  return reasons.reduce((tenths, reason) => tenths + Math.round(reason.points * 10), 0) / 10;
}

function createScorer({ settings, aliases, instant }: RankInput): Tools['scorer'] {
  const say = sayIn(settings.language);
  const wellKnown = createWellKnown(aliases, say);
  const boosts = settings.boost.map((boost) => createBoost(boost, say));
  return ({ cluster, lead, independentSources }) => {
    const items = cluster.members.map(({ item }) => item);
    return [
      sources(independentSources, say),
      freshness(items, instant, say),
      ...boosts.map((boost) => boost(items)),
      discussion(items, say),
      cluster.background === undefined
        ? none
        : { points: points.followUp, why: say('大事的后续', 'follows up a big story') },
      cluster.update === undefined ? none : { points: points.update, why: say('有新进展', 'moved since it was told') },
      weight(cluster, lead, say),
      ...wellKnown(lead.item.title),
      speaks(lead.item, settings.language) ? { points: points.ownLanguage, why: say('中文', 'in English') } : none,
      ...kindsOfPost(lead.item, say),
      isClickbait(lead.item.title) ? { points: points.clickbait, why: say('标题不直说', 'the title is coy') } : none,
      cluster.members.every(({ topic }) => topic === 'summary')
        ? { points: points.asideOnly, why: say('只在摘要里提到 AI', 'only the summary is about AI') }
        : none,
    ].filter((reason) => reason.points !== 0);
  };
}

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

function kindsOfPost({ title, url }: Item, say: Say): readonly Reason[] {
  return [
    isForumPost(url) ? { points: points.forum, why: say('论坛帖子', 'a forum post') } : none,
    /^(?:Show|Launch) HN:/i.test(title) ? { points: points.shown, why: say('自荐', 'shows own work') } : none,
    repositoryTitle.test(title) ? { points: points.repository, why: say('只是仓库主页', 'only a repository') } : none,
    isPatchRelease(title) ? { points: points.patch, why: say('只是修补版本', 'only a patch release') } : none,
  ];
}

/** How lists of popular repositories name them. */
const repositoryTitle = /^[\w.-]+\s?\/\s?[\w.-]+$/u;

function createWellKnown({ names }: Aliases, say: Say): (title: string) => readonly Reason[] {
  const finder = createPhraseFinder(
    names
      .filter(({ kind }) => kind === 'lab' || kind === 'company' || kind === 'model')
      .flatMap((alias) => alias.names.map((phrase) => ({ phrase, meaning: alias, exactCase: true }))),
  );
  return (title) => {
    const found = finder.find(title).map(({ meaning }) => meaning);
    const name = found[0]?.names[0];
    if (name === undefined) return [];
    const makesAi = found.some(({ kind }) => kind !== 'company');
    return [
      { points: points.wellKnown, why: say(`涉及 ${name}`, `names ${name}`) },
      makesAi && bringsOut.test(title) ? { points: points.release, why: say('新发布', 'a release') } : none,
    ];
  };
}

const bringsOut =
  /发布(?!会)|推出|开源|上线|\b(?:launch(?:es|ed)?|releas(?:es|ed)|introduc(?:es|ed|ing)|unveils?|announc(?:es|ing)|open[- ]sourc(?:es|ed)|debuts|brings)\b/iu;

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
    why: say(`${age} 小时前`, `${age} ${age === 1 ? 'hour' : 'hours'} ago`),
  };
}

function discussion(items: readonly Item[], say: Say): Reason {
  const most = Math.max(0, ...items.map((item) => item.discussion?.points ?? 0));
  if (most <= points.quietPoints) return none;
  const worth = Math.min(points.discussion * Math.log10(most / points.quietPoints), points.mostDiscussion);
  const where = items.some((item) => hostOf(item.discussion?.url ?? '') === 'news.ycombinator.com');
  const name = where ? 'HN' : say('讨论', 'discussion');
  return { points: tenth(worth), why: say(`${name} ${most} 分`, `${name} ${most} points`) };
}

function weight({ members }: Cluster, lead: Candidate, say: Say): Reason {
  const best = members.reduce((a, b) => (b.feed.weight > a.feed.weight ? b : a), lead);
  return { points: tenth(best.feed.weight), why: say(best.feed.name, best.feed.name) };
}
