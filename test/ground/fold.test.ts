import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold, foldTypography } from '../../src/ground/fold.ts';
import { anyText } from '../support/any-text.ts';

it.each([
  ['a non-breaking hyphen', 'Nova\u20115', 'Nova-5'],
  ['a typographic hyphen', 'Nova\u20105', 'Nova-5'],
  ['a figure dash', 'Nova\u20125', 'Nova-5'],
  ['an en dash', 'Nova\u20135', 'Nova-5'],
  ['a minus', 'Nova\u22125', 'Nova-5'],
  ['a full-width hyphen', 'Nova\uff0d5', 'Nova-5'],
  ['a small hyphen', 'Nova\ufe635', 'Nova-5'],
  ['a curly apostrophe', 'Lumen’s plan', "Lumen's plan"],
  ['an acute accent for an apostrophe', 'Lumen´s plan', "Lumen's plan"],
  ['a grave accent for an apostrophe', 'Lumen`s plan', "Lumen's plan"],
  ['a modifier letter for an apostrophe', 'Lumenʼs plan', "Lumen's plan"],
  ['a full-width apostrophe', 'Lumen＇s plan', "Lumen's plan"],
  ['a prime', 'Lumen′s plan', "Lumen's plan"],
  ['curly quotes', '“Nova”', '"Nova"'],
  ['German quotes', '„Nova‟', '"Nova"'],
  ['French quotes', '«Nova»', '"Nova"'],
  ['corner brackets', '「Nova」', '"Nova"'],
  ['half-width corner brackets', '｢Nova｣', '"Nova"'],
  ['a double prime', '5″', '5"'],
  ['full-width letters', 'Ｎｏｖａ ５', 'Nova 5'],
  ['full-width punctuation', '流明：（新）', '流明:(新)'],
  ['half-width katakana', 'ﾉｳﾞｧ', 'ノヴァ'],
  ['a ligature', 'ﬁne', 'fine'],
  ['a letter and its accent', 'e\u0301cole', 'école'],
  ['an accent after a character that is never shown', 'e\u200b\u0301cole', 'école'],
  ['zero width inside a word', 'No\u200bva\u2060', 'Nova'],
  ['a soft hyphen', 'No\u00adva', 'Nova'],
  ['a Hangul filler', 'Nova\u3164', 'Nova'],
  ['a trademark sign', 'Nova™-5', 'Nova-5'],
  ['a no-break space', 'Nova\u00a05', 'Nova 5'],
  ['an ideographic space and a blank Braille cell', '\u3000Nova \u2800\n5 ', 'Nova 5'],
  ['two spaces in plain text', 'Nova  5', 'Nova 5'],
  ['a bullet in a name', '诺•瓦', '诺·瓦'],
  ['a Katakana middle dot in a name', '诺・瓦', '诺·瓦'],
])('folding changes %s and keeps the case', (_, text, folded) => {
  expect(foldTypography(text)).toBe(folded);
});

it.each(['流明 — Nova', 'Nova—5 things', 'Nova+', 'C++', '.NET', 'naïve', '3.5/4'])(
  'folding leaves %s unchanged',
  (text) => {
    expect(foldTypography(text)).toBe(text);
  },
);

it('folding gives a text of kana and 汉字 the same form, whether other characters are beside it or not', () => {
  const ranges = [
    [0x21, 0x7e],
    [0x3001, 0x3002],
    [0x300a, 0x300b],
    [0x3041, 0x30fa],
    [0x3400, 0x9fff],
  ] as const;
  for (const [first, last] of ranges) {
    for (let code = first; code <= last; code += 1) {
      const text = `か${String.fromCharCode(code)}N`;
      // A space at the beginning takes every step.
      expect(foldTypography(text)).toBe(foldTypography(` ${text}`));
    }
  }
});

it.each([
  ['NOVA', 'nova'],
  ['Straße', 'STRASSE'],
  ['İstanbul', 'istanbul'],
  ['ΣΟΦΟΣ', 'σοφος'],
  ['ＮＯＶＡ‑５', 'nova-5'],
  ['ÉCOLE', 'e\u0301cole'],
])('folding makes %s and %s equal', (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

it('folding a folded text changes nothing', () => {
  fc.assert(
    fc.property(anyText({ maxLength: 30 }), (text) => {
      expect(foldTypography(foldTypography(text))).toBe(foldTypography(text));
      expect(fold(fold(text))).toBe(fold(text));
    }),
    { numRuns: 1000, seed: 20_261_128 },
  );
});

it('folding gives the same text by the quick path for plain texts', () => {
  const ascii = fc.string({ unit: fc.constantFrom(...' ab-"\'`5.'), maxLength: 12 });
  fc.assert(
    fc.property(ascii, (text) => {
      expect(foldTypography(`${text}\u200b`)).toBe(foldTypography(text));
    }),
    { numRuns: 1000, seed: 7 },
  );
});

it('folding a long text takes one pass', () => {
  const words = 'nova '.repeat(100_000);
  expect(fold(`${words}é`)).toHaveLength(words.length + 1);
});
