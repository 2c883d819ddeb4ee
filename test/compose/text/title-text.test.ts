import { describe, expect, test } from 'vitest';
import {
  cleanTitle as cleanTitleBy,
  cutTitle,
  isBareTitle,
  shortenTitle,
  titleMedium,
} from '../../../src/compose/text/title-text.ts';
import { compileWording } from '../../../src/compose/text/wording.ts';
import { columnsOf } from '../../../src/ground/columns.ts';
import { topics } from '../knowledge.ts';

const rules = compileWording(topics.wording);
const cleanTitle = (title: string, feedName: string) => cleanTitleBy(title, feedName, rules);

describe('a title loses what is not its own', () => {
  test.each([
    ['a site at its end', 'Lumen opens Nova 3 | TechCrunch', 'HN', 'Lumen opens Nova 3'],
    ['the feed at its end', 'Lumen opens Nova 3 - Stardust', 'Stardust AI', 'Lumen opens Nova 3'],
    ["a part of the feed's name", '流明开源大模型新版本_星尘', '星尘 - 最新报道', '流明开源大模型新版本'],
    ['an underscore and a site', '流明开源大模型新版本_网易', '示例', '流明开源大模型新版本'],
    ['a domain', 'Lumen opens Nova 3 – lumen.example.com', 'HN', 'Lumen opens Nova 3'],
    ['a column before it', '星尘独家丨流明将在下月推出新一代模型', '星尘', '流明将在下月推出新一代模型'],
    ['a column behind it', '流明将在下月推出新一代模型｜深度观察', '星尘', '流明将在下月推出新一代模型'],
    ['a label in brackets', '【独家】流明将推出新模型', '星尘', '流明将推出新模型'],
    ["a forum's label", 'Show HN: A tiny model in your browser', 'HN', 'A tiny model in your browser'],
    ['the kind of document', 'Sparse attention, explained [pdf]', 'HN', 'Sparse attention, explained'],
    ['noise before it', '刚刚，流明发布新模型', '星尘', '流明发布新模型'],
    ['a label with a day', '【示例日报】1月15日，流明发布新模型', '示例社', '流明发布新模型'],
    ["a wire's dateline", '示例社1月15日电，流明发布新模型', '示例社', '流明发布新模型'],
    ["a wire's name behind it", '流明完成新一轮融资（示例日报）', '示例', '流明完成新一轮融资'],
    ['the full stop', '流明完成新一轮融资。', '示例', '流明完成新一轮融资'],
    ['the English full stop', 'Introducing the Nova family.', 'HN', 'Introducing the Nova family'],
    ['the day at its end', 'Nova 3.1 正式发布 2027/01/29', '流明', 'Nova 3.1 正式发布'],
    ['several of them', '【首发】星尘独家丨流明将在下月推出新一代模型_网易', '星尘', '流明将在下月推出新一代模型'],
  ])('a title loses what is not its own: %s', (_, title, feedName, clean) => {
    expect(cleanTitle(title, feedName)).toBe(clean);
  });
});

describe('a title keeps what is its own', () => {
  test.each([
    'Nova 3: what is new',
    'Lumen - the company - is back',
    'Nova joins Lumen Inc.',
    'Lumen is back. Again.',
    '流明创始人：我们不做手机',
    '对话林示例｜做模型最难的是什么，他说是放弃',
    'GPT-4 | Claude：两种模型的长文比较',
    'A | B',
    '早报',
    '早报 2027-01-29',
    '【OpenAI】发布新模型',
    'snake_case considered harmful',
  ])('a title keeps what is its own: %s', (title) => {
    expect(cleanTitle(title, '星尘周报')).toBe(title);
  });

  test('a cleaned title is never empty', () => {
    for (const title of ['[pdf]', '【独家】', '星尘周报', 'Show HN:'])
      expect(cleanTitle(title, '星尘周报')).not.toBe('');
  });
});

describe('a title that is too wide for two lines', () => {
  test.each([
    [
      'loses a last clause that is a detail',
      '流明发布新一代模型 Nova 3，上下文长达一百万字，面向开发者开放测试，随后逐步推送',
      '流明发布新一代模型 Nova 3，上下文长达一百万字…',
    ],
    [
      'in English too',
      'Lumen opens its new model to every developer in the world, with a free plan for students',
      'Lumen opens its new model to every developer in the world…',
    ],
  ])('a title too wide for two lines is cut: %s', (_, title, short) => {
    expect(shortenTitle(title)).toBe(short);
  });

  test.each([
    ['a number', '流明发布新一代模型，面向全部开发者开放测试，任何人都能用，价格只有上一代的30%'],
    ['an amount in words', '流明完成新一轮融资，多家老股东跟投，创始人说将用于训练，估值达到两千亿元'],
    ['a name', 'The new model is open to every developer in the world, and beats Chenghai'],
    ['the longer half', '流明发布新模型，一位参加内测的开发者说它在写代码和读长文时都比上一代好得多'],
    ['what somebody says', '流明创始人在年度开发者大会后的闭门采访里第一次正面回应了外界质疑：我们不做手机'],
    ['the middle of a clause', 'Lumen releases an open model that reads one million words on a single phone'],
  ])('a wide title stays whole where a cut would take %s', (_, title) => {
    expect(shortenTitle(title)).toBe(title);
  });

  test('a title is cut at 160 columns in any case', () => {
    for (const title of [
      '字'.repeat(100),
      'word '.repeat(50),
      'x'.repeat(300),
      '👨‍👩‍👧‍👦'.repeat(90),
      '长。'.repeat(60),
    ]) {
      expect(columnsOf(shortenTitle(title))).toBeLessThanOrEqual(160);
      expect(columnsOf(cutTitle(title))).toBeLessThanOrEqual(160);
      expect(cutTitle(title)).toMatch(/…$/);
    }
  });
});

describe('a bare title', () => {
  test.each([
    'Nova-3-Thinking',
    'Nova 3 Pro',
    'nova-oss-120b',
    '小舟3.0',
    'Updates to our models',
    'Changelog',
    'Moltbook',
  ])('the title %s is bare', (title) => {
    expect(isBareTitle(title)).toBe(true);
  });

  test.each([
    'Nova 3 runs on a phone',
    'Lumen sues Chenghai',
    '流明开源模型',
    '流明发布 Nova 3',
    'Introducing Nova 3 mini for every phone',
  ])('the title %s is not bare', (title) => {
    expect(isBareTitle(title)).toBe(false);
  });
});

test.each([
  ['Report [pdf]', 'https://a.example/x', 'pdf'],
  ['Report', 'https://a.example/x.pdf?v=2', 'pdf'],
  ['Talk [video]', 'https://a.example/x', 'video'],
  ['PDF considered harmful', 'https://a.example/pdf', undefined],
])('%s at %s is a %s', (title, url, medium) => {
  expect(titleMedium(title, url)).toBe(medium);
});
