import words from './headline-words.json' with { type: 'json' };

/**
 * General words of English and Chinese headlines, for the gate of translated titles: headline-words.json as its readers
 * take it.
 *
 * The Chinese side is a pattern without flags; it matches anywhere. The English side is a list of beginnings of words,
 * separated by `|`, in lower case: `acqui` stands for acquire, acquires, acquired and acquisition. A `$` ends a word.
 */
export interface WordPair {
  readonly zh: string;
  readonly en: string;
}

/** Two directions of one thing. A title that has only one of them in one language must not have only the other one. */
export interface Opposites {
  readonly name: string;
  readonly one: WordPair;
  readonly other: WordPair;
}

const compiled = new Map<WordPair, { zh: RegExp; en: RegExp }>();

/** The patterns of a pair, made once. */
export function patternsOf(pair: WordPair): { zh: RegExp; en: RegExp } {
  const known = compiled.get(pair);
  if (known !== undefined) return known;
  const made = { zh: new RegExp(pair.zh, 'u'), en: wordBeginnings(pair.en) };
  compiled.set(pair, made);
  return made;
}

export function wordBeginnings(list: string): RegExp {
  const words = list.split(/\|(?![^(]*\))/u).map((word) => word.replace(/\$$/u, '(?![a-z])'));
  return new RegExp(`(?<![a-z])(?:${words.join('|')})|n't`.replace(list.includes("n't") ? '' : "|n't", ''), 'iu');
}

function toPair([zh = '', en = '']: readonly string[]): WordPair {
  return { zh, en };
}

/** Events and claims. A Chinese title may have the word on the left only when the English one has one on the right. */
export const claims: readonly WordPair[] = words.claims.map(toPair);
/** Words that describe and do not say what happened. An English headline may leave them out, no title may add them. */
export const attributes: readonly WordPair[] = words.attributes.map(toPair);
/**
 * What news is about. Translators name it where English does not (股价 for a rise), so such a word proves a claim of its
 * own only in a clause behind the first one.
 */
export const topics: readonly WordPair[] = words.topics.map(toPair);
/**
 * Words of direction that must be in the source in one of their forms, even when the source has no opposite:
 * a source without any direction gives no rise and no fall.
 */
export const strongDirections: readonly WordPair[] = words.strongDirections.map(toPair);
export const directions: readonly Opposites[] = words.directions.map(({ name, one, other }) => ({
  name,
  one: toPair(one),
  other: toPair(other),
}));
/** Words in English for which a translation must keep some doubt or future: a plan is not a deed. */
export const unsure = words.unsure;
/** What keeps it in Chinese, on the side of the answer. */
export const unsureInChinese = words.unsureInChinese;
/** Words that have a character of doubt or future in them and neither. */
export const idleModalWords = words.idleModalWords;
/** Clauses that only join others. */
export const idleClauses = words.idleClauses;
/** Verbs before which 将 is the future, and words that only begin like one. */
export const futureVerbs = words.futureVerbs;
export const ambiguousAfterFuture = words.ambiguousAfterFuture;
/** Chinese signs that something is over. They need a sign of the past or the perfect in the English source. */
export const done = words.done;
export const doneInEnglish = words.doneInEnglish;
/** Negation that a translation has to keep. */
export const negationInEnglish = words.negationInEnglish;
/** `AI-free` is without AI; `hands-free` and `royalty-free` likewise. */
export const freeOf = words.freeOf;
/** Chinese negation, after the idle words are taken out. */
export const negationInChinese = words.negationInChinese;
/** The ones that an answer may have only when the source denies something. */
export const plainNegationInChinese = words.plainNegationInChinese;
export const idleNegations = words.idleNegations;
/** Words that deny something in themselves: they may translate one English word, and they may keep a negation. */
export const impliedNegations = words.impliedNegations;
/** English words with something of a negation in them: enough for a negation in the answer. */
export const softNegationInEnglish = words.softNegationInEnglish;
/** Chinese that denies outright, and the English words that it stands for. */
export const outrightNegationInChinese = words.outrightNegationInChinese;
export const outrightNegationInEnglish = words.outrightNegationInEnglish;
/** Words that deny by what they say. Each lends its negation to the Chinese title once, if its own word is not there. */
export const denyingWords: readonly WordPair[] = words.denyingWords.map(toPair);
/** Words of a plan or of a possibility, and the English ones beside the future that give a title one. */
export const plans: readonly WordPair[] = words.plans.map(toPair);
/** Words of a claim about oneself, or of an answer that talks to the person who asked. Either language. */
export const selfTalk = words.selfTalk;
/** Verbs whose subject and object must not change places. */
export const actorVerbs: readonly WordPair[] = words.actorVerbs.map(toPair);
/** Nouns that act or are acted on in headlines, for the order of actors. */
export const actors: readonly WordPair[] = words.actors.map(toPair);
/** Nouns that move more freely than those: they count only beside a plain verb. */
export const freeNouns: readonly WordPair[] = words.freeNouns.map(toPair);
/** Regions whose English adjective or nickname does not begin like their name, by ISO 3166 code. */
export const regionWords: Readonly<Record<string, string>> = words.regionWords;
/** Chinese spellings of companies that are also common words. They prove nothing about a name. */
export const commonChineseWords: ReadonlySet<string> = new Set(words.commonChineseWords);
/** Characters that transliterate the beginning of a foreign name, by the Latin letters that they stand for. */
export const firstSounds: Readonly<Record<string, string>> = words.firstSounds;
/** Frequent characters that are written only in traditional Chinese. */
export const traditionalOnly = words.traditionalOnly;
/** Cities, states and parts of the world that headlines name. */
export const places: readonly WordPair[] = words.places.map(toPair);
/** Initials that a Chinese title may put into words (大语言模型 for LLM). Other initials it has to keep. */
export const wordyInitials: ReadonlySet<string> = new Set(words.wordyInitials);
/** Chinese words that deny by ending something: they keep a negation unless the source itself ends something. */
export const endingInChinese = words.endingInChinese;
export const endingInEnglish = words.endingInEnglish;
