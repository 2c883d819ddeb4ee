import { expect, test } from 'vitest';
import { refusedAnswerLines } from '../../src/show/refused-answers.ts';

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
