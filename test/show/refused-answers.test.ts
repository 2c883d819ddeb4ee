import { expect, test } from 'vitest';
import { refusedAnswerLines, unansweredText } from '../../src/show/refused-answers.ts';

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

test('a model that did not answer is told of with what to do, and one that did is not', () => {
  expect(unansweredText({ outcome: 'silent' })?.['zh-CN']).toMatch(/没有应答.*check --online/);
  expect(unansweredText({ outcome: 'capped' })?.en).toContain('LLM_DAILY_TOKENS');
  expect(unansweredText({ outcome: 'answered' })).toBeUndefined();
  expect(unansweredText({ outcome: 'unasked' })).toBeUndefined();
  expect(unansweredText(undefined)).toBeUndefined();
});
