import type { Aliases, Item, Topics } from '../../model.ts';
import { createPhraseFinder, type KnownPhrase } from '../text/phrase-finder.ts';

/**
 * Where an item says that it is about AI: in the title, or only in the summary. `mention`: the beginning of the summary
 * has an AI word, which is not enough by itself.
 */
export type TopicPlace = 'title' | 'summary' | 'mention' | 'no';

interface Meaning {
  readonly word: string;
  /** undefined: an AI word by itself; else what must be in the same text (empty for a phrase that never means AI). */
  readonly beside: readonly RegExp[] | undefined;
}

/** Only the beginning of a summary says what the item is about. */
const summaryCharacters = 300;
/** A bare product name is followed by a tagline, in which each word counts; other summaries may name AI in passing. */
const bareNameCharacters = 16;
const taglineCharacters = 60;
/** A forum's node or tag before the title says where it was posted, not what it is about. */
const forumNode = /^(?:\[[^\]]*\]\s*)+/u;
/** Some companies are named after their address. */
const aiDomain = /(?<![\w@./])[A-Za-z\d-]{1,30}\.ai(?![\w.])/u;
/** From this many headlines in one title on, most of them must be about AI. */
const severalHeadlines = 3;

/** Words and names are compiled once. The names of labs and models are AI words too. */
export function createTopicGate(
  topics: Topics,
  aliases: Aliases,
): (item: Pick<Item, 'title' | 'summary'>) => TopicPlace {
  const finder = createPhraseFinder(knownPhrases(topics, aliases));
  return ({ title, summary }) => {
    const beginning = summary.slice(0, summaryCharacters);
    const whole = `${title}\n${beginning}`;
    const read = (text: string) => aiWords(finder.find(text), whole);
    const said = title.replace(forumNode, '');
    const headlines = said.split(/[；;/]/u).filter((headline) => headline.trim().length >= 4);
    const hasSeveral = headlines.length >= severalHeadlines;
    if (hasSeveral ? mostSaySo(headlines, read) : aiDomain.test(said) || saysSo(read(said))) return 'title';
    const words = read(beginning);
    const isTagline = said.length <= bareNameCharacters && beginning.length <= taglineCharacters;
    if (!hasSeveral && (isTagline ? saysSo(words) : saysSoRepeatedly(words))) return 'summary';
    return saysSo(words) ? 'mention' : 'no';
  };
}

interface AiWords {
  /** Words that are enough by themselves, repetitions included. */
  readonly plain: readonly string[];
  /** Words that mean AI because of another word in the text. */
  readonly ambiguous: readonly string[];
}

function mostSaySo(headlines: readonly string[], read: (text: string) => AiWords): boolean {
  return headlines.filter((headline) => saysSo(read(headline))).length * 2 > headlines.length;
}

function saysSo({ plain, ambiguous }: AiWords): boolean {
  return plain.length + ambiguous.length > 0;
}

function saysSoRepeatedly({ plain, ambiguous }: AiWords): boolean {
  return plain.length + Math.floor(new Set(ambiguous).size / 2) >= 2;
}

function knownPhrases(topics: Topics, aliases: Aliases): KnownPhrase<Meaning>[] {
  const ambiguous = new Set(topics.ambiguous.map(({ word }) => word.toLowerCase()));
  const names = aliases.names
    .filter(({ kind }) => kind === 'lab' || kind === 'model')
    .flatMap((alias) => alias.names)
    .filter((name) => !ambiguous.has(name.toLowerCase()));
  return [
    ...topics.unlike.map((phrase) => ({ phrase, meaning: { word: phrase, beside: [] }, exactCase: false })),
    ...topics.ambiguous.map(({ word, beside }) => ({
      phrase: word,
      meaning: { word, beside: beside.filter((other) => other.toLowerCase() !== word.toLowerCase()).map(wholeWord) },
      exactCase: hasCapital(word),
    })),
    ...topics.words.map((word) => ({ phrase: word, meaning: { word, beside: undefined }, exactCase: isShort(word) })),
    ...names.map((word) => ({ phrase: word, meaning: { word, beside: undefined }, exactCase: true })),
  ];
}

function aiWords(found: readonly { readonly meaning: Meaning }[], whole: string): AiWords {
  const plain = found.filter(({ meaning }) => meaning.beside === undefined);
  const ambiguous = found.filter(({ meaning }) => meaning.beside?.some((word) => word.test(whole)));
  return {
    plain: plain.map(({ meaning }) => meaning.word.toLowerCase()),
    ambiguous: ambiguous.map(({ meaning }) => meaning.word.toLowerCase()),
  };
}

/** Words in letters match only whole words: "mail" does not say AI. */
function wholeWord(word: string): RegExp {
  const before = /^\w/u.test(word) ? '(?<![A-Za-z\\d])' : '';
  const after = /\w$/u.test(word) ? '(?![A-Za-z\\d])' : '';
  // RegExp.escape does the same, but Node 22 lacks it.
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`${before}${literal}${after}`, isShort(word) ? 'u' : 'iu');
}

/** Short words must be in capitals: "AI" and "LLM"; "ai" is a syllable. */
function isShort(word: string): boolean {
  return word.length <= 3 && hasCapital(word);
}

function hasCapital(word: string): boolean {
  return word !== word.toLowerCase();
}
