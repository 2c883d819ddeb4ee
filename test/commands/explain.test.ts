import { expect, test } from 'vitest';
import { whatBecameOf } from '../../src/commands/explain.ts';
import { sayIn } from '../../src/ground/say.ts';
import type { DropRule, Language } from '../../src/model.ts';
import type { Decisions, Edition } from '../../src/store/store.ts';
import { makeSettings } from '../compose/invented.ts';
import { slotOn } from '../store/samples.ts';

const learned = [{ chinese: '澄海动力', latin: 'Chenghai', url: 'https://stardust.example/1' }];
const decided: Decisions = {
  stories: [],
  dropped: [
    { title: 'Chenghai 融资', url: 'https://a.example/1', feed: '星尘周报', rule: 'score', why: '差 0.3 分' },
    { title: '流明发布 Nova 3', url: 'https://a.example/2', feed: '星尘周报', rule: 'score', why: '差 0.5 分' },
  ],
  learned,
};
const store = {
  editions: async () => [],
  knownEntries: async () => new Map(),
  items: async () => [],
  lastDeliveredSlot: async () => undefined,
};
const { instant } = slotOn('2026-01-15');
const place = { config: { feeds: [] }, settings: makeSettings(), store, say: sayIn('zh-CN') };
const explain = (word: string, decisions: Decisions, language: Language = 'zh-CN') =>
  whatBecameOf([word], { ...place, next: { decisions, instant }, say: sayIn(language) });

test('a learned name is shown with the item that taught it', async () => {
  expect((await explain('融资', decided)).slice(0, 2)).toEqual([
    '下一期  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '    学到的名字：澄海动力 = Chenghai（https://stardust.example/1）',
  ]);
  expect(await explain('融资', decided, 'en')).toContain(
    '    learned name: Chenghai = 澄海动力 (https://stardust.example/1)',
  );
});

test('the translated title is shown, and why a translation is not used', async () => {
  const story = {
    id: 'https://a.example/3',
    title: 'Lumen raises $3B',
    url: 'https://a.example/3',
    rewording: { headline: '流明融资 30 亿美元' },
    section: 'more',
    score: 2,
    reasons: [],
    items: [],
  };
  const decisions = { stories: [story, { ...story, title: 'Lumen opens Nova', rewording: {} }], dropped: [] };
  const refused = [{ title: 'Lumen opens Nova', part: 'headline', reason: 'negation' }] as const;
  const told = { ...place, next: { decisions, instant }, refused };

  expect(await whatBecameOf(['raises'], told)).toEqual([expect.any(String), '    译成：流明融资 30 亿美元']);
  expect(await whatBecameOf(['opens'], told)).toEqual([
    expect.any(String),
    '下一期  标题未采用：肯定和否定反了：Lumen opens Nova',
  ]);
});

test('a word that the titles do not have is not listed', async () => {
  expect((await explain('流明', decided)).filter((line) => line.includes('×'))).toHaveLength(1);
});

test('what lets in an item is said once for each rule that left one out, and not when it was sent', async () => {
  const row = (title: string, rule: DropRule) => ({ title, url: '', feed: '星尘周报', rule, why: '原因' });
  const dropped = [row('Nova 1', 'floor'), row('Nova 2', 'topic'), row('Nova 3', 'topic'), row('Nova 4', 'told')];
  const lines = await explain('nova', { stories: [], dropped });
  expect(lines.slice(4)).toEqual([
    expect.stringMatching(/^ {4}让“低于底线分数”的进来：.*或调低 floor$/),
    expect.stringMatching(/^ {4}让“不是 AI 话题”的进来：.*topics\.yaml/),
  ]);
});

test('an item that its feed repeats is listed once, and a further edition of a slot has its number', async () => {
  const [row] = decided.dropped;
  if (row === undefined) throw new Error('There is a dropped item.');
  const slot = slotOn('2026-01-15');
  const edition = (number: number): Edition => ({
    id: number,
    digestId: 'daily',
    slot,
    number,
    title: '',
    composedAt: slot.instant,
    late: false,
    decisions: { stories: [], dropped: [row] },
    messages: [],
  });
  const twice = { ...place, store: { ...store, editions: async () => [edition(2), edition(1)] } };
  const decisions = { stories: [], dropped: [row, row, row] };

  expect(await whatBecameOf(['融资'], { ...twice, next: { decisions, instant } })).toEqual([
    '2026-01-15 09:00  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '2026-01-15 09:00#2  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '下一期  ×  Chenghai 融资（星尘周报）：差 0.3 分（3 次）',
    expect.stringMatching(/^ {4}让“分数不够”的进来：/),
  ]);
});
