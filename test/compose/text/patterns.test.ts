import { describe, expect, test } from 'vitest';
import { compilePatterns } from '../../../src/compose/text/patterns.ts';
import type { Pattern } from '../../../src/model.ts';

const words = (text: string): Pattern => ({ kind: 'words', text });
const regex = (source: string, flags = ''): Pattern => ({ kind: 'regex', text: `/${source}/${flags}`, source, flags });
const matches = (pattern: Pattern, text: string) => compilePatterns([pattern]).first(text) !== undefined;

describe('words', () => {
  test('words match whole Latin words in any case', () => {
    expect(matches(words('AI'), 'ai news')).toBe(true);
    expect(matches(words('AI'), 'she said so')).toBe(false);
    expect(matches(words('AI'), 'Air travel')).toBe(false);
    expect(matches(words('open source'), 'An Open Source model')).toBe(true);
  });

  test('words match Chinese anywhere, and Latin words beside Chinese', () => {
    expect(matches(words('招聘'), '某公司招聘启事')).toBe(true);
    expect(matches(words('AI'), '苹果AI团队')).toBe(true);
  });

  test('a word is found at a later place when an earlier one is inside another word', () => {
    expect(matches(words('art'), 'a start of art')).toBe(true);
  });
});

describe('typography is folded on both sides', () => {
  test.each([
    ['a curly apostrophe', "Lumen's", 'Lumen’s plan'],
    ['an apostrophe inside a phrase', "Don't miss", 'Don’t miss this deal'],
    ['a curly one in the pattern', 'Don’t miss', "Don't miss this deal"],
    ['composed letters', 'e\u0301cole', 'L’\u00e9cole ouvre'],
    ['a non-breaking hyphen', 'Nova-3', 'Lumen opens Nova\u20113'],
    ['an en dash in the pattern', 'Nova–3', 'Lumen opens Nova-3'],
    ['full-width letters', 'AI', 'ＡＩ 将改变医疗'],
    ['full-width letters in the pattern', 'ＡＩ', 'AI 将改变医疗'],
    ['traditional characters', '发布会', '小舟發布會'],
    ['traditional characters in the pattern', '發布會', '小舟发布会'],
    ['zero-width characters', 'Nova', 'No\u200bva 3'],
    ['a ligature', 'fine', 'a \ufb01ne model'],
    ['quotation marks beside Chinese', '小舟', '“小舟”更新'],
    ['signs in a name', 'C++', 'In C++ written'],
  ])('typography is folded in pattern and text: %s', (_, pattern, text) => {
    expect(matches(words(pattern), text)).toBe(true);
  });

  test('regexes match the folded text and the original', () => {
    expect(matches(regex('Nova-\\d'), 'Nova\u20113')).toBe(true);
    expect(matches(regex('Nova\u2011\\d'), 'Nova\u20113')).toBe(true);
  });

  test('folding does not move the end of a word', () => {
    expect(matches(words('Marvel'), 'Marvellous')).toBe(false);
    expect(matches(words('AI'), 'ＡＩＲ')).toBe(false);
  });
});

describe('regexes', () => {
  test('regexes keep their flags', () => {
    expect(matches(regex('sponsored|赞助', 'i'), 'SPONSORED post')).toBe(true);
    expect(matches(regex('sponsored'), 'SPONSORED post')).toBe(false);
  });

  test('regexes stay fast on text that makes backtracking engines hang', () => {
    expect(matches(regex('(a+)+$'), `${'a'.repeat(5_000)}b`)).toBe(false);
  });
});

test('the first matching pattern in the given order is named', () => {
  const matcher = compilePatterns([regex('x1'), regex('y2', 'i'), words('z3')]);
  expect(matcher.first('nothing', 'Y2 and z3')?.text).toBe('/y2/i');
  expect(matcher.first('z3')?.text).toBe('z3');
  expect(matcher.first('nothing')).toBeUndefined();
  expect(compilePatterns([]).first('x1')).toBeUndefined();
});
