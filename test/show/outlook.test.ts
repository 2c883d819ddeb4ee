import { expect, test } from 'vitest';
import { outlookText } from '../../src/show/outlook.ts';
import { slotOn } from '../store/samples.ts';

const next = '2026-02-02T09:00:00+08:00';
const latest = '2026-02-01T09:00:00+08:00';

const scope = {
  digestId: 'daily',
  timezone: 'Asia/Shanghai',
  language: 'zh-CN',
  isOneOfSeveral: false,
  held: [],
} as const;

test.each([
  ['the next edition', { due: null, next, skipped: [] }, '下一期 2月2日 周一 09:00'],
  ['the next edition, that is due already', { due: next, next, skipped: [] }, '下一期 2月2日 周一 09:00'],
  ['a schedule that does not fire any more', { due: null, next: null, skipped: [] }, '下一期 —'],
  [
    'an edition that was not sent',
    { due: latest, next, skipped: [] },
    '2月1日 周日 09:00 这期还没有发（现在发：./digest run） · 下一期 2月2日 周一 09:00',
  ],
  [
    'a slot that the worker skips',
    { due: null, next, skipped: ['2026-02-01T15:00:00+08:00'] },
    '下一期 2月2日 周一 09:00 · 2月1日 周日 15:00 不再发：当天已经发过一期（要再发：./digest run --force）',
  ],
] as const)('the outlook of the schedule names %s', (_what, outlook, text) => {
  expect(outlookText(outlook, scope)).toBe(text);
});

test('the outlook of the next edition is in English too', () => {
  const outlook = { due: null, next, skipped: ['2026-02-01T15:00:00+08:00'] };

  expect(outlookText(outlook, { ...scope, language: 'en' })).toMatch(
    /^next .*09:00 · .*15:00 is skipped, because that day already has an edition \(to send another: \.\/digest run --force\)$/,
  );
});

test('with several digests the commands name the digest', () => {
  const outlook = { due: latest, next, skipped: ['2026-02-01T15:00:00+08:00'] };

  const text = outlookText(outlook, { ...scope, isOneOfSeveral: true });
  expect(text).toContain('（现在发：./digest run --digest daily）');
  expect(text).toContain('（要再发：./digest run --digest daily --force）');
});

test('an edition that a person holds is not called missing: the text says how to release it', () => {
  const outlook = { due: latest, next, skipped: [] };
  const slot = slotOn('2026-02-01');

  expect(outlookText(outlook, { ...scope, held: [slot] })).toBe(
    '2月1日 周日 09:00 这期被扣住了（放行：./digest run --force） · 下一期 2月2日 周一 09:00',
  );
  expect(outlookText(outlook, { ...scope, held: [{ ...slot, digestId: 'weekly' }] })).toContain('还没有发');
});
