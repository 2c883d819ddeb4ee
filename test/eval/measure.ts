import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import { clusterItems } from '../../src/compose/cluster/cluster.ts';
import { compare, explainLikeness } from '../../src/compose/cluster/compare.ts';
import { rarityAmong } from '../../src/compose/cluster/rarity.ts';
import { createSignatureReader } from '../../src/compose/cluster/signature.ts';
import { weigh } from '../../src/compose/cluster/weighted-signature.ts';
import { createKindRules } from '../../src/compose/judge/kind.ts';
import { createTopicGate } from '../../src/compose/judge/topic.ts';
import type { Aliases, DigestSettings, Topics } from '../../src/model.ts';
import { groupByBigrams, groupByRatio, groupByUrl, isAiByKeyword, isNoArticleByKeyword } from './baselines.ts';
import { toCandidate } from './candidates.ts';
import { type DayByDay, measureDayByDay } from './day-by-day.ts';
import type { HardNegative, Labelled, LabelledHeadline, LabelledTopic } from './labelled.ts';
import { frequentAliases, frequentTerms } from './new-names.ts';
import { type Asked, measureAsked } from './oracle.ts';
import { type ClusterScores, type Grouping, scoreClusters } from './score-clusters.ts';

export interface Knowledge {
  readonly topics: Topics;
  readonly aliases: Aliases;
}

export interface Measured {
  readonly clustering: readonly { readonly method: string; readonly scores: Readonly<Record<Part, ClusterScores>> }[];
  /** Hard negatives that were merged, and the number of all. */
  readonly hardNegatives: { readonly merged: readonly HardNegative[]; readonly all: number };
  readonly dayByDay: readonly DayByDay[];
  readonly classification: readonly Classification[];
  /** The judgement round with only the frequent names. */
  readonly asked: readonly Asked[];
  readonly errors: readonly string[];
}

type Part = 'all' | 'zh' | 'en' | 'across';

export interface Classification {
  readonly what: string;
  readonly method: string;
  readonly right: number;
  readonly found: number;
  readonly wanted: number;
  readonly precision: number;
  readonly recall: number;
}

/** Measures clustering, topic and kind against labels. Each error names the signals that decided. */
export function measure(labelled: Labelled, { topics, aliases }: Knowledge): Measured {
  const ours = groupOurs(labelled.headlines, aliases);
  const frequent = frequentAliases(aliases, labelled.headlines);
  const byTitles = groupOurs(
    labelled.headlines.map((headline) => ({ ...headline, summary: '' })),
    aliases,
  );
  const gate = createTopicGate(topics, aliases);
  const kindOf = createKindRules(topics);
  const isAi = (row: LabelledTopic) => ['title', 'summary'].includes(gate(row));
  const isNoArticle = (row: LabelledTopic) => kindOf(row) === 'roundup' || kindOf(row) === 'promo';
  const wantsAi = ({ topic }: LabelledTopic) => topic === 'ai';
  const wantsOut = ({ kind }: LabelledTopic) => kind === 'roundup' || kind === 'promo';
  const hard = labelled.topics.filter((row) => row.hard);
  return {
    clustering: [
      { method: 'ours', scores: scoreParts(ours, labelled.headlines) },
      { method: 'ours, new names', scores: scoreParts(groupOurs(labelled.headlines, frequent), labelled.headlines) },
      {
        method: 'ours, new names and terms',
        scores: scoreParts(
          groupOurs(labelled.headlines, frequentTerms(frequent, labelled.headlines)),
          labelled.headlines,
        ),
      },
      { method: 'ours, titles only', scores: scoreParts(byTitles, labelled.headlines) },
      { method: 'URL only', scores: scoreParts(groupByUrl(labelled.headlines, canonicalUrl), labelled.headlines) },
      { method: 'title bigrams >= 0.4', scores: scoreParts(groupByBigrams(labelled.headlines), labelled.headlines) },
      { method: 'ratio >= 0.85', scores: scoreParts(groupByRatio(labelled.headlines), labelled.headlines) },
    ],
    hardNegatives: { merged: mergedNegatives(ours, labelled), all: labelled.hardNegatives.length },
    dayByDay: measureDayByDay(labelled.headlines, aliases),
    classification: [
      classify('topic', 'ours', labelled.topics, isAi, wantsAi),
      classify('topic', 'keywords', labelled.topics, isAiByKeyword, wantsAi),
      classify('topic, hard ones', 'ours', hard, isAi, wantsAi),
      classify('topic, hard ones', 'keywords', hard, isAiByKeyword, wantsAi),
      classify('round-ups and promotions', 'ours', labelled.topics, isNoArticle, wantsOut),
      classify('round-ups and promotions', 'keywords', labelled.topics, isNoArticleByKeyword, wantsOut),
    ],
    asked: measureAsked(labelled.headlines, frequent),
    errors: [
      ...clusterErrors(ours, labelled.headlines, aliases),
      ...labelled.topics
        .filter((row) => isAi(row) !== wantsAi(row))
        .map((row) => `${isAi(row) ? 'not AI, taken for it' : 'AI, missed'}: ${row.title}`),
      ...labelled.topics
        .filter((row) => isNoArticle(row) !== wantsOut(row))
        .map((row) => `${isNoArticle(row) ? 'article, refused' : `${row.kind}, let through`}: ${row.title}`),
    ],
  };
}

/** Groups headlines as the digest does. */
export function groupOurs(headlines: readonly LabelledHeadline[], aliases: Aliases): Grouping {
  const settings = { language: 'zh-CN' } as DigestSettings;
  const { clusters } = clusterItems(headlines.map(toCandidate), { aliases, told: [], settings });
  const groups = new Map(headlines.map(({ id }) => [id, `alone ${id}`]));
  for (const [index, { members }] of clusters.entries()) {
    for (const { item } of members) groups.set(item.entryId, String(index));
  }
  return groups;
}

function scoreParts(found: Grouping, headlines: readonly LabelledHeadline[]): Record<Part, ClusterScores> {
  const wanted = new Map(headlines.map(({ id, story }) => [id, story]));
  const lang = new Map(headlines.map(({ id, lang: each }) => [id, each]));
  const both = (a: string, b: string, each: string) => lang.get(a) === each && lang.get(b) === each;
  return {
    all: scoreClusters(found, wanted),
    zh: scoreClusters(found, wanted, (a, b) => both(a, b, 'zh')),
    en: scoreClusters(found, wanted, (a, b) => both(a, b, 'en')),
    across: scoreClusters(found, wanted, (a, b) => lang.get(a) !== lang.get(b)),
  };
}

function mergedNegatives(found: Grouping, { headlines, hardNegatives }: Labelled): HardNegative[] {
  const groupsOf = (story: string) =>
    new Set(headlines.filter((headline) => headline.story === story).map(({ id }) => found.get(id)));
  return hardNegatives.filter(({ story_a, story_b }) => {
    const others = groupsOf(story_b);
    return [...groupsOf(story_a)].some((group) => others.has(group));
  });
}

function classify(
  what: string,
  method: string,
  rows: readonly LabelledTopic[],
  find: (row: LabelledTopic) => boolean,
  want: (row: LabelledTopic) => boolean,
): Classification {
  const found = rows.filter(find);
  const right = found.filter(want).length;
  const wanted = rows.filter(want).length;
  return {
    what,
    method,
    right,
    found: found.length,
    wanted,
    precision: found.length === 0 ? 1 : right / found.length,
    recall: wanted === 0 ? 1 : right / wanted,
  };
}

/** One line per wrongly joined pair and per split story, with the signals that decided. */
function clusterErrors(found: Grouping, headlines: readonly LabelledHeadline[], aliases: Aliases): string[] {
  const reader = createSignatureReader(aliases);
  const signatures = headlines.map(({ title, summary }) => reader.read(title, summary));
  const rarity = rarityAmong(signatures);
  const weighed = signatures.map((signature) => weigh(signature, rarity));
  const told = new Set<string>();
  const errors: string[] = [];
  for (const [i, a] of headlines.entries()) {
    for (const [j, b] of headlines.entries()) {
      const together = found.get(a.id) === found.get(b.id);
      const belong = a.story === b.story;
      const key = [together, ...[found.get(a.id), found.get(b.id)].sort()].join(' ');
      const left = weighed[i];
      const right = weighed[j];
      if (j <= i || together === belong || told.has(key) || left === undefined || right === undefined) continue;
      told.add(key);
      const hours = Math.abs(Date.parse(a.published) - Date.parse(b.published)) / 3_600_000;
      const signals = explainLikeness(left, right, hours).join(', ');
      const why = `${compare(left, right, hours).toFixed(1)} = ${signals}`;
      errors.push(`${together ? 'joined' : 'split'}: ${a.title} | ${b.title} (${why})`);
    }
  }
  return errors;
}
