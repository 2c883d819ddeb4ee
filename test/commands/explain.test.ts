import { expect, test } from 'vitest';
import { whatBecameOf } from '../../src/commands/explain.ts';
import { sayIn } from '../../src/ground/say.ts';
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
const ask = (word: string, language: 'zh-CN' | 'en' = 'zh-CN') =>
  whatBecameOf([word], {
    settings: makeSettings(),
    store: { editions: async () => [] },
    next: decided,
    say: sayIn(language),
  });

test('a learned name is shown with the item that taught it', async () => {
  expect(await ask('融资')).toEqual([
    '下一期  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '    学到的名字：澄海动力 = Chenghai（https://stardust.example/1）',
  ]);
  expect((await ask('融资', 'en')).at(-1)).toBe('    learned name: Chenghai = 澄海动力 (https://stardust.example/1)');
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
  const place = {
    settings: makeSettings(),
    store: { editions: async () => [] },
    next: { stories: [story, { ...story, title: 'Lumen opens Nova', rewording: {} }], dropped: [] },
    refused: [{ title: 'Lumen opens Nova', part: 'headline', reason: 'negation' }] as const,
    say: sayIn('zh-CN'),
  };

  expect(await whatBecameOf(['raises'], place)).toEqual([expect.any(String), '    译成：流明融资 30 亿美元']);
  expect(await whatBecameOf(['opens'], place)).toEqual([
    expect.any(String),
    '下一期  标题未采用：肯定和否定反了：Lumen opens Nova',
  ]);
});

test('a word that the titles do not have is not listed', async () => {
  expect(await ask('流明')).toHaveLength(1);
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
  const place = {
    settings: makeSettings(),
    store: { editions: async () => [edition(2), edition(1)] },
    next: { stories: [], dropped: [row, row, row] },
    say: sayIn('zh-CN'),
  };

  expect(await whatBecameOf(['融资'], place)).toEqual([
    '2026-01-15 09:00  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '2026-01-15 09:00#2  ×  Chenghai 融资（星尘周报）：差 0.3 分',
    '下一期  ×  Chenghai 融资（星尘周报）：差 0.3 分（3 次）',
  ]);
});
