import { narrowLetters } from '../../ground/fold.ts';
import { isCjk, standsAlone } from './patterns.ts';
import { simplifiedCode, traditionalCodes } from './simplified.ts';

/** A phrase found in a text, and what it means. */
export interface Found<Meaning> {
  readonly start: number;
  readonly end: number;
  readonly meaning: Meaning;
}

/** A phrase and its meaning; with `exactCase` a capital letter of the phrase must be a capital in the text. */
export interface KnownPhrase<Meaning> {
  readonly phrase: string;
  readonly meaning: Meaning;
  readonly exactCase: boolean;
}

/** Most nodes have one successor, `only`, after the character `code`; with a second one, `next` holds all. */
interface Node<Meaning> {
  code: number;
  only: Node<Meaning> | undefined;
  next: Map<number, Node<Meaning>> | undefined;
  phrases: readonly Ending<Meaning>[] | undefined;
}

/** What a phrase means that ends at a node. */
interface Ending<Meaning> {
  readonly meaning: Meaning;
  /** The phrase without gaps, if its capitals must be capitals in the text. */
  readonly capitals: string | undefined;
}

/** Finds thousands of phrases in one pass: at each position the longest, and none inside another. */
export interface PhraseFinder<Meaning> {
  find(text: string): readonly Found<Meaning>[];
  /** A finder with more phrases; the present ones are not compiled again. */
  with(more: readonly KnownPhrase<Meaning>[]): PhraseFinder<Meaning>;
}

/**
 * Builds the finder. Letters match without regard to case (unless `exactCase`), on word boundaries; CJK phrases match
 * anywhere. A space in a phrase also matches a hyphen or nothing, as spellings vary ("GPT 5", "GPT-5", "GPT5").
 * Full-width letters are read as ASCII, and traditional characters as simplified ones.
 */
export function createPhraseFinder<Meaning>(phrases: readonly KnownPhrase<Meaning>[]): PhraseFinder<Meaning> {
  const root = createNode<Meaning>();
  for (const phrase of phrases) addPhrase(root, phrase);
  return finderFrom(root);
}

function finderFrom<Meaning>(root: Node<Meaning>): PhraseFinder<Meaning> {
  // Avoids a call for most characters: they begin no phrase, or none that continues like the text.
  const afterRoot = nodesAfter(root);
  const nodes = [...afterRoot.values()];
  const places = new Uint16Array(0x10000);
  for (const [index, code] of [...afterRoot.keys()].entries()) places[code] = index + 1;
  for (const code of traditionalCodes) places[code] = places[simplifiedCode(code)] as number;
  return {
    with: (more) => finderFrom(more.reduce((tree, phrase) => addPhrase(tree, phrase, copyOf), root)),
    find(written) {
      if (root.only === undefined) return [];
      const text = narrowLetters(written);
      const lowered = text.toLowerCase();
      // A few letters change their length in lower case; positions would no longer agree.
      const searched = lowered.length === text.length ? lowered : text;
      const found: Found<Meaning>[] = [];
      let at = 0;
      while (at < searched.length) {
        const place = places[searched.charCodeAt(at)] as number;
        const match =
          place > 0 && mayGoOn(nodes[place - 1] as Node<Meaning>, simplifiedCode(searched.charCodeAt(at + 1)))
            ? longestAt(root, text, searched, at)
            : undefined;
        if (match !== undefined) found.push(match);
        at = match?.end ?? at + 1;
      }
      return found;
    },
  };
}

function createNode<Meaning>(): Node<Meaning> {
  return { code: -1, only: undefined, next: undefined, phrases: undefined };
}

function nodesAfter<Meaning>({ code, only, next }: Node<Meaning>): ReadonlyMap<number, Node<Meaning>> {
  return next ?? new Map(only === undefined ? [] : [[code, only]]);
}

function nodeAfter<Meaning>(node: Node<Meaning>, code: number): Node<Meaning> | undefined {
  if (node.next !== undefined) return node.next.get(code);
  return node.code === code ? node.only : undefined;
}

function setAfter<Meaning>(node: Node<Meaning>, code: number, after: Node<Meaning>): void {
  if (node.next !== undefined) node.next.set(code, after);
  else if (node.only === undefined || node.code === code) {
    node.code = code;
    node.only = after;
  } else node.next = new Map(nodesAfter(node)).set(code, after);
}

/** Adds to the tree itself or, where `own` copies a node, to a tree that shares the other nodes with it. */
function addPhrase<Meaning>(
  root: Node<Meaning>,
  phrase: KnownPhrase<Meaning>,
  own: (node: Node<Meaning>) => Node<Meaning> = (node) => node,
): Node<Meaning> {
  const first = own(root);
  let node = first;
  for (const character of skipGaps(phrase.phrase.toLowerCase())) {
    const code = simplifiedCode(character.charCodeAt(0));
    const known = nodeAfter(node, code);
    const after = known === undefined ? createNode<Meaning>() : own(known);
    setAfter(node, code, after);
    node = after;
  }
  if (node !== first) node.phrases = [...(node.phrases ?? []), endingOf(phrase)];
  return first;
}

function endingOf<Meaning>({ phrase, meaning, exactCase }: KnownPhrase<Meaning>): Ending<Meaning> {
  const written = skipGaps(phrase);
  return { meaning, capitals: exactCase && written !== written.toLowerCase() ? written : undefined };
}

function copyOf<Meaning>(node: Node<Meaning>): Node<Meaning> {
  return { ...node, next: node.next && new Map(node.next) };
}

function skipGaps(text: string): string {
  return text.replace(/[\s\-‑–_]+/gu, '');
}

function mayGoOn<Meaning>(first: Node<Meaning>, next: number): boolean {
  return first.phrases !== undefined || nodeAfter(first, next) !== undefined || isGap(next);
}

function longestAt<Meaning>(
  root: Node<Meaning>,
  text: string,
  searched: string,
  start: number,
): Found<Meaning> | undefined {
  if (continuesLatin(searched, start)) return undefined;
  let best: Found<Meaning> | undefined;
  let node: Node<Meaning> | undefined = root;
  for (let at = start; at < searched.length; at += 1) {
    const code = simplifiedCode(searched.charCodeAt(at));
    if (isGap(code)) {
      if (at === start || !canSpan(node)) break;
      continue;
    }
    node = nodeAfter(node, code);
    if (node === undefined) break;
    const end = node.phrases === undefined ? undefined : wordEnd(searched, start, at + 1);
    if (end === undefined) continue;
    const phrase = phraseWith(text.slice(start, at + 1), node.phrases ?? []);
    if (phrase !== undefined) best = { start, end, meaning: phrase.meaning };
  }
  return best;
}

/** The first phrase that these capitals allow. */
function phraseWith<Meaning>(written: string, phrases: readonly Ending<Meaning>[]) {
  return phrases.find(({ capitals }) => capitals === undefined || haveCapitals(capitals, written));
}

/**
 * Where the match ends, if `[start, end)` is a whole word, a word without its plural "s", or a name before a model's
 * number ("Qwen3"); undefined in the middle of another word.
 */
function wordEnd(text: string, start: number, end: number): number | undefined {
  if (standsAlone(text, start, end)) return end;
  if (end - start < 3) return undefined;
  if (text[end] === 's' && standsAlone(text, start, end + 1)) return end + 1;
  return isDigit(text.charCodeAt(end)) && !isDigit(text.charCodeAt(end - 1)) ? end : undefined;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function canSpan<Meaning>(node: Node<Meaning> | undefined): boolean {
  return node !== undefined && node.only !== undefined;
}

function isGap(code: number): boolean {
  return code === 32 || code === 45 || code === 0x2011 || code === 0x2013 || code === 95 || code === 0xa0;
}

/** A phrase does not start in the middle of a Latin word. */
function continuesLatin(text: string, at: number): boolean {
  if (at === 0 || isCjk(text.charCodeAt(at))) return false;
  return !standsAlone(text, at, at);
}

function haveCapitals(wanted: string, found: string): boolean {
  const written = skipGaps(found);
  for (let index = 0; index < wanted.length; index += 1) {
    const letter = wanted[index] ?? '';
    if (letter !== letter.toLowerCase() && written[index] !== letter) return false;
  }
  return true;
}
