import type { DropRule, KindRules, Phrase, Topics } from '../model.ts';
import { compilePatterns, type PatternMatcher } from './patterns.ts';

/** Why an item is no article that a digest could tell. */
export interface NonArticle {
  readonly rule: DropRule;
  readonly why: Phrase;
}

/** Tells round-ups, promotions, members' pages and search pages from articles. */
export interface KindJudge {
  judge(item: { readonly title: string; readonly summary: string; readonly url: string }): NonArticle | undefined;
}

const kinds: readonly { readonly rules: (topics: Topics) => KindRules; readonly found: NonArticle }[] = [
  { rules: (topics) => topics.promotions, found: { rule: 'promotion', why: { 'zh-CN': '推广', en: 'promotion' } } },
  {
    rules: (topics) => topics.roundups,
    found: { rule: 'roundup', why: { 'zh-CN': '综述（一条多事）', en: 'round-up (several stories in one)' } },
  },
];

/** Builds the judge; patterns are compiled once. The first kind that fits is named. */
export function createKindJudge(topics: Topics): KindJudge {
  const tests = kinds.map(({ rules, found }) => ({ found, matches: compileRules(rules(topics)) }));
  return { judge: (item) => tests.find(({ matches }) => matches(item))?.found };
}

function compileRules(rules: KindRules): (item: { title: string; summary: string; url: string }) => boolean {
  const titles: PatternMatcher = compilePatterns(rules.titles);
  const summaries = compilePatterns(rules.summaries);
  const addresses = compilePatterns(rules.addresses);
  return ({ title, summary, url }) =>
    (titles.first(title) ?? summaries.first(summary) ?? addresses.first(url)) !== undefined;
}
