import { expect, test } from 'vitest';
import type { Digest } from '../../src/model.ts';
import { refusalText, refusedAnswerLines, unansweredText, untranslatedText } from '../../src/show/refused-answers.ts';
import { feeds, makeItem, makeSettings, makeStory } from '../compose/invented.ts';

const refused = [
  { title: 'Lumen ships Nova', part: 'headline', reason: 'number', found: '70B' },
  { title: 'Lumen opens Nova', part: 'sentence', reason: 'negation' },
  { title: 'Lumen rises', part: 'headline', reason: 'direction' },
] as const;

test('a refused answer is explained in words, with the original title', () => {
  expect(refusedAnswerLines(refused, 'zh-CN')).toEqual([
    '  标题未采用：数字 70B 不在原文\n      Lumen ships Nova',
    '  句子未采用：肯定和否定反了\n      Lumen opens Nova',
    '  标题未采用：方向反了\n      Lumen rises',
  ]);
  expect(refusedAnswerLines(refused, 'en')[0]).toContain('headline not used: the number 70B is not in the original');
});

test('a refusal by the second reading says that it was the second reading, and in what the translation differs', () => {
  const doubted = { title: 'Lumen falls', part: 'headline', reason: 'reading', found: 'direction' } as const;

  expect(refusedAnswerLines([doubted], 'zh-CN')).toEqual(['  标题未采用：复核不通过（方向反了）\n      Lumen falls']);
  expect(refusedAnswerLines([doubted], 'en')[0]).toContain('the second reading found a difference (the direction)');
  expect(refusalText({ reason: 'reading' }, 'zh-CN')).toBe('复核不通过');
  expect(refusalText({ reason: 'reading' }, 'en')).toBe('the second reading found a difference');
  // What the gate found may be a word that the second reading uses.
  expect(refusalText({ reason: 'claim', found: 'name' }, 'zh-CN')).toBe('原文没有说“name”');
});

test('a model that did not answer is told of with what to do, and one that did is not', () => {
  expect(unansweredText({ outcome: 'silent' })?.['zh-CN']).toMatch(/没有应答.*check --online/);
  expect(unansweredText({ outcome: 'capped' })?.en).toContain('LLM_DAILY_TOKENS');
  expect(unansweredText({ outcome: 'answered' })).toBeUndefined();
  expect(unansweredText({ outcome: 'unasked' })).toBeUndefined();
  expect(unansweredText(undefined)).toBeUndefined();
});

test('a preview that asks no model says that titles are not translated yet, and only then', () => {
  const digestOf = (...titles: string[]) =>
    ({
      settings: makeSettings(),
      sections: [
        {
          id: 'more',
          title: '更多',
          stories: titles.map((title) =>
            makeStory([makeItem(title.startsWith('流明') ? feeds.stardust : feeds.wire, title)]),
          ),
        },
      ],
    }) as unknown as Digest;
  const unasked = { headlines: new Map(), refused: [], outcome: 'unasked', readings: 'unasked' } as const;
  const open = digestOf('Lumen opens Nova', '流明发布 Nova 3');

  expect(untranslatedText(open, unasked)?.['zh-CN']).toMatch(/不问语言模型.*digest preview/);
  expect(untranslatedText(open, { ...unasked, outcome: 'answered' })).toBeUndefined();
  expect(untranslatedText(open, undefined)).toBeUndefined();
  expect(untranslatedText(open, { ...unasked, refused: [refused[1]] })).toBeUndefined();
  expect(untranslatedText(digestOf('流明发布 Nova 3', 'Nova'), unasked)).toBeUndefined();
});
