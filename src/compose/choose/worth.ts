/**
 * The signals of a story's worth. Each has an amount, mostly 0 or 1. The points per unit of a signal are fitted
 * (`npm run train`) and stored in feeds/judge.json.
 */
import { counted } from '../../ground/counted.ts';
import { phrase } from '../../ground/phrase.ts';
import type { Aliases, Item, Kind, Phrase } from '../../model.ts';
import { isClickbait } from '../cluster/lead.ts';
import { hostOf, makerHosts } from '../cluster/publishers.ts';
import { readQuantities } from '../cluster/quantities.ts';
import { type Candidate, certainlyAi } from '../judge/filter.ts';
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
  unsaid: -0.7,
  wording: 1,
} as const;

export function createSignalReader(aliases: Aliases): (story: StorySignals) => readonly Signal[] {
  const finder = createPhraseFinder(
    aliases.names
      .filter(({ kind }) => kind !== 'term' && kind !== 'media' && kind !== 'agency')
      .flatMap((alias) => alias.names.map((phrase) => ({ phrase, meaning: alias, exactCase: true }))),
  );
  const makers = makerHosts(aliases);
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
    const isOwn = makers.has(host) || makers.has(host.split('.').slice(-2).join('.'));
    const wording = lead.wording > 0 ? 'worded' : 'not worded';
    const found = [
      signal(`kind ${kind}`, 1, kindNames[kind]),
      lab !== undefined && signal('lab', 1, phrase(`涉及 ${lab}`, `names ${lab}`)),
      company !== undefined && signal('company', 1, phrase(`涉及 ${company}`, `names ${company}`)),
      named.has('person') && signal('person', 1, phrase('知名人物', 'a person of standing')),
      named.has('product') && signal('product', 1, phrase('知名产品', 'a known product')),
      nobody && signal('nobody known', 1, phrase('没有知名的名字', 'names nobody known')),
      lab !== undefined &&
        kind === 'release' &&
        signal('release by a lab', 1, phrase('实验室或模型的新发布', 'a release by a lab')),
      lab !== undefined && kind === 'news' && signal('news of a lab', 1, phrase('实验室的新闻', 'news of a lab')),
      isOwn && signal('by itself', 1, phrase('当事方自己发布', 'by the company itself')),
      isMarketing(lead, kind) && signal('about itself', 1, phrase('厂商讲自己', 'a vendor about itself')),
      sumOfMoney(title),
      discussion(story.members.map(({ item }) => item)),
      sources(story.independentSources),
      isClickbait(title) && signal('coy', 1, phrase('标题不直说', 'the title is coy')),
      lead.ai < certainlyAi && signal('hardly AI', 1 - lead.ai, phrase('与 AI 关系不大', 'hardly about AI')),
      story.members.every(({ topic }) => topic === 'no') && signal('unsaid', 1, phrase('没有 AI 词', 'no AI words')),
      lead.wording !== 0 &&
        signal(
          'wording',
          lead.wording,
          phrase(lead.wording > 0 ? '措辞像要闻' : '措辞不像要闻', `${wording} like news that matters`),
        ),
    ];
    return found.filter((each) => each !== false && each !== undefined);
  };
}

/** True for what a vendor writes about itself without releasing anything. */
export function isMarketing({ isVendor }: Candidate, kind: Kind): boolean {
  return isVendor && (kind === 'guide' || kind === 'case' || kind === 'opinion');
}

function signal(name: SignalName, amount: number, why: Phrase): Signal {
  return { name, amount, why };
}

const kindNames: Readonly<Record<Kind, Phrase>> = {
  news: phrase('新闻', 'news'),
  release: phrase('发布', 'a release'),
  patch: phrase('修补版本', 'a patch release'),
  paper: phrase('论文', 'a paper'),
  opinion: phrase('评论', 'an opinion'),
  guide: phrase('教程', 'a guide'),
  case: phrase('客户案例', 'a customer story'),
  bulletin: phrase('快报', 'a bulletin'),
  roundup: phrase('综述', 'a round-up'),
  promo: phrase('推广', 'a promotion'),
  forum: phrase('论坛帖子', 'a forum post'),
  page: phrase('网页', 'a page'),
};

/** One per factor of ten above ten million, in any currency; at most three. */
function sumOfMoney(title: string): Signal | undefined {
  if (!/\d.{0,8}(?:万|亿|[mb]illion|[mb]n?\b)|[$€£]\s?\d/i.test(title)) return undefined;
  const most = Math.max(0, ...readQuantities(title).amounts);
  const amount = Math.min(3, Math.log10(most / 1e7));
  return amount <= 0 ? undefined : signal('sum', amount, phrase('大额资金', 'a large sum'));
}

/** One per factor of ten above this many points; at most `mostDiscussion`. */
const quietPoints = 30;
const mostDiscussion = 1.7;

function discussion(items: readonly Item[]): Signal | undefined {
  const most = Math.max(0, ...items.map((item) => item.discussion?.points ?? 0));
  if (most <= quietPoints) return undefined;
  const isHackerNews = items.some((item) => hostOf(item.discussion?.url ?? '') === 'news.ycombinator.com');
  const [zh, en] = isHackerNews ? ['HN', 'HN'] : ['讨论', 'discussion'];
  const amount = Math.min(Math.log10(most / quietPoints), mostDiscussion);
  return signal('discussion', amount, phrase(`${zh} ${most} 分`, `${en} ${counted(most, 'point')}`));
}

/** One per doubling of the independent publishers; more than eight count as eight. */
function sources(count: number): Signal | undefined {
  if (count < 2) return undefined;
  const amount = Math.log2(Math.min(count, 8));
  return signal('sources', amount, phrase(`${count} 家独立来源`, `${count} independent sources`));
}
