/**
 * What the judge looks at: words, beginnings of words and runs of characters of the title, and those of title or
 * summary, with names replaced by their kind; the shape of the title; the address; the feed; word groups (`signs`). A
 * feature's name is its namespace and elements, separated by spaces: `t <lab> 发 布`, `shape question`, `path blog`.
 * Training, judging and explaining read the same features from here.
 */

import { narrowLetters } from '../../ground/fold.ts';
import type { Aliases, Weights } from '../../model.ts';
import { hostOf } from '../cluster/publishers.ts';
import { createPhraseFinder } from '../text/phrase-finder.ts';
import { toSimplified } from '../text/simplified.ts';
import { createAddressReader, placeOfSite, siteOf } from './address-marks.ts';
import { labelsOf, markLabel } from './column-labels.ts';
import { type Element, elementsOf } from './elements.ts';
import type { FeedShape } from './feed-shape.ts';
import { chain, hashElement, hashFeature } from './hash.ts';
import type { Readable } from './readable.ts';
import { markSummary, markTitle } from './title-marks.ts';

/** Takes each feature by its hash; `name` builds its text for a caller that needs it, and must be called at once. */
type TakeFeature = (hash: number, name: () => string) => void;

export interface FeatureReader {
  /** @param topic what the words of topics.yaml say: `title`, `summary`, `mention` or `no` */
  read(item: Readable, feed: FeedShape, topic: string, take: TakeFeature): void;
}

/** How much of a summary is read: its beginning says what the item is. */
const summaryCharacters = 200;
const longestGram = 3;
/** One word of these groups is often in news too; several in one item make a promotion. */
const sellingGroups: ReadonlySet<string> = new Set([
  'hiring',
  'event',
  'course',
  'offer',
  'award',
  'advertorial',
  'appeal',
]);
const mostSelling = 4;
/** Limit of the hash cache: words of addresses are marks too, and their number is unbounded. */
const mostMarks = 2000;

export function createFeatureReader(wordGroups: Weights['signs'], aliases: Aliases): FeatureReader {
  const names = createPhraseFinder(
    aliases.names.flatMap((alias) =>
      alias.names.map((phrase) => ({ phrase, meaning: alias, exactCase: alias.kind !== 'term' })),
    ),
  );
  const signs = createPhraseFinder(
    Object.entries(wordGroups).flatMap(([name, words]) =>
      words.map((phrase) => ({ phrase, meaning: name, exactCase: phrase.length <= 3 && /^[A-Z]/.test(phrase) })),
    ),
  );
  const readAddress = createAddressReader(aliases);
  // A few hundred marks cover most titles; each is hashed once.
  const hashes = new Map<string, number>();
  const hashOf = (name: string) => {
    const hash = hashes.get(name) ?? hashFeature(name);
    if (hashes.size < mostMarks) hashes.set(name, hash);
    return hash;
  };
  return {
    read({ url, isDiscussed, language, ...text }, feed, topic, take) {
      const title = toSimplified(narrowLetters(text.title));
      const summary = toSimplified(narrowLetters(text.summary));
      let marked = '';
      const nameOfMark = () => marked;
      const mark = (name: string) => {
        marked = name;
        take(hashOf(name), nameOfMark);
      };
      const elements = elementsOf(title, names);
      takeGrams('t', elements, take);
      takeStems('stem', elements, take);
      takeOfEither(elements, take);
      takeUnknownNames(elements, take);
      takeEnds(elements, take);
      markTitle(title, elements, mark);
      const found = signs.find(title);
      for (const { meaning } of found) mark(`sign ${meaning}`);
      const host = hostOf(url);
      const ownName = placeOfSite(title, siteOf(host));
      if (ownName >= 0) mark('shape own-name');
      if (ownName === 0) mark('shape begins-own-name');
      for (const label of labelsOf(title)) {
        markLabel(label, mark);
        for (const { meaning } of signs.find(label)) mark(`column ${meaning}`);
      }
      let selling = countSelling(found);
      if (summary === '' || summary === title) mark('summary none');
      else {
        const beginning = summary.slice(0, summaryCharacters);
        const told = elementsOf(beginning, names);
        takeOfEither(told, take);
        markSummary(beginning, told, mark);
        const hints = signs.find(beginning);
        for (const { meaning } of hints) mark(`hint ${meaning}`);
        selling += countSelling(hints);
      }
      mark(`shape sells-${Math.min(mostSelling, selling)}`);
      readAddress(url, mark);
      mark(feed.site !== '' && host !== feed.site ? 'feed leads-elsewhere' : 'feed leads-home');
      for (const each of feed.marks) mark(each);
      if (isDiscussed) mark('shape discussed');
      mark(`language ${language}`);
      mark(`lexicon ${topic}`);
      mark(`lexicon ${topic} of ${feed.aboutAi}`);
    },
  };
}

function countSelling(found: readonly { readonly meaning: string }[]): number {
  return found.reduce((sum, { meaning }) => sum + Number(sellingGroups.has(meaning)), 0);
}

const namespaces = new Map(
  ['t', 'b', 'stem', 'b-stem', 'a', 'first', 'last'].map((name) => [name, chain(0, hashElement(name))]),
);

/**
 * Title and summary share these features: what a word means in the one is evidence for the other, and a word that is
 * rare in each of them may be known in both.
 */
function takeOfEither(elements: readonly Element[], take: TakeFeature): void {
  takeGrams('b', elements, take);
  takeStems('b-stem', elements, take);
}

function takeGrams(namespace: string, elements: readonly Element[], take: TakeFeature): void {
  const base = namespaces.get(namespace) ?? 0;
  let start = 0;
  let end = 0;
  const name = () => nameOf(namespace, elements.slice(start, end));
  for (; start < elements.length; start += 1) {
    let hash = base;
    const last = Math.min(start + longestGram, elements.length);
    for (end = start + 1; end <= last; end += 1) {
      hash = chain(hash, elements[end - 1]?.hash ?? 0);
      take(hash, name);
    }
  }
}

function nameOf(namespace: string, elements: readonly Element[]): string {
  return [namespace, ...elements.map(({ text }) => text)].join(' ');
}

/** "announces", "announced" and "announcing" begin alike, and each of them may be rare. */
function takeStems(namespace: string, elements: readonly Element[], take: TakeFeature): void {
  const base = namespaces.get(namespace) ?? 0;
  let stem = '';
  const name = () => `${namespace} ${stem}`;
  for (const { text } of elements) {
    if (!hasStem.test(text)) continue;
    stem = text.slice(0, stemLetters);
    take(chain(base, hashElement(stem)), name);
  }
}

/** Only Latin letters: a name's kind (`<lab>`) has no forms. */
const hasStem = /^[a-z]{5}/;
const stemLetters = 5;

const any = hashElement('<any>');

/** Any name beside a word: "<any> launches", "<any> 发 布". In a title of capitalised words, capitals mark no names. */
function takeUnknownNames(elements: readonly Element[], take: TakeFeature): void {
  const base = namespaces.get('a') ?? 0;
  const capitals = elements.reduce((sum, { name }) => sum + Number(name === 'capital'), 0);
  const isHeadlineCase = capitals > 2 && capitals * 2 > elements.length;
  const isName = ({ name }: Element) => name !== undefined && !(name === 'capital' && isHeadlineCase);
  let start = 0;
  let end = 0;
  const name = () => ['a', ...elements.slice(start, end).map((each) => (isName(each) ? '<any>' : each.text))].join(' ');
  for (; start + 1 < elements.length; start += 1) {
    let hash = base;
    let hasName = false;
    const last = Math.min(start + longestGram, elements.length);
    for (end = start + 1; end <= last; end += 1) {
      const next = elements[end - 1];
      if (next === undefined) break;
      hasName ||= isName(next);
      hash = chain(hash, isName(next) ? any : next.hash);
      if (hasName && end > start + 1) take(hash, name);
    }
  }
}

/** How a title begins and ends. */
function takeEnds(elements: readonly Element[], take: TakeFeature): void {
  const run = (namespace: string, some: readonly Element[]) => {
    const hash = some.reduce((sum, each) => chain(sum, each.hash), namespaces.get(namespace) ?? 0);
    take(hash, () => nameOf(namespace, some));
  };
  for (const length of [1, 2]) {
    if (elements.length < length) return;
    run('first', elements.slice(0, length));
    run('last', elements.slice(-length));
  }
}
