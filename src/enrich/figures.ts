import { foldTypography } from '../ground/fold.ts';
import { chineseNumeral, monthNumber, numberScales } from '../ground/number-words.ts';

/** A number of a headline, with its scale applied. */
interface Figure {
  /** 3e9 for $3B and for 30 亿美元. */
  readonly value: number;
  /** One name for both languages (`usd`, `percent`, `year`, `gb`); undefined when nothing follows the number. */
  readonly unit: string | undefined;
  /** A number with dots and without scale or unit, as written, so that 4.1 is not 4.10. */
  readonly version: string | undefined;
  /** As it stands in the text, for the refusal. */
  readonly text: string;
  /** It is the value that something rose or fell from: "up from $75 billion", 此前为 750 亿美元. */
  readonly isFormer: boolean;
}

/**
 * All numbers of a short text in English or Chinese: digits, words (three, 三名, doubled, 两倍), months and rough
 * quantities (millions, 数百万). "Half", 一半 and a lone 一 are not numbers.
 */
function readFigures(text: string): readonly Figure[] {
  const plain = withDigits(foldTypography(text));
  const found = [...plain.matchAll(numberText)].map((match) => ({
    ...toFigure(match),
    isFormer: formerText.test(plain.slice(Math.max(match.index - 24, 0), match.index)),
    end: match.index + match[0].length,
    match,
  }));
  for (let index = found.length - 2; index >= 0; index -= 1) {
    const [figure, next] = [found[index], found[index + 1]];
    if (figure === undefined || next === undefined) continue;
    const between = plain.slice(figure.end, next.match.index);
    if (!rangeText.test(between) || figure.match.groups?.scale !== undefined) continue;
    const scale = scaleOf(next.match.groups?.scale);
    if (figure.unit !== undefined && (scale === 1 || figure.match.groups?.currency === undefined)) continue;
    found[index] = { ...figure, value: figure.value * scale, unit: figure.unit ?? next.unit, version: undefined };
  }
  return [...found, ...readMonths(plain)];
}

const formerText =
  /(?:\b(?:from|versus|vs\.?|against)\s+(?:about\s|around\s|nearly\s)?|(?:从|由|自|此前|原先|原本|之前|先前|前值|去年|上年)[^\d，,。；;]{0,6})$/iu;

/**
 * The first number of the answer that the source lacks, or that has changed places with a former value of the source;
 * undefined when the source has them all.
 */
export function ungroundedFigure(answer: string, source: string): Pick<Figure, 'text'> | undefined {
  const known = readFigures(source);
  const told = readFigures(answer);
  const all = [...known, ...impliedFigures(source)];
  const former = (figures: readonly Figure[], figure: Figure) => figures.find((one) => isSame(figure, one))?.isFormer;
  const isTurned = told.some((figure) => !figure.isFormer && former(known, figure) === true);
  const strange = told.find(
    (figure) =>
      !all.some((one) => isSame(figure, one)) || (isTurned && figure.isFormer && former(known, figure) === false),
  );
  return strange ?? ungroundedSpan(answer, source) ?? doubledVersion(answer, source);
}

/** A lone 一 is not a number (一直, 一些), but in 一年 for "a decade" it is. */
function ungroundedSpan(answer: string, source: string): Pick<Figure, 'text'> | undefined {
  for (const [span, english] of spansOfOne) {
    const text = span.exec(answer)?.[0];
    if (text !== undefined && !/\p{Script=Han}/u.test(source) && !english.test(source)) return { text };
  }
  return undefined;
}

const spansOfOne: readonly (readonly [RegExp, RegExp])[] = [
  [/(?<![第十百千万])一年/u, /year|annual|12|twelve/iu],
  [/(?<![第十百千万])一个月/u, /month|30|four weeks/iu],
  [/(?<![第十百千万])一(?:周(?!年)|个?星期)/u, /week|7|seven/iu],
  [/(?<![第十百千万])一[天日]/u, /day|daily|24|overnight/iu],
  [/(?<![第十百千万])一个?小时/u, /hour|60/iu],
];

/** A version that the answer has more often than the source, in place of one that it lacks: "3.5、3.5" for "3.6, 3.5". */
function doubledVersion(answer: string, source: string): Pick<Figure, 'text'> | undefined {
  const [told, known] = [answer, source].map((text) => text.match(/(?<![\d.])\d+(?:\.\d+)+(?![\d.]*[%\d])/gu) ?? []);
  const countOf = (versions: readonly string[] | undefined, version: string) =>
    versions?.filter((each) => each === version).length ?? 0;
  if (known?.every((version) => countOf(told, version) > 0) !== false) return undefined;
  const text = told?.find((version) => countOf(known, version) > 0 && countOf(told, version) > countOf(known, version));
  return text === undefined ? undefined : { text };
}

type Quantity = Pick<Figure, 'value' | 'unit' | 'version'>;

function isSame(answer: Quantity, source: Quantity): boolean {
  if (answer.version !== undefined && source.version !== undefined) return answer.version === source.version;
  // 增长两倍 is "tripled", and is often written for "doubled" too.
  if (answer.unit === 'times' && source.unit === 'times' && answer.value + 1 === source.value) return true;
  if (Math.abs(answer.value - source.value) > 1e-9 * Math.max(Math.abs(answer.value), 1)) return false;
  if (answer.unit === source.unit) return true;
  // The sign is written for yuan and for yen.
  if ([answer.unit, source.unit].includes('¥'))
    return [answer.unit, source.unit].every((unit) => unit === undefined || /^(?:¥|cny|jpy)$/u.test(unit));
  if ([answer.unit, source.unit].every((unit) => unit === 'piece' || unit === 'times')) return true;
  if ([answer.unit, source.unit].every((unit) => unit === 'age' || unit === 'year')) return true;
  if (answer.unit === undefined) return !strictUnits.has(source.unit ?? '');
  return source.unit === undefined && looseUnits.has(answer.unit);
}

/**
 * Numbers that the source implies. The answer may count two sides (双方, 两家公司). English writes a number for a Chinese
 * first (首个), year (周年) or quarter (季度).
 */
function impliedFigures(source: string): readonly Quantity[] {
  const implied = (value: number, unit?: string) => ({ value, unit, version: undefined });
  if (/\p{Script=Han}/u.test(source)) {
    const ones = /[一首单独周月年]/u.test(source) ? [undefined, 'piece', 'year', 'month', 'week', 'day'] : [];
    // 万亿参数 is "trillion-parameter".
    const scales = [
      ...source.matchAll(
        /(?<![\d一二两三四五六七八九十百千万几数上亿多余])(?:万亿|[千百十]?亿|[千百十]万|[万千百](?=[余多]))/gu,
      ),
    ];
    return [
      ...ones.map((unit) => implied(1, unit)),
      ...(source.includes('季') ? [implied(4)] : []),
      ...scales.map(([scale]) => implied(scaleOf(scale))),
    ];
  }
  const spans = [...source.matchAll(/\ban? (year|month|week|day|hour|minute)\b/giu)].map(([, unit]) =>
    implied(1, unit),
  );
  const shares = [...withDigits(source).matchAll(/(\d+)\s+(?:in|out of)(?: every)?\s+(\d+)/giu)].map(
    ([, part, whole]) => implied((Number(part) / Number(whole)) * 100, 'percent'),
  );
  const hasSmall = readFigures(source).some(({ value, unit }) => unit === undefined && value > 1 && value < 10);
  const isPair = !hasSmall && /\b(?:and|both|with|between|vs)\b|&/iu.test(source);
  return [...spans, ...shares, ...(isPair ? [implied(2)] : [])];
}

const strictUnits = new Set(['percent', 'month-name', 'quarter-name', 'half-name']);
/** Units that one language writes and the other leaves out. */
const looseUnits = new Set(['calendar', 'date', 'piece', 'usd', 'times', 'age']);

function scaleOf(scale: string | undefined): number {
  return scale === undefined ? 1 : (numberScales[scale.toLowerCase().replace(/s$/u, '')] ?? 1);
}

/** Units: one name for both languages, and a pattern. */
const units: readonly (readonly [string, string])[] = [
  ['usd', '\\$|us dollars?|dollars?|usd|bucks|美元|美金'],
  ['eur', '€|euros?|eur|欧元'],
  ['gbp', '£|pounds?|gbp|英镑'],
  ['jpy', 'yen|jpy|日元'],
  ['krw', 'won|krw|韩元'],
  ['hkd', 'hkd|港元|港币'],
  ['inr', 'rupees?|inr|卢比'],
  ['cad', 'canadian dollars?|cad|加元'],
  ['aud', 'australian dollars?|aud|澳元'],
  ['sgd', 'singapore dollars?|sgd|新加坡元|新元'],
  ['twd', 'taiwan dollars?|twd|新台币|台币'],
  ['chf', 'francs?|chf|瑞士法郎|瑞郎'],
  ['rub', 'roubles?|rubles?|rub|卢布'],
  ['cny', 'yuan|rmb|cny|人民币|元(?!宝|旦|宇)'],
  ['percent', '%|percent|per cent|pct|个百分点|percentage points?'],
  ['tenth', '成(?![立为功本长员果熟分都])'],
  ['times', '倍|x(?![a-z])|times|-?fold'],
  ['hour', '个?小时|hours?|hrs?(?![a-z])|h(?![a-z])'],
  ['minute', '分钟|minutes?|mins?(?![a-z])'],
  ['second', '秒钟?|seconds?|secs?(?![a-z])'],
  ['day', '天(?!津|空|才)|days?'],
  ['week', '个?星期|周(?!五|六|一|二|三|四|日|末|年)|weeks?'],
  ['month', '个月|months?'],
  ['month-name', '月份?'],
  ['date', '日(?!本|元)|号'],
  ['year', '周年|年(?!代)|years?|yrs?(?![a-z])'],
  ['age', '岁'],
  ['decade', '年代|s(?![a-z])'],
  ['quarter-name', 'qtr'],
  ['half-name', 'hlf'],
  ['gw', '吉瓦|gigawatts?|gw(?![a-z])'],
  ['mw', '兆瓦|megawatts?|mw(?![a-z])'],
  ['kw', '千瓦|kilowatts?|kw(?![a-z])'],
  ['km', '公里|千米|kilomet(?:er|re)s?|km(?![a-z])'],
  ['mile', '英里|miles?'],
  ['kg', '公斤|千克|kilograms?|kg(?![a-z])'],
  ['ton', '公?吨|tons?|tonnes?'],
  ['nm', '纳米|nanomet(?:er|re)s?|nm(?![a-z])'],
  [
    'piece',
    '个|名|位|家|款|项|种|次|人|条|台|颗|座|国|州|届|代|期|轮|部|份|点|辆|件|所|批|步|支|只|口|场|封|张|层|大|岁|th(?![a-z])|st(?![a-z])|nd(?![a-z])|rd(?![a-z])',
  ],
];
const unitText = units.map(([, pattern]) => pattern).join('|');
const unitPatterns = units.map(([unit, pattern]) => [unit, new RegExp(`^(?:${pattern})$`, 'iu')] as const);

const currencies: Readonly<Record<string, string>> = {
  $: 'usd',
  us$: 'usd',
  hk$: 'hkd',
  '€': 'eur',
  '£': 'gbp',
  '¥': '¥',
  '₹': 'inr',
  '₩': 'krw',
};

const numberText = new RegExp(
  `(?<currency>(?:us|hk)?\\$|[€£¥₹₩])?\\s?(?<![\\d.])(?<number>\\d+(?:\\.\\d+)*)(?:[\\s-]?(?<scale>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千(?!克|瓦|米)|百(?!分)|(?:trillion|billion|million|thousand|hundred|dozen)s?(?![a-z])|(?:bl?n|ml?n|tr?n|[kmbt])(?![a-z])))?(?:多|余|\\+)?(?:[\\s-]?(?<unit>(?:${unitText})(?!(?<=[a-z])[a-z])|[a-z]+(?<=\\d[a-z]{1,4})(?![a-z])))?`,
  'giu',
);
const rangeText = /^\s?(?:-|to|and|or|~|至|到|和|—)\s?[$€£¥]?$/iu;

function toFigure(match: RegExpExecArray): Omit<Figure, 'isFormer'> {
  const { currency, number = '', scale, unit } = match.groups ?? {};
  const parts = number.split('.');
  const named = unitOf(currency, unit);
  const raw = Number(parts.slice(0, 2).join('.')) * scaleOf(scale);
  const value = named === 'tenth' ? raw * 10 : raw;
  // "The 1990s" are years, "under-18s" are people.
  const isAge = named === 'decade' && value % 10 !== 0;
  const isCalendar = named === 'year' && scale === undefined && value >= 1900 && value < 2200 && parts.length === 1;
  return {
    value,
    unit: named === 'tenth' ? 'percent' : isCalendar ? 'calendar' : isAge ? 'age' : named,
    version: parts.length > 1 && scale === undefined && (named === undefined || named === 'piece') ? number : undefined,
    text: match[0].trim(),
  };
}

function unitOf(currency: string | undefined, unit: string | undefined): string | undefined {
  if (currency !== undefined) return currencies[currency.toLowerCase()];
  if (unit === undefined) return undefined;
  return unitPatterns.find(([, pattern]) => pattern.test(unit))?.[0] ?? unit.toLowerCase();
}

const ones =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty';
const tens = 'ten twenty thirty forty fifty sixty seventy eighty ninety';
const ordinals = 'first second third fourth fifth sixth seventh eighth ninth tenth';
const spelled: Readonly<Record<string, number>> = {
  ...Object.fromEntries(ones.split(' ').map((word, value) => [word, value])),
  ...Object.fromEntries(tens.split(' ').map((word, index) => [word, 10 * (index + 1)])),
  // "Second" is also a unit of time: `phrases` reads it.
  ...Object.fromEntries(ordinals.split(' ').flatMap((word, index) => (index === 1 ? [] : [[word, index + 1]]))),
  ...{ thirds: 3, both: 2, pair: 2, couple: 2, duo: 2, twin: 2, dual: 2, trio: 3, single: 1, sole: 1, once: 1 },
  ...{ quarter: 4, quarters: 4 },
};
const phrases: readonly (readonly [RegExp, string])[] = [
  [/(?<!\d[\s-]?|\b(?:a|per|split|every|each) )\bsecond\b/giu, ' 2 '],
  [/\b3[\s-]part(?:y|ies)\b/giu, ' '],
  [/\b(?:doubl(?:e|es|ed|ing)|twice|two-?fold)\b/giu, ' 2 times '],
  [/\b(?:tripl(?:e|es|ed|ing)|treble[ds]?|thrice)\b/giu, ' 3 times '],
  [/\b(?:quadrupl(?:e|es|ed|ing))\b/giu, ' 4 times '],
  [/\b(?<=turn(?:s|ed|ing) )(\d+)\b(?![\s-]\p{L})/giu, '$1 years '],
  [/\bdecades?\b/giu, ' 10 years '],
  [/\bcentur(?:y|ies)\b/giu, ' 100 years '],
  [/\b(?:several|a few|many)\s+hundred\s+(?=thousand|million|billion|trillion)/giu, ' 100 '],
  [/\bhalf an? (?=(?:million|billion|trillion)\b)/giu, ' 0.5 '],
  [/\ban? (?=(?:hundred|thousand|million|billion|trillion|dozen)\b)/giu, ' 1 '],
  [/\bmulti-?(?=(?:million|billion|trillion)\b)/giu, ' 1 '],
  [/\b(?<!\d[\s-]?)(?=(?:hundred|thousand|million|billion|trillion|dozen)s?\b)/giu, ' 1 '],
  [/\b(?:tens of|1 dozens)\b\s*(?:of\b|1 )?/giu, ' 10 '],
  [/\b1 hundreds of\s+(?:1|10) /giu, '100 '],
  [/每(?=[百千十]?[万亿])/gu, '每 1'],
  [/上半年/gu, ' 1 hlf '],
  [/下半年/gu, ' 2 hlf '],
  [/百分之(?=\d)([\d.]+)/gu, '$1%'],
  [/翻了?一?[番倍]|(?<=[高加长增升涨])一倍/gu, ' 2倍 '],
  [/(?:几|数|好几)(?=十(?![万亿]))/gu, ' '],
  [/(?:几|数|上|好几|成)(?=[十百千万亿])/gu, '1'],
  [/(?<=[\d一二两三四五六七八九十])个(?=[万亿])/gu, ''],
  [
    /半年|一半|大半|半天|两难|两极|两岸|三星|三思|十分(?!钟)|十足|千万别|千万不|万一|万能|万物|万众|百科|百姓|百度|千问|千禧|四川|五角大楼|一[些起切直旦般样致定边度路下]|二手|二维码|三维|四处|九州|七夕|八卦|五花八门|三体|第三方|三方|万科|零售|零部?件|零日|零一万物|千寻|星期[一二三四五六]|周[一二三四五六]|百川|一体/gu,
    ' ',
  ],
];

/** Dates, quarters and half-years with digits, and fractions as percentages. */
function withNamedParts(text: string): string {
  const order = (word: string) =>
    (word === '一' ? 1 : chineseNumeral(word)) || spelled[word.toLowerCase()] || Number.parseInt(word, 10) || 1;
  return text
    .replace(/(?<!\d)(20\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)/gu, '$1年$2月$3日')
    .replace(/(?<!\d)(\d{1,2})\/(\d{1,2})\/(20\d\d)(?!\d)/gu, '$3年$1月$2日')
    .replace(/(?<!\d)(0\d)(?=年(?!代))/gu, '20$1')
    .replace(/\bFY\s?(?=\d\d\b)/gu, 'FY20')
    .replace(/前三(?=季)/gu, ' 9个月 ')
    .replace(/\bfirst (?:three|3) quarters\b/giu, ' 9 months ')
    .replace(/[二两三四五六七八九](?=[到至][三四五六七八九十])/gu, (numeral) => String(chineseNumeral(numeral)))
    .replace(
      /\b(first|second|third|fourth|[1-4](?:st|nd|rd|th))[\s-](?:fiscal[\s-])?quarter\b/giu,
      (_, word: string) => ` ${word.toLowerCase() === 'second' ? 2 : order(word)} qtr `,
    )
    .replace(
      /\b(?:Q([1-4])|([1-4])Q)(?=\b|\p{Script=Han})/gu,
      (_, one?: string, other?: string) => ` ${one ?? other} qtr `,
    )
    .replace(/(?:第?([首一二三四1-4])|首个)(?:财季|季度|季(?!节))/gu, (_, word = '首') => ` ${order(word)} qtr `)
    .replace(/\b(first|second)[\s-]half\b/giu, (_, word: string) => ` ${word.toLowerCase() === 'first' ? 1 : 2} hlf `)
    .replace(/\b(?:H([12])|([12])H)\b/gu, (_, one?: string, other?: string) => ` ${one ?? other} hlf `)
    .replace(/百分之([一二两三四五六七八九十百零]+)/gu, (_, percent: string) => ` ${chineseNumeral(percent)}% `)
    .replace(
      /([二三四五六七八九十])分之([一二三四五六七八九])/gu,
      (_, whole: string, part: string) => ` ${(order(part) / order(whole)) * 100}% `,
    )
    .replace(
      /(?<=\b(?:by|nearly|about|almost|around|over|than|only|just|up|down) )(?:an? |one[\s-])(third|quarter|fifth|tenth)\b|\b(?:a|one)[\s-](third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?=\s(?:of|the|as)\b)/giu,
      (_, one?: string, other?: string) => ` ${(1 / order(one ?? other ?? '')) * 100}% `,
    )
    .replace(
      /\b(two|three|four|five|seven|nine)[\s-](third|quarter|fifth|sixth|eighth|tenth)s\b/giu,
      (_, part: string, whole: string) => ` ${(order(part) / order(whole)) * 100}% `,
    );
}

/** English and Chinese number words as digits. */
function withDigits(text: string): string {
  let digits = withNamedParts(text).replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '');
  digits = digits.replace(
    /\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-](one|two|three|four|five|six|seven|eight|nine)\b/giu,
    (_, tens: string, ones: string) => String((spelled[tens.toLowerCase()] ?? 0) + (spelled[ones.toLowerCase()] ?? 0)),
  );
  digits = digits.replace(/\b([a-z]+)fold\b/giu, (all, word: string) =>
    spelled[word.toLowerCase()] === undefined ? all : `${spelled[word.toLowerCase()]} times`,
  );
  digits = digits.replace(/\b[a-z]+\b/giu, (word) => {
    const value = spelled[word.toLowerCase()];
    return value === undefined ? word : String(value);
  });
  for (const [pattern, replacement] of phrases) digits = digits.replace(pattern, replacement);
  return digits.replace(spelledChinese, (all: string, numeral: string, scale: string | undefined) => {
    const value = chineseNumeral(numeral);
    return value === 1 && scale === undefined ? all : ` ${value}${scale ?? ''}`;
  });
}

/** Chinese numerals where they count something: before a scale or a counter, or after 第. */
const spelledChinese = new RegExp(
  `(?<![\\d.百千万亿])([零〇一二两三四五六七八九十百千]+)(?:(万亿|亿|万)|(?=[多余几]?\\s?(?:${unitText
    .split('|')
    .filter((part) => /\p{Script=Han}/u.test(part))
    .join('|')}|分之))|(?<=第[零〇一二两三四五六七八九十百千]+))`,
  'gu',
);

const monthNames =
  /\b(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?\b/giu;
function readMonths(text: string): readonly Figure[] {
  const names = [...text.matchAll(monthNames)].filter(([name]) => !/^mar?(?:ch|y)?$/u.test(name));
  return names.map(([name]) => ({
    value: monthNumber(name),
    unit: 'month-name',
    version: undefined,
    text: name,
    isFormer: false,
  }));
}
