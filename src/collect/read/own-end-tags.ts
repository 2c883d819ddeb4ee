/**
 * Makes titles, links, identities and dates end at their own end tag. An unescaped `<` in them (`a<b`, `Nova <5`,
 * `<?php`) or an unclosed CDATA section would swallow the end tag and the elements after it, and a field without an end
 * tag the rest of its entry.
 */
import { isTextMarkup } from './plain-text.ts';

const field = String.raw`(?:\w{1,20}:)?(?:title|link|guid|id|pubDate|published|updated|issued|date)`;
/** What a scan of a document stops at: a field's start tag, and a section or comment that may hold one as text. */
const landmark = new RegExp(String.raw`<!\[CDATA\[|<!--|<(${field})(\s[^<>]*)?>`, 'gi');
const anyTag = /<[/a-z]/gi;
const anyBoundary = /<\/?(?:\w{1,20}:)?(?:item|entry|channel|feed)[\s>]/i;
const entryBoundary = new RegExp(anyBoundary, 'gi');

/** The document with missing end tags of these fields added, and each `<` of their text escaped that is not markup. */
export function endFieldsAtTheirEndTags(xml: string): string {
  const find = createFinder(xml);
  const parts: string[] = [];
  let done = 0;
  landmark.lastIndex = 0;
  for (let found = landmark.exec(xml); found; found = landmark.exec(xml)) {
    const [start, name, attributes = ''] = found;
    if (name === undefined) {
      const end = find(start === '<!--' ? '-->' : ']]>', landmark.lastIndex);
      if (end === Number.POSITIVE_INFINITY) break;
      landmark.lastIndex = end;
      continue;
    }
    if (attributes.endsWith('/') || attributes.includes('xhtml')) continue;
    const from = landmark.lastIndex;
    const end = endOfField(xml, `</${name}`, from, find);
    if (end === undefined) {
      // It has no end tag, as in HTML that was made of a feed: it ends where the next tag begins.
      const next = find(anyTag, from);
      if (next === Number.POSITIVE_INFINITY) continue;
      parts.push(xml.slice(done, next), `</${name}>`);
      done = next;
      continue;
    }
    landmark.lastIndex = end;
    const text = xml.slice(from, end);
    const mended = text.includes('<') ? escapeText(text) : text;
    if (mended === text) continue;
    parts.push(xml.slice(done, from), mended);
    done = end;
  }
  return done === 0 ? xml : parts.join('') + xml.slice(done);
}

/** The position of the next match, from a position on; infinite when there is none. */
type Finder = (what: string | RegExp, from: number) => number;

/** Remembers results, so that a document is searched a few times, and not once for each field. */
function createFinder(xml: string): Finder {
  const known = new Map<string | RegExp, { readonly from: number; readonly at: number }>();
  let budget = 20 * xml.length;
  return (what, from) => {
    const last = known.get(what);
    if (last && last.from <= from && from <= last.at) return last.at;
    // Only a hostile document uses up the budget. The rest of it is then read as it stands.
    if (budget < 0) return Number.POSITIVE_INFINITY;
    const found = typeof what === 'string' ? xml.indexOf(what, from) : searchFrom(xml, what, from);
    const at = found === -1 ? Number.POSITIVE_INFINITY : found;
    budget -= Math.min(at, xml.length) - from;
    known.set(what, { from, at });
    return at;
  };
}

function searchFrom(xml: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(xml)?.index ?? -1;
}

/** The position of the end tag of the field that begins at `from`; undefined when its entry has none. */
function endOfField(xml: string, endTag: string, from: number, find: Finder): number | undefined {
  let searched = from;
  for (let section = 0; section < 10; section += 1) {
    const end = find(endTag, searched);
    const opened = find('<![CDATA[', searched);
    if (end <= opened) return isInOneEntry(xml, searched, end, find) ? end : undefined;
    const closed = find(']]>', opened);
    if (closed === Number.POSITIVE_INFINITY) return end === Number.POSITIVE_INFINITY ? undefined : end;
    // A section that holds an end tag and another field was never closed; an end tag alone may be text.
    if (end < closed && sibling.test(xml.slice(end, Math.min(closed, end + 300)))) return end;
    searched = closed;
  }
  return undefined;
}

/** Most end tags are near, so only the text before them is searched, not the rest of the entry. */
function isInOneEntry(xml: string, from: number, end: number, find: Finder): boolean {
  if (end - from > 1_000) return end < find(entryBoundary, from);
  return !anyBoundary.test(xml.slice(from, end));
}

const sibling =
  /^<\/[^<>]{1,50}>\s{0,100}<(?:!\[CDATA\[|\/?(?:\w{1,20}:)?(?:item|entry|link|guid|id|pubdate|published|updated|description|summary|content|encoded|author|creator|category)\b)/i;

const piece =
  /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<!\[CDATA\[|<\/?([a-z][\w:.-]{0,50})(\s[^<>]*)?>|<([a-z][\w:.-]{0,50})\/>|</gi;
const attributesOnly = /^(?:\s+[\w:-]{1,50}\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=]+))*\s*\/?$/;

function escapeText(text: string): string {
  // Each unclosed section would be searched to the end. No title has this many.
  if (text.split('<!', maxSections + 1).length > maxSections) return text;
  const closed = new Set([...text.matchAll(/<\/([a-z][\w:.-]{0,50})>/gi)].map(([, name]) => name));
  return text.replace(piece, (whole: string, name?: string, rest = '', emptyName?: string) => {
    if (whole === '<![CDATA[') return '';
    const isMarkup =
      whole.startsWith('<!') ||
      emptyName !== undefined ||
      (name !== undefined && (closed.has(name) || (isTextMarkup(name) && attributesOnly.test(rest))));
    return isMarkup ? whole : `&lt;${whole.slice(1)}`;
  });
}

const maxSections = 50;
