/** Turns markup into plain text: what a reader would see, on one line. */
import { Parser } from 'htmlparser2';
import { decodeUsual, readUsualMarkup } from './usual-markup.ts';

/**
 * Longer markup is cut before it is read: a summary needs its first 1,000 characters, and some feeds carry whole
 * books (or 100 MB of title) in one element.
 */
const maxMarkupLength = 200_000;

/** Reading stops at this many open elements: the parser searches all of them for each unmatched closing tag. */
const maxOpenElements = 500;

/** Elements whose content is never text for a reader. */
const hidden = new Set(['script', 'style', 'template', 'noscript', 'head', 'select']);

/** Elements on lines of their own: a space separates their text from the text around them. */
const block = new Set(
  (
    'address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul'
  ).split(' '),
);

/** Elements that show that a text is HTML; `<canvas>` in a title about HTML is not such a sign. */
const telling =
  'a abbr b big blockquote br center cite code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li mark ol p pre q s ' +
  'small span strike strong sub sup table tbody td th tr tt u ul video';
const tellingNames: ReadonlySet<string> = new Set(telling.split(' '));
const closingTag = new RegExp(`</(?:${telling.replaceAll(' ', '|')})\\s{0,20}>`, 'i');
const voidTag = /<(?:br|hr|p|img)\b[^<>]{0,2000}>/i;

/** Lengths of markup that are tried first: they usually hold enough of a long text. */
const headLengths = [5_000, 20_000];

/**
 * @param html markup, with entities as HTML knows them
 * @param wanted how many characters of the text are needed; more may be returned
 */
export function plainText(html: string, wanted?: number): string {
  return readBeginning(html, wanted, plainOf);
}

function readBeginning(
  text: string,
  wanted: number = maxMarkupLength,
  read: (cut: string, enough?: number) => string,
): string {
  for (const length of headLengths) {
    if (text.length <= length || wanted >= length) continue;
    const head = read(text.slice(0, length), wanted + 500);
    // The text at the cut may read differently when it goes on.
    if (head.length > wanted + 100) return head;
  }
  return read(text.slice(0, maxMarkupLength));
}

function plainOf(cut: string, enough?: number): string {
  const once = readUsualMarkup(cut, enough) ?? readAnyMarkup(cut);
  // Double-escaped feeds: what should have been markup comes out as visible tags.
  if (!/<[a-z!/]/i.test(cut) && looksLikeHtml(once)) return tidy(readMarkup(once));
  return tidy(once);
}

/** The visible text of a page, its white space and escapes unchanged; only the beginning of a long page. */
export function shownText(html: string): string {
  return readMarkup(html.slice(0, maxMarkupLength)).trim();
}

/** @param text text that may or may not be HTML, such as an RSS title or an Atom text construct without a type */
export function plainTextOfEither(text: string, wanted?: number): string {
  if (looksLikeHtml(text)) return plainText(text, wanted);
  return readBeginning(text, wanted, (cut) => tidy(decodeEntities(decodeEntities(cut))));
}

/** Whether elements of this name are markup of HTML text, such as `<b>`; `<int>` and `<head>` in a title are not. */
export function isTextMarkup(name: string): boolean {
  return tellingNames.has(name.toLowerCase().replace(/^\w{1,20}:/, ''));
}

/** Decodes the entities of XML and of HTML; an ampersand that starts none stays. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  const usual = decodeUsual(text);
  if (usual !== undefined) return usual;
  const wellFormed = joinSurrogates(text)
    .replace(/&(?!#\d{1,7};|#[xX][\da-fA-F]{1,6};|[a-zA-Z][a-zA-Z\d]{1,31};)/g, '&amp;')
    .replaceAll('<', '&lt;');
  let decoded = '';
  const parser = new Parser({
    ontext(data) {
      decoded += data;
    },
  });
  parser.end(wellFormed);
  return decoded;
}

/**
 * Removes what no reader sees: control characters, lone surrogates, non-characters. The second block of controls are
 * quotes and dashes of windows-1252 that some program took for Latin-1 (`don&#146;t`).
 */
export function removeControls(text: string): string {
  if (!hasControls.test(text) && text.isWellFormed()) return text;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\ufffe\uffff]/g;
  const cleaned = text.replace(controls, '').replace(/[\u0080-\u009f]/g, fromWindows1252);
  return cleaned.isWellFormed() ? cleaned : cleaned.replace(/\p{Surrogate}/gu, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const hasControls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/;

/** At most `maxLength` UTF-16 units from the beginning, without half a character at the end. */
export function beginningOf(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replace(/[\ud800-\udbff]$/, '');
}

const windows1252 = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at));

function fromWindows1252(control: string): string {
  const character = windows1252.charAt(control.charCodeAt(0) - 0x80);
  return character === control ? '' : character;
}

/** Removes CDATA marks that come out as text: some feeds escape the marks, or wrap a text twice. */
export function withoutCdataMarks(text: string): string {
  if (!text.includes('<![CDATA[') || !(text.includes(']]>') || text.trimStart().startsWith('<!'))) return text;
  return text.replaceAll('<![CDATA[', '').replaceAll(']]>', '');
}

function looksLikeHtml(text: string): boolean {
  return closingTag.test(text) || voidTag.test(text);
}

function readMarkup(html: string): string {
  return readUsualMarkup(html) ?? readAnyMarkup(html);
}

export function readAnyMarkup(html: string): string {
  const parts: string[] = [];
  let hiddenDepth = 0;
  let depth = 0;
  const parser = new Parser({
    onopentagname(name) {
      depth += 1;
      if (depth > maxOpenElements) parser.pause();
      if (hidden.has(name)) hiddenDepth += 1;
      if (block.has(name)) parts.push(' ');
    },
    onclosetag(name) {
      depth -= 1;
      if (hidden.has(name)) hiddenDepth -= 1;
      if (block.has(name)) parts.push(' ');
    },
    ontext(data) {
      if (hiddenDepth === 0) parts.push(data);
    },
  });
  // HTML would take CDATA for a comment.
  const markup = joinSurrogates(html).replaceAll('<![CDATA[', '').replaceAll(']]>', '');
  parser.end(markup.replace(lessThan, '&lt;'));
  return parts.join('');
}

/**
 * A `<` that does not begin a tag: the text ends, or another `<` comes, before any `>` (`a<b and c`, `Nova<5<br>`).
 * A tag that was cut at the end of a text (`<a href="htt`, `</stro`) is not one of these.
 */
const lessThan = /<(?!!--|\/|[a-z]\w{0,20}\s{1,9}[\w-]{1,30}\s?=)(?=[^<>"]*(?:"[^<>"]*"[^<>"]*)*(?:<|$))/gi;

function tidy(text: string): string {
  // Entities that were escaped once too often (`&amp;#39;`) and numeric references to nothing (U+FFFD).
  const decoded = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});/.test(text) ? decodeEntities(text) : text;
  const known = withoutCdataMarks(decoded).replaceAll('\ufffd', '');
  const clean = removeControls(known);
  const seen = beyondUsual.test(clean) ? withoutInvisible(clean) : clean;
  // Most blanks are single spaces already.
  return seen.replace(/ \s+|[^\S ]\s*/g, ' ').trim();
}

function withoutInvisible(text: string): string {
  const seen = text.replace(invisible, '').replace(piledMarks, '$1');
  return showsNothing.test(seen) ? '' : seen;
}

/** A character that may be invisible: most texts have only white space, Latin letters, marks and Han characters. */
const beyondUsual =
  /[^\s!-~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e]/;

/**
 * Characters that show nothing in any text: soft hyphens, zero-width spaces and marks of direction. Joiners, variation
 * selectors and tags stay, since they combine characters into one emoji or letter.
 * Source: https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
 */
const invisible = /[\p{Default_Ignorable_Code_Point}--[\p{Join_Control}\p{Variation_Selector}\u{e0020}-\u{e007f}]]/gv;
/** Also blanks that are not white space, accents without a letter, and characters that no font has. */
const showsNothing = /^[\s\p{Default_Ignorable_Code_Point}\p{M}\p{C}\u2800\ufffc\u{1d159}]*$/u;
/** More accents on one letter than any script needs; they would cover the lines around it. */
const piledMarks = /(\p{M}{8})\p{M}+/gu;

/** Joins emoji that are written as two numeric references, one for each surrogate (old Java feeds). */
function joinSurrogates(text: string): string {
  return text.replace(/&#(5[5-6]\d{3});&#(5[6-7]\d{3});/g, (whole, high: string, low: string) => {
    const pair = String.fromCharCode(Number(high), Number(low));
    return pair.isWellFormed() && [...pair].length === 1 ? pair : whole;
  });
}
