/**
 * Which documents rss-parser may read. A document is *ordinary* when it is well-formed RSS 2.0 or Atom 1.0 of ordinary
 * size, has only the elements and attributes of the tables below, each where it belongs and no more often than it
 * should, no markup in its titles, and dates of the two standard forms. Both readers make the same feed of such
 * documents, which tests and `npm run conformance` prove. What can be seen in the text is checked before the document is
 * parsed (`looksOrdinary`), the rest on the parsed elements (`OrdinaryCheck`).
 */

/** Larger documents go to the lenient reader, which reads entry by entry in half the time. Unit: UTF-16 code units. */
const maxLength = 30_000;

const words = (text: string): readonly string[] => text.split(' ');

interface Vocabulary {
  /** What each element may hold. Elements that are not named hold text only. */
  readonly contents: Readonly<Record<string, readonly string[]>>;
  readonly repeatable: readonly string[];
  readonly dates: readonly string[];
  readonly date: RegExp;
}

const rss: Vocabulary = {
  contents: {
    rss: words('channel'),
    channel: words(
      'title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator ' +
        'docs ttl rating cloud image item atom:link sy:updatePeriod sy:updateFrequency',
    ),
    image: words('url title link width height description'),
    item: words(
      'title link description author category comments enclosure guid pubDate source content:encoded dc:creator ' +
        'slash:comments wfw:comment wfw:commentRss',
    ),
  },
  repeatable: words('item category atom:link'),
  dates: words('pubDate lastBuildDate'),
  /** RFC 822, the year with four digits. */
  date: /^\s*(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|[+-]\d{4})\s*$/,
};

const atom: Vocabulary = {
  contents: {
    feed: words('id title subtitle updated link author category generator icon logo rights entry'),
    entry: words('id title updated published link author category rights summary content'),
    author: words('name uri email'),
  },
  repeatable: words('entry category'),
  dates: words('updated published'),
  /** RFC 3339. */
  date: /^\s*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})\s*$/,
};

const vocabularies: Readonly<Record<string, Vocabulary>> = { rss, feed: atom };

/** Elements whose `type` says what their text is. */
const typed = words('title subtitle rights summary content');

const attributes: Readonly<Record<string, readonly string[]>> = {
  rss: words('version'),
  cloud: words('domain port path registerProcedure protocol'),
  category: words('domain term scheme label'),
  enclosure: words('url length type'),
  guid: words('isPermaLink'),
  source: words('url'),
  link: words('href rel type hreflang title length'),
  'atom:link': words('href rel type hreflang title length'),
  generator: words('uri version'),
  ...Object.fromEntries(typed.map((name) => [name, words('type')])),
};

/** rss-parser recognises elements by their prefix, whatever namespace the prefix stands for. */
const namespaces: Readonly<Record<string, string>> = {
  xmlns: 'http://www.w3.org/2005/Atom',
  'xmlns:atom': 'http://www.w3.org/2005/Atom',
  'xmlns:content': 'http://purl.org/rss/1.0/modules/content/',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:slash': 'http://purl.org/rss/1.0/modules/slash/',
  'xmlns:sy': 'http://purl.org/rss/1.0/modules/syndication/',
  'xmlns:wfw': 'http://wellformedweb.org/CommentAPI/',
};

/** Entities that are not XML's own, and references to control characters or surrogates. */
const strangeReference = /&(?!(?:amp|lt|gt|quot|apos|#[1-9]\d{1,3}|#x(?:[\da-c]?[\da-f]{3}|[\da-f]{2}));)/i;
const allNames = [rss, atom].flatMap(({ contents }) => Object.entries(contents).flat(2));
/** Also a declaration, and a CDATA section or comment without an end. */
const strangeTag = new RegExp(`<(?!/?(?:${[...new Set(allNames)].join('|')})[\\s/>]|\\?)`);

/** xml2js stops at the end of the root. */
const rootEnd = /<\/(?:rss|feed)>/;
const lastRootEnd = /<\/(?:rss|feed)>$/;

/** Whether a document may be ordinary, as far as its text shows it. In linear time. */
export function looksOrdinary(document: string): boolean {
  if (document.length > maxLength) return false;
  const markup = document
    .split('<![CDATA[')
    .map((part, index) => (index === 0 ? part : (/\]\]>(.*)$/s.exec(part)?.[1] ?? '<!')))
    .join('')
    .replace(/<!--.{0,2000}?-->/gs, '');
  const isEndedOnce = markup.search(rootEnd) === markup.trimEnd().search(lastRootEnd);
  const hasInstruction = markup.lastIndexOf('<?') > markup.search(/<[a-z]/i);
  return isEndedOnce && !hasInstruction && !strangeTag.test(markup) && !strangeReference.test(markup);
}

/** xml2js: text alone is a string, text with attributes is `{ _, $ }`. */
export type Node = string | { readonly _?: string; readonly $?: Readonly<Record<string, string>> };

/** Checks the elements of one document, each when xml2js closes it. */
export class OrdinaryCheck {
  #holds = true;
  #root = '';

  /** undefined: the document is not ordinary. To be asked at its end. */
  format(): 'rss' | 'atom' | undefined {
    if (!this.#holds || this.#root === '') return undefined;
    return this.#root === 'rss' ? 'rss' : 'atom';
  }

  /**
   * @param path the names of the elements around it and its own: `/rss/channel/item`
   * @param earlier an element of the same name beside it
   */
  close(path: string, earlier: unknown, node: Node): void {
    const names = path.slice(1).split('/');
    const [root = '', name = '', parent] = [names[0], names.at(-1), names.at(-2)];
    const vocabulary = vocabularies[root];
    const { _: text = '', $: given = {} } = typeof node === 'string' ? { _: node } : node;
    if (parent === undefined) this.#root = root;
    this.#holds &&=
      vocabulary !== undefined &&
      (parent === undefined || vocabulary.contents[parent]?.includes(name) === true) &&
      // Of an empty element, rss-parser reads the methods of a string.
      (vocabulary.contents[name] === undefined || typeof node === 'object') &&
      (name !== 'rss' || given.version === '2.0') &&
      (earlier === undefined || vocabulary.repeatable.includes(name) || path === '/feed/link') &&
      Object.entries(given).every((attribute) => isOrdinary(attribute, name, parent)) &&
      (name !== 'title' || !text.includes('<')) &&
      (!vocabulary.dates.includes(name) || vocabulary.date.test(text));
  }
}

function isOrdinary([key, value]: readonly [string, string], element: string, parent: string | undefined): boolean {
  if (value.includes('<')) return false;
  if (key.startsWith('xmlns'))
    return parent === undefined && (namespaces[key] ?? value) === value && (key !== 'xmlns' || element === 'feed');
  if (key === 'type' && typed.includes(element) && value !== 'text' && value !== 'html') return false;
  if (key === 'rel' && value !== 'alternate' && parent === 'entry') return false;
  return attributes[element]?.includes(key) === true;
}
