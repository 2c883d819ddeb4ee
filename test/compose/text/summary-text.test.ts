import { describe, expect, test } from 'vitest';
import { joinSentences, summarySentences, withoutBoilerplate } from '../../../src/compose/text/summary-text.ts';
import { columnsOf } from '../../../src/ground/columns.ts';

describe('boilerplate goes', () => {
  test.each([
    [
      'Nova 3 reads a million words. The post Nova 3 is here appeared first on Stardust.',
      'Nova 3 reads a million words.',
    ],
    [
      'Article URL: https://a.example/1 Comments URL: https://news.ycombinator.com/item?id=1 Points: 300 # Comments: 20',
      '',
    ],
    ['submitted by /u/somebody [link] [comments]', ''],
    ['流明发布新模型。点击查看原文', '流明发布新模型。'],
    ['流明发布新模型。欢迎关注我们的微信公众号“星尘”，看更多内容。', '流明发布新模型。'],
    ['作者：林示例 编辑：王示例 流明发布新模型。', '流明发布新模型。'],
    ['流明发布新模型。图源：示例图库', '流明发布新模型。'],
    ['See https://a.example/1 for more', 'See for more'],
  ])('%s', (summary, left) => {
    expect(withoutBoilerplate(summary)).toBe(left);
  });
});

const cleanSummary = (summary: string, above: string) => joinSentences(summarySentences(summary, above));
const title = '流明发布 Nova 3，开源 70B 权重';

describe('the summary', () => {
  test.each([
    [
      'says what the title does not',
      '流明发布 Nova 3，开源了 70B 权重。新模型的上下文有 100 万字，价格是上一代的三分之一。',
      '新模型的上下文有 100 万字，价格是上一代的三分之一。',
    ],
    ['is empty when nothing is new', '流明发布 Nova 3，开源了 70B 权重。', ''],
    ['does not lean on a sentence that is not there', '它的上下文有 100 万字。该模型由三十人的团队训练。', ''],
    [
      'may lean on its own first sentence',
      '训练用了三千张加速卡和四个月时间。它的上下文有 100 万字。',
      '训练用了三千张加速卡和四个月时间。它的上下文有 100 万字。',
    ],
    [
      'has no agency at its beginning',
      '星尘周报获悉，1月15日，据示例社报道，训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
    ['has no wire at its end', '训练用了三千张加速卡和四个月时间。（示例财经）', '训练用了三千张加速卡和四个月时间。'],
    [
      'holds whole sentences only',
      '训练用了三千张加速卡和四个月时间。下一步计划是在手机上…',
      '训练用了三千张加速卡和四个月时间。',
    ],
    ['leaves out what the feed cut off', '训练用了三千张加速卡和四个', ''],
    [
      'asks no question',
      '训练到底用了多少张加速卡和多少时间？训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
    [
      'never begins inside a quotation',
      '“先做好一件事。再做第二件事，”创始人在发布会上这样说。训练用了三千张加速卡和四个月时间。',
      '训练用了三千张加速卡和四个月时间。',
    ],
  ])('%s', (_, summary, expected) => {
    expect(cleanSummary(summary, title)).toBe(expected);
  });

  test('is at most 64 full-width characters, and of the last sentence that fits', () => {
    const sentence = '训练用了三千张加速卡和四个月时间，团队只有三十人。';
    const text = cleanSummary(
      `${sentence}成本约为同类模型的五分之一，推理速度提高到原来的两倍。${'很长的一句话'.repeat(20)}。`,
      title,
    );
    expect(text.startsWith(sentence)).toBe(true);
    expect(columnsOf(text)).toBeLessThanOrEqual(128);
    expect(text.endsWith('。')).toBe(true);
  });

  test('in English splits at sentences, not at abbreviations', () => {
    const summary =
      'Lumen Inc. trained it in the U.S. on three thousand chips within four months. It cost a fifth of its rivals.';
    expect(cleanSummary(summary, 'Introducing Nova 3')).toBe(summary);
  });

  test('in English must not lean either', () => {
    expect(cleanSummary('It was trained on three thousand chips within four months.', 'Introducing Nova 3')).toBe('');
  });
});
