import {
  actors,
  actorVerbs,
  claims,
  directions,
  done,
  doneInEnglish,
  endingInChinese,
  endingInEnglish,
  freeOf,
  idleNegations,
  impliedNegations,
  negationInChinese,
  negationInEnglish,
  places,
  plainNegationInChinese,
  softNegationInEnglish,
  strongDirections,
  unsure,
  unsureInChinese,
  type WordPair,
} from './headline-words.ts';
import type { NamedTwice } from './names.ts';

/** A Chinese and an English title of one story; which of them is the answer is for the caller to say. */
interface Titles {
  readonly zh: string;
  readonly en: string;
}

const compiled = new Map<WordPair, { zh: RegExp; en: RegExp }>();

/** The patterns of a pair, made once. */
function patternsOf(pair: WordPair): { zh: RegExp; en: RegExp } {
  const known = compiled.get(pair);
  if (known !== undefined) return known;
  const made = { zh: new RegExp(pair.zh, 'u'), en: wordBeginnings(pair.en) };
  compiled.set(pair, made);
  return made;
}

function wordBeginnings(list: string): RegExp {
  const words = list.split(/\|(?![^(]*\))/u).map((word) => word.replace(/\$$/u, '(?![a-z])'));
  return new RegExp(`(?<![a-z])(?:${words.join('|')})|n't`.replace(list.includes("n't") ? '' : "|n't", ''), 'iu');
}

/** What the Chinese title says and the English one does not: an event, a claim, a rise or a fall. */
export function ungroundedClaim({ zh, en }: Titles): string | undefined {
  for (const pair of [...claims, ...strongDirections, ...places]) {
    const { zh: chinese, en: english } = patternsOf(pair);
    const word = chinese.exec(zh)?.[0];
    if (word !== undefined && !english.test(en)) return word;
  }
  return undefined;
}

/** The name of a direction that the two titles have the other way round. */
export function reversedDirection({ zh, en }: Titles): string | undefined {
  return directions.find(({ one, other }) => isReversed({ zh, en }, one, other) || isReversed({ zh, en }, other, one))
    ?.name;
}

function isReversed({ zh, en }: Titles, inEnglish: WordPair, inChinese: WordPair): boolean {
  const [kept, turned] = [patternsOf(inEnglish), patternsOf(inChinese)];
  return turned.zh.test(zh) && !kept.zh.test(zh) && kept.en.test(en) && !turned.en.test(en);
}

/** Whether the English title denies something and the Chinese one does not. */
export function losesNegation({ zh, en }: Titles): boolean {
  if (!negations.test(en) || chineseNegation.test(zh.replace(idle, ' '))) return false;
  return ending.en.test(en) || !ending.zh.test(zh);
}

/** Whether the Chinese title denies something and nothing in the English one does. */
export function addsNegation({ zh, en }: Titles): boolean {
  return plainChineseNegation.test(zh.replace(idle, ' ').replace(implied, ' ')) && !softNegation.test(en);
}

const negations = new RegExp(`(?<![a-z])(?:${negationInEnglish}|${freeOf})(?![a-z])`, 'iu');
const softNegation = new RegExp(`(?<![a-z])(?:${softNegationInEnglish})(?![a-z])`, 'iu');
const chineseNegation = new RegExp(negationInChinese, 'u');
const plainChineseNegation = new RegExp(plainNegationInChinese, 'u');
const ending = { zh: new RegExp(endingInChinese, 'u'), en: wordBeginnings(endingInEnglish) };
const idle = new RegExp(idleNegations, 'gu');
const implied = new RegExp(impliedNegations, 'gu');

/** Whether a plan or a rumour of the source has become a fact. */
export function losesDoubt({ zh, en }: Titles): boolean {
  if (new RegExp(`\\b(?:${unsure})\\b`, 'iu').test(en) && !new RegExp(unsureInChinese, 'u').test(zh)) return true;
  return (
    new RegExp(done, 'u').test(zh) && !en.split(/[\s—-]+/u).some((word) => doneWord.test(word.replace(/[,.;:]+$/u, '')))
  );
}

const doneWord = new RegExp(`^(?:${doneInEnglish.replaceAll('$', '')})$|['’]s$`, 'iu');

/** Whether the one who acts and the one who is acted on have changed places around a verb. */
export function swapsActors({ zh, en }: Titles, names: readonly NamedTwice[]): boolean {
  const known = [
    ...names.map(({ answerAt, sourceAt }) => ({ zhAt: answerAt, enAt: sourceAt })),
    ...nounsInBoth({ zh, en }),
  ];
  if (movesSubject({ zh, en }, names)) return true;
  return actorVerbs.some((pair) => {
    const english = new RegExp(`\\b(?:${pair.en})\\b`, 'iu').exec(en);
    const chinese = new RegExp(pair.zh, 'u').exec(zh);
    if (english === null || chinese === null) return false;
    return isSwapped({ zh, en }, known, english, chinese);
  });
}

const clauseBreak =
  /[,;:—|]|\b(?:after|as|while|when|before|and|that|who|which|because|if|but|over|amid|for|with|in|on|at|from|of)\b/iu;

/** Whether the name that opens the source has come behind a preposition, and another name opens the answer. */
function movesSubject({ zh, en }: Titles, names: readonly NamedTwice[]): boolean {
  const [first] = names;
  const subject = names.toSorted((one, other) => one.sourceAt - other.sourceAt)[0];
  if (first === undefined || subject === undefined || subject === first || subject.sourceAt > 2) return false;
  const isPossessive = /^[^\s]+(?:\s[^\s]+)?['’]s\b/u.test(en);
  return first.answerAt <= 2 && !isPossessive && /[从向对把]\s?$/u.test(zh.slice(0, subject.answerAt));
}

interface Place {
  readonly zhAt: number;
  readonly enAt: number;
}

/** Whether "A is sued by B" has become "A sues": nothing in front of the Chinese verb says that it happens to A. */
function losesPassive(zh: string, known: readonly Place[], verb: Place): boolean {
  const patient = known.filter(({ enAt }) => enAt < verb.enAt).toSorted((a, b) => b.enAt - a.enAt)[0];
  const agent = known.filter(({ enAt }) => enAt > verb.enAt).toSorted((a, b) => a.enAt - b.enAt)[0];
  if (patient === undefined || patient.zhAt > verb.zhAt) return false;
  if (agent !== undefined && agent.zhAt < verb.zhAt) return false;
  return !/[被遭受由获]|面临|接受|陷入/u.test(zh.slice(0, verb.zhAt));
}

function isSwapped(
  { zh, en }: Titles,
  known: readonly Place[],
  english: RegExpExecArray,
  chinese: RegExpExecArray,
): boolean {
  const verbEnd = english.index + english[0].length;
  if (/^\s+by\b/iu.test(en.slice(verbEnd))) {
    return losesPassive(zh, known, { enAt: english.index, zhAt: chinese.index });
  }
  if (
    /\b(?:be|been|being|is|are|was|were|gets?|got)\s+$/iu.test(en.slice(0, english.index)) &&
    !/ing$/iu.test(english[0])
  )
    return false;
  const subjects = known.filter(({ enAt }) => enAt < english.index);
  const object = known.filter(({ enAt }) => enAt >= verbEnd).toSorted((a, b) => a.enAt - b.enAt)[0];
  const subjectAfter = subjects.length > 0 && subjects.every(({ zhAt }) => zhAt > chinese.index);
  const nearest = subjects.toSorted((a, b) => b.enAt - a.enAt)[0];
  const isPassive = /[被遭受由获]|面临|接受|陷入/u.test(zh.slice(0, chinese.index));
  const isOneClause = !clauseBreak.test(en.slice(nearest?.enAt ?? 0, english.index));
  if (nearest !== undefined && nearest.zhAt > chinese.index && isOneClause && !isPassive) return true;
  if (object === undefined) return subjectAfter && !isPassive;
  if (object.enAt - verbEnd > 25 || /[,;:—|]/u.test(en.slice(verbEnd, object.enAt))) return false;
  const passive = /[被遭受获由]|面临|接受|陷入|吃/u.test(zh.slice(Math.min(object.zhAt, chinese.index), chinese.index));
  const subjectBefore = subjects.some(({ zhAt }) => zhAt < chinese.index);
  if (passive)
    return (
      subjectBefore &&
      object.zhAt > chinese.index &&
      subjects.some(({ zhAt }) => zhAt < chinese.index && /^[^，,]*[被遭]/u.test(zh.slice(zhAt, chinese.index)))
    );
  if (object.zhAt > chinese.index) return false;
  if (/[对向将把与和给从为因在就以让跟同的]\s?[“"'《]?$/u.test(zh.slice(0, object.zhAt))) return false;
  return subjectAfter || !subjects.some(({ zhAt }) => zhAt < object.zhAt);
}

function nounsInBoth({ zh, en }: Titles): readonly Place[] {
  return [...actors, ...places].flatMap((pair) => {
    const { zh: chinese, en: english } = patternsOf(pair);
    const [zhAt, enAt] = [zh.search(chinese), en.search(english)];
    return zhAt < 0 || enAt < 0 ? [] : [{ zhAt, enAt }];
  });
}

/** Whether a clause of the Chinese title has nothing to do with the English one: no name, number or known word. */
export function ungroundedClause(
  { zh, en }: Titles,
  names: readonly NamedTwice[],
  isGrounded: (clause: string) => boolean,
): string | undefined {
  const clauses = [...zh.matchAll(/[^，,。；;：:！!？?—]+/gu)].filter(
    ([clause]) => (clause.match(/\p{Script=Han}/gu) ?? []).length >= 4,
  );
  const parts = en
    .split(
      /[,;:.!?—|]|\s-\s|\b(?:and|but|as|after|while|when|with|if|because|since|who|that|which|where|says?|said|to|for|by|amid|over|than|before|despite|using|without|through|how|why|what)\b/iu,
    )
    .filter((part) => part.trim() !== '').length;
  if (clauses.length <= 1 || clauses.length <= parts) return undefined;
  const last = clauses.at(-1);
  if (last === undefined) return undefined;
  const from = last.index;
  if (names.some(({ answerAt }) => answerAt >= from) || isGrounded(last[0]) || sharesWord({ zh: last[0], en }))
    return undefined;
  return last[0];
}

function sharesWord({ zh, en }: Titles): boolean {
  return [...claims, ...actors, ...directions.flatMap(({ one, other }) => [one, other])].some((pair) => {
    const { zh: chinese, en: english } = patternsOf(pair);
    return chinese.test(zh) && english.test(en);
  });
}

/** Chinese characters that a title of so many English words may take. */
export function isTooLong({ zh, en }: Titles): boolean {
  const han = (zh.match(/\p{Script=Han}/gu) ?? []).length;
  const words = (en.match(/[\p{L}\d][\p{L}\d'’.-]*/gu) ?? []).length;
  return han > words * 3.2 + 4;
}
