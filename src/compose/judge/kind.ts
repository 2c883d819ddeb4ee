import { phrase } from '../../ground/phrase.ts';
import type { DropRule, Item, Kind, KindRules, Phrase, Topics } from '../../model.ts';
import { isPatchRelease } from '../choose/releases.ts';
import { joinsHeadlines } from '../text/joined-headlines.ts';
import { compilePatterns } from '../text/patterns.ts';

/** Why an item gives no story: the rule, and the reason in words. */
export interface Verdict {
  readonly rule: DropRule;
  readonly why: Phrase;
}

type Judged = Pick<Item, 'title' | 'summary' | 'url'>;

const searchPage: Verdict = {
  rule: 'search-page',
  why: phrase('链接是搜索页，不是文章', 'the link leads to a search page, not an article'),
};
const membersOnly: Verdict = { rule: 'members-only', why: phrase('会员文章', 'for members only') };

/** Tells which articles readers cannot open: search pages and members' pages. */
export function createClosedRules(topics: Topics): (item: Judged) => Verdict | undefined {
  const isSearchPage = compile(topics.searchPages);
  const isMembersOnly = compile(topics.membersOnly);
  return (item) => {
    if (isSearchPage(item)) return searchPage;
    return isMembersOnly(item) ? membersOnly : undefined;
  };
}

/** Tells kinds by rule when there are no weights: round-ups and promotions by topics.yaml, others by their shape. */
export function createKindRules(topics: Topics): (item: Judged) => Kind {
  const isPromotion = compile(topics.promotions);
  const isRoundup = compile(topics.roundups);
  return (item) => {
    if (isPromotion(item)) return 'promo';
    if (isRoundup(item) || joinsHeadlines(item.title)) return 'roundup';
    if (isPatchRelease(item.title)) return 'patch';
    return /^https?:\/\/arxiv\.org\//.test(item.url) ? 'paper' : 'news';
  };
}

function compile({ titles, summaries, addresses }: KindRules): (item: Judged) => boolean {
  const inTitle = compilePatterns(titles);
  const inSummary = compilePatterns(summaries);
  const inAddress = compilePatterns(addresses);
  return ({ title, summary, url }) =>
    (inTitle.first(title) ?? inSummary.first(ends(summary)) ?? inAddress.first(url)) !== undefined;
}

/** Labels and disclaimers are at the beginning or end of a summary. */
function ends(summary: string): string {
  return summary.length <= 2 * endCharacters
    ? summary
    : `${summary.slice(0, endCharacters)}\n${summary.slice(-endCharacters)}`;
}

const endCharacters = 160;
