import { expect, test } from 'vitest';
import { firstClauses, shortenSentence } from '../../../src/compose/text/shorten-sentence.ts';
import { columnsOf } from '../../../src/ground/columns.ts';

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

const chineseTail = '，方便他们在没有网络的地方完成翻译、总结和检索等日常任务，并在需要时交给云端的大模型继续处理';

test('a Chinese sentence that cannot be shortened otherwise ends after its second clause or a later one', () => {
  const head = '流明昨晚更新了新模型的权重，向所有开发者开放训练代码和评测数据';
  expect(firstClauses(`${head}${chineseTail}。`, columns)).toBe(`${head}。`);
  const subject = '流明公司分管新模型研发和评测的首席科学家林示例和他的团队';
  expect(firstClauses(`${subject}${chineseTail}。`, columns)).toBeUndefined();
});

test.each([
  ['a condition', '流明昨晚更新了新模型，在所有开发者都能下载它的权重之后'],
  ['a cause', '流明昨晚更新了新模型，由于开发者反复要求开放训练代码'],
  ['a means', '流明昨晚更新了新模型，利用开发者对训练代码的长久需求'],
  ['a means behind a subject', '流明昨晚更新了新模型，开发者们透过已经公开的训练代码'],
  ['what announces speech', '流明昨晚更新了新模型，负责训练的首席科学家林示例表示'],
  ['a date', '流明昨晚更新了新模型的权重和训练代码，2026年'],
  ['the first half of a pair', '流明昨晚更新了新模型，不仅向所有开发者开放了训练代码'],
])('a Chinese sentence does not end with %s', (_, head) => {
  expect(firstClauses(`${head}${chineseTail}。`, columnsOf(head) + 2)).toBeUndefined();
});

test('a Chinese sentence does not end before what takes it back', () => {
  const head = '流明昨晚更新了新模型的权重，向所有开发者开放训练代码';
  expect(
    firstClauses(`${head}，但没有开放评测数据和训练用的语料${chineseTail}。`, columnsOf(head) + 2),
  ).toBeUndefined();
});
