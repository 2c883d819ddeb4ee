/**
 * Who does what to whom, in a title and its translation. Two names of the answer may have changed places, or a name may
 * have moved from one end of its clause to the other. A rule for every verb and every preposition does not reach far, so
 * this asks a question that needs none: would the source fit the answer better with the names exchanged, or moved? What
 * fits was learned from faithful pairs (`npm run fit-roles`).
 */
import type { WordPair } from './headline-words.ts';
import { actors, attributes, claims, freeNouns, patternsOf, places, topics } from './headline-words.ts';
import type { NamedTwice } from './names.ts';
import { renderings } from './renderings.ts';
import weights from './role-weights.json' with { type: 'json' };
import { spansOf, type Titles } from './titles.ts';

/** A thing that both titles name, and where each names it. Ends are exclusive. */
interface Place {
  readonly zhAt: number;
  readonly zhEnd: number;
  readonly enAt: number;
  readonly enEnd: number;
}

/** What speaks for an answer, by the name of the sign: the sum of value times weight is how well it fits. */
export type Signs = ReadonlyMap<string, number>;

/** How much better the changed answer must fit. One in forty-eight faithful titles outside the fit reaches this. */
const margin = 2;

/** Whether a name has taken the role of another one or of a noun. */
export function swapsRoles(titles: Titles, named: readonly NamedTwice[]): boolean {
  return (
    changes(titles, named).some((signs) => fitOf(signs, weights) < -margin) ||
    losesSpeaker(titles) ||
    makesSubjectAct(titles, placesOfNames(titles, named))
  );
}

export function fitOf(signs: Signs, learned: Readonly<Record<string, number>>): number {
  return [...signs].reduce((sum, [sign, value]) => sum + value * (learned[sign] ?? 0), 0);
}

/**
 * For each pair that could have changed places, and each name that could have moved: the signs for the answer, minus
 * those for the changed answer.
 */
export function changes(titles: Titles, named: readonly NamedTwice[]): readonly Signs[] {
  const names = placesOfNames(titles, named);
  const all = [...names, ...placesOfNouns(titles, names)].toSorted((one, other) => one.zhAt - other.zhAt);
  const pairs = all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => mayDiffer(titles, one, other))
      .map((other) => [one, other] as const),
  );
  if (pairs.length === 0 && names.length === 0) return [];
  const anchors = [
    ...anchorsOf(titles).filter((anchor) => !names.some((name) => overlaps(anchor, name, 'zh'))),
    ...names.map((name) => ({ ...name, weight: 1 })),
  ];
  const apartFrom = (...found: readonly Place[]) =>
    anchors.filter((anchor) => found.every((place) => isApart(anchor, place)));
  return [
    ...pairs.map(([one, other]) => exchangeOf(titles, one, other, apartFrom(one, other))),
    ...names.flatMap((name) => otherEnds(titles.zh, name).map((spot) => moveOf(titles, name, spot, apartFrom(name)))),
  ];
}

/** A name that stands twice in one of the titles cannot be matched. */
function placesOfNames({ zh, en }: Titles, named: readonly NamedTwice[]): readonly Place[] {
  const all = named.map(({ answerAt, answerEnd, sourceAt }) => ({
    zhAt: answerAt,
    zhEnd: answerEnd,
    enAt: sourceAt,
    enEnd: sourceAt + (/^[\p{L}\d](?:[\p{L}\d.&+]|-(?!\p{Ll}{3}))*/u.exec(en.slice(sourceAt))?.[0] ?? '').length,
  }));
  const spelling = ({ zhAt, zhEnd }: Place) => zh.slice(zhAt, zhEnd);
  return all.filter(
    (name) => !all.some((other) => other !== name && (other.enAt === name.enAt || spelling(other) === spelling(name))),
  );
}

/** The longest of the nouns at one place. */
function placesOfNouns({ zh, en }: Titles, names: readonly Place[]): readonly Place[] {
  const found: Place[] = [];
  for (const pair of [...actors, ...freeNouns, ...places]) {
    const { zh: chinese, en: english } = patternsOf(pair);
    const [inChinese, inEnglish] = [chinese.exec(zh), english.exec(en)];
    if (inChinese === null || inEnglish === null) continue;
    const word = /^[\p{L}'-]+/u.exec(en.slice(inEnglish.index))?.[0] ?? inEnglish[0];
    const noun = {
      zhAt: inChinese.index,
      zhEnd: inChinese.index + inChinese[0].length,
      enAt: inEnglish.index,
      enEnd: inEnglish.index + word.length,
    };
    if (names.every((name) => isApart(noun, name))) found.push(noun);
  }
  const byLength = found.toSorted((one, other) => other.zhEnd - other.zhAt - (one.zhEnd - one.zhAt));
  return byLength.filter((noun, index) => byLength.slice(0, index).every((longer) => isApart(noun, longer)));
}

/** Names side by side (A, B and C) may stand in any order. */
function mayDiffer({ zh, en }: Titles, one: Place, other: Place): boolean {
  const [first, second] = one.enAt < other.enAt ? [one, other] : [other, one];
  return (
    other.zhAt >= one.zhEnd &&
    second.enAt >= first.enEnd &&
    !/^[\s、和与及或]*$/u.test(zh.slice(one.zhEnd, other.zhAt)) &&
    !/^[\s,]*(?:and|or|&|vs\.?)?\s*$/u.test(en.slice(first.enEnd, second.enAt))
  );
}

type Spot = Pick<Place, 'zhAt' | 'zhEnd'>;

function exchangeOf(titles: Titles, one: Place, other: Place, anchors: readonly Anchor[]): Signs {
  const keepsOrder = one.enAt < other.enAt ? 1 : -1;
  return sumOf([
    ...signsOf(titles, one, one, anchors),
    ...signsOf(titles, other, other, anchors),
    ...negated(signsOf(titles, one, other, anchors)),
    ...negated(signsOf(titles, other, one, anchors)),
    ...orderSigns(titles, one, other).map((sign) => [sign, keepsOrder] as const),
  ]);
}

function moveOf(titles: Titles, name: Place, spot: Spot, anchors: readonly Anchor[]): Signs {
  const signs = [...signsOf(titles, name, name, anchors), ...negated(signsOf(titles, name, spot, anchors))];
  return sumOf(signs.map(([sign, value]) => [`moved ${sign}`, value]));
}

/** The beginning and the end of the name's clause, where they are not near. */
function otherEnds(zh: string, { zhAt, zhEnd }: Spot): readonly Spot[] {
  const from = clauseStart(zh, zhAt);
  const to = zhEnd + zh.slice(zhEnd).search(/[，,；;：:。]|$/u);
  return [
    ...(lettersIn(zh.slice(from, zhAt)) > 2 ? [{ zhAt: from, zhEnd: from }] : []),
    ...(lettersIn(zh.slice(zhEnd, to)) > 3 ? [{ zhAt: to, zhEnd: to }] : []),
  ];
}

type SignList = readonly (readonly [sign: string, value: number])[];

function negated(signs: SignList): SignList {
  return signs.map(([sign, value]) => [sign, -value]);
}

function sumOf(signs: SignList): Signs {
  const sums = new Map<string, number>();
  for (const [sign, value] of signs) sums.set(sign, (sums.get(sign) ?? 0) + value);
  return new Map([...sums].filter(([, value]) => value !== 0));
}

/** The signs for a name of the English title that stands at a spot of the Chinese one. */
function signsOf(titles: Titles, place: Place, spot: Spot, anchors: readonly Anchor[]): SignList {
  const [english, chinese] = [englishMarks(titles.en, place), chineseMarks(titles.zh, spot)];
  const marks = [
    `before ${english.before} ${chinese.before}`,
    `before-after ${english.before} ${chinese.after}`,
    `after ${english.after} ${chinese.after}`,
    `after-before ${english.after} ${chinese.before}`,
    `place ${english.place} ${chinese.place}`,
    `place-before ${english.place} ${chinese.before}`,
    `clause ${english.place.slice(0, 1)} ${chinese.clause} ${chinese.place}`,
  ];
  const voice = [english.place, chinese.place].map((each) => (each.endsWith('P') ? 'passive' : 'active')).join(' ');
  const neighbours = anchors.map(({ weight, ...anchor }): [string, number] => {
    const isAfter = [anchor.enAt >= place.enEnd, anchor.zhAt >= spot.zhEnd];
    const far = [
      distance(anchor.enAt, anchor.enEnd, place.enAt, place.enEnd) / 12,
      distance(anchor.zhAt, anchor.zhEnd, spot.zhAt, spot.zhEnd) / 5,
    ];
    return [`near ${voice} ${isAfter.join(' ')}`, weight * Math.exp(-far.reduce((sum, each) => sum + each))];
  });
  return [...marks.map((mark): [string, number] => [mark, 1]), ...neighbours];
}

function distance(at: number, end: number, otherAt: number, otherEnd: number): number {
  return Math.max(0, otherAt - end, at - otherEnd);
}

/** What stands between two names decides whether Chinese keeps their order. */
function orderSigns({ zh, en }: Titles, one: Place, other: Place): readonly string[] {
  const [first, second] = one.enAt < other.enAt ? [one, other] : [other, one];
  const english = classOf(en.slice(first.enEnd, second.enAt), betweenInEnglish);
  return [
    'order',
    `order ${english}`,
    `order ${english} ${classOf(zh.slice(one.zhEnd, other.zhAt), betweenInChinese)}`,
  ];
}

type Classes = readonly (readonly [name: string, pattern: RegExp])[];

function classOf(text: string, classes: Classes, otherwise = '-'): string {
  return classes.find(([, pattern]) => pattern.test(text))?.[0] ?? otherwise;
}

const betweenInEnglish: Classes = [
  ['break', /[,;:—–]/u],
  ['and', /\b(?:and|or|vs)\b|&/u],
  ['clause', /\b(?:after|as|while|amid|than|when|before)\b/u],
  ['by', /\bby\b/u],
  ['preposition', /\b(?:of|from|in|for|with|to|on|at|over|against|into)\b/u],
  ['possessive', /['’]s/u],
];
const betweenInChinese: Classes = [
  ['break', /[，：；]/u],
  ['passive', /[被遭由获]/u],
  ['of', /的/u],
];

interface Marks {
  /** The word in front of the name that tells its role, `^` at the start, `,` after a break, `-` for none. */
  readonly before: string;
  /** Likewise behind it; `$` at the end. */
  readonly after: string;
  /** How far from the beginning of its clause, and `P` in a clause in the passive. */
  readonly place: string;
}

const prepositions =
  'in favor of|instead of|to|for|onto|into|from|off|by|in|on|at|inside|within|across|over|against|about|of|with|after|as|than|and|or|between|via|through|under|behind|near|before|without|amid';
const prepositionInFront = new RegExp(
  `\\b(?<word>${prepositions})\\s(?:(?:the|its|an?|\\p{Ll}+[-\\p{Ll}]*(?<!s|ed))\\s){0,2}$`,
  'iu',
);
const alike: Readonly<Record<string, string>> = { into: 'to', onto: 'to', about: 'over' };
const insideWords = /^(?:inside|within|across|at|near)$/u;
const passiveInEnglish =
  /\b(?:\p{Ll}+ed|sued|hit|cut|sold|bought|told|led|won|taken|beaten|given|put)\s(?:\p{Ll}+\s){0,3}?by\b/iu;
const clauseInEnglish = /[,;:—–]\s|\b(?:after|while|as)\s/giu;
const behindInEnglish: Classes = [
  ["'s", /^['’]/u],
  ['-backed', /^-\p{Ll}/u],
  ['$', /^\s*$/u],
  [',', /^\s*[,;:—–]/u],
  ['auxiliary', /^\s*(?:will|to|may|could|might|would|is|are|was|were|has|have|plans|set)\b/u],
  ['Name', /^\s*\p{Lu}/u],
  ['s', /^\s*[\p{L}\d’'-]+s\b/u],
  ['ed', /^\s*[\p{L}\d’'-]+ed\b/u],
  ['ing', /^\s*[\p{L}\d’'-]+ing\b/u],
];

function englishMarks(en: string, { enAt, enEnd }: Place): Marks {
  const [before, behind] = [en.slice(0, enAt), en.slice(enEnd)];
  const word = prepositionInFront.exec(before)?.groups?.word?.toLowerCase();
  const start = classOf(before, [
    ['^', /^[\s'"‘“]*$/u],
    [',', /[,;:—–][\s'"‘“]*(?:the\s)?$/u],
  ]);
  const next = new RegExp(`^\\s*(?<word>${prepositions})\\b`, 'u').exec(behind)?.groups?.word;
  const starts = [...before.matchAll(clauseInEnglish)].map((match) => match.index + match[0].length);
  const clauseAt = starts.at(-1) ?? 0;
  const words = before.slice(clauseAt).trim().split(/\s+/u).filter(Boolean).length;
  return {
    before: word === undefined ? start : insideWords.test(word) ? 'in' : (alike[word] ?? word),
    after: next ?? classOf(behind, behindInEnglish, 'word'),
    place: nearness(words, 1) + (passiveInEnglish.test(en.slice(clauseAt)) ? 'P' : ''),
  };
}

/** S where a subject stands, s a little later, o where an object may stand. */
function nearness(distanceFromStart: number, subject: number): string {
  return distanceFromStart <= subject ? 'S' : distanceFromStart <= 3 ? 's' : 'o';
}

const markInFront = /(?:[向对给为帮从自由被遭受获在于就因以用与和同跟及把将让令使比至到随据按的了成挖称]|对华)$/u;
const markBehind = /^(?:旗下|[的与和在将拟被遭就向对从因为把称以或已及等前后中上内版用让比正也仍首新起])/u;

function chineseMarks(zh: string, { zhAt, zhEnd }: Spot): Marks & { readonly clause: number } {
  const before = zh.slice(0, zhAt).replace(/[\s“"《'‘]+$/u, '');
  const behind = zh.slice(zhEnd).replace(/^[\s”"》'’]+/u, '');
  const clauseAt = clauseStart(zh, zhAt);
  const breaks: Classes = [
    ['^', /^$/u],
    ['、', /、/u],
    [',', /[，,。；;：:！？—]/u],
  ];
  return {
    before: markInFront.exec(before)?.[0] ?? classOf(before.slice(-1), breaks, 'x'),
    after: markBehind.exec(behind)?.[0] ?? classOf(behind.slice(0, 1), breaks, 'x'),
    place:
      nearness(lettersIn(zh.slice(clauseAt, zhAt)), 0) + (/[被遭]|获(?!得)|受到/u.test(zh.slice(clauseAt)) ? 'P' : ''),
    clause: clauseAt === 0 ? 1 : 2,
  };
}

function clauseStart(zh: string, at: number): number {
  return zh.slice(0, at).search(/[^，,；;：:。]*$/u);
}

function lettersIn(text: string): number {
  return (text.match(/[\p{L}\d]/gu) ?? []).length;
}

/** A word or number that both titles have: names keep their neighbours when a title is translated. */
interface Anchor extends Place {
  readonly weight: number;
}

const wordPairs: readonly WordPair[] = [...claims, ...attributes, ...topics, ...actors, ...freeNouns];

function anchorsOf({ zh, en }: Titles): readonly Anchor[] {
  const words = [
    ...wordPairs.map((pair) => ({ ...patternsOf(pair), weight: 1 })),
    ...renderings.map((rendering) => ({ zh: rendering.zh, en: rendering.en, weight: 0.7 })),
  ].filter((word) => word.en.test(en) && word.zh.test(zh));
  const anchors = words.flatMap((word) => {
    const places = spansOf(word.zh, zh).slice(0, 3);
    return spansOf(word.en, en).flatMap((english) =>
      places.map((chinese) => ({
        enAt: english.from,
        enEnd: english.to,
        zhAt: chinese.from,
        zhEnd: chinese.to,
        weight: word.weight / places.length,
      })),
    );
  });
  const numbers = spansOf(/\d+(?:[.,]\d+)*/u, en).flatMap(({ from, to, text }) => {
    const digits = text.replaceAll(',', '');
    const zhAt = [digits, /^\d+/u.exec(digits)?.[0] ?? ''].map((each) => zh.indexOf(each)).find((found) => found >= 0);
    return zhAt === undefined ? [] : [{ enAt: from, enEnd: to, zhAt, zhEnd: zhAt + 1, weight: 1 }];
  });
  return [...anchors, ...numbers];
}

function overlaps(one: Place, other: Place, title: 'zh' | 'en'): boolean {
  return one[`${title}At`] < other[`${title}End`] && other[`${title}At`] < one[`${title}End`];
}

function isApart(one: Place, other: Place): boolean {
  return !overlaps(one, other, 'zh') && !overlaps(one, other, 'en');
}

/** Whether the name that opens both titles suffers something in English ("Lumen sued over …") and does it in Chinese. */
function makesSubjectAct({ zh, en }: Titles, names: readonly Place[]): boolean {
  const subject = names.find(({ zhAt, enAt }) => zhAt === 0 && enAt === 0);
  return subject !== undefined && suffers.test(en.slice(subject.enEnd)) && !isSuffered.test(zh);
}

const suffers =
  /^\s(?:\p{Lu}[\p{L}\d.-]*\s){0,2}(?:is\s|was\s|gets\s)?(?:sued|fined|accused|hit (?:by|with)|hacked|banned|acquired by|investigated|probed|arrested|breached|attacked)\b/u;
const isSuffered = /[被遭获受由挨需须入因：]|面临|收到/u;

/** Whether the Chinese title says as a fact, or has as an actor, what the English one attributes in its last clause. */
function losesSpeaker({ zh, en }: Titles): boolean {
  return attribution.test(en) && !/[：]/u.test(zh) && !speaks.test(zh);
}

const attribution =
  /,\s(?:[\p{L}\d.&'’-]+\s){1,4}?(?:says?|said|reports?|reported|finds?|found|shows?|warns?|claims?)$/u;
const speaks = /[称说据指曝]|表示|认为|报道|预[测计]|警告|研究|发现|显示|透露|调查|披露|消息|数据|报告|援引|爆料|提醒/u;
