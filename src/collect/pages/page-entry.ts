/** Reads one record of a list page (the elements for one address): its title, date and summary. */
import { type Element, isText } from 'domhandler';
import type { FeedDate } from '../read/parsed-feed.ts';
import { type DateContext, dateAtEdge, dateInLine, dateOf, withoutLeadingDate } from './page-date.ts';
import {
  childElements,
  contains,
  descendants,
  isHeading,
  nameOf,
  parentElement,
  piecesOf,
  type TextPiece,
  textOf,
  tidy,
  upwards,
  weightOf,
} from './page-dom.ts';
import { wordsOf } from './page-links.ts';
import { dateOfRecord } from './record-date.ts';

/** The elements of a list page that belong to one address. */
export interface PageRecord {
  readonly key: string;
  readonly url: string;
  /** Usually one; in a flat list all elements up to the next entry. */
  readonly elements: readonly Element[];
  /** Its links to the address, in the order of the page. */
  readonly links: readonly Element[];
}

export interface RecordContext extends DateContext {
  /** Short texts that stand in several records: labels, not titles. */
  readonly labels: ReadonlySet<string>;
}

/** One entry of a page, from its list, its data or its sections. */
export interface PageEntry {
  readonly key: string;
  readonly url: string;
  /** One line; empty when it has none. */
  readonly title: string;
  readonly summary: string;
  readonly published: FeedDate | undefined;
  readonly pictureUrl?: string | undefined;
}

/** One record of a list. */
export interface ListEntry extends PageEntry {
  readonly hasHeading: boolean;
  /** False when its links are not the title: they lead to the author, the comments or a page that its text mentions. */
  readonly isOwnTitle: boolean;
  /** An advert, a sign-up box, or anything else that is not an entry. */
  readonly isAdvert?: boolean | undefined;
}

export function readRecord(record: PageRecord, context: RecordContext): ListEntry {
  const inside = record.elements.flatMap((element) => [element, ...descendants(element)]);
  const pieces = record.elements.flatMap(piecesOf);
  const named = titleOf(record, inside, pieces, context);
  const printed = dateOfRecord(inside, pieces, { ...context, roots: new Set(record.elements) });
  const rest = withoutLeadingDate(named.text);
  const leading = rest !== undefined && weightOf(rest) >= 8 ? dateAtEdge(named.text, context) : undefined;
  return {
    key: record.key,
    url: record.url,
    title: leading && rest !== undefined ? rest : named.text,
    hasHeading: named.isHeading,
    isOwnTitle: saysTitle(record.links, named.text, context),
    summary: summaryOf(pieces, named.text, context),
    published: printed ?? leading,
    pictureUrl: pictureOf(inside),
    isAdvert: isAdvert(record, inside, pieces),
  };
}

/** Texts that stand in at least two records and are short enough for a label. */
export function labelsOf(records: readonly PageRecord[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const record of records) {
    const texts = record.elements.flatMap((element) => [
      ...piecesOf(element).map(({ text }) => text),
      ...descendants(element).flatMap((each) => (isLabelElement(each) ? textOf(each) : [])),
    ]);
    for (const text of new Set(texts)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return new Set([...counts].filter(([text, count]) => count >= 2 && weightOf(text) <= 32).map(([text]) => text));
}

// ── Title ───────────────────────────────────────────────────────────────────────────────────────────

interface NamedTitle {
  readonly text: string;
  readonly isHeading: boolean;
}

const generic =
  /^(?:(?:read|learn|see|view|find out|show|load)\s(?:the\s)?(?:more|full (?:story|article|post)|article|post|story|details|now|it|paper|case study|announcement)|more(?: details| info)?|continue(?: reading)?|read|details|full story|open|link|permalink|go|here|click here|watch(?: now| video)?|download(?: pdf)?|阅读(?:全文|更多|原文)?|查看(?:详情|更多|全文|原文)?|了解(?:更多|详情)|(?:点击)?(?:进入|更多|详情|全文|原文)|展开|继续阅读|下载|mehr(?: lesen)?|weiterlesen|lire (?:la suite|plus)|leer más|もっと見る|続きを読む|詳しく見る|자세히 보기)?\s*[→›»>＞…↗⟶.:：]*$/i;

/** Actions of readers, other than reading. */
const action =
  /^[\s(]*(?:(?:\d[\d.,k]*\s?)?(?:comments?|replies|reply|points?|votes?|likes?|views?|shares?|share|save|like|upvote|discuss|评论|条评论|分享|收藏|点赞|回复|阅读)[\s)]*|\d[\d.,k]*[\s)]*)$/i;

function titleOf(
  { links, elements }: PageRecord,
  inside: readonly Element[],
  pieces: readonly TextPiece[],
  context: RecordContext,
): NamedTitle {
  const isOfLink = (element: Element) => links.some((link) => contains(link, element) || contains(element, link));
  const headings = inside.filter(isHeading).map((element) => ({ element, text: cleanText(element, context) }));
  const good = headings.filter(({ text }) => isTitle(text, context));
  const heading = good.find(({ element }) => isOfLink(element) && weightOf(textOf(element)) >= 6) ?? good[0];
  if (heading) return { text: whole(heading.text, heading.element, links, context), isHeading: true };

  const called = inside
    .filter((element) => isCalledTitle(element) && !childElements(element).some(isCalledTitleWithin))
    .map((element) => ({ element, text: cleanText(element, context) }))
    .find(({ text }) => isTitle(text, context) && weightOf(text) <= 300);
  if (called) return { text: whole(called.text, called.element, links, context), isHeading: true };

  const texts = links.map((link) => ({ link, text: linkTitle(link, context) }));
  const named = texts
    .filter(({ text }) => isTitle(text, context))
    .sort((a, b) => weightOf(b.text) - weightOf(a.text))[0];
  if (named) return { text: whole(named.text, named.link, links, context), isHeading: false };

  const attribute = links.flatMap((link) => attributesOf(link)).find((text) => isTitle(text, context));
  if (attribute !== undefined) return { text: attribute, isHeading: false };
  const piece = firstTitle(pieces, context);
  if (piece !== undefined) return { text: piece, isHeading: false };
  const picture = links.flatMap((link) => descendants(link)).find(({ name, attribs }) => name === 'img' && attribs.alt);
  const alt = tidy(picture?.attribs.alt ?? '');
  // A changelog has titles that are only a date or a version.
  const only = elements.flatMap(descendants).find(isHeading) ?? links[0];
  return { text: isTitle(alt, context) ? alt : only ? ownTitle(only) : '', isHeading: false };
}

/** Whether one of the links is the title, a picture, a whole card, or `Read more`. */
function saysTitle(links: readonly Element[], title: string, context: RecordContext): boolean {
  return links.some((link) => {
    const text = textOf(link);
    if (text === '' || (generic.test(text) && !action.test(text))) return true;
    const start = title.replace(/(?:…|\.{3})$/, '').slice(0, 20);
    return (
      text.includes(start) || title.includes(text.replace(/(?:…|\.{3})\s*$/, '')) || linkTitle(link, context) === title
    );
  });
}

function ownTitle(element: Element): string {
  const text = textOf(element);
  return generic.test(text) ? '' : text;
}

function isTitle(text: string, context: RecordContext): boolean {
  return (
    weightOf(text) >= 4 &&
    !generic.test(text) &&
    !action.test(text) &&
    !context.labels.has(text) &&
    dateOf(text, context) === undefined &&
    /\p{L}/u.test(text)
  );
}

const titleWords = new Set(['title', 'titles', 'headline', 'heading', 'tit', 'titulo', 'titre']);
function isCalledTitle(element: Element): boolean {
  if (element.name === 'a' && element.attribs.itemprop === 'name') return true;
  const words = wordsOf(nameOf(element));
  return words.some((word) => titleWords.has(word)) && (words.at(-1) === 'title' || !words.some(isAround));
}

/** Whether the word names what a title is of, or the box around it. */
function isAround(word: string): boolean {
  return /^(?:sub|author|section|site|page|category|tag|meta|box|wrap|wrapper|container)$/.test(word);
}

function isCalledTitleWithin(element: Element): boolean {
  return isCalledTitle(element) || childElements(element).some(isCalledTitleWithin);
}

/** The text of a link. For a link around a whole card: its best piece. */
function linkTitle(link: Element, context: RecordContext): string {
  const pieces = piecesOf(link).filter(({ element }) => !isHidden(element));
  if (pieces.length <= 1) return cleanText(link, context);
  const likely = pieces.filter(({ text }) => isTitle(text, context));
  if (likely.length === 0) return '';
  if (pieces.length > 0 && likely.every(({ element }) => isInlineRun(element, link))) return cleanText(link, context);
  return firstTitle(likely, context) ?? '';
}

/** Whether the element is inline in the link's own line of text: `New <b>Lumen</b> model`. */
function isInlineRun(element: Element, link: Element): boolean {
  for (const each of upwards(element)) {
    if (each === link) return link.children.some((child) => isText(child) && child.data.trim().length > 2);
    if (!/^(?:b|strong|em|i|mark|code|sub|sup|font|wbr)$/.test(each.name)) return false;
  }
  return false;
}

/** The piece that looks like a title: a strong one, else the first that is long enough. */
function firstTitle(pieces: readonly TextPiece[], context: RecordContext): string | undefined {
  const likely = pieces.filter(
    ({ text, element }) =>
      isTitle(text, context) && !isLabelElement(element) && dateInLineOfFacts(text, context) === undefined,
  );
  const strong = likely.find(({ element, text }) => weightOf(text) >= 8 && /^(?:strong|b|dt)$/.test(element.name));
  return (strong ?? likely.find(({ text }) => weightOf(text) >= 12) ?? likely[0])?.text;
}

function dateInLineOfFacts(text: string, context: RecordContext): FeedDate | undefined {
  return text.length <= 60 && /[|·•｜]/.test(text) ? dateInLine(text, context) : undefined;
}

function attributesOf(element: Element): readonly string[] {
  return [element.attribs.title, element.attribs['aria-label'], element.attribs['data-title']]
    .map((text) =>
      tidy(text ?? '').replace(/^(?:read more(?: about)?|continue reading|learn more about|阅读更多)\s?[:：]?\s*/i, ''),
    )
    .filter((text) => text !== '');
}

/** Replaces a cut text by the full one from the `title`, `aria-label` or `data-title` of an element nearby. */
function whole(text: string, element: Element, links: readonly Element[], context: RecordContext): string {
  const cut = /(?:…|\.{3}|。{3}|⋯)\s*$/.exec(text);
  if (!cut) return text;
  const beginning = text.slice(0, cut.index).trim();
  const around = [element, ...descendants(element), ...links, parentElement(element)].flatMap((each) =>
    each ? [each] : [],
  );
  const full = around
    .flatMap(attributesOf)
    .find((each) => each.startsWith(beginning) && each.length > beginning.length);
  return full !== undefined && isTitle(full, context) ? full : text;
}

const labelWords =
  /^(?:label|labels|tag|tags|badge|badges|category|categories|cat|cats|kicker|eyebrow|flag|type|topic|topics|channel|column|icon|icons|pill|chip|overline|subject|caption|date|dates|time|datetime|meta|author|byline|source|from|sr|hidden|anchor|hash|num|index|views?|count|new|hot)$/;

function isLabelElement(element: Element): boolean {
  if (element.name === 'time' || element.name === 'button') return true;
  if (isCalledTitle(element) || isHeading(element)) return false;
  return wordsOf(element.attribs.class ?? '').some((word) => labelWords.test(word));
}

function isHidden({ attribs }: Element): boolean {
  return (
    /(?:^|\s)(?:sr-only|visually-?hidden|screen-reader-text|hidden)(?:\s|$)/i.test(attribs.class ?? '') ||
    'hidden' in attribs
  );
}

/** The text of a title without dates, labels and anchor marks. */
function cleanText(element: Element, context: RecordContext): string {
  const text = textOf(element, (child) => {
    const own = textOf(child);
    if (own === '' || isHidden(child)) return true;
    if (/^[#¶§\u200b🔗]+$/u.test(own) || context.labels.has(own)) return true;
    if (dateOf(own, context) !== undefined) return true;
    if (/^(?:\[[^\]]{1,12}\]|【[^】]{1,8}】)$/.test(own)) return true;
    return isLabelElement(child) && weightOf(own) <= 32;
  });
  const clean = (text === '' ? textOf(element) : text)
    .replace(/^(?:\[[\p{L}\d ]{1,8}\]|(?:置顶|热门|推荐|独家|NEW|HOT|Pinned)(?=[\s:：|]))\s*[:：|·-]?\s*/u, '')
    .replace(/\s*[#¶]$/, '');
  return withoutLabel(clean, context.labels);
}

/** `Research: A title`, where `Research` stands before other titles too. */
function withoutLabel(text: string, labels: ReadonlySet<string>): string {
  const [, prefix = '', rest = ''] = /^(.{2,20}?)\s?(?:[:：|·]|\s[-–—])\s?(.{4,})$/.exec(text) ?? [];
  return labels.has(prefix) ? rest : text;
}

// ── The rest ────────────────────────────────────────────────────────────────────────────────────────

function summaryOf(pieces: readonly TextPiece[], title: string, context: RecordContext): string {
  const texts = pieces
    .map(({ text }) => text)
    .filter(
      (text) =>
        weightOf(text) >= 40 && text !== title && !context.labels.has(text) && !title.startsWith(text.slice(0, 30)),
    );
  return texts.sort((a, b) => b.length - a.length)[0] ?? '';
}

function pictureOf(inside: readonly Element[]): string | undefined {
  const image = inside.find(({ name, attribs }) => name === 'img' && (attribs.src ?? attribs['data-src'] ?? '') !== '');
  const source = image?.attribs['data-src'] ?? image?.attribs.src;
  return source?.startsWith('data:') ? undefined : source;
}

const advertWords = new Set(['ad', 'ads', 'advert', 'advertisement', 'sponsored', 'sponsor', 'adbox']);
const advertLabel =
  /^(?:ad|ads|advert|advertisement|advertorial|sponsored(?: by .{1,40})?|promoted|partner content|paid (?:post|content)|推广|广告|赞助(?:内容)?|合作推广|商业推广)$/i;

function isAdvert({ url, links }: PageRecord, inside: readonly Element[], pieces: readonly TextPiece[]): boolean {
  if (pieces.some(({ text }) => advertLabel.test(text))) return true;
  if (links.some(({ attribs }) => /\bsponsored\b/i.test(attribs.rel ?? ''))) return true;
  if (inside.some(({ name, attribs }) => name === 'input' && /^(?:email|text)$/.test(attribs.type ?? 'text')))
    return true;
  if (inside.some(({ attribs }) => wordsOf(attribs.class ?? '').some((word) => advertWords.has(word)))) return true;
  const isSignUp = /\/(?:subscribe|newsletters?|sign-?up|register|webinar-registration|join-us)\b/i;
  return inside.length < 60 && isSignUp.test(URL.parse(url)?.pathname ?? '');
}
