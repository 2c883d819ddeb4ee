/**
 * Reads the XML of real feeds leniently and in bounded memory: elements with canonical names, one entry at a time.
 * External entities are never fetched. The document's own entities are expanded once, never inside each other.
 */
import { Parser } from 'htmlparser2';
import type { Pieces } from './document-pieces.ts';
import { endFieldsAtTheirEndTags } from './own-end-tags.ts';
import { decodeEntities } from './plain-text.ts';
import { createEntityExpander } from './xml-entities.ts';
import { vocabularies } from './xml-vocabularies.ts';

export interface XmlElement {
  /** Lower case. No prefix for the feed's own vocabulary, else `dc:date`, `media:title`, `atom:link`. */
  readonly name: string;
  /** Names as written, values decoded. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** The children that are elements, by name. */
  readonly elements: ReadonlyMap<string, readonly XmlElement[]>;
  /** Resolved `xml:base` and `xml:lang` of this place. */
  readonly baseUrl: string;
  readonly language: string | undefined;
}

/** `markup` is text whose entities are not decoded yet; `text` is literal (CDATA). */
type XmlNode =
  | XmlElement
  | { readonly name: undefined; readonly markup: string }
  | { readonly name: undefined; readonly text: string };

export interface XmlReading {
  /** Undefined when the document has no element at all. */
  readonly root: XmlElement | undefined;
  /**
   * How reading ended. `whole`: at the end of the document, or when `onEntry` returned false. `cut`: inside an entry,
   * which was left out. Otherwise at a bound, after which nothing was read.
   */
  readonly end: 'whole' | 'cut' | 'too-deep' | 'too-many-elements';
}

/**
 * Reads a document and calls `onEntry` with each whole `item` or `entry`; reading stops when it returns false. The root
 * keeps everything else (the channel's own elements).
 */
export function readXml(pieces: Pieces, baseUrl: string, onEntry: (entry: XmlElement) => boolean): XmlReading {
  const reader = new ElementReader(baseUrl, onEntry);
  const parser: Parser = new Parser(
    {
      onattribute: () => reader.count(),
      onopentag: (name, attributes) => reader.open(name, attributes),
      onclosetag: (name) => reader.close(name),
      ontext: (data) => reader.text(data),
      oncdatastart: () => reader.cdata(true),
      oncdataend: () => reader.cdata(false),
    },
    { xmlMode: true, decodeEntities: false },
  );
  reader.onStop = () => parser.pause();
  let expand: ((xml: string) => string) | undefined;
  for (const piece of pieces) {
    expand ??= createEntityExpander(piece);
    parser.write(endFieldsAtTheirEndTags(expand(piece)));
    if (reader.stopped) break;
  }
  const isCut = !reader.stopped && reader.isInsideEntry();
  reader.ended = true;
  if (!reader.stopped) parser.end();
  return { root: reader.root, end: reader.bound ?? (isCut ? 'cut' : 'whole') };
}

/** Text of an element: decoded when it has no child elements, else its inner markup as HTML. */
export function contentOf(element: XmlElement): string {
  const mixed = element.children.some((child) => child.name !== undefined);
  const parts: string[] = [];
  for (const child of element.children) pushContent(child, mixed, parts);
  return parts.join('');
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return children(element, name)[0];
}

export function children({ elements }: XmlElement, name: string): readonly XmlElement[] {
  return elements.get(name) ?? none;
}

const none: readonly XmlElement[] = [];

function pushContent(node: XmlNode, mixed: boolean, parts: string[]): void {
  if (node.name === undefined) {
    if ('text' in node) parts.push(node.text);
    else parts.push(mixed ? node.markup : decodeEntities(node.markup.slice(0, maxTextLength)));
    return;
  }
  const tag = node.name.slice(node.name.indexOf(':') + 1);
  const href = node.attributes.get('src');
  parts.push(href ? `<${tag} src="${href.replaceAll('"', '&quot;')}">` : `<${tag}>`);
  for (const inner of node.children) pushContent(inner, mixed, parts);
  if (!voidElements.has(tag)) parts.push(`</${tag}>`);
}

const voidElements = new Set(['br', 'hr', 'img', 'input', 'link', 'meta', 'wbr', 'source', 'area', 'col', 'embed']);

/** Deeper elements are flattened into their parents: no feed needs such depth. */
const maxDepth = 100;
/** Reading stops at this many open elements: the parser searches all of them for each unmatched closing tag. */
const maxOpenElements = 2_000;
/** Reading stops after this many elements and attributes, which bounds its time and memory. */
const maxElements = 500_000;
/** Text beyond this length is left out: no feed needs it. */
const maxTextLength = 300_000;
/** Most nodes kept of each entry, and of the channel; later ones are left out. */
const maxNodes = 20_000;

interface OpenElement {
  readonly rawName: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlNode[];
  elements: Map<string, XmlElement[]>;
  readonly baseUrl: string;
  readonly language: string | undefined;
  readonly namespaces: Scope;
  readonly isEntry: boolean;
}

/** Namespaces by prefix: those that an element declares, and those around it. */
interface Scope {
  readonly own: ReadonlyMap<string, string>;
  readonly outer: Scope | undefined;
}

class ElementReader {
  root: XmlElement | undefined;
  stopped = false;
  /** The bound at which the reading stopped. */
  bound: 'too-deep' | 'too-many-elements' | undefined;
  ended = false;
  onStop: () => void = () => undefined;
  readonly #stack: OpenElement[] = [];
  readonly #baseUrl: string;
  readonly #onEntry: (entry: XmlElement) => boolean;
  #rootNamespace: string | undefined;
  #inCdata = false;
  #elements = 0;
  #nodes = 0;
  #flattened = 0;

  constructor(baseUrl: string, onEntry: (entry: XmlElement) => boolean) {
    this.#baseUrl = baseUrl;
    this.#onEntry = onEntry;
  }

  open(rawName: string, rawAttributes: Readonly<Record<string, string>>): void {
    this.count();
    if (this.stopped) return;
    if (this.#stack.length >= maxDepth) {
      this.#flattened += 1;
      if (this.#flattened > maxOpenElements) this.#stop('too-deep');
      return;
    }
    const parent = this.#stack.at(-1);
    const attributes = decodedAttributes(rawAttributes);
    const namespaces = withDeclared(parent?.namespaces ?? noNamespaces, attributes);
    const name = this.#nameOf(rawName, namespaces);
    const isEntry = name === 'item' || name === 'entry';
    // An entry inside an entry: the first one was never closed.
    if (isEntry && this.isInsideEntry()) this.#closeEntry();
    if (isEntry) this.#nodes = 0;
    const outer = this.#stack.at(-1);
    const base = attributes.get('xml:base');
    const element: OpenElement = {
      rawName,
      name,
      attributes,
      children: [],
      elements: noElements,
      baseUrl: resolveUrl(base, outer?.baseUrl ?? this.#baseUrl),
      language: attributes.get('xml:lang') ?? outer?.language,
      namespaces,
      isEntry,
    };
    this.#stack.push(element);
    this.root ??= element;
  }

  close(rawName: string): void {
    if (this.stopped) return;
    if (this.#flattened > 0) {
      this.#flattened -= 1;
      return;
    }
    const at = this.#stack.findLastIndex((element) => element.rawName === rawName);
    if (at === -1) return;
    while (this.#stack.length > at && !this.stopped) this.#closeTop();
  }

  text(data: string): void {
    const parent = this.#stack.at(-1);
    if (!parent || this.stopped || this.#nodes > maxNodes) return;
    this.#nodes += 1;
    if (this.#inCdata) parent.children.push({ name: undefined, text: data });
    else appendMarkup(parent.children, data);
  }

  cdata(inside: boolean): void {
    this.#inCdata = inside;
  }

  isInsideEntry(): boolean {
    return this.#stack.some((element) => element.isEntry);
  }

  /** Counts an element or an attribute. */
  count(): void {
    this.#elements += 1;
    if (this.#elements > maxElements) this.#stop('too-many-elements');
  }

  #stop(bound: ElementReader['bound']): void {
    if (this.stopped) return;
    this.stopped = true;
    this.bound = bound;
    this.onStop();
  }

  #closeEntry(): void {
    while (this.isInsideEntry() && !this.stopped) this.#closeTop();
  }

  #closeTop(): void {
    const element = this.#stack.pop();
    const parent = this.#stack.at(-1);
    if (!element) return;
    if (element.isEntry) {
      this.#nodes = 0;
      // An entry that only the end of the document closes is incomplete.
      if (!this.ended && !this.#onEntry(element)) this.#stop(undefined);
      return;
    }
    this.#nodes += 1;
    if (parent && this.#nodes <= maxNodes) append(parent, element);
  }

  #nameOf(rawName: string, namespaces: Scope): string {
    const colon = rawName.indexOf(':');
    const prefix = colon === -1 ? '' : rawName.slice(0, colon).toLowerCase();
    const local = rawName.slice(colon + 1).toLowerCase();
    const namespace = namespaceOf(prefix, namespaces) ?? '';
    if (this.#rootNamespace === undefined) {
      this.#rootNamespace = namespace;
      return local;
    }
    if (namespace === this.#rootNamespace && (namespace !== '' || prefix === '')) return local;
    const known = vocabularies.get(namespace) ?? (namespace === '' || prefix !== '' ? prefix : 'x');
    return known === '' ? local : `${known}:${local}`;
  }
}

function decodedAttributes(raw: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  let attributes: Map<string, string> | undefined;
  for (const name in raw) {
    attributes ??= new Map();
    attributes.set(name, decodeEntities(raw[name] ?? ''));
  }
  return attributes ?? noAttributes;
}

const noAttributes: ReadonlyMap<string, string> = new Map();

function append(parent: OpenElement, element: OpenElement): void {
  parent.children.push(element);
  // Most elements hold text only.
  if (parent.elements === noElements) parent.elements = new Map();
  const alike = parent.elements.get(element.name);
  if (alike === undefined) parent.elements.set(element.name, [element]);
  else alike.push(element);
}

/** Never written to. */
const noElements: Map<string, XmlElement[]> = new Map();

/** The parser reads in chunks, so one text may come in several pieces, cut anywhere. */
function appendMarkup(nodes: XmlNode[], markup: string): void {
  const last = nodes.at(-1);
  if (last && last.name === undefined && 'markup' in last) {
    if (last.markup.length > maxTextLength) return;
    nodes[nodes.length - 1] = { name: undefined, markup: last.markup + markup };
    return;
  }
  nodes.push({ name: undefined, markup });
}

const noNamespaces: Scope = { own: new Map(), outer: undefined };

/** Outer declarations are referenced, not copied: a thousand of them would be copied for each inner one. */
function withDeclared(outer: Scope, attributes: ReadonlyMap<string, string>): Scope {
  let own: Map<string, string> | undefined;
  for (const [key, value] of attributes) {
    if (key !== 'xmlns' && !key.startsWith('xmlns:')) continue;
    const namespace = value
      .trim()
      .toLowerCase()
      .replace(/[/#]{1,9}$/, '');
    own ??= new Map();
    own.set(key.slice(6).toLowerCase(), namespace);
  }
  return own === undefined ? outer : { own, outer };
}

function namespaceOf(prefix: string, namespaces: Scope): string | undefined {
  for (let scope: Scope | undefined = namespaces; scope; scope = scope.outer) {
    const namespace = scope.own.get(prefix);
    if (namespace !== undefined) return namespace;
  }
  return undefined;
}

function resolveUrl(url: string | undefined, baseUrl: string): string {
  if (!url) return baseUrl;
  return URL.parse(url.trim(), baseUrl || undefined)?.href ?? baseUrl;
}
