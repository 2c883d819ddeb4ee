import type { DropRule, Item, KindRules, Phrase, Topics } from '../../model.ts';
import { compilePatterns } from '../text/patterns.ts';

/** Why an item is no article that a digest could tell. */
export interface NonArticle {
  readonly rule: DropRule;
  readonly why: Phrase;
}

type Judged = Pick<Item, 'title' | 'summary' | 'url'>;

/** Tells non-articles from articles. */
export interface KindJudge {
  /** Round-ups and promotions: nothing of them is news. */
  refuse(item: Judged): NonArticle | undefined;
  /** News that readers cannot open: search pages and members' pages. */
  closed(item: Judged): NonArticle | undefined;
}

const promotion: NonArticle = { rule: 'promotion', why: { 'zh-CN': '推广', en: 'promotion' } };
const roundup: NonArticle = {
  rule: 'roundup',
  why: { 'zh-CN': '综述（一条多事）', en: 'round-up (several stories in one)' },
};
const searchPage: NonArticle = {
  rule: 'search-page',
  why: { 'zh-CN': '链接是搜索页，不是文章', en: 'the link leads to a search page, not an article' },
};
const membersOnly: NonArticle = { rule: 'members-only', why: { 'zh-CN': '会员文章', en: 'for members only' } };

/** Builds the judge; patterns are compiled once. The first kind that fits is named. */
export function createKindJudge(topics: Topics): KindJudge {
  return {
    refuse: firstOf([compile(topics.promotions, promotion), compile(topics.roundups, roundup)]),
    closed: firstOf([compile(topics.searchPages, searchPage), compile(topics.membersOnly, membersOnly)]),
  };
}

type Test = (item: Judged) => NonArticle | undefined;

function firstOf(tests: readonly Test[]): Test {
  return (item) => {
    for (const test of tests) {
      const found = test(item);
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

function compile({ titles, summaries, addresses }: KindRules, found: NonArticle): Test {
  const inTitle = compilePatterns(titles);
  const inSummary = compilePatterns(summaries);
  const inAddress = compilePatterns(addresses);
  return ({ title, summary, url }) =>
    (inTitle.first(title) ?? inSummary.first(ends(summary)) ?? inAddress.first(url)) === undefined ? undefined : found;
}

/** Labels and disclaimers stand where a summary begins or ends. */
function ends(summary: string): string {
  return summary.length <= 2 * endCharacters
    ? summary
    : `${summary.slice(0, endCharacters)}\n${summary.slice(-endCharacters)}`;
}

const endCharacters = 160;
