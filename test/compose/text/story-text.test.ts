import { describe, expect, test } from 'vitest';
import { textOfStory } from '../../../src/compose/text/story-text.ts';
import { compileWording } from '../../../src/compose/text/wording.ts';
import { feeds, makeItem, makeStory } from '../invented.ts';
import { topics } from '../knowledge.ts';

const feedNames = new Map(Object.values(feeds).map(({ url, name }) => [url, name]));
const textOf = (title: string, summary: string, others: Parameters<typeof makeStory>[0] | [] = []) =>
  textOfStory(makeStory([makeItem(feeds.stardust, title, { summary }), ...others]), {
    language: 'zh-CN',
    feedNames,
    rules: compileWording(topics.wording),
    headlines: new Map(),
  });

describe('a bare title', () => {
  test('a bare title is replaced by the first sentence', () => {
    const { title, sentences } = textOf(
      'Nova-3-Thinking',
      '这是流明公司迄今最大的推理模型，开放了全部权重和训练代码。',
    );
    expect(title).toBe('Nova-3-Thinking');
    expect(sentences).toEqual([]);
    const told = textOf(
      'Nova-3-Thinking',
      '流明公司迄今最大的推理模型，开放了全部权重和训练代码。上下文有一百万字，可以在一台工作站上运行。',
    );
    expect(told.title).toBe('Nova-3-Thinking：流明公司迄今最大的推理模型，开放了全部权重和训练代码');
    expect(told.sentences).toEqual(['上下文有一百万字，可以在一台工作站上运行。']);
  });

  test('a bare title gives way to a sentence that contains the name', () => {
    const { title } = textOf(
      'Nova 3 Pro',
      'Lumen opens Nova 3 Pro, a reasoning model that runs on a single workstation.',
    );
    expect(title).toBe('Lumen opens Nova 3 Pro, a reasoning model that runs on a single workstation');
  });

  test('a bare title gives way to a sentence that has all its words', () => {
    const { title } = textOf('Announcing Nova Day 2027', 'Nova Day returns to the old harbour on October 6, 2027.');
    expect(title).toBe('Nova Day returns to the old harbour on October 6, 2027');
  });

  test('a bare title stays alone where no sentence says more', () => {
    expect(textOf('Nova-3-Thinking', '').title).toBe('Nova-3-Thinking');
  });
});

test('a story uses sentences of another item in the digest’s language', () => {
  const other = makeItem(feeds.finance, '流明发布 Nova 3', { summary: '训练用了三千张加速卡和四个月时间。' });
  const foreign = makeItem(feeds.wire, 'Lumen', { summary: 'Training took three thousand chips and four months.' });
  expect(textOf('流明新模型来了', '', [foreign, other]).sentences).toEqual(['训练用了三千张加速卡和四个月时间。']);
});
