import type { Aliases, Topics } from '../model.ts';
import { createPhraseFinder, type KnownPhrase } from './phrase-finder.ts';

/** Tells whether an item of a general feed is AI news. */
export interface TopicGate {
  /** Where it says so: in the title, only in the summary, or nowhere. */
  judge(title: string, summary: string): 'title' | 'summary' | undefined;
}

interface Meaning {
  readonly word: string;
  /** undefined: an AI word by itself; empty: a phrase that is none. */
  readonly beside: readonly string[] | undefined;
}

/** A summary goes on about many things; only its beginning says what the item is about. */
const summaryCharacters = 300;
/** That an AI word stands once in a summary may be by the way; so many different ones are not. */
const wordsThatMakeATopic = 2;

/** Builds the gate; words and names are compiled once. The names of labs and models are AI words too. */
export function createTopicGate(topics: Topics, aliases: Aliases): TopicGate {
  const finder = createPhraseFinder(knownPhrases(topics, aliases));
  return {
    judge(title, summary) {
      const beginning = summary.slice(0, summaryCharacters);
      const whole = `${title}\n${beginning}`.toLowerCase();
      const says = (text: string) => aiWords(finder.find(text), whole);
      if (says(title).length > 0) return 'title';
      return new Set(says(beginning)).size >= wordsThatMakeATopic ? 'summary' : undefined;
    },
  };
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
      meaning: { word, beside },
      exactCase: hasCapital(word),
    })),
    ...topics.words.map((word) => ({ phrase: word, meaning: { word, beside: undefined }, exactCase: isShort(word) })),
    ...names.map((word) => ({ phrase: word, meaning: { word, beside: undefined }, exactCase: true })),
  ];
}

function aiWords(found: readonly { readonly meaning: Meaning }[], whole: string): string[] {
  return found
    .filter(
      ({ meaning }) =>
        meaning.beside === undefined || meaning.beside.some((word) => whole.includes(word.toLowerCase())),
    )
    .map(({ meaning }) => meaning.word.toLowerCase());
}

/** "AI" and "LLM" are meant in capitals; "ai" is a syllable. */
function isShort(word: string): boolean {
  return word.length <= 3 && hasCapital(word);
}

function hasCapital(word: string): boolean {
  return word !== word.toLowerCase();
}
