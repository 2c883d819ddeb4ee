import { describe, expect, test } from 'vitest';
import { type Quantities, readQuantities } from '../../../src/compose/cluster/quantities.ts';

const of = (key: keyof Quantities, title: string) => [...readQuantities(title)[key]];

test('a scale without a digit is a loose amount', () => {
  expect(of('looseAmounts', '百亿美元合作')).toEqual([1e10]);
  for (const title of ['30亿美元', '三百亿美元', '$3 billion', '数百亿美元'])
    expect(of('looseAmounts', title)).toEqual([]);
});

test('a scale behind a name is not part of the name', () => {
  expect(of('codes', '与OpenAI千亿美元合作')).toEqual([]);
});

describe('quantities of a headline', () => {
  test.each([
    ['完成30亿美元融资', 3e9],
    ['raises $3B', 3e9],
    ['raises $3 billion', 3e9],
    ['千亿美元协议', 1e11],
    ['一千一百亿美元，够烧多久', 1.1e11],
    ['投资二十亿元', 2e9],
    ['€400 million fine', 4e8],
    ['营收 812.7 亿美元', 8.1e10],
    ['营收 813 亿美元', 8.1e10],
  ])('%s is an amount of %d', (title, amount) => {
    expect(of('amounts', title)).toEqual([amount]);
  });

  test.each([
    ['部署100万颗卫星', 1e6],
    ['1 million satellites', 1e6],
    ['裁员 1700 人', 1700],
    ['cuts 1,700 jobs', 1700],
  ])('%s counts %d', (title, count) => {
    expect(of('counts', title)).toEqual([count]);
  });

  test('a year is not a count', () => {
    expect(of('counts', 'What 2026 will bring')).toEqual([]);
  });

  test('sizes of models are in parameters', () => {
    expect(of('sizes', 'An open 400B model')).toEqual([4e11]);
    expect(of('sizes', '4000亿参数模型')).toEqual([4e11]);
    expect(of('sizes', 'raises $400B')).toEqual([]);
  });

  test('versions are dotted numbers, but not 4.5% or 3.5 亿', () => {
    expect(of('versions', 'vLLM v0.19.2')).toEqual(['0.19.2']);
    expect(of('versions', '涨 4.5%，达 3.5 亿')).toEqual([]);
    expect(of('versions', 'A 0.65B encoder with 1.7TB of memory')).toEqual([]);
    expect(of('versions', 'Model 3.0')).toEqual(['3']);
  });

  test.each([
    ['第一季度财报', 'quarter:1'],
    ['second quarter results', 'quarter:2'],
    ['第二财季营收', 'fiscal-quarter:2'],
    ['C 轮融资', 'round:c'],
    ['Series C round', 'round:c'],
    ['Notes, issue #312', 'issue:312'],
    ['周刊第 12 期', 'issue:12'],
    ['Digest 2026-04-29', 'date:4-29'],
    ['4月29日早间', 'date:4-29'],
  ])('%s is the edition %s', (title, edition) => {
    expect(of('editions', title)).toEqual([edition]);
  });
});

test('a trillion is a sum without a digit', () => {
  expect(of('amounts', '流明市值达万亿美元')).toEqual([1e12]);
});
