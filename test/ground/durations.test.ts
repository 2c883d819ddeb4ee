import { expect, test } from 'vitest';
import { dayMs, durationPhrase, hourMs, minuteMs } from '../../src/ground/durations.ts';

test.each([
  [0, '1 分钟', '1 minute'],
  [89 * minuteMs, '89 分钟', '89 minutes'],
  [90 * minuteMs, '2 小时', '2 hours'],
  [47 * hourMs, '47 小时', '47 hours'],
  [2 * dayMs, '2 天', '2 days'],
  [31 * dayMs, '31 天', '31 days'],
])('a duration of %i ms is told as %s and %s', (ms, chinese, english) => {
  expect(durationPhrase(ms)).toEqual({ 'zh-CN': chinese, en: english });
});
