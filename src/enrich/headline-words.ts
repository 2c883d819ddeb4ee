import words from './headline-words.json' with { type: 'json' };

/**
 * General words of English and Chinese headlines, for the gate of translated titles, from headline-words.json.
 *
 * The Chinese side is a pattern without flags; it matches anywhere. The English side is a list of word prefixes in
 * lower case, separated by `|`: `acqui` stands for acquire, acquires, acquired and acquisition. A `$` ends a word.
 */
export interface WordPair {
  readonly zh: string;
  readonly en: string;
}

/** Two opposite directions. If a title has only one of them, its translation must not have only the other one. */
export interface Opposites {
  readonly name: string;
  readonly one: WordPair;
  readonly other: WordPair;
}

const compiled = new Map<WordPair, { zh: RegExp; en: RegExp }>();

/** The patterns of a pair, compiled once. */
export function patternsOf(pair: WordPair): { zh: RegExp; en: RegExp } {
  const known = compiled.get(pair);
  if (known !== undefined) return known;
  const made = { zh: new RegExp(pair.zh, 'u'), en: wordBeginnings(pair.en) };
  compiled.set(pair, made);
  return made;
}

export function wordBeginnings(list: string): RegExp {
  const words = list.split(/\|(?![^(]*\))/u).map((word) => word.replace(/\$$/u, '(?![a-z])'));
  return new RegExp(
    `(?<![a-z]|\\b(?:non|anti)-)(?:${words.join('|')})|n't`.replace(list.includes("n't") ? '' : "|n't", ''),
    'iu',
  );
}

/** A line `Chinese = English`. */
function toPair(line: string): WordPair {
  const [zh = '', en = ''] = line.split(' = ');
  return { zh, en };
}

/** Events and claims. A Chinese title may have the Chinese word only if the English title has an English one. */
export const claims: readonly WordPair[] = words.claims.map(toPair);
/** Descriptive words that do not say what happened. An English headline may omit them; no title may add them. */
export const attributes: readonly WordPair[] = words.attributes.map(toPair);
/**
 * Topics of news. Translators name them where English does not (股价 for a rise), so such a word is a claim of its own
 * only in a clause after the first one.
 */
export const topics: readonly WordPair[] = words.topics.map(toPair);
export const directions: readonly Opposites[] = words.directions.map(({ name, one, other }) => ({
  name,
  one: toPair(one),
  other: toPair(other),
}));
/** English words of doubt or future, which a translation must keep: a plan is not a fact. */
export const unsure = words.unsure;
/** Chinese words of an answer that keep the doubt or future. */
export const unsureInChinese = words.unsureInChinese;
/** Words that contain a character of doubt or future but express neither. */
export const idleModalWords = words.idleModalWords;
/** Verbs before which 将 marks the future, and words that only begin like such a verb. */
export const futureVerbs = words.futureVerbs;
export const ambiguousAfterFuture = words.ambiguousAfterFuture;
/** Negation that a translation must keep. */
export const negationInEnglish = words.negationInEnglish;
/** Words that deny by a prefix or an ending. */
export const denyingForms = words.denyingForms;
/** `AI-free` is without AI; `hands-free` and `royalty-free` likewise. */
export const freeOf = words.freeOf;
/** Chinese negation, after the idle words are removed. */
export const negationInChinese = words.negationInChinese;
/** Negations that an answer may have only when the source denies something. */
export const plainNegationInChinese = words.plainNegationInChinese;
export const idleNegations = words.idleNegations;
/** Words with a negative meaning of their own: they may translate one English word, and they may keep a negation. */
export const impliedNegations = words.impliedNegations;
/** English words with a negative sense, which justify a negation in the answer. */
export const softNegationInEnglish = words.softNegationInEnglish;
/** Chinese words that deny outright, and the English words that they stand for. */
export const outrightNegationInChinese = words.outrightNegationInChinese;
export const outrightNegationInEnglish = words.outrightNegationInEnglish;
/** Words with a negative meaning. Each justifies one negation in a Chinese title that lacks its Chinese word. */
export const denyingWords: readonly WordPair[] = words.denyingWords.map(toPair);
/** Chinese words of a plan or a possibility, and the English words besides the future that justify them. */
export const plans: readonly WordPair[] = words.plans.map(toPair);
/** Words of an answer that talks about itself or to the person who asked, in either language. */
export const selfTalk = words.selfTalk;
/** Nouns that act or are acted on in headlines: they may change places with a name. */
export const actors: readonly WordPair[] = words.actors.map(toPair);
/** Further nouns that may change places with a name. */
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
/** Initials that a Chinese title may spell out (大语言模型 for LLM). It must keep other initials. */
export const wordyInitials: ReadonlySet<string> = new Set(words.wordyInitials);
/** Chinese words that deny by ending something: they keep a negation unless the source itself ends something. */
export const endingInChinese = words.endingInChinese;
export const endingInEnglish = words.endingInEnglish;
