import { expect, test } from 'vitest';
import { summarySentences } from '../../../src/compose/text/summary-text.ts';
import { cleanTitle } from '../../../src/compose/text/title-text.ts';
import { compileWording } from '../../../src/compose/text/wording.ts';
import type { Wording } from '../../../src/model.ts';

const none: Wording = { sites: [], columns: [], credits: [], leaning: [], empty: [] };
const news = '训练用了三千张加速卡和四个月时间，团队只有三十人。';
const opening = (wording: Partial<Wording>, summary: string) =>
  summarySentences(summary, '流明发布 Nova 3', compileWording({ ...none, ...wording }))[0];

test('a user’s own words clean titles and summaries', () => {
  const rules = compileWording({ ...none, sites: ['示例 网'], columns: ['夜谈'] });
  expect(cleanTitle('流明开源大模型新版本 | 示例网', 'HN', rules)).toBe('流明开源大模型新版本');
  expect(cleanTitle('夜谈 3：流明｜流明将在下月推出新一代模型和工具', 'HN', rules)).not.toContain('夜谈');
  expect(opening({ credits: ['掌勺'] }, `掌勺｜林示例 ${news}`)).toBe(news);
  expect(opening({ leaning: ['这回'] }, `这回用了三千张加速卡和四个月时间才训练完。${news}`)).toBe(news);
  expect(opening({ empty: ['晚上好'] }, `晚上好，这里是每天为你带来消息的编辑部。${news}`)).toBe(news);
});

test('without words of the user nothing is removed from titles and summaries', () => {
  const rules = compileWording(none);
  expect(cleanTitle('Lumen opens Nova 3 | TechCrunch', 'HN', rules)).toBe('Lumen opens Nova 3 | TechCrunch');
  expect(opening({}, `编辑｜林示例 ${news}`)).toBe(`编辑｜林示例 ${news}`);
});

test('a word of the user in Latin letters matches whole words only, and may contain signs', () => {
  const english = 'Italy bought three thousand chips and trained Nova within four months.';
  expect(opening({ leaning: ['It'] }, english)).toBe(english);
  expect(opening({ empty: ["I'm"] }, 'I’m trying it on three thousand chips that I bought for it.')).toBeUndefined();
});
