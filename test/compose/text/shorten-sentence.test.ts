import { expect, test } from 'vitest';
import { shortenSentence } from '../../../src/compose/text/shorten-sentence.ts';

const columns = 96;
const long = 'that the founders have worked on for years and now show to the public for the first time';

test('a sentence that fits stays whole', () => {
  expect(shortenSentence('Lumen opened Nova 3, bringing its models to phones.', columns)).toBe(
    'Lumen opened Nova 3, bringing its models to phones.',
  );
});

test.each([
  `Lumen opened the weights of Nova 3 to all developers, bringing a model ${long}.`,
  `Lumen opened the weights of Nova 3 to all developers—a model ${long}.`,
  `Lumen opened the weights of Nova 3 to all developers, and it will open the training code, ${long}.`,
  `Lumen opened the weights of Nova 3 to all developers, which is a step ${long}.`,
])('a sentence that is too long ends before what only adds to it: %s', (sentence) => {
  expect(shortenSentence(sentence, columns)).toBe('Lumen opened the weights of Nova 3 to all developers.');
});

test('a long Chinese sentence ends at a semicolon or before an added clause', () => {
  const head = '流明向所有开发者开放了新模型的权重、训练代码和评测数据';
  const tail = '让手机上的应用也能在没有网络的情况下完成翻译和总结等任务';
  expect(shortenSentence(`${head}；${tail}。`, columns)).toBe(`${head}。`);
  expect(shortenSentence(`${head}，旨在${tail}。`, columns)).toBe(`${head}。`);
  expect(shortenSentence(`${head}，但${tail}。`, columns)).toBeUndefined();
});

test.each([
  ['a contrast', `Lumen opened the weights of Nova 3 to all developers, but not the training code ${long}.`],
  ['an enumeration', `Lumen improved the new model for its core tasks coding, reasoning, and writing ${long}.`],
  [
    'the main clause',
    `While working on the new model in its laboratory in the north, which opened last year, Lumen ${long}.`,
  ],
  [
    'the end of a quotation',
    `The founders of Lumen say that the model is "a very first step, bringing the technology ${long}".`,
  ],
  [
    'the end of a range',
    `流明预计它的新模型在今年的收入为7.85亿元—9.5亿元，比去年同期增长40%至70%，${'扣除一次性收益后的增长也有这么多'.repeat(2)}。`,
  ],
])('a sentence does not lose %s', (_, sentence) => {
  expect(shortenSentence(sentence, columns)).toBeUndefined();
});
