import { describe, expect, test } from 'vitest';
import { compilePatterns } from '../../../src/compose/text/patterns.ts';
import type { Pattern } from '../../../src/model.ts';

const words = (text: string): Pattern => ({ kind: 'words', text });
const regex = (source: string, flags = ''): Pattern => ({ kind: 'regex', text: `/${source}/${flags}`, source, flags });
const matches = (pattern: Pattern, text: string) => compilePatterns([pattern]).first(text) !== undefined;

describe('words', () => {
  test('match whole Latin words in any case', () => {
    expect(matches(words('AI'), 'ai news')).toBe(true);
    expect(matches(words('AI'), 'she said so')).toBe(false);
    expect(matches(words('AI'), 'Air travel')).toBe(false);
    expect(matches(words('open source'), 'An Open Source model')).toBe(true);
  });

  test('match Chinese anywhere, and Latin words beside Chinese', () => {
    expect(matches(words('招聘'), '某公司招聘启事')).toBe(true);
    expect(matches(words('AI'), '苹果AI团队')).toBe(true);
  });

  test('are found at a later place when an earlier one is inside a word', () => {
    expect(matches(words('art'), 'a start of art')).toBe(true);
  });
});

describe('regexes', () => {
  test('keep their flags', () => {
    expect(matches(regex('sponsored|赞助', 'i'), 'SPONSORED post')).toBe(true);
    expect(matches(regex('sponsored'), 'SPONSORED post')).toBe(false);
  });

  test('stay fast on text that makes backtracking engines hang', () => {
    expect(matches(regex('(a+)+$'), `${'a'.repeat(5_000)}b`)).toBe(false);
  });
});

test('the first pattern in the given order is named, in any of the texts', () => {
  const matcher = compilePatterns([regex('x1'), regex('y2', 'i'), words('z3')]);
  expect(matcher.first('nothing', 'Y2 and z3')?.text).toBe('/y2/i');
  expect(matcher.first('z3')?.text).toBe('z3');
  expect(matcher.first('nothing')).toBeUndefined();
  expect(compilePatterns([]).first('x1')).toBeUndefined();
});
