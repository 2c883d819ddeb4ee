/** A web page as a bounded tree, and the text of its elements. */
import { DomHandler, type Element, isTag, isText, type ParentNode } from 'domhandler';
import { Parser } from 'htmlparser2';
import type { Bound } from '../read/bounds.ts';
import { webUrl } from '../read/web-url.ts';

export interface Page {
  readonly root: ParentNode;
  /** All elements in the order of the document. */
  readonly elements: readonly Element[];
  /** Its address; empty when unknown. */
  readonly address: string;
  /** The base of relative addresses: `<base href>`, else its address. */
  readonly baseUrl: string;
}

/** Deeper or larger pages are not read: each step below goes through the whole tree. */
const maxDepth = 600;
const maxElements = 150_000;

export function parsePage(html: string, address: string): Page | Bound {
  let bound: Bound | undefined;
  let depth = 0;
  let count = 0;
  const handler = new DomHandler(undefined, undefined, () => {
    depth -= 1;
  });
  const openTag = handler.onopentag.bind(handler);
  handler.onopentag = (name, attributes) => {
    depth += 1;
    count += 1;
    if (depth > maxDepth) bound ??= 'too-deep';
    if (count > maxElements) bound ??= 'too-many-elements';
    if (bound === undefined) openTag(name, attributes);
    else parser.pause();
  };
  const parser: Parser = new Parser(handler);
  parser.end(html);
  if (bound !== undefined) return bound;
  const elements = descendants(handler.root);
  const base = elements.find(({ name, attribs }) => name === 'base' && attribs.href !== undefined)?.attribs.href;
  return { root: handler.root, elements, address, baseUrl: webUrl(base, address) ?? address };
}

/** All elements below a node, in the order of the document. */
export function descendants(node: ParentNode): Element[] {
  const found: Element[] = [];
  const visit = (parent: ParentNode) => {
    for (const child of parent.children) {
      if (!isTag(child)) continue;
      found.push(child);
      visit(child);
    }
  };
  visit(node);
  return found;
}

export function childElements(node: ParentNode): Element[] {
  return node.children.filter(isTag);
}

export function parentElement(element: Element): Element | undefined {
  return element.parent && isTag(element.parent) ? element.parent : undefined;
}

/** The element and its ancestors, innermost first. */
export function* upwards(element: Element): Generator<Element> {
  for (let each: Element | undefined = element; each; each = parentElement(each)) yield each;
}

/** The element and its ancestors below the body or the main part of the page, innermost first. */
export function* upwardsInPart(element: Element): Generator<Element> {
  for (const each of upwards(element)) {
    if (/^(?:body|main|html)$/.test(each.name)) return;
    yield each;
  }
}

export function contains(outer: ParentNode, inner: Element): boolean {
  return upwards(inner).some((each) => each === outer);
}

/** The text directly inside an element, unchanged: the content of a `title` or `script`. */
export function ownText({ children }: Element): string {
  return children.map((child) => (isText(child) ? child.data : '')).join('');
}

/** Elements whose content is not text for a reader. */
const silent = new Set('script style template noscript svg select iframe textarea object head'.split(' '));

/** Elements that do not begin a new piece of text. */
const inline = new Set(
  'a abbr b bdi bdo cite code data em font i kbd mark q s small span strong sub sup time u var wbr img picture label'.split(
    ' ',
  ),
);

/** The text of a node as a reader sees it, on one line, with a space between blocks. */
export function textOf(node: ParentNode, isLeftOut: (element: Element) => boolean = () => false): string {
  const parts: string[] = [];
  const visit = (parent: ParentNode) => {
    for (const child of parent.children) {
      if (isText(child)) parts.push(child.data);
      if (!isTag(child) || silent.has(child.name) || isLeftOut(child)) continue;
      const isBlock = !inline.has(child.name);
      if (isBlock) parts.push(' ');
      visit(child);
      if (isBlock) parts.push(' ');
    }
  };
  visit(node);
  return tidy(parts.join(''));
}

export function tidy(text: string): string {
  return text
    .replace(/[\u200b\u2060\u00ad\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** One piece of text that stands by itself, and the element around it. */
export interface TextPiece {
  readonly text: string;
  readonly element: Element;
}

/**
 * The text of an element, one piece for each block. Where a block holds only elements
 * (`<span>label</span><span>title</span>`), each of these is a piece.
 */
export function piecesOf(element: Element): readonly TextPiece[] {
  if (silent.has(element.name)) return [];
  const hasOwnText = element.children.some((child) => isText(child) && child.data.trim().length > 1);
  const children = childElements(element).filter(({ name }) => !silent.has(name));
  if (hasOwnText && children.every(({ name }) => inline.has(name) || name === 'br')) {
    const text = textOf(element);
    return text === '' ? [] : [{ text, element }];
  }
  const pieces: TextPiece[] = [];
  for (const child of element.children) {
    if (isText(child) && child.data.trim() !== '') pieces.push({ text: tidy(child.data), element });
    else if (isTag(child)) pieces.push(...piecesOf(child));
  }
  return pieces;
}

export function classesOf(element: Element): readonly string[] {
  return (element.attribs.class ?? '').split(/\s+/).filter((token) => token !== '');
}

/** Class, id, itemprop and data-testid in one text: the author's names for the element. */
export function nameOf({ attribs }: Element): string {
  return `${attribs.class ?? ''} ${attribs.id ?? ''} ${attribs.itemprop ?? ''} ${attribs['data-testid'] ?? ''}`;
}

export function isHeading({ name, attribs }: Element): boolean {
  return /^h[1-6]$/.test(name) || attribs.role === 'heading';
}

/** The length of a text by its information: a 汉字 counts as two letters. */
export function weightOf(text: string): number {
  return (
    text.length + (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0)
  );
}
