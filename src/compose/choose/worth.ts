/**
 * The signals of a story's worth. Each has an amount, mostly 0 or 1. The points per unit of a signal are fitted
 * (`npm run train`) and stored in feeds/judge.json.
 */
import type { Aliases, Item, Kind, Phrase } from '../../model.ts';
import { isClickbait } from '../cluster/lead.ts';
import { hostOf } from '../cluster/publishers.ts';
import { readQuantities } from '../cluster/quantities.ts';
import { isHost } from '../cluster/signature.ts';
import type { Candidate } from '../judge/filter.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';

export interface Signal {
  readonly name: SignalName;
  readonly amount: number;
  readonly why: Phrase;
}

export type SignalName = keyof typeof plainPoints;

export interface StorySignals {
  readonly lead: Candidate;
  readonly members: readonly Candidate[];
  readonly kind: Kind;
  readonly independentSources: number;
}

/** Points per unit of each signal where judge.json gives none. A story starts with the points of its kind. */
export const plainPoints = {
  'kind news': 1.8,
  'kind release': 2,
  'kind patch': -2,
  'kind paper': 1.2,
  'kind opinion': 0.8,
  'kind guide': -0.2,
  'kind case': -1.5,
  'kind bulletin': -3,
  'kind roundup': -3,
  'kind promo': -3,
  'kind forum': -1,
  'kind page': -1.5,
  lab: 0.8,
  company: 0.4,
  person: 0.4,
  product: 0.2,
  'nobody known': -0.8,
  'release by a lab': 0.8,
  'news of a lab': 0.5,
  'by itself': 0.2,
  'about itself': -1.2,
  sum: 0.4,
  discussion: 1.2,
  sources: 1.5,
  coy: -0.5,
  'hardly AI': -2,
  wording: 1,
} as const;

export function createSignalReader(aliases: Aliases): (story: StorySignals) => readonly Signal[] {
  const finder = createPhraseFinder(
    aliases.names
      .filter(({ kind }) => kind !== 'term' && kind !== 'media' && kind !== 'agency')
      .flatMap((alias) => alias.names.map((phrase) => ({ phrase, meaning: alias, exactCase: true }))),
  );
  const makers = new Set(
    aliases.names
      .filter(({ kind }) => kind === 'lab' || kind === 'company')
      .flatMap(({ names }) => names.filter(isHost)),
  );
  return (story) => {
    const { lead, kind } = story;
    const { title, url } = lead.item;
    const named = new Map(
      finder
        .find(title)
        .map(({ meaning }) => [meaning.kind === 'model' ? 'lab' : meaning.kind, meaning.names[0] ?? '']),
    );
    const lab = named.get('lab');
    const company = named.get('company');
    const nobody = lab === undefined && company === undefined && !named.has('person') && !named.has('product');
    const host = hostOf(url);
    return [
      signal(`kind ${kind}`, 1, kindNames[kind]),
      ...(lab === undefined ? [] : [signal('lab', 1, { 'zh-CN': `涉及 ${lab}`, en: `names ${lab}` })]),
      ...(company === undefined ? [] : [signal('company', 1, { 'zh-CN': `涉及 ${company}`, en: `names ${company}` })]),
      ...(named.has('person') ? [signal('person', 1, { 'zh-CN': '知名人物', en: 'a person of standing' })] : []),
      ...(named.has('product') ? [signal('product', 1, { 'zh-CN': '知名产品', en: 'a known product' })] : []),
      ...(nobody ? [signal('nobody known', 1, { 'zh-CN': '没有知名的名字', en: 'names nobody known' })] : []),
      ...(lab !== undefined && kind === 'release'
        ? [signal('release by a lab', 1, { 'zh-CN': '实验室或模型的新发布', en: 'a release by a lab' })]
        : []),
      ...(lab !== undefined && kind === 'news'
        ? [signal('news of a lab', 1, { 'zh-CN': '实验室的新闻', en: 'news of a lab' })]
        : []),
      ...(makers.has(host) || makers.has(host.split('.').slice(-2).join('.'))
        ? [signal('by itself', 1, { 'zh-CN': '当事方自己发布', en: 'by the company itself' })]
        : []),
      ...(isMarketing(lead, kind)
        ? [signal('about itself', 1, { 'zh-CN': '厂商讲自己', en: 'a vendor about itself' })]
        : []),
      ...sumOfMoney(title),
      ...discussion(story.members.map(({ item }) => item)),
      ...sources(story.independentSources),
      ...(isClickbait(title) ? [signal('coy', 1, { 'zh-CN': '标题不直说', en: 'the title is coy' })] : []),
      ...(lead.ai < certainlyAi
        ? [signal('hardly AI', 1 - lead.ai, { 'zh-CN': '与 AI 关系不大', en: 'hardly about AI' })]
        : []),
      ...(lead.wording === 0
        ? []
        : [
            signal(
              'wording',
              lead.wording,
              lead.wording > 0
                ? { 'zh-CN': '措辞像要闻', en: 'worded like news that matters' }
                : { 'zh-CN': '措辞不像要闻', en: 'not worded like news that matters' },
            ),
          ]),
    ];
  };
}

/** True for what a vendor writes about itself without releasing anything. */
export function isMarketing({ isVendor }: Candidate, kind: Kind): boolean {
  return isVendor && (kind === 'guide' || kind === 'case' || kind === 'opinion');
}

/** Below this probability an item is only partly about AI. */
const certainlyAi = 0.9;

function signal(name: SignalName, amount: number, why: Phrase): Signal {
  return { name, amount, why };
}

const kindNames: Readonly<Record<Kind, Phrase>> = {
  news: { 'zh-CN': '新闻', en: 'news' },
  release: { 'zh-CN': '发布', en: 'a release' },
  patch: { 'zh-CN': '修补版本', en: 'a patch release' },
  paper: { 'zh-CN': '论文', en: 'a paper' },
  opinion: { 'zh-CN': '评论', en: 'an opinion' },
  guide: { 'zh-CN': '教程', en: 'a guide' },
  case: { 'zh-CN': '客户案例', en: 'a customer story' },
  bulletin: { 'zh-CN': '快报', en: 'a bulletin' },
  roundup: { 'zh-CN': '综述', en: 'a round-up' },
  promo: { 'zh-CN': '推广', en: 'a promotion' },
  forum: { 'zh-CN': '论坛帖子', en: 'a forum post' },
  page: { 'zh-CN': '网页', en: 'a page' },
};

/** One per factor of ten above ten million, in any currency; at most three. */
function sumOfMoney(title: string): readonly Signal[] {
  if (!/\d.{0,8}(?:万|亿|[mb]illion|[mb]n?\b)|[$€£]\s?\d/i.test(title)) return [];
  const most = Math.max(0, ...readQuantities(title).amounts);
  const amount = Math.min(3, Math.log10(most / 1e7));
  return amount <= 0 ? [] : [signal('sum', amount, { 'zh-CN': '大额资金', en: 'a large sum' })];
}

/** One per factor of ten above this many points; at most `mostDiscussion`. */
const quietPoints = 30;
const mostDiscussion = 1.7;

function discussion(items: readonly Item[]): readonly Signal[] {
  const most = Math.max(0, ...items.map((item) => item.discussion?.points ?? 0));
  if (most <= quietPoints) return [];
  const isHackerNews = items.some((item) => hostOf(item.discussion?.url ?? '') === 'news.ycombinator.com');
  return [
    signal('discussion', Math.min(Math.log10(most / quietPoints), mostDiscussion), {
      'zh-CN': `${isHackerNews ? 'HN' : '讨论'} ${most} 分`,
      en: `${isHackerNews ? 'HN' : 'discussion'} ${most} points`,
    }),
  ];
}

/** One per doubling of the independent publishers; more than eight count as eight. */
function sources(count: number): readonly Signal[] {
  if (count < 2) return [];
  const amount = Math.log2(Math.min(count, 8));
  return [signal('sources', amount, { 'zh-CN': `${count} 家独立来源`, en: `${count} independent sources` })];
}
