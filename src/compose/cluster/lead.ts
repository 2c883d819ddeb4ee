import type { Item, Language } from '../../model.ts';
import type { Candidate } from '../judge/filter.ts';
import { isBareTitle } from '../text/title-text.ts';
import { creditOf } from './independence.ts';
import { type IsOwn, isForumPost } from './publishers.ts';

/** Marks of a title that holds back what happened, or shouts it. */
const clickbait = /[!！?？…]|\.{3}/u;

/** A column's name after a bar: columns write about events that others reported. */
const column = /[|｜丨]\s?[\p{sc=Han}]{2,6}$/u;

const announcement = /^(?:introducing|announcing|meet)\s/iu;

/** A source named before what happened: "美国FCC：…". */
const attribution = /^[^：:，。！？]{2,16}：/u;

/**
 * Chooses the item whose title and link stand for the story: one that can be opened, an article before a forum post, in
 * the digest's language, a full title before a bare name, what tells the event before an opinion on it, plain before clickbait, original before copies, early before
 * late. The others follow in the same order. For a page of a site whose own feed is read, the title of that feed comes
 * first.
 */
export function chooseLead(
  members: readonly Candidate[],
  language: Language,
  isOwn: IsOwn = () => false,
): { readonly lead: Candidate; readonly others: readonly Candidate[] } {
  const [only, ...more] = members;
  if (only === undefined) throw new Error('Expected a cluster with at least one member, got none');
  if (more.length === 0) return { lead: only, others: more };
  const owned = new Set(members.filter(({ item }) => isOwn(item)).map(({ item }) => item.canonicalUrl));
  const inForeignWords = ({ item }: Candidate) => owned.has(item.canonicalUrl) && !isOwn(item);
  const ranked = members
    .map((member, index) => ({ member, index, cost: costOf(member, language) + (inForeignWords(member) ? 500 : 0) }))
    .sort((a, b) => a.cost - b.cost || a.index - b.index)
    .map(({ member }) => member);
  const [lead = only, ...others] = ranked;
  return { lead, others };
}

function costOf({ item, feed, closed, kind }: Candidate, language: Language): number {
  const shut = closed === undefined ? 0 : 1000;
  const foreign = speaks(item, language) ? 0 : 100;
  // An article in another language still comes before a forum post.
  const posted = isForumPost(item.url) ? 300 : 0;
  // A bare name of a model or a page leads only where no other title says what it is. "Introducing Nova 3" says it.
  const bare = isBareTitle(item.title) && !announcement.test(item.title) ? 12 : 0;
  const loud = isClickbait(item.title) ? 10 : 0;
  // What someone thinks of an event comes after what tells it.
  const remark = kind === 'opinion' ? 8 : 0;
  const copied = creditOf(item) === undefined ? 0 : 4;
  const relayed = item.discussion === undefined ? 0 : 6;
  const inColumn = column.test(item.title) ? 8 : 0;
  const attributed = attribution.test(item.title) ? 1 : 0;
  return (
    shut + posted + foreign + bare + loud + remark + inColumn + copied + relayed + attributed - Math.min(feed.weight, 3)
  );
}

/** True for an item in the digest's language. */
export function speaks(item: Item, language: Language): boolean {
  return item.language === (language === 'zh-CN' ? 'zh' : 'en');
}

/** True for titles that hold back what happened, or shout it. */
export function isClickbait(title: string): boolean {
  return clickbait.test(title);
}
