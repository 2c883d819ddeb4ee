import { expect, test } from 'vitest';
import { signalOf } from '../../../src/compose/judge/signals.ts';

test('a signal is told in words, names and figures by what they are', () => {
  expect(signalOf('t <lab> 发 布')?.['zh-CN']).toBe('标题有“实验室名发布”');
  expect(signalOf('a <any> raises')?.en).toBe('title: “a name raises”');
});

test('names beside nothing but names are no signal for people', () => {
  expect(signalOf('a <any> <any>')).toBeUndefined();
});
