import { columnsOf } from '../../ground/columns.ts';
import { headOf, lengthOf, type TextUnit } from '../../ground/cut-text.ts';
import { nameKey, type WordingRules } from './wording.ts';

/** 32 full-width characters, about two lines on a phone: a title may be cut to this where bytes are short. */
const titleColumns = 64;
/** No title is printed wider than this. */
const longestColumns = 160;

/** A cut at a clause must use at least this share of the room; otherwise the cut is at a word. */
const leastShareOfRoom = 0.5;

/** Words that a cut title must not end in. */
const danglingWords =
  /(?:\s+(?:a|an|the|to|of|in|on|at|as|and|or|for|with|by|from|than|that|its|their|his|her|is|are)|[\s、，])+\s*$/i;

/**
 * A title without the site's name at the end, the column's name at either end, bracketed labels and wrappers. Case and
 * language are kept. Never empty unless the title is.
 *
 * @param feedName name of the feed that lists it; it is removed at either end
 */
export function cleanTitle(title: string, feedName: string, rules: WordingRules): string {
  const plain = title.replace(/[\s\u200b\ufeff]+/gu, ' ').trim();
  let text = withoutMedium(plain);
  // Each round takes one wrapper off ("【首发】晚点独家丨… | 网易"): three rounds are more than any feed has needed.
  for (let round = 0; round < 3; round++) {
    const next = withoutTail(withoutLabel(text), feedName, rules);
    if (next === text) break;
    text = next;
  }
  return text === '' ? plain : text;
}

/** What the title says of the document's kind (`[pdf]`, `[video]`), for the grey part; undefined when it is a page. */
export function titleMedium(title: string, url: string): 'pdf' | 'video' | undefined {
  if (/[[(]pdf[\])]/i.test(title) || /\.pdf(?:$|[?#])/i.test(url)) return 'pdf';
  return /[[(](?:video|视频)[\])]/i.test(title) ? 'video' : undefined;
}

/** The title for printing in full: only one that would fill five lines on a phone is cut, at a sentence or a clause. */
export function cutTitle(title: string): string {
  return cutAtClause(title, longestColumns, 'columns');
}

/**
 * A title of at most two lines on a phone, or the whole title where a cut would lose the news: what is cut off must be
 * a last clause, shorter than the rest, without a number and without a name of its own.
 */
export function shortenTitle(title: string): string {
  if (columnsOf(title) <= titleColumns) return title;
  const head = headOf(title, titleColumns - 2, 'columns');
  const end = lastEnd(head, clauseEnd);
  const tail = title.slice(end);
  const isDetail =
    end * 2 >= title.length && !/\d|[一二三四五六七八九十百千万亿]+[万亿倍成]|(?<![A-Za-z])[A-Z]/u.test(tail);
  return isDetail ? `${withoutMarks(title.slice(0, end))}…` : cutTitle(title);
}

/** Where a clause ends. A colon does not end one: what follows it is the news. */
const clauseEnd = /[，。；！？]+|[,;!?]+(?=\s)|(?<=\p{Ll}{3})\.(?=\s)|\s[–—]\s/gu;

/** A title of at most `max` units. It is cut at the last clause that fits, else at a word, and then ends in `…`. */
export function cutAtClause(title: string, max: number, unit: TextUnit): string {
  if (lengthOf(title, unit) <= max) return title;
  const head = headOf(title, max - lengthOf('…', unit), unit);
  const least = head.length * leastShareOfRoom;
  const clause = lastEnd(head, clauseEnd);
  if (clause > least) return `${withoutMarks(head.slice(0, clause))}…`;
  const cutsWord = /[\p{L}\p{N}]$/u.test(head) && /^[\w’']/u.test(title.slice(head.length));
  const word = cutsWord ? lastEnd(head, /[\s\p{sc=Han}]/gu) : head.length;
  return `${(word > least ? head.slice(0, word) : head).replace(danglingWords, '').trimEnd()}…`;
}

function withoutMarks(text: string): string {
  return text.replace(/[\s，。；：|｜丨—,;:.–-]+$/u, '');
}

/**
 * A title that says nothing beyond a name: one word ("Nova-3-Thinking"), or a few that are all names and hold a number
 * ("Nova 3 Pro"), or one that opens with a heading such as "Updates to".
 */
export function isBareTitle(title: string): boolean {
  if (emptyHeading.test(title)) return true;
  if (/\p{sc=Han}/u.test(title)) return /[A-Za-z\d]/.test(title) && columnsOf(title) <= 12;
  const words = title.split(/\s+/u);
  if (words.length > 4) return false;
  return words.length === 1 || (/\d/.test(title) && words.every((word) => /^[\p{Lu}\d(]|\d/u.test(word)));
}

const emptyHeading =
  /^(?:updates? (?:to|on|from)|changes (?:to|in)|what['’]s new in|changelog|release notes|更新日志|更新说明)/iu;

function withoutMedium(text: string): string {
  const bare = text.replace(/\s*[[(](?:pdf|video|视频)[\])]\s*/gi, ' ').trim();
  return bare === '' ? text : bare;
}

/** Labels before the title: 【独家】, [R], "Show HN:", "快讯：", "刚刚，". */
function withoutLabel(text: string): string {
  const bare = text
    .replace(/^【[^】\w]{1,8}】\s*/u, '')
    .replace(/^\[(?:[A-Z]|[^\]\w]{1,8})\]\s+/u, '')
    .replace(/^(?:Show|Launch|Tell|Ask) HN:\s*/i, '')
    .replace(/^(?:快讯|突发|独家|首发|重磅|最新)\s*[：:！!]\s*/u, '')
    .replace(/^刚刚\s*[，,！!]\s*/u, '')
    .replace(/^\p{sc=Han}{2,6}\d{1,2}月\d{1,2}日(?:电|讯|消息)\s*[，,]\s*/u, '')
    .replace(/^\d{1,2}月\d{1,2}日\s*[，,：:]\s*/u, '')
    .replace(/^据(?:\p{sc=Han}{0,4}(?:媒体|媒|外媒))?报道\s*[，,]\s*/u, '')
    .replace(/(?<=.{10})\s+\d{4}([/.-])\d{1,2}\1\d{1,2}$/u, '')
    .replace(/\s*[（(][^（()）]{0,10}(?:日报|晚报|时报|周刊|新闻|财经|社|网|LatePost)[）)]$/u, '')
    .replace(/(?<!。.*)。$/u, '')
    .replace(/(?<![.!?].*)(?<=\p{Ll}{2})(?<!\b(?:inc|corp|ltd|bros|etc))\.$/iu, '');
  return columnsOf(bare) >= 6 ? bare : text;
}

/** Removes one segment at either end if it is a site's or a column's name. */
function withoutTail(text: string, feedName: string, { sites, column }: WordingRules): string {
  const names = new Set([...sites, ...namesIn(feedName)]);
  for (const { before, after, bar } of seams(text)) {
    if (isName(after, names)) return before;
    if (isName(before, names) || isDatedName(before, names)) return after;
    if (bar && isColumn(after, before, column)) return before;
    if (bar && isColumn(before, after, column)) return after;
  }
  return text;
}

interface Seam {
  readonly before: string;
  readonly after: string;
  /** A bar (｜丨|) joins a column to a title; dashes and underscores only join a site. */
  readonly bar: boolean;
}

/** The last and the first place where a site or column could be joined to a title. */
function seams(text: string): readonly Seam[] {
  const found = [
    ...text.matchAll(/\s*[｜丨|]\s*|\s+[-–—·»:]+\s+|_+(?=[^_\s]*$)|(?<=\p{sc=Han})\s*[-–—]+\s*(?=\p{sc=Han}+$)/gu),
  ];
  const ends = [found.at(-1), found.at(0)].filter((match) => match !== undefined);
  return ends
    .map((match) => ({
      before: text.slice(0, match.index).trim(),
      after: text.slice(match.index + match[0].length).trim(),
      bar: /[｜丨|]/u.test(match[0]),
    }))
    .filter(({ before, after }) => before !== '' && after !== '');
}

function isName(segment: string, names: ReadonlySet<string>): boolean {
  if (columnsOf(segment) > 40) return false;
  if (/^(?:www\.)?[a-z\d-]+(?:\.[a-z\d-]+)*\.(?:com|org|net|cn|io|ai|dev|news|co|uk)$/i.test(segment)) return true;
  return names.has(nameKey(segment));
}

/** "格隆汇1月31日": the feed's own name with a day. */
function isDatedName(segment: string, names: ReadonlySet<string>): boolean {
  const bare = segment.replace(/\s*\d{1,2}月\d{1,2}日$/u, '');
  return bare !== segment && names.has(nameKey(bare));
}

/** A short segment beside a long one is a column's name, unless it names a speaker or holds Latin letters. */
function isColumn(segment: string, rest: string, column: RegExp): boolean {
  if (columnsOf(segment) > 18 || columnsOf(rest) < 2 * columnsOf(segment) || columnsOf(rest) < 16) return false;
  if (/(?:对话|专访|访)\s*[^\s]{2,}/u.test(segment)) return false;
  if (column.test(segment)) return true;
  return /\p{sc=Han}/u.test(segment) && columnsOf(segment) <= 12 && !/[\dA-Za-z，。：！？、；,:!?]/u.test(segment);
}

/** The feed's name and its parts: "晚点 - 最新报道" is also 晚点, "TechCrunch AI" also TechCrunch. */
function namesIn(feedName: string): ReadonlySet<string> {
  const parts = feedName.split(/\s*[|｜丨:：·]\s*|\s+[-–—]\s+/u);
  const shorter = parts.map((part) => part.replace(/\s+(?:AI|News|Blog|Newsroom|中文|科技|快讯)$/iu, ''));
  return new Set([feedName, ...parts, ...shorter].map(nameKey).filter((key) => key.length > 1));
}

function lastEnd(text: string, pattern: RegExp): number {
  let end = 0;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
}
