import type { Language } from '../model.ts';
import {
  ambiguousAfterFuture,
  futureVerbs,
  idleModalWords,
  patternsOf,
  plans,
  unsure,
  unsureInChinese,
} from './headline-words.ts';
import type { Titles } from './titles.ts';

/** Whether a plan or a rumour of one title is a fact in the other. @param answer the language of the title to judge */
export function losesDoubt({ zh, en }: Titles, answer: Language): boolean {
  const modal = zh.replace(idleModals, ' ');
  if (doubtful.test(en) && !chineseDoubt.test(modal)) return true;
  if (
    /\bwill\b(?! (?:not|cost)\b)/iu.test(en) &&
    !question.test(en) &&
    !chineseDoubt.test(modal) &&
    !chinesePurpose.test(modal)
  )
    return true;
  if (/\b(?:will not|won't)\b/iu.test(en) && !deniesFuture.test(zh)) return true;
  if (
    answer === 'en' &&
    (infinitive(en) || plainDoubt.test(en)) &&
    !chinesePlan.test(modal) &&
    !chinesePurpose.test(modal) &&
    !(datedAhead.test(zh) && !otherDoubt.test(en))
  )
    return !/\bden(?:y|ies|ied)\b/iu.test(en);
  if (/(?<![现业早])已(?!知|婚|故)/u.test(zh)) {
    if (/\b(?:will|would)\b/iu.test(en) && !perfect.test(en) && !/[将会要]/u.test(modal)) return true;
    if (infinitive(en) && !/[将会拟要]/u.test(modal) && !overBefore.test(en)) return true;
    if ((liesAhead(en) || /\b(?:is|are)\s\p{Ll}+ing\b/u.test(en)) && !over.test(en)) return true;
  }
  return false;
}

/** A plan or a possibility that the Chinese title has and the English one does not. */
export function addedDoubt({ zh, en }: Titles): string | undefined {
  const modal = zh.replace(idleModals, ' ').replace(objectMark, ' ');
  const future = chineseFuture.exec(modal)?.[0];
  if (future !== undefined && !mayLieAhead.test(en)) return future;
  if (liesAhead(en)) return undefined;
  for (const plan of plans) {
    const { zh: chinese, en: english } = patternsOf(plan);
    const word = chinese.exec(modal)?.[0];
    if (word !== undefined && !english.test(en)) return word;
  }
  return undefined;
}

const idleModals = new RegExp(idleModalWords, 'gu');
const doubtful = new RegExp(`\\b(?:${unsure})\\b`, 'iu');
const plainDoubt =
  /\b(?:will|may|might|could|plans? to|considers?|considering|in talks|reportedly|set to|expected to)\b/iu;
const chineseDoubt = new RegExp(unsureInChinese, 'u');
/** Chinese sometimes renders "X to build Y" by its purpose or its date. */
const chinesePurpose =
  /以(?!来|及|色|上|下|外|内)|用于|用来|明年|下[周月]|日起|月起|年起|起[，,]?|必|须|需|应|愿|承诺|宣布|即/u;
/** "Won't have a screen" is not 没有屏幕. */
const deniesFuture = /[将会不无免拒难停绝才]|最早/u;
/** Chinese words that justify an English infinitive. */
const chinesePlan =
  /[将拟或望欲料恐据传待要想求洽商谈愿曝]|合作|计划|准备|打算|预计|目标|考虑|可能|提议|建议|方案|草案|获批|获准|规划|定于|不会|[下明]年|下月|敦促|呼吁|筹|备|申请|宣布|签|达成|同意|承诺/u;
/** Chinese has no tense: a date without a sign that it is past may be ahead. */
const datedAhead = /^(?!.*(?:[已了过曾]|完成|上[个半]?月|去年)).*(?:\d\s?月|年[前内底])/u;
const otherDoubt = new RegExp(
  `\\b(?:${unsure}|may|might|could|plans? to|considers?|considering|in talks|reportedly)\\b`,
  'iu',
);
const question = /\b(?:if|how|why|what|when|which|who|where)\b|\?/iu;
const aheadWords = new RegExp(
  `\\b(?:${unsure}|will|going to|expects?|next (?:week|month|quarter|year)|risks? \\p{Ll}+ing)\\b`,
  'iu',
);
const perfect = /\b(?:has|have|had|already)\b/iu;
/** "After buying Vega, Lumen to …" has a past event beside its plan. */
const overBefore = /\b(?:has|have|had|was|were|already|after|now)\b/iu;
const over =
  /\b(?:has|have|had|was|were|been|already|(?<!will )now|did|came|began|went|won|lost|left|sold|(?!expected|proposed|planned|rumored|rumoured|backed|based|advanced|powered)\p{L}+ed|after|since|done)\b/iu;

function liesAhead(en: string): boolean {
  return infinitive(en) || aheadWords.test(en);
}

/**
 * The infinitive of headlines: "Lumen to buy Halcyon", "Memory prices to rise". No verb may come before it, so "Lumen
 * returns to Berlin" and "Lumen raises $3M to build Nova" have none.
 */
function infinitive(en: string): boolean {
  const match = /^(?<subject>(?:[^\s,:;—–]+\s){1,6}?)[Tt]o\s(?<verb>\p{L}+)/u.exec(en);
  if (match === null) return false;
  const { subject = '', verb = '' } = match.groups ?? {};
  const words = subject.trim().split(' ');
  if (notVerbs.test(verb) || /^\p{Lu}/u.test(verb) !== /\bTo\b/u.test(match[0])) return false;
  return !words.slice(1).some((word, index) => isFiniteVerb(word, index === words.length - 2));
}

const notVerbs =
  /^(?:the|an?|its?|their|his|her|our|your|my|all|new|more|both|other|any|some|every|users?|people|up|over)$/iu;

/** A finite verb. The last word before the infinitive may be a plural noun that is its subject. */
function isFiniteVerb(word: string, isLast: boolean): boolean {
  if (/['’]s?$/u.test(word) || (/^\p{Lu}/u.test(word) && !/^\p{Lu}\p{Ll}+(?:ed|es)$/u.test(word))) return false;
  if (/(?:ed|ing)$/u.test(word) || finiteWords.test(word)) return true;
  return /[^s]s$/u.test(word) && !(isLast && plurals.test(word));
}

const finiteWords =
  /^(?:is|are|was|were|has|have|had|be|can|could|may|might|must|should|will|would|won|lost|got|set|due|ready|made|took|told|gave|way|want|plan|need|able|how|what|when|where|why|who|that|which|not|unable|vote|agree|refuse|fail|try|start|begin|seek|aim|hope|struggle|continue|with|for|as|over|is|free|open|close|back|forced|bid|deal|push|effort|move|plan|order|law|bill|offer)$/iu;
const plurals =
  /^(?:prices|chips|models|agents|robots|workers|users|shares|stocks|sales|costs|jobs|firms|companies|lawmakers|regulators|investors|researchers|scientists|publishers|authors|artists|developers|schools|banks|makers|labs|giants|startups|states|senators|ministers|leaders|executives|unions|customers|ads|tariffs|rules|glasses|cars|taxis|robotaxis|phones|servers|centers|centres|talks|apps|teams|families|officials|studios|hospitals|universities|teachers|students|retailers|carmakers|automakers|chipmakers|operators|founders)$/iu;

/** Signs that an English title may be about the future; they justify 将. */
const mayLieAhead = new RegExp(
  `\\b(?:${unsure}|will|won't|would|shall|could|may|might|must|should|to \\p{Ll}{2,}|going|plan\\p{Ll}*|aim\\p{Ll}*|expect\\p{Ll}*|target\\p{Ll}*|next|soon|upcoming|coming|tomorrow|later|ahead|future|forthcoming|until|by (?:\\p{Lu}|\\d|the end|year)|from (?:\\p{Lu}|\\d)|starting|beginning|effective|(?:in|for|on) (?:20\\d\\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|q[1-4]|early|late|mid)\\p{Ll}*|20\\d\\d|pledg\\p{Ll}*|promis\\p{Ll}*|vow\\p{Ll}*|commit\\p{Ll}*|agree\\p{Ll}*|order\\p{Ll}*|bid|bids|offer\\p{Ll}*|bill|draft|propos\\p{Ll}*|forecast\\p{Ll}*|predict\\p{Ll}*|warn\\p{Ll}*|want\\p{Ll}*|seek\\p{Ll}*|eye\\p{Ll}*|hope\\p{Ll}*|prepar\\p{Ll}*|get ready|ready|due|on track|if|when|unless|threat\\p{Ll}*|risk\\p{Ll}*|invit\\p{Ll}*|(?:is|are|am|be|'re|'s) \\p{Ll}+ing|i'm|we're|schedul\\p{Ll}*|delay\\p{Ll}*|postpon\\p{Ll}*|push\\p{Ll}*|defer\\p{Ll}*|bet\\p{Ll}*|nominat\\p{Ll}*|appoint\\p{Ll}*|nam\\p{Ll}{1,3}|near(?:s|ed|ing)?|close (?:to|in)|clos(?:es|ing) in|about to|verge|brink|for the first time|tap\\p{Ll}*|pick\\p{Ll}*|choos\\p{Ll}*|chose)\\b|'ll\\b|’ll\\b|\\?|\\bTo \\p{Lu}|^(?:retir|sunsett|deprecat|discontinu|phas|clos|remov)ing\\b`,
  'iu',
);

/** 将 as the mark of an object whose verb follows it: 将裁员归因于 AI. */
const objectMark =
  /将(?=[^，,；;：:。在于会被可]{2,12}(?:归[因咎]|视[为作]|列[为入]|[变换转改译更]为|[移搬迁]至|纳入|引入|带[入到]|[应用]于|[交卖授租转让]给))/gu;

/** 将 as a mark of the future, not of an object: before a verb, or before a word that precedes verbs. */
const chineseFuture = new RegExp(
  `将(?!${ambiguousAfterFuture})(?:[在于以向对就与从由因为被会要可能成有是令让使再不也都]|${futureVerbs})`,
  'u',
);
