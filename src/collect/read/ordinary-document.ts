/**
 * Which documents rss-parser may read. A document is *ordinary* when it is well-formed RSS 2.0 or Atom 1.0 of ordinary
 * size, has only the elements and attributes of the tables below, each where it belongs and no more often than it
 * should, no markup in its titles, and dates of the two standard forms. Both readers make the same feed of such
 * documents, which tests and `npm run conformance` prove. One pass of the tokenizer decides. It builds no objects and
 * stops at the first thing that is not ordinary, so a hostile document costs little.
 */
import { QuoteType, Tokenizer } from 'htmlparser2';

/** Larger documents go to the lenient reader, which reads entry by entry in half the time. Unit: UTF-16 code units. */
const maxLength = 30_000;
const maxElements = 50_000;

/**
 * The format of an ordinary document; undefined when it is not ordinary.
 * @param maxEntries a document with more entries is not ordinary: rss-parser would build them all
 */
export function ordinaryFormat(document: string, maxEntries: number): 'rss' | 'atom' | undefined {
  if (document.length > maxLength) return undefined;
  const check = new OrdinaryCheck(document, maxEntries);
  const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, check);
  check.onFailure = () => tokenizer.pause();
  tokenizer.write(document);
  tokenizer.end();
  return check.format();
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

interface Vocabulary {
  /** What each element may hold. Elements that are not named hold text only. */
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
  readonly repeatable: ReadonlySet<string>;
  readonly dates: ReadonlySet<string>;
  readonly date: RegExp;
}

const rss: Vocabulary = {
  contents: new Map([
    ['rss', words('channel')],
    [
      'channel',
      words(
        'title link description language copyright managingEditor webMaster pubDate lastBuildDate category generator ' +
          'docs ttl rating cloud image item atom:link sy:updatePeriod sy:updateFrequency',
      ),
    ],
    ['image', words('url title link width height description')],
    [
      'item',
      words(
        'title link description author category comments enclosure guid pubDate source content:encoded dc:creator ' +
          'slash:comments wfw:comment wfw:commentRss',
      ),
    ],
  ]),
  repeatable: words('item category atom:link'),
  dates: words('pubDate lastBuildDate'),
  /** RFC 822, the year with four digits. */
  date: /^\s*(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|[+-]\d{4})\s*$/,
};

const atom: Vocabulary = {
  contents: new Map([
    ['feed', words('id title subtitle updated link author category generator icon logo rights entry')],
    ['entry', words('id title updated published link author category rights summary content')],
    ['author', words('name uri email')],
  ]),
  repeatable: words('entry category'),
  dates: words('updated published'),
  /** RFC 3339. */
  date: /^\s*\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})\s*$/,
};

/** Elements whose `type` says what their text is. */
const typed = words('title subtitle rights summary content');

const attributes: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['rss', words('version')],
  ['cloud', words('domain port path registerProcedure protocol')],
  ['category', words('domain term scheme label')],
  ['enclosure', words('url length type')],
  ['guid', words('isPermaLink')],
  ['source', words('url')],
  ['link', words('href rel type hreflang title length')],
  ['atom:link', words('href rel type hreflang title length')],
  ['generator', words('uri version')],
  ...[...typed].map((name) => [name, words('type')] as const),
]);

/** rss-parser recognises elements by their prefix, whatever namespace the prefix stands for. */
const namespaces: ReadonlyMap<string, string> = new Map([
  ['xmlns', 'http://www.w3.org/2005/Atom'],
  ['xmlns:atom', 'http://www.w3.org/2005/Atom'],
  ['xmlns:content', 'http://purl.org/rss/1.0/modules/content/'],
  ['xmlns:dc', 'http://purl.org/dc/elements/1.1/'],
  ['xmlns:slash', 'http://purl.org/rss/1.0/modules/slash/'],
  ['xmlns:sy', 'http://purl.org/rss/1.0/modules/syndication/'],
  ['xmlns:wfw', 'http://wellformedweb.org/CommentAPI/'],
]);

/** Entities that are not XML's own, and references to control characters or surrogates. */
const strangeReference = /&(?!(?:amp|lt|gt|quot|apos|#[1-9]\d{1,3}|#x(?:[\da-c]?[\da-f]{3}|[\da-f]{2}));)/i;
const markupInTitle = /<|&lt;|&#(?:60|x3c);/i;

/** For events that do not affect whether a document is ordinary. */
const nothing = () => undefined;

interface OpenElement {
  readonly name: string;
  readonly children: Set<string>;
  text: string;
}

/** The tokenizer's callbacks. Positions are offsets into the document, which is written in one piece. */
class OrdinaryCheck {
  onFailure: () => void = nothing;
  readonly #document: string;
  readonly #maxEntries: number;
  readonly #open: OpenElement[] = [];
  #vocabulary: Vocabulary | undefined;
  #failed = false;
  #isVersion2 = false;
  #elements = 0;
  #entries = 0;
  #attribute = '';
  #value = '';

  constructor(document: string, maxEntries: number) {
    this.#document = document;
    this.#maxEntries = maxEntries;
  }

  format(): 'rss' | 'atom' | undefined {
    if (this.#failed || this.#open.length > 0) return undefined;
    if (this.#vocabulary === rss) return this.#isVersion2 ? 'rss' : undefined;
    return this.#vocabulary === atom ? 'atom' : undefined;
  }

  onopentagname(start: number, end: number): void {
    const name = this.#document.slice(start, end);
    const parent = this.#open.at(-1);
    this.#elements += 1;
    if (name === 'item' || name === 'entry') this.#entries += 1;
    this.#expect(this.#elements <= maxElements && this.#entries <= this.#maxEntries);
    if (parent) this.#expectChild(parent, name);
    else this.#expectRoot(name);
    this.#open.push({ name, children: new Set(), text: '' });
  }

  onclosetag(start: number, end: number): void {
    this.#expect(this.#open.at(-1)?.name === this.#document.slice(start, end));
    this.#close();
  }

  onselfclosingtag(): void {
    this.#close();
  }

  onattribname(start: number, end: number): void {
    this.#attribute = this.#document.slice(start, end);
    this.#value = '';
  }

  onattribdata(start: number, end: number): void {
    this.#value += this.#document.slice(start, end);
  }

  onattribend(quote: QuoteType): void {
    this.#expect(quote === QuoteType.Single || quote === QuoteType.Double);
    this.#expect(!strangeReference.test(this.#value) && !this.#value.includes('<'));
    const element = this.#open.at(-1)?.name ?? '';
    if (this.#attribute.startsWith('xmlns')) this.#expectNamespace();
    else this.#expect(attributes.get(element)?.has(this.#attribute) === true);
    if (element === 'rss' && this.#attribute === 'version') this.#isVersion2 = this.#value === '2.0';
    if (this.#attribute === 'type' && typed.has(element)) this.#expect(/^(?:text|html)$/.test(this.#value));
    if (this.#attribute === 'rel') this.#expect(this.#value === 'alternate' || this.#open.at(-2)?.name !== 'entry');
  }

  ontext(start: number, end: number): void {
    if (this.#holdsElements()) return;
    const text = this.#document.slice(start, end);
    this.#expect(!strangeReference.test(text));
    this.#addText(text);
  }

  oncdata(start: number, end: number, endOffset: number): void {
    this.#expect(!this.#holdsElements());
    this.#addText(this.#document.slice(start, end - endOffset));
  }

  oncomment(): void {
    this.#expect(this.#holdsElements());
  }

  onprocessinginstruction(): void {
    this.#expect(this.#vocabulary === undefined);
  }

  ondeclaration(): void {
    this.#expect(false);
  }

  onopentagend = nothing;
  onattribentity = nothing;
  ontextentity = nothing;
  onend = nothing;

  /** Also true outside the root. */
  #holdsElements(): boolean {
    const element = this.#open.at(-1);
    return element === undefined || this.#vocabulary?.contents.has(element.name) === true;
  }

  #expectRoot(name: string): void {
    this.#expect(this.#vocabulary === undefined && (name === 'rss' || name === 'feed'));
    this.#vocabulary = name === 'rss' ? rss : atom;
  }

  #expectChild(parent: OpenElement, name: string): void {
    this.#expect(this.#vocabulary?.contents.get(parent.name)?.has(name) === true);
    const isRepeatable = this.#vocabulary?.repeatable.has(name) || (parent.name === 'feed' && name === 'link');
    this.#expect(isRepeatable || !parent.children.has(name));
    parent.children.add(name);
  }

  #expectNamespace(): void {
    this.#expect(this.#open.length === 1 && (namespaces.get(this.#attribute) ?? this.#value) === this.#value);
    this.#expect(this.#attribute !== 'xmlns' || this.#vocabulary === atom);
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (element && (element.name === 'title' || this.#vocabulary?.dates.has(element.name))) element.text += text;
  }

  #close(): void {
    const closed = this.#open.pop();
    if (!closed) return;
    if (closed.name === 'title') this.#expect(!markupInTitle.test(closed.text));
    if (this.#vocabulary?.dates.has(closed.name)) this.#expect(this.#vocabulary.date.test(closed.text));
  }

  #expect(holds: boolean): void {
    if (holds || this.#failed) return;
    this.#failed = true;
    this.onFailure();
  }
}
