import {
  attributes,
  claims,
  denyingForms,
  denyingWords,
  directions,
  endingInChinese,
  endingInEnglish,
  freeOf,
  idleModalWords,
  idleNegations,
  impliedNegations,
  negationInChinese,
  negationInEnglish,
  outrightNegationInChinese,
  outrightNegationInEnglish,
  patternsOf,
  places,
  plainNegationInChinese,
  softNegationInEnglish,
  topics,
  type WordPair,
  wordBeginnings,
} from './headline-words.ts';
import { type Rendering, renderings } from './renderings.ts';
import { type Range, spansOf, type Titles } from './titles.ts';

/** An event that only the Chinese title has. */
export function unmatchedEvent({ zh, en }: Titles): string | undefined {
  return onlyInChinese({ zh: withWholeWords(zh).replace(deniedWord, ' '), en }, claims);
}

/** A place of the Chinese title that the English one lacks. */
export function unmatchedPlace(titles: Titles): string | undefined {
  return onlyInChinese(titles, places);
}

/** Whether the English title has a place that the Chinese one lacks. */
export function addsPlace({ zh, en }: Titles): boolean {
  return places.some((pair) => patternsOf(pair).en.test(en) && !patternsOf(pair).zh.test(zh));
}

/** A descriptive word (独家, 首次), or a topic of a later clause, that only the Chinese title has. */
export function unmatchedDetail({ zh, en }: Titles): string | undefined {
  const rest = zh.replace(/^[^，,。；;：:！!？?—]*/u, '');
  return onlyInChinese({ zh, en }, attributes) ?? onlyInChinese({ zh: rest, en }, topics);
}

function onlyInChinese({ zh, en }: Titles, pairs: readonly WordPair[]): string | undefined {
  for (const pair of pairs) {
    const { zh: chinese, en: english } = patternsOf(pair);
    const word = chinese.exec(zh)?.[0];
    if (word !== undefined && !english.test(en)) return word;
  }
  return undefined;
}

/**
 * The name of a direction that is reversed between the titles: the Chinese one has more words for one side and fewer
 * for the other than the English one.
 */
export function reversedDirection({ zh, en }: Titles): string | undefined {
  const titles = { zh: withWholeWords(zh).replace(deniedWord, ' '), en: withoutNames({ zh, en }) };
  return directions.find(({ one, other }) => isReversed(titles, one, other) || isReversed(titles, other, one))?.name;
}

function isReversed({ zh, en }: Titles, inEnglish: WordPair, inChinese: WordPair): boolean {
  const [kept, turned] = [patternsOf(inEnglish), patternsOf(inChinese)];
  return (
    countOf(turned.zh, zh) > countOf(turned.en, en) && countOf(kept.zh, zh) < countOf(kept.en, en.replace(grammar, '_'))
  );
}

/** Words that may express a direction ("in favour", "off"), but do not prove one when the translation lacks it. */
const grammar =
  /\b(?:to|in|on|by|with|from|for|as|into|via|through|using|how|let|lets|without|get|gets|got|can|make|makes|making|made|take|takes|new|use|uses)\b/giu;

/** 不中断 has the direction of neither side. */
const deniedWord = /[不未没](?:有|会|再|能)?(?:中断|停止|中止|关闭|取消|下跌|下降|减少|涨价|降价|裁员|出售)/gu;

/** Expands one character before a figure (增 16.9%) to its word. A question (有没有) denies nothing. */
function withWholeWords(zh: string): string {
  return zh
    .replaceAll('有没有', ' ')
    .replace(/(?<![提上攀飙回加递激倍新])[增涨升](?=\s?\d)/gu, '上涨')
    .replace(/(?<![下暴大裁削缩])[跌降减](?=\s?\d)/gu, '下跌');
}

function countOf(pattern: RegExp, text: string): number {
  return spansOf(pattern, text).length;
}

/** The English title without words that the Chinese one has verbatim, and without names like OpenAI. */
function withoutNames({ zh, en }: Titles): string {
  const kept = new Set((zh.match(latinWord) ?? []).map((word) => word.toLowerCase()));
  return en.replace(latinWord, (word) =>
    kept.has(word.toLowerCase()) || /\p{Ll}\p{Lu}|^\p{Lu}{2,}\b/u.test(word) ? '_' : word,
  );
}

const latinWord = /\p{Script=Latin}[\p{Script=Latin}\d]*/gu;

/**
 * A word of the English title that carries the news and that the Chinese one does not render. A clause after the first
 * one may be omitted as a whole.
 *
 * @param names where the English title has names that both titles have; undefined: nothing may be omitted
 */
export function unrenderedWord({ zh, en }: Titles, names: readonly number[] | undefined): string | undefined {
  const modal = zh.replace(idleModals, ' ');
  const english = withoutNames({ zh, en });
  const isRendered = ({ zh: rendered, isDoubt }: Rendering) => rendered.test(isDoubt ? modal : zh);
  const isLeftOut = (at: number) => {
    const clause = clausesOf(english).find(({ from, to }) => from <= at && at < to);
    if (names === undefined || clause === undefined || clause.from === 0) return false;
    const text = english.slice(clause.from, clause.to);
    const isNamed = names.some((at) => at >= clause.from && at < clause.to);
    return !isNamed && !/_|\d/u.test(text) && !renderings.some((one) => one.en.test(text) && isRendered(one));
  };
  for (const rendering of renderings) {
    const found = rendering.en.exec(english);
    if (found !== null && !isRendered(rendering) && !isLeftOut(found.index)) return found[0];
  }
  return undefined;
}

/** The clauses of an English title; those after the first one begin at punctuation or with a conjunction. */
function clausesOf(en: string): readonly Range[] {
  const starts = [
    0,
    ...[...en.matchAll(/[,;:—–]\s|\b(?:after|amid|despite|following|while|because|thanks to|as|with)\b/giu)].map(
      ({ index }) => index,
    ),
  ];
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? en.length }));
}

/** Whether the English title denies something and the Chinese one does not. */
export function losesNegation({ zh, en }: Titles): boolean {
  if (notUntil.test(en)) return !untilInChinese.test(zh);
  // Nothing is also the name of a company.
  const english = en.replace(/\b\p{Lu}\p{Ll}+/gu, (word) => (zh.includes(word) ? '_' : word));
  if (prefixed.test(english) && !anyNegation.test(zh)) return true;
  if (!negations.test(english) || chineseNegation.test(zh.replace(idle, ' '))) return false;
  return ending.en.test(en) || !ending.zh.test(zh);
}

/** Whether the Chinese title denies something and nothing in the English one does. */
export function addsNegation({ zh, en }: Titles): boolean {
  const chinese = zh.replace(titleOfWork, ' ').replace(idle, ' ').replace(implied, ' ');
  const isOutright = outrightEnglish.test(en);
  if (plainChineseNegation.test(chinese) && !isOutright && !hasFreeNegation({ zh: chinese, en })) return true;
  const outright = chinese.match(outrightNegation)?.length ?? 0;
  const english = withoutNames({ zh, en });
  if (outright === 0 || outrightEnglish.test(english)) return false;
  const lent = denyingWords.filter((word) => patternsOf(word).en.test(english) && !patternsOf(word).zh.test(zh)).length;
  return outright > lent;
}

const titleOfWork = /《[^》]*》/gu;

/** Whether an English word with a negative sense is left for 不: "fear" is not, where 不担心 has the word for it. */
function hasFreeNegation({ zh, en }: Titles): boolean {
  const rest = zh.replace(negationMark, ' ').replaceAll('再', ' ');
  return [...en.matchAll(softNegations)].some(
    ({ 0: word }) => !renderings.some((one) => one.en.test(word) && one.zh.test(rest)),
  );
}

/** "Not until May", "not before May": 5 月才 or 5 月前不. Without such a word, the translation denies it altogether. */
const notUntil = /\b(?:not|[a-z]+n['’]t)\b.*\b(?:until|before (?=20\d\d|\p{Lu}))/iu;
const untilInChinese = /才|直到|推迟|延|最早|等到|再|[不未没无].*前|前[^，]*[不未没无难]/u;
const negations = new RegExp(`(?<![a-z])(?:${negationInEnglish}|${freeOf})(?![a-z])`, 'iu');
/** Words that deny by their form: uncontrolled, infinite, serverless. Any sign of denial in a Chinese word renders them. */
const prefixed = new RegExp(`(?<![a-z-])(?:${denyingForms})(?![a-z])`, 'iu');
const anyNegation = /[不无非未没免失反异难零否禁违隐外罕]/u;
const softNegations = new RegExp(`(?<![a-z])(?:${softNegationInEnglish})(?![a-z])`, 'giu');
const negationMark = /[不没无未别勿非]/gu;
const outrightNegation = new RegExp(outrightNegationInChinese, 'gu');
const outrightEnglish = new RegExp(`(?<![a-z])(?:${outrightNegationInEnglish})(?![a-z])`, 'iu');
const chineseNegation = new RegExp(negationInChinese, 'u');
const plainChineseNegation = new RegExp(plainNegationInChinese, 'u');
const ending = { zh: new RegExp(endingInChinese, 'u'), en: wordBeginnings(endingInEnglish) };
const idle = new RegExp(idleNegations, 'gu');
const implied = new RegExp(impliedNegations, 'gu');

const idleModals = new RegExp(idleModalWords, 'gu');
