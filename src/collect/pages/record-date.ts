/** Finds the publication date of one record of a list page. */
import type { Element } from 'domhandler';
import { hourMs } from '../../ground/durations.ts';
import { firstOf } from '../first-of.ts';
import type { FeedDate } from '../read/parsed-feed.ts';
import { type DateContext, dateAtEdge, dateInLine, dateOf } from './page-date.ts';
import { childElements, nameOf, parentElement, piecesOf, type TextPiece, textOf } from './page-dom.ts';
import { wordsOf } from './page-links.ts';

const dateAttributes =
  'datetime content data-date data-time data-timestamp data-published data-publish-time data-pubdate data-utime data-ts data-created'.split(
    ' ',
  );

/** A possible publication date; a higher rank is more certain. */
interface Candidate {
  readonly date: FeedDate;
  readonly rank: number;
}

/** The publication date of a record; undefined when nothing in it is a date. */
export function dateOfRecord(
  inside: readonly Element[],
  pieces: readonly TextPiece[],
  { roots, ...context }: DateContext & { readonly roots: ReadonlySet<Element> },
): FeedDate | undefined {
  const found: Candidate[] = [];
  for (const element of inside) {
    const words = wordsOf(nameOf(element));
    const marked =
      element.name === 'time' ||
      words.some((word) => /^(?:date|time|datetime|published|pubdate|datepublished)$/.test(word));
    const update = isUpdate(element, words, marked && !roots.has(element));
    const rank = (update ? 0 : 4) + (words.some((word) => /publish|created|issued|pubdate/.test(word)) ? 2 : 0);
    for (const name of dateAttributes) {
      const value = element.attribs[name];
      if (value === undefined || (name === 'content' && !marked)) continue;
      const date = attributeDate(value, context);
      if (date) found.push({ date, rank: rank + 2 });
    }
    // The tooltip of a relative date often holds the full date.
    const pointed = element.attribs.title === undefined ? undefined : dateOf(element.attribs.title, context);
    if (pointed) found.push({ date: pointed, rank: rank + 1 });
    if (marked && childElements(element).length <= 3) {
      const text = piecesOf(element)
        .map((piece) => piece.text)
        .join(' ');
      const date = dateOf(text, context) ?? (text.length < 100 ? dateInLine(text, context) : undefined);
      if (date) found.push({ date, rank: rank + (element.name === 'time' ? 1 : 0) });
    }
  }
  for (const { text } of pieces) {
    const update = /^(?:last )?(?:updated|modified|edited)|^(?:最后)?更新|^修改/i.test(text);
    const date = dateOf(text, context);
    if (date) found.push({ date, rank: update ? 0 : 3 });
  }
  const best = found.sort((a, b) => b.rank - a.rank)[0];
  if (best) return withPrintedDay(best, found);
  return (
    firstOf(pieces, ({ text }) => (text.length <= 80 ? dateInLine(text, context) : undefined)) ??
    firstOf(pieces, ({ text }) => dateAtEdge(text, context))
  );
}

/** The date that an element holds, in its attributes or as its whole text. */
export function dateOfElement(element: Element, context: DateContext): FeedDate | undefined {
  const { datetime, content } = element.attribs;
  return dateOf(datetime ?? content ?? '', context) ?? dateOf(textOf(element), context);
}

/** The best date. If it is only a day, a nearby time of day is better. */
function withPrintedDay(best: Candidate, found: readonly Candidate[]): FeedDate {
  if (best.date.precision === 'instant') return best.date;
  const nearMs = 36 * hourMs;
  const finer = found.find(
    ({ date, rank }) =>
      rank >= 3 && date.precision === 'instant' && Math.abs(date.at.getTime() - best.date.at.getTime()) < nearMs,
  );
  return finer?.date ?? best.date;
}

function isUpdate(element: Element, words: readonly string[], mayLookAround: boolean): boolean {
  if (words.some((word) => /^(?:updated?|modified|datemodified|lastmod|edited)$/.test(word))) return true;
  const parent = parentElement(element);
  if (!mayLookAround || !parent) return false;
  const before = textOf(parent).slice(0, 40);
  const own = textOf(element);
  return /(?:updated|modified|edited|更新(?:时间|于)?|修改)(?: on)?\s?[:：]?\s?$/i.test(
    own === '' ? '' : (before.split(own)[0] ?? ''),
  );
}

function attributeDate(value: string, context: DateContext): FeedDate | undefined {
  const text = value.trim();
  if (/^\d{10}$|^\d{13}$/.test(text)) {
    const at = new Date(Number(text) * (text.length === 10 ? 1000 : 1));
    return at.getUTCFullYear() >= 2000 && at.getUTCFullYear() < 2100 ? { at, precision: 'instant' } : undefined;
  }
  return dateOf(text, context);
}
