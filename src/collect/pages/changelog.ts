/** Entries of a changelog: a page that holds all of them, one below the other, addressed by anchors. */
import { type Element, isTag } from 'domhandler';
import { firstOf } from '../first-of.ts';
import type { FeedDate } from '../read/parsed-feed.ts';
import { type DateContext, dateInLine, dateOf } from './page-date.ts';
import { descendants, isHeading, type Page, piecesOf, textOf, upwards, upwardsInPart, weightOf } from './page-dom.ts';
import type { PageEntry } from './page-entry.ts';

const fewestEntries = 3;
const maxSummary = 1_000;

/** The sections that begin with a date or a version and can be linked; undefined when most sections do not. */
export function findChangelog(page: Page, context: DateContext): readonly PageEntry[] | undefined {
  if (page.address === '') return undefined;
  const starts = [
    ...Map.groupBy(
      page.elements.filter((element) => isHeading(element) && !leadsElsewhere(element)),
      ({ name }) => name,
    ).values(),
    ...Map.groupBy(
      page.elements.filter(({ attribs, name }) => attribs.id && !isHeading({ name, attribs } as Element)),
      (element) => element.parent,
    ).values(),
  ].filter((group) => group.length >= fewestEntries);
  const read = starts.map((group) => entriesOf(group, page, context));
  return read.filter((entries) => entries.length >= fewestEntries).sort((a, b) => b.length - a.length)[0];
}

function entriesOf(starts: readonly Element[], page: Page, context: DateContext): readonly PageEntry[] {
  const isStart = countStarts(starts);
  const entries = starts.flatMap((start) => {
    const anchor = anchorOf(start);
    const [first] = piecesOf(start);
    const title = isHeading(start) ? headingText(start) : (first?.text ?? '');
    if (anchor === undefined || title === '' || weightOf(title) > 200) return [];
    const published =
      dateOf(title, context) ??
      (title.length < 100 ? dateInLine(title, context) : undefined) ??
      dateBeside(start, isStart, context);
    const isVersion = /\bv?\d+\.\d+(?:\.\d+)?\b/i.test(title);
    if (published === undefined && !isVersion) return [];
    const url = `${page.address.replace(/#.*$/, '')}#${anchor}`;
    return [{ key: `${url} ${title}`, url, title, summary: textAfter(start, isStart), published }];
  });
  const titles = new Set(entries.map(({ title }) => title)).size;
  return entries.length >= starts.length * 0.6 && titles * 2 > entries.length ? entries : [];
}

/** Whether the heading is the title of an entry that has a page of its own. */
function leadsElsewhere(heading: Element): boolean {
  const isLink = ({ name, attribs }: Element) => name === 'a' && /^[^#]/.test(attribs.href ?? '');
  return descendants(heading).some(isLink) || upwards(heading).some(isLink);
}

/** How many starts each element holds, itself included. */
type Starts = ReadonlyMap<Element, number>;

function countStarts(starts: readonly Element[]): Starts {
  const counts = new Map<Element, number>();
  for (const start of starts) for (const each of upwards(start)) counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

function headingText(heading: Element): string {
  const isMark = (element: Element) =>
    element.name === 'a' &&
    (element.attribs.href ?? '').startsWith('#') &&
    /^(?:[#¶§\u200b\s🔗]*|(?:direct )?link to.*|permalink.*)$/iu.test(textOf(element));
  return textOf(heading, isMark).replace(/\s*[#¶\u200b]+$|^[#¶]\s*/g, '');
}

/** Its own id, the target of its anchor link, a named element in it or just before it, or the id of its section. */
function anchorOf(start: Element): string | undefined {
  const own = start.attribs.id;
  if (own) return own;
  const inside = descendants(start);
  const mark = inside.find(({ attribs }) => /^#./.test(attribs.href ?? ''));
  if (mark) return mark.attribs.href?.slice(1);
  const named = inside.find(({ attribs }) => attribs.id ?? attribs.name);
  if (named) return named.attribs.id ?? named.attribs.name;
  const before = start.prev && isTag(start.prev) && start.prev.name === 'a' ? start.prev.attribs : {};
  if (before.id ?? before.name) return before.id ?? before.name;
  const isAlone = (section: Element) => descendants(section).filter(({ name }) => name === start.name).length === 1;
  return upwardsInPart(start)
    .take(4)
    .find((each) => each.attribs.id && isAlone(each))?.attribs.id;
}

/** A date next to the heading, in its own section. */
function dateBeside(start: Element, isStart: Starts, context: DateContext): FeedDate | undefined {
  const section = sectionOf(start, isStart);
  const near = section === start ? followers(start, isStart).slice(0, 2) : [section];
  const pieces = near.flatMap(piecesOf).slice(0, 6);
  const time = near
    .flatMap((each) => [each, ...descendants(each)])
    .find(({ name, attribs }) => name === 'time' && attribs.datetime);
  const written = time && dateOf(time.attribs.datetime ?? '', context);
  if (written) return written;
  return firstOf(
    pieces,
    ({ text }) => dateOf(text, context) ?? (text.length < 60 ? dateInLine(text, context) : undefined),
  );
}

/** The largest element around a heading that holds no other start. */
function sectionOf(start: Element, isStart: Starts): Element {
  let section = start;
  for (const each of upwardsInPart(start).drop(1)) {
    if ((isStart.get(each) ?? 0) > 1) break;
    section = each;
  }
  return section;
}

function followers(start: Element, isStart: Starts): readonly Element[] {
  const found: Element[] = [];
  for (let next = start.next; next; next = next.next) {
    if (!isTag(next)) continue;
    if (isStart.has(next)) break;
    found.push(next);
  }
  return found;
}

function textAfter(start: Element, isStart: Starts): string {
  const section = sectionOf(start, isStart);
  const text =
    section === start
      ? followers(start, isStart)
          .slice(0, 20)
          .map((each) => textOf(each))
          .join(' ')
      : textOf(section);
  const title = textOf(start);
  return (text.startsWith(title) && section !== start ? text.slice(title.length) : text).trim().slice(0, maxSummary);
}
