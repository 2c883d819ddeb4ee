/**
 * Reads the markup of nearly every feed, in a quarter of the time that a whole HTML parser takes: well-formed tags of
 * the elements below, and the usual references. A text with anything else goes to the parser as a whole. The result is
 * the parser's, apart from white space.
 */

interface Usual {
  /** It stands on a line of its own. */
  readonly isBlock: boolean;
  /** It has no end tag. */
  readonly isVoid: boolean;
  /** The open elements that end where it begins. */
  readonly ends: ReadonlySet<string>;
}

function usualElements(names: string, { isBlock = false, isVoid = false, ends = '' }): readonly [string, Usual][] {
  return names.split(' ').map((name) => [name, { isBlock, isVoid, ends: new Set(ends.split(' ')) }]);
}

const usual: ReadonlyMap<string, Usual> = new Map([
  ...usualElements('b i em strong u s code span small sub sup mark cite q del ins font', {}),
  ...usualElements('a', { ends: 'a' }),
  ...usualElements('img', { isVoid: true }),
  ...usualElements('br', { isBlock: true, isVoid: true }),
  ...usualElements('hr', { isBlock: true, isVoid: true, ends: 'p' }),
  ...usualElements('li', { isBlock: true, ends: 'li' }),
  ...usualElements('p div ul ol dl blockquote pre figure figcaption table', { isBlock: true, ends: 'p' }),
  ...usualElements('section article header footer main aside nav address', { isBlock: true, ends: 'p' }),
  ...usualElements('dt dd', { isBlock: true, ends: 'dt dd' }),
  ...usualElements('thead caption', { isBlock: true }),
  ...usualElements('tbody tfoot', { isBlock: true, ends: 'thead tbody' }),
  ...usualElements('tr', { isBlock: true, ends: 'tr th td' }),
  ...usualElements('th', { isBlock: true, ends: 'th' }),
  ...usualElements('td', { isBlock: true, ends: 'thead th td' }),
  ...usualElements('h1 h2 h3 h4 h5 h6', { isBlock: true, ends: 'h1 h2 h3 h4 h5 h6 p' }),
]);

/** A comment, a tag, or a tag in which long markup was cut. */
const usualTag =
  /<!--(?!-?>)[^<>]*-->|<(\/?)([a-z][a-z\d]*)(?:\s+[a-z][\w:-]*(?:="[^"<>]*"|='[^'"<>]*')?)*\s*\/?>|<[a-z]\w{0,20}\s{1,9}[\w-]{1,30}\s?=[^<>]*$/iy;

/** Texts with more open elements go to the parser, which has its own bound. */
const mostOpen = 100;

/**
 * The text, with a space where a block begins or ends; undefined when something in it is not usual.
 * @param enough reading stops when it has so many characters
 */
export function readUsualMarkup(html: string, enough = Number.POSITIVE_INFINITY): string | undefined {
  // The end of a CDATA section is not usual.
  if (html.includes(']]>')) return undefined;
  const open: string[] = [];
  let text = '';
  let at = 0;
  for (let start = html.indexOf('<'); start !== -1; start = html.indexOf('<', at)) {
    const before = decodeUsual(html.slice(at, start));
    usualTag.lastIndex = start;
    const found = usualTag.exec(html);
    if (before === undefined || found === null) return undefined;
    text += before;
    if (text.length > enough) return text;
    at = usualTag.lastIndex;
    const [, slash, written] = found;
    if (written === undefined) continue;
    const name = written.toLowerCase();
    const element = usual.get(name);
    if (element === undefined || open.length > mostOpen) return undefined;
    if (slash === '' ? openElement(open, name, element) : closeElement(open, name, element)) text += ' ';
  }
  const rest = decodeUsual(html.slice(at));
  return rest === undefined ? undefined : text + rest;
}

/** @returns whether a line ends here */
function openElement(open: string[], name: string, { isBlock, isVoid, ends }: Usual): boolean {
  // Only a block ends a block, so `isBlock` also covers what is ended here.
  for (let last = open.at(-1); last !== undefined && ends.has(last); last = open.at(-1)) open.pop();
  if (!isVoid) open.push(name);
  return isBlock;
}

/** @returns whether a line ends here */
function closeElement(open: string[], name: string, { isVoid }: Usual): boolean {
  // `</br>` is a line break, and a `</p>` that closes nothing is a paragraph.
  if (isVoid) return name === 'br';
  const at = open.lastIndexOf(name);
  if (at === -1) return name === 'p';
  return open.splice(at).some((closed) => usual.get(closed)?.isBlock);
}

const reference = /&(?:#(?:(\d{1,7})|[xX]([\da-fA-F]{1,6}))|([a-zA-Z][a-zA-Z\d]{1,31}));|&(?=[a-zA-Z#])/g;

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: '\u00a0',
    ldquo: '\u201c',
    rdquo: '\u201d',
    lsquo: '\u2018',
    rsquo: '\u2019',
    hellip: '\u2026',
    ndash: '\u2013',
    mdash: '\u2014',
    middot: '\u00b7',
    bull: '\u2022',
  }),
);

/** The text with its references decoded; undefined when one of them is not usual. Other ampersands stay. */
export function decodeUsual(text: string): string | undefined {
  if (!text.includes('&')) return text;
  let isUsual = true;
  const decoded = text.replace(reference, (whole, decimal?: string, hex?: string, name?: string) => {
    const character = name === undefined ? numbered(decimal, hex) : named.get(name);
    isUsual &&= character !== undefined;
    return character ?? whole;
  });
  return isUsual ? decoded : undefined;
}

/** HTML treats other numbers specially. */
function numbered(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isUsual = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code < 0xd800);
  return isUsual ? String.fromCharCode(code) : undefined;
}
