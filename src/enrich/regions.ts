/** Countries and territories that a Chinese title names, and what an English one calls them. */
import { isWholeWords } from './chinese-words.ts';
import { places, regionWords } from './headline-words.ts';
import { isPart, type Span, spansOf, type Titles } from './titles.ts';

interface Region extends Span {
  /** Its English names, in lower case. */
  readonly pattern: RegExp;
}

/** Where a Chinese title names them. */
export function regionsOf(text: string): readonly Region[] {
  return [...fullRegionsOf(text), ...shortRegionsOf(text)];
}

const chineseRegions = new Intl.DisplayNames(['zh-CN'], { type: 'region' });
const englishRegions = new Intl.DisplayNames(['en'], { type: 'region' });
/** Codes that are not countries, and obsolete codes of countries. */
const oddCodes = new Set('EU EZ UN ZZ UK FX DD SU YU BU ZR TP VD YD HV DY NH RH'.split(' '));
/** How Chinese headlines shorten the name of a country. */
const shortNames: Readonly<Record<string, string>> = { SA: '沙特', ID: '印尼', RU: '俄国', BA: '波黑' };
const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Countries that both the program's ICU and the reader know, by their Chinese name. */
const regions = letters
  .flatMap((one) => letters.map((other) => one + other))
  .flatMap((code) => {
    const name = chineseRegions.of(code)?.replace(/^中国(?=.)|特别行政区$/gu, '') ?? code;
    const english = englishRegions.of(code) ?? code;
    if (name === code || name.length < 2 || !/^\p{Script=Han}+$/u.test(name) || oddCodes.has(code)) return [];
    const stem = english
      .toLowerCase()
      .replace(/[^\p{L} ].*$| (?:city|islands?|republic|territories)$|istan$/u, '')
      .trim();
    const words = regionWords[code] ?? (stem.length > 5 ? stem.slice(0, -1) : stem);
    const pattern = new RegExp(`(?<![\\p{L}])(?:${words})`, 'u');
    return [name, shortNames[code]].flatMap((each) => (each === undefined ? [] : [{ code, name: each, pattern }]));
  });

const institution = new RegExp(
  `(?:${[...places.map(({ zh }) => zh), ...regions.map(({ name }) => name)].join('|')})\\p{Script=Han}{0,4}(?:大学|学院|理工|科学院|研究院|研究所)`,
  'gu',
);

/** A Chinese title without the institutions whose initials only the English one has: 加州大学 for UC. */
export function withoutInstitutions({ zh, en }: Titles): string {
  const hasInitials = (en.match(/\b\p{Lu}{2,6}\b/gu) ?? []).some((initials) => !zh.includes(initials));
  return hasInitials ? zh.replace(institution, (name) => ' '.repeat(name.length)) : zh;
}

/** Cities and states whose names begin like a country's (马里兰, 马里). */
const placeNames = new RegExp(places.map(({ zh }) => zh).join('|'), 'gu');

/** Countries of one character: 对华, 在美, 美日. */
const shortRegions = new Map(
  Object.entries({
    华: 'CN',
    中: 'CN',
    美: 'US',
    英: 'GB',
    日: 'JP',
    韩: 'KR',
    俄: 'RU',
    德: 'DE',
    法: 'FR',
    印: 'IN',
  }),
);
/** Not at the beginning of a longer word (美团, 英伟达, 日本). */
const shortRegion =
  '[华美英日韩俄德法印](?![国团光元图伟特雄本志均益产活内后报院庭律官案勤州度尼罗亥勒洲为硕泰润虹纳尔盛])';
const shortPlaces = new RegExp(`[对在来入赴访驻]${shortRegion}|(?:${shortRegion}|中){2,3}`, 'gu');

function shortRegionsOf(text: string): readonly Region[] {
  const places = spansOf(shortPlaces, text).filter(({ from, to }) => isWholeWords(text, from, to));
  return places.flatMap(({ from, text: word }) =>
    [...word].flatMap((name, offset) => {
      const region = regions.find(({ code }) => code === shortRegions.get(name));
      return region === undefined ? [] : [regionAt(from + offset, name, region.pattern)];
    }),
  );
}

function fullRegionsOf(text: string): readonly Region[] {
  const rest = text.replace(placeNames, (name) => ' '.repeat(name.length));
  const found = regions.flatMap(({ name, pattern }) => {
    const at = rest.indexOf(name);
    return at < 0 ? [] : [regionAt(at, name, pattern)];
  });
  return found.filter((region) => !isPart(region, found));
}

function regionAt(from: number, name: string, pattern: RegExp): Region {
  return { from, to: from + name.length, text: name, pattern };
}
