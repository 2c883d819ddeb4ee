import { chineseNumeral, monthNumber, numberScales } from '../../ground/number-words.ts';
import { matchesOf } from '../text/matches.ts';

/** The numbers of a headline that tell one event from another, normalised over both languages. */
export interface Quantities {
  /** Sums of money in whole units of any currency, two significant digits: 30 亿美元 and $3B are one. */
  readonly amounts: ReadonlySet<number>;
  /**
   * Those of `amounts` that do not contradict another amount: an order of magnitude (千亿美元 may be 120 billion), and a
   * rate ($1.25B per month is $15B per year).
   */
  readonly looseAmounts: ReadonlySet<number>;
  /** Other counted things, likewise (100 万颗卫星, 1 million satellites, 1,700 jobs). */
  readonly counts: ReadonlySet<number>;
  readonly percents: ReadonlySet<number>;
  /** Model sizes in parameters (70B, 4000 亿参数). */
  readonly sizes: ReadonlySet<number>;
  /** Dotted versions without their name: 4.7, 2026.4.27. */
  readonly versions: ReadonlySet<string>;
  /** Names with digits in them, as written but in lower case: k2.5, hbm4, 810e. */
  readonly codes: ReadonlySet<string>;
  /** What tells the instalments of a series apart: `date:4-29`, `issue:312`, `quarter:2`, `round:c`. */
  readonly editions: ReadonlySet<string>;
  /** Months that are named, 1–12. */
  readonly months: ReadonlySet<number>;
}

/** Reads the quantities of a title (or another short text). It never throws. */
export function readQuantities(title: string): Quantities {
  const text = withoutSpelledNumbers(title.normalize('NFKC')).replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '');
  const editions = readEditions(text);
  const months = readMonths(text);
  // All other quantities have a digit, or the one number that has none. Most headlines have neither.
  if (!/\d|万亿/u.test(text)) return { ...noQuantities, editions, months };
  const rest = text.replace(editionText, ' ');
  const amounts = readAmounts(rest);
  return {
    amounts,
    looseAmounts: perPeriod.test(title) ? amounts : readLooseAmounts(title),
    counts: readCounts(rest),
    percents: numbers(rest, percentText),
    sizes: readSizes(rest),
    versions: readVersions(rest),
    codes: readCodes(rest),
    editions,
    months,
  };
}

const none: ReadonlySet<never> = new Set();
const noQuantities = {
  amounts: none,
  looseAmounts: none,
  counts: none,
  percents: none,
  sizes: none,
  versions: none,
  codes: none,
} as const satisfies Partial<Quantities>;

/** Numbers in words before 万 or 亿 as digits: 一千一百亿 → 1100亿, 三十万 → 30万. */
function withoutSpelledNumbers(text: string): string {
  // The space keeps the number apart from a name before it: OpenAI千亿.
  return text.replace(/[一二两三四五六七八九十百千零]+(?=[万亿])/gu, (spelled) => ` ${chineseNumeral(spelled)}`);
}

/** Two significant digits: reports of one sum round it differently. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

const chineseMoney =
  /(?<number>\d+(?:\.\d+)?)?(?:[-–—~至到]\d+(?:\.\d+)?)?\s*(?<scale>万亿|千亿|百亿|亿|千万|百万|万)?\s*(?:多|余)?(?:美元|美金|欧元|英镑|港元|日元|韩元|人民币|卢比|元(?!宝|旦|年|宇))/gu;
const chineseCount =
  /(?<number>\d+(?:\.\d+)?)\s*(?<scale>万亿|千亿|百亿|亿|千万|百万|万|千)(?!亿|\s*(?:美元|美金|欧元|英镑|港元|日元|韩元|人民币|元))/gu;
const englishMoney =
  /(?:[$€£¥]\s?)(?<number>\d+(?:\.\d+)?)[\s-]*(?<scale>trillion|billion|million|thousand|bn|tn|mn|[tbmk])?\b/giu;
const englishScaled = /(?<![$€£¥\d.]\s?)(?<number>\d+(?:\.\d+)?)[\s-](?<scale>trillion|billion|million|thousand)\b/giu;
const plainCount =
  /(?<![\w.$€£¥#-])(?<number>\d{3,6})(?![\w.%-]|\s*(?:年|月|日|号|万|亿|千|美元|元|billion|million))/gu;
const percentText = /(?<number>\d+(?:\.\d+)?)\s*(?:%|percent\b|per cent\b|个百分点)/giu;
const sizeText =
  /(?<![\d.A-Za-z-])(?<![$€£¥]\s?)(?<number>\d+(?:\.\d+)?)\s?(?<scale>[BM])\b(?!\s*(?:美元|元|downloads|users))/gu;
const chineseSize = /(?<number>\d+(?:\.\d+)?)\s*(?<scale>万亿|千亿|百亿|亿)\s*(?:个)?参数/gu;
const versionText =
  /(?<![\d.$€£¥])v?(?<version>\d+(?:\.\d+){1,3})(?![\d.]*\s*(?:%|万|亿|千|百|倍|个|家|美元|元|米|英寸|秒|分|吨|升|小时|岁|折|percent|billion|million|trillion|x\b|[kmgt]?b\b|[kmgt]\b|gw\b))/giu;
const codeText =
  /(?<![A-Za-z\d.$€£¥])(?:[A-Za-z]{1,8}-?\d+(?:\.\d+)*[A-Za-z]{0,2}|\d+(?:\.\d+)*[A-Za-z]{1,3}\d*)(?![A-Za-z\d])/gu;
const isoDate = /(?<!\d)20\d\d[-/.年]\s?(?<month>\d{1,2})[-/.月]\s?(?<day>\d{1,2})日?(?!\d)/gu;
const chineseDate = /(?<!\d)(?<month>\d{1,2})\s?月\s?(?<day>\d{1,2})\s?[日号]/gu;
const compactDate = /(?<=[\p{Script=Han}]\s?)(?<month>0[1-9]|1[0-2])(?<day>[0-2]\d|3[01])(?=[:：\s]|$)/gu;
const issueText =
  /(?:#\s?|\b(?:issue|vol(?:ume)?|no|number|episode|ep|part|day|week)[.\s]*#?\s?|第\s?)(?<issue>\d{1,4})(?:\s?(?:期|集|篇|弹|届|话|辑|章))?(?![\d%.]|\s?(?:代|大|次|名|一|三|二|四|位|季度|财季))/giu;
const roundText = /\bseries\s(?<round>[a-h])\b|(?<![A-Za-z])(?<chinese>[A-H])\d?\+{0,2}\s?轮/giu;
const quarterText =
  /\bQ(?<latin>[1-4])\b|(?:第)?(?<chinese>[一二三四])(?<fiscal>财)?季度?(?:财)?|\b(?<word>first|second|third|fourth)[-\s](?<fiscalWord>fiscal[-\s])?quarter/giu;
const editionText = new RegExp([isoDate, chineseDate, compactDate].map((part) => withoutGroups(part)).join('|'), 'gu');
const monthText = /(?<!\d)(?<month>1[0-2]|[1-9])\s?月(?!\s?\d)/gu;
const monthNames = /\b(january|february|march|april|june|july|august|september|october|november|december)\b/giu;

function withoutGroups(part: RegExp): string {
  return part.source.replace(/\?<[a-z]+>/gu, '?:');
}

function scaled(match: RegExpExecArray, scales: Readonly<Record<string, number>>): number | undefined {
  const { number, scale } = match.groups ?? {};
  if (number === undefined && !/^(?:万|千|百)亿$/u.test(scale ?? '')) return undefined;
  return rounded(Number(number ?? 1) * (scale === undefined ? 1 : (scales[scale.toLowerCase()] ?? 1)));
}

function collect(
  text: string,
  patterns: readonly (readonly [RegExp, Readonly<Record<string, number>>])[],
  least: number,
): ReadonlySet<number> {
  const values = patterns.flatMap(([pattern, scales]) =>
    matchesOf(text, pattern).map((match) => scaled(match, scales)),
  );
  return setOf(values.filter((value) => value !== undefined && value >= least) as number[]);
}

/** Most headlines hold no quantity of a kind; they share one set. */
function setOf<Value>(values: readonly Value[]): ReadonlySet<Value> {
  return values.length === 0 ? none : new Set(values);
}

function readAmounts(text: string): ReadonlySet<number> {
  return collect(
    text,
    [
      [chineseMoney, numberScales],
      [englishMoney, numberScales],
    ],
    1,
  );
}

/** "a year after" is not a rate. */
const perPeriod =
  /\b(?:per|a|each|every) (?:month|quarter|year)\b(?! (?:after|ago|before|earlier|later))|\/\s?(?:month|year|mo|yr)\b|每(?:月|季度|年)|年化|\bannual/iu;

/** "千亿美元": no digit before the scale. */
const looseMoney =
  /(?<![\d.一二两三四五六七八九十几数])(?:[百千万]亿|[百千]万)\s?(?:美元|美金|欧元|英镑|港元|日元|韩元|人民币|元)/gu;

function readLooseAmounts(title: string): ReadonlySet<number> {
  const loose = title.match(looseMoney) ?? [];
  return loose.length === 0 ? none : readAmounts(withoutSpelledNumbers(loose.join(' ')));
}

function readCounts(text: string): ReadonlySet<number> {
  const values = collect(
    text,
    [
      [chineseCount, numberScales],
      [englishScaled, numberScales],
      [plainCount, {}],
    ],
    100,
  );
  return setOf([...values].filter((value) => value < 1990 || value > 2040));
}

function numbers(text: string, pattern: RegExp): ReadonlySet<number> {
  return setOf(matchesOf(text, pattern).map((match) => Number(match.groups?.number)));
}

function readSizes(text: string): ReadonlySet<number> {
  return collect(
    text,
    [
      [sizeText, numberScales],
      [chineseSize, numberScales],
    ],
    1e6,
  );
}

function readVersions(text: string): ReadonlySet<string> {
  return setOf(matchesOf(text, versionText).map((match) => (match.groups?.version ?? '').replace(/(?:\.0)+$/u, '')));
}

function readCodes(text: string): ReadonlySet<string> {
  const codes = matchesOf(text, codeText).map(([code]) => code.toLowerCase().replace(/-/gu, ''));
  return setOf(
    codes.filter(
      (code) => !/^(?:q[1-4]|\d+(?:\.\d+)?(?:[bmkt]|gw|mw|nm|gb|tb|mb|km|bn|st|nd|rd|th|pm|am|s|x|w|h))$/u.test(code),
    ),
  );
}

function readEditions(text: string): ReadonlySet<string> {
  const editions: string[] = [];
  for (const pattern of [isoDate, chineseDate, compactDate]) {
    for (const { groups } of matchesOf(text, pattern)) {
      editions.push(`date:${Number(groups?.month)}-${Number(groups?.day)}`);
    }
  }
  for (const { groups } of matchesOf(text, issueText)) editions.push(`issue:${groups?.issue}`);
  for (const { groups } of matchesOf(text, roundText)) {
    editions.push(`round:${(groups?.round ?? groups?.chinese ?? '').toLowerCase()}`);
  }
  for (const { groups } of matchesOf(text, quarterText)) {
    const spelled = (groups?.chinese ?? groups?.word ?? '').toLowerCase();
    const quarter = Number(groups?.latin ?? quarterNumbers[spelled]);
    const kind = groups?.fiscal || groups?.fiscalWord ? 'fiscal-quarter' : 'quarter';
    if (quarter > 0) editions.push(`${kind}:${quarter}`);
  }
  return setOf(editions);
}

const quarterNumbers: Readonly<Record<string, number>> = {
  一: 1,
  二: 2,
  三: 3,
  四: 4,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
};

function readMonths(text: string): ReadonlySet<number> {
  const chinese = matchesOf(text, monthText).map((match) => Number(match.groups?.month));
  const english = matchesOf(text, monthNames).map(([name]) => monthNumber(name));
  return setOf([...chinese, ...english]);
}
