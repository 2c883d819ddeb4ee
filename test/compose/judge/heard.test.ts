import { expect, test } from 'vitest';
import { withVerdicts } from '../../../src/compose/judge/heard.ts';
import type { Judge, Judgement } from '../../../src/compose/judge/judge.ts';
import type { ItemVerdict } from '../../../src/model.ts';
import { feeds, makeItem } from '../invented.ts';

const unsure: Judgement = { kind: 'news', ai: 0.4, topic: 'no', isAi: false, wording: 0, isVendor: false };
const item = makeItem(feeds.wire, 'Nova grades exams');

function judged(own: Partial<Judgement>, verdict: ItemVerdict): Judgement {
  const judge: Judge = { judge: () => ({ ...unsure, ...own }), explain: () => [] };
  return withVerdicts(judge, new Map([[item.title, verdict]]), undefined).judge(item);
}

test('a verdict decides what the judge is not sure of', () => {
  expect(judged({}, { isAi: true, kind: 'release', worth: 3 })).toMatchObject({
    isAi: true,
    topic: 'summary',
    kind: 'release',
  });
  expect(judged({ ai: 0.6, isAi: true }, { isAi: false, kind: 'news', worth: 0 }).isAi).toBe(false);
});

test('a verdict does not turn what the judge is sure of', () => {
  expect(judged({ ai: 0.999, isAi: true }, { isAi: false, kind: 'news', worth: 1 }).isAi).toBe(true);
});

test('the user’s own words are law', () => {
  const wished = { ai: 0.2, isAi: true, isWished: true } as const;
  expect(judged(wished, { isAi: false, kind: 'promo', worth: 0 })).toEqual({ ...unsure, ...wished });
});
