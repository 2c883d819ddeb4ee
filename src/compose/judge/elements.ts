/**
 * A text as the judge reads it: names by their kind, numbers by what they count, every CJK character and every other
 * word as it is.
 */
import type { Alias } from '../../model.ts';
import { isCjk } from '../text/patterns.ts';
import type { PhraseFinder } from '../text/phrase-finder.ts';
import { hashElement } from './hash.ts';

export interface Element {
  /** `word`, `字`, `<lab>`, `<money>`, `?`. */
  readonly text: string;
  readonly hash: number;
  /** `known`: of aliases.yaml; `capital`: written like a name; `code`: letters with digits, a version. */
  readonly name: 'known' | 'capital' | 'code' | undefined;
}

/** aliases.yaml also holds words for the news ("发布", "launch"); they are read as words. */
export function elementsOf(text: string, names: PhraseFinder<Alias>): readonly Element[] {
  const elements: Element[] = [];
  let from = 0;
  for (const { start, end, meaning } of names.find(text)) {
    if (meaning.kind === 'term') continue;
    split(text, from, start, elements);
    elements.push(ofKind[meaning.kind]);
    from = end;
  }
  split(text, from, text.length, elements);
  return elements;
}

const make = (text: string, name?: Element['name']): Element => ({ text, hash: hashElement(text), name });

const ofKind = {
  lab: make('<lab>', 'known'),
  company: make('<company>', 'known'),
  person: make('<person>', 'known'),
  model: make('<model>', 'known'),
  product: make('<product>', 'known'),
  agency: make('<agency>', 'known'),
  media: make('<media>', 'known'),
} as const satisfies Record<Exclude<Alias['kind'], 'term'>, Element>;

const money = make('<money>');
const percent = make('<percent>');
const version = make('<version>', 'code');
const year = make('<year>');
const number = make('<number>');
const code = make('<code>', 'code');

const signs = new Map([...'|?!:;…—《「“"[(/、,+'].map((sign) => [sign, make(sign)] as const));
for (const [wide, narrow] of ['｜|', '丨|', '？?', '！!', '：:', '；;', '（(', '【[', '，,', '“"', '「"'].map(
  (pair) => [...pair],
)) {
  const sign = signs.get(narrow ?? '');
  if (wide !== undefined && sign !== undefined) signs.set(wide, sign);
}

const amount =
  /(?:(?:US|HK|NT)?[$€£¥￥]\s?\d[\d,.]*(?:\s?(?:[kmbt]n?\b|billion|million|trillion|万|亿))?|\d[\d,.]*\s?[万亿]*\s?(?:美元|元|港元|欧元|日元|英镑|人民币|dollars|euros))|(?<percent>\d[\d.]*\s?[%％])|(?<version>v?\d+(?:\.\d+)+[\w.-]*)|(?<number>\d[\d,.]*(?![A-Za-z\d]))/iuy;

function split(text: string, from: number, to: number, elements: Element[]): void {
  let at = from;
  while (at < to) {
    const unit = text.charCodeAt(at);
    if (isCjk(unit)) {
      elements.push(character(unit));
      at += 1;
    } else if (startsAmount(text, at, unit)) {
      at = pushAmount(text, at, elements);
    } else if (isLetter(unit)) {
      const end = wordEnd(text, at, to);
      elements.push(word(text.slice(at, end)));
      at = end;
    } else {
      const sign = unit === 32 ? undefined : signs.get(text[at] ?? '');
      if (sign !== undefined) elements.push(sign);
      at += 1;
    }
  }
}

function character(unit: number): Element {
  const known = characters.get(unit) ?? make(String.fromCharCode(unit));
  characters.set(unit, known);
  return known;
}

/** Each is made once: a few thousand cover all Chinese texts. */
const characters = new Map<number, Element>();

/** A digit, a currency, or the v of "v2.1". */
function startsAmount(text: string, at: number, unit: number): boolean {
  if (isDigit(unit) || unit === 36 || unit === 0x20ac || unit === 0xa3 || unit === 0xa5 || unit === 0xffe5) return true;
  return (unit | 32) === 118 && isDigit(text.charCodeAt(at + 1));
}

function pushAmount(text: string, at: number, elements: Element[]): number {
  amount.lastIndex = at;
  const match = amount.exec(text);
  if (match === null) {
    const end = wordEnd(text, at, text.length);
    if (end > at) elements.push(code);
    return Math.max(end, at + 1);
  }
  const { percent: share, version: versioned, number: counted } = match.groups ?? {};
  if (share !== undefined) elements.push(percent);
  else if (versioned !== undefined) elements.push(version);
  else if (counted !== undefined) elements.push(/^(?:19|20)\d\d$/u.test(counted) ? year : number);
  else elements.push(money);
  return at + match[0].length;
}

function word(written: string): Element {
  if (/\d/.test(written)) return code;
  const plain = written.toLowerCase().replace('’', "'");
  return make(plain, plain === written ? undefined : 'capital');
}

function wordEnd(text: string, at: number, to: number): number {
  let end = at;
  while (end < to) {
    const unit = text.charCodeAt(end);
    if (isCjk(unit) || !(isLetter(unit) || isDigit(unit) || unit === 39 || unit === 0x2019)) break;
    end += 1;
  }
  return end;
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57;
}

function isLetter(unit: number): boolean {
  if (unit < 0x80) return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
  return unit >= 0xc0 && /\p{L}|\p{M}/u.test(String.fromCharCode(unit));
}
