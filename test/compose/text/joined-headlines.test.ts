import { expect, test } from 'vitest';
import { joinsHeadlines } from '../../../src/compose/text/joined-headlines.ts';

test.each([
  '流明科技完成融资；Nova 收购回声科技；澄海获批上市',
  '流明开源 Nova 2 模型 / 星尘手机下周开售 / 澄海科技门店恢复营业',
  'Lumen opens an office / Nova goes public / Echo buys a chip maker',
  'The Race of Lumen Heats Up, A Whistleblower Sues Nova, and Echo Gets Hacked',
  'The Week: Lumen Opens an Office, Nova Goes Public, Echo Buys Chips',
])('a title is taken for three joined headlines: “%s”', (title) => {
  expect(joinsHeadlines(title)).toBe(true);
});

test.each([
  '流明科技完成融资；Nova 收购回声科技',
  'Nova 2 comes to iOS / Android / Web',
  'Lumen, Nova Labs, and Echo sign a letter',
  'Introducing the Lumen Nova Speech Model: Attentive Listening Mode, Robust Noise Suppression, More Natural Turns',
  'Lumen says that Nova 3, its new model, reads maps, and opens it',
  '24/7 and/or 3/4 of Nova users stay',
])('a title is taken for one headline: “%s”', (title) => {
  expect(joinsHeadlines(title)).toBe(false);
});
