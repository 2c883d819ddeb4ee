import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageLimits } from '../../src/deliver/rooms/rooms.ts';
import { proposals, type ReportedFeed, reportText, type WeeklyReport } from '../../src/operator/report-text.ts';

const well = { 'zh-CN': '正常', en: 'fine' };

function feed(name: string, change: Partial<ReportedFeed> = {}): ReportedFeed {
  return { name, weight: 1, newItems: 20, stories: 3, health: 'ok', what: well, ...change };
}

const week: WeeklyReport = {
  from: '2026-01-26',
  to: '2026-02-01',
  editions: 7,
  lateEditions: 1,
  stories: 83,
  lostMessages: 1,
  feeds: [
    feed('Example Wire', { stories: 41, weight: 3, newItems: 300 }),
    feed('示例财经', { stories: 14, newItems: 210 }),
    feed('Lumen Blog', { stories: 9, newItems: 9, weight: 3 }),
    feed('Orange Board', { stories: 0, newItems: 120, weight: 2 }),
    feed('Polar Lab', { stories: 0, newItems: 0 }),
    feed('星尘周报', {
      stories: 0,
      newItems: 0,
      health: 'failing',
      what: { 'zh-CN': '已失效 9 天：返回网页而不是 RSS', en: 'failing for 9 days: a web page instead of RSS' },
    }),
    feed('Harbor Review', {
      stories: 0,
      newItems: 0,
      health: 'silent',
      what: {
        'zh-CN': '停更：平时 3 天一条，已 31 天没有新内容',
        en: 'silent: usually one item in 3 days, none for 31 days',
      },
    }),
    feed('North Shore', {
      stories: 2,
      health: 'moved',
      what: { 'zh-CN': '已永久跳转到新地址', en: 'has moved for good' },
    }),
  ],
};

test.each(['zh-CN', 'en'] as const)('the weekly report in %s is the golden text', async (language) => {
  const text = reportText(week, language);
  await expect(`${text}\n`).toMatchFileSnapshot(`../golden/report.${language}.md`);
});

describe('proposals', () => {
  const proposed = (one: ReportedFeed, stories = 30) => proposals({ ...week, stories, feeds: [one] });

  test.each([
    ['to lower the weight of a heavy feed that never came in', feed('x', { weight: 2, stories: 0 }), 'lower-weight'],
    [
      'to lower the weight of a heavy feed that is a third of all',
      feed('x', { weight: 2, stories: 11 }),
      'lower-weight',
    ],
    ['to disable a feed that gives nothing any more', feed('x', { health: 'silent' }), 'disable'],
    ['to change the address of a feed that has moved', feed('x', { health: 'moved' }), 'move'],
  ] as const)('the weekly report proposes %s', (_what, one, change) => {
    expect(proposed(one)).toMatchObject([{ feed: 'x', change }]);
  });

  test.each([
    ['for a feed of ordinary weight', feed('x', { stories: 0 })],
    ['for a heavy feed with too few items to judge', feed('x', { weight: 3, stories: 0, newItems: 4 })],
    ['for a heavy feed with its fair share', feed('x', { weight: 3, stories: 10 })],
  ] as const)('the weekly report proposes nothing %s', (_what, one) => {
    expect(proposed(one)).toEqual([]);
  });
});

test('the weekly report is one message, whatever the feeds are called and however many there are', () => {
  const anyFeed = fc.record({
    name: fc.string({ unit: 'grapheme', maxLength: 200 }),
    weight: fc.constantFrom(1, 3),
    newItems: fc.nat(500),
    stories: fc.constantFrom(0, 0, 5),
    health: fc.constantFrom('ok', 'failing', 'silent', 'moved'),
    what: fc.string({ unit: 'grapheme', maxLength: 400 }).map((text) => ({ 'zh-CN': text, en: text })),
  });
  const anyWeek = fc.array(anyFeed as fc.Arbitrary<ReportedFeed>, { maxLength: 120 });
  fc.assert(
    fc.property(anyWeek, fc.constantFrom('zh-CN' as const, 'en' as const), (feeds, language) => {
      const text = reportText({ ...week, feeds }, language);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(messageLimits.markdown);
      expect(text).toContain(language === 'en' ? 'Editions: 7' : '发了 7 期');
    }),
    { seed: 7, numRuns: 60 },
  );
});
