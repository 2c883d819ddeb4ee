import { expect, test } from 'vitest';
import { signalOf } from '../../../src/compose/judge/signals.ts';

test('a signal of the judge is described in words, with names and figures', () => {
  expect(signalOf('t <lab> 发 布')?.['zh-CN']).toBe('标题有“实验室名发布”');
  expect(signalOf('a <any> raises')?.en).toBe('title: “a name raises”');
  expect(signalOf('stem annou')?.en).toBe('title: “annou…”');
  expect(signalOf('b-stem annou')?.['zh-CN']).toBe('标题或摘要有“annou…”');
});

test('a feature of names only is not shown to people as a signal', () => {
  expect(signalOf('a <any> <any>')).toBeUndefined();
});

test('the name of a column, a name in an address and a site’s own name are described', () => {
  expect(signalOf('column hour')?.en).toBe('name of a column: a number or a time');
  expect(signalOf('column roundup')?.['zh-CN']).toBe('栏目名有汇总词');
  expect(signalOf('path-name lab')?.en).toBe('address: a lab');
  expect(signalOf('shape begins-own-name')).toEqual(signalOf('shape own-name'));
});
