import type { Aliases, Language } from '../model.ts';
import { outletAsActor } from './attribution.ts';
import { ungroundedFigure } from './figures.ts';
import { addedDoubt, losesDoubt } from './modality.ts';
import { isNamedIn, lostName, lostSubject, namesInBoth, ungroundedEnglishName, ungroundedName } from './names.ts';
import { exchangedNouns } from './nouns.ts';
import { withoutInstitutions } from './regions.ts';
import { swapsRoles } from './roles.ts';
import {
  addsFirstPerson,
  addsSentence,
  type answerColumns,
  answersQuestion,
  fits,
  isInLanguage,
  refusedShape,
  type ShapeRefusal,
} from './shape.ts';
import type { Titles } from './titles.ts';
import {
  addsNegation,
  addsPlace,
  losesNegation,
  reversedDirection,
  unmatchedDetail,
  unmatchedEvent,
  unmatchedPlace,
  unrenderedWord,
} from './wording.ts';

/** An answer of a language model about one text, before it is trusted. */
export interface AnswerToCheck {
  readonly answer: string;
  /** The title, or title and first sentences, that the answer is made from, as the feed has it. */
  readonly source: string;
  /** The language that the answer must be written in. */
  readonly language: Language;
  readonly aliases: Aliases;
  /** Which limit of length applies. Left out: none. */
  readonly part?: keyof typeof answerColumns | undefined;
}

/** Why an answer is not used. `found` is the text that caused the refusal, if there is one. */
export interface Refusal {
  readonly reason:
    | ShapeRefusal
    | 'instruction'
    | 'language'
    | 'length'
    | 'number'
    | 'name'
    | 'outlet'
    | 'claim'
    | 'lost'
    | 'direction'
    | 'actors'
    | 'negation'
    | 'doubt'
    | 'question'
    /** The model left it out; the gate has nothing to judge. */
    | 'missing';
  readonly found?: string;
}

/**
 * The gate: why the answer must not be shown, or undefined when it may. Everything that the answer says must be in the
 * source: the prompt asks for it, the gate enforces it. When in doubt it refuses: the reader sees the original title.
 */
export function refusalOf({ answer, source, language, aliases, part }: AnswerToCheck): Refusal | undefined {
  const shape = refusedShape(withoutKnownHosts(answer, source, aliases), source);
  if (shape !== undefined) return { reason: shape };
  const outlet = outletOf(source, aliases);
  const whole = outlet === undefined ? source : source.slice(0, -outlet.ending.length);
  const event = whole.replace(instruction, '');
  // Whether an answer obeys the instruction cannot be told for sure.
  if (part !== 'sentence' && event !== whole) return { reason: 'instruction' };
  const told = outlet === undefined ? answer : withoutOutlet(answer, outlet);
  if (!isInLanguage(told, language, event)) return { reason: 'language' };
  if (addsFirstPerson(told, event, language) || (part !== 'sentence' && addsSentence(told, event)))
    return { reason: 'self' };
  if (part !== 'sentence' && answersQuestion(told, event)) return { reason: 'question' };
  if (part !== undefined && !fits(told, part, event)) return { reason: 'length' };
  const figure = ungroundedFigure(...withoutNumberedNames(told, event, aliases));
  if (figure !== undefined) return { reason: 'number', found: figure.text };
  const name =
    language === 'en'
      ? ungroundedEnglishName(told, event, aliases.names)
      : ungroundedName(withoutInstitutions({ zh: told, en: event }), event, aliases.names);
  if (name !== undefined) return { reason: isNameOf(outlet, name) ? 'outlet' : 'name', found: name };
  const actor = outletAsActor(told, event, aliases.names);
  if (actor !== undefined) return { reason: 'outlet', found: actor };
  return refusedWording(told, event, { language, aliases, part });
}

/** A name that looks like a host (JD.com for 京东) counts as a name if the source has one of its spellings. */
function withoutKnownHosts(answer: string, source: string, { names }: Aliases): string {
  if (!answer.includes('.')) return answer;
  return names.reduce((text, alias) => {
    const host = alias.names.find((name) => /\.[a-z]+$/u.test(name) && answer.includes(name));
    return host === undefined || !isNamedIn(source, alias) ? text : text.replaceAll(host, 'X');
  }, answer);
}

/** Both titles without the companies and outlets with a figure in their name (36氪, 36Kr) that both name. */
function withoutNumberedNames(answer: string, source: string, { names }: Aliases): [answer: string, source: string] {
  const numbered = names.filter(
    (alias) =>
      /media|company|lab/u.test(alias.kind) &&
      alias.names.some((name) => /\d/u.test(name) && answer.includes(name)) &&
      alias.names.some((name) => source.includes(name)),
  );
  const remove = (text: string) =>
    numbered.flatMap((alias) => alias.names).reduce((all, name) => all.replaceAll(name, '_'), text);
  return [remove(answer), remove(source)];
}

/** A sentence omits much of a longer text, so only additions count; a headline must keep everything. */
function refusedWording(
  answer: string,
  source: string,
  { language, aliases, part }: Pick<AnswerToCheck, 'language' | 'aliases' | 'part'>,
): Refusal | undefined {
  const keepsAll = part !== 'sentence';
  const [zh, english] = language === 'en' ? [source, answer] : [answer, source];
  const titles = { zh, en: english.replaceAll('’', "'") };
  const direction = reversedDirection(titles);
  if (direction !== undefined) return { reason: 'direction', found: direction };
  if ((keepsAll && losesNegation(titles)) || addsNegation(titles)) return { reason: 'negation' };
  const told = keepsAll ? titles : { ...titles, en: passageOf(titles, language, aliases) };
  if (losesDoubt(told, language)) return { reason: 'doubt' };
  const plain = { ...titles, zh: withoutInstitutions(titles) };
  const place = unmatchedPlace(plain);
  const event = unmatchedEvent(titles) ?? (language === 'zh-CN' || addsPlace(titles) ? place : undefined);
  const names = namesInBoth(titles.zh, titles.en, aliases.names);
  const unrendered = unrenderedWord(titles, language === 'en' ? undefined : names.map(({ sourceAt }) => sourceAt));
  const [added, lost] =
    language === 'en'
      ? [unrendered, isMeasure(event) ? undefined : event]
      : [event ?? unmatchedDetail(titles), unrendered];
  if (added !== undefined) return { reason: 'claim', found: added };
  if (keepsAll && lost !== undefined) return { reason: 'lost', found: lost };
  const doubt = addedDoubt(titles);
  if (doubt !== undefined) return { reason: 'doubt', found: doubt };
  if (swapsRoles(told, namesInBoth(told.zh, told.en, aliases.names))) return { reason: 'actors' };
  if (!keepsAll) return undefined;
  const exchanged = exchangedNouns(plain, names);
  if (exchanged !== undefined) return { reason: 'claim', found: language === 'en' ? exchanged.en : exchanged.zh };
  if (language === 'en') {
    const subject = lostSubject(answer, source, aliases.names);
    return subject === undefined ? undefined : { reason: 'name', found: subject };
  }
  const name = lostName(answer, source, aliases.names);
  if (name !== undefined) return { reason: 'name', found: name };
  return undefined;
}

/**
 * The sentence of an English source that says what a Chinese sentence says: the last one with all of its names, figures
 * and events. Who acts, and whether it is certain, may differ elsewhere in the text. Without such a sentence, and with
 * fewer than two names, which too many sentences have: the source.
 */
function passageOf({ zh, en }: Titles, language: Language, { names }: Aliases): string {
  const named = namesInBoth(zh, en, names).length;
  if (language === 'en' || named < 2) return en;
  const hasAll = (sentence: string) =>
    namesInBoth(zh, sentence, names).length === named &&
    ungroundedFigure(zh, sentence) === undefined &&
    unmatchedEvent({ zh, en: sentence }) === undefined;
  return en.split(/(?<=[.!?])\s+(?=\p{Lu})/u).findLast(hasAll) ?? en;
}

/** What a number measures. A headline may omit it ("tops Moutai" for 市值超越茅台): its meaning stays the same. */
function isMeasure(event: string | undefined): boolean {
  return (
    event !== undefined &&
    /^(?:市值|估值|营收|收入|销售额|利润|盈利|亏损|赤字|佣金|抽成|罚金|诉讼|投资|合作)$/u.test(event)
  );
}

interface Outlet {
  /** Its spellings, in lower case. */
  readonly names: readonly string[];
  /** As it follows the headline, with the dash. */
  readonly ending: string;
}

/** The outlet that an aggregator appends to an English headline: " - The Courier", " | The Courier". */
function outletOf(source: string, aliases: Aliases): Outlet | undefined {
  const match = /\s+[-–—|]\s+(?<name>\p{L}[^-–—|:]{1,40})$/u.exec(source);
  const name = match?.groups?.name;
  if (match === null || name === undefined) return undefined;
  const known = aliases.names.find(({ names }) => names.some((each) => each.toLowerCase() === name.toLowerCase()));
  const isOutlet = known === undefined ? looksLikeOutlet(name) : known.kind === 'media';
  const names = [name, ...(known?.names ?? [])].map((each) => each.toLowerCase());
  return isOutlet ? { names, ending: match[0] } : undefined;
}

/** The answer without the outlet that it appends as the source does, in either language: ` - 路透社`. */
function withoutOutlet(answer: string, outlet: Outlet): string {
  const name = /\s[-–—|]\s《?(?<name>[^《》，。：]{2,20})》?$/u.exec(answer)?.groups?.name;
  if (name === undefined) return answer;
  const isOutlet = outlet.names.includes(name.toLowerCase()) || /\p{Script=Han}[报社刊网台志]$/u.test(name);
  return isOutlet ? answer.replace(/\s[-–—|]\s[^-–—|]*$/u, '') : answer;
}

function isNameOf(outlet: Outlet | undefined, name: string): boolean {
  return (
    outlet?.names.some((each) => each.split(' ').includes(name.toLowerCase()) || each === name.toLowerCase()) ?? false
  );
}

/** A domain, a name with a press word in it, or a short name. Longer names may be part of the headline. */
function looksLikeOutlet(name: string): boolean {
  const words = name.split(/\s+/u);
  if (/^[\w-]+\.[a-z]{2,4}$/u.test(name)) return true;
  const isNamed = words.every((word) => /^(?:\p{Lu}|\d|of$|the$|and$|&$)/u.test(word));
  return isNamed && words.length <= 5 && (isPress.test(name) || words.length <= 2);
}

const isPress =
  /\b(?:News|Times|Post|Daily|Journal|Magazine|Review|Herald|Today|Insider|Wire|Weekly|Tribune|Gazette|Observer|Blog|TV|Radio|Press|Media|Standard|Chronicle|Telegraph|Mail|Independent)\b/u;

/** An instruction to the translator that was appended to a text: it is not news. */
const instruction =
  /(?:\s[—–-]\s*|[.!?]\s+|\s[[(])(?:please\b|ignore\b|disregard\b|forget\b|instead of\b|note (?:to|for)\b|answer\b|respond\b|reply\b|repeat\b|replace\b|summari[sz]e\b|translate\b|output\b|write\b|say\b|print\b|end with\b|begin with\b|start with\b|append\b|include the\b|mark (?:this|as)\b|return\b|pretend\b|you are\b|you must\b|system:|assistant:|user:|new instruction).*$/isu;
