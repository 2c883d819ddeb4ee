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

describe('the title of a release', () => {
  const titleOf = (title: string, name: string, url = 'https://code.example/lumen/nova-kit/releases.atom') =>
    textOfStory(makeStory([{ ...makeItem(feeds.stardust, title), feedUrl: url }]), {
      language: 'zh-CN',
      feedNames: new Map([[url, name]]),
      rules: compileWording(topics.wording),
      headlines: new Map(),
    }).title;

  test.each([
    'v1.2.3',
    '1.2.3',
    'v2',
    'Release 1.2',
    'Patch release v4.5.1',
    'b4321',
    'v1.2.0-rc.1',
    'v1.2: Faster start',
  ])('a title that begins with a version (%s) gets the name of its project', (title) =>
    expect(titleOf(title, 'Nova Kit')).toBe(`Nova Kit ${title}`),
  );

  test.each(['Nova Kit 版本', 'Nova Kit Releases', 'Release notes from Nova Kit'])(
    'the name of the feed %s is shortened',
    (name) => {
      expect(titleOf('v1.2.3', name)).toBe('Nova Kit v1.2.3');
    },
  );

  test('without a name of the feed the project is in its address', () => {
    expect(titleOf('v1.2.3', 'code.example')).toBe('nova-kit v1.2.3');
    expect(titleOf('v1.2.3', 'code.example', 'https://code.example/lumen/nova-kit/-/tags?format=atom')).toBe(
      'nova-kit v1.2.3',
    );
  });

  test.each(['nova kit v1.2.3', 'v1.2.3: Nova Kit reads maps', '2.5 billion people use it', '3.5 亿美元融资'])(
    'the title %s stays as it is',
    (title) => expect(titleOf(title, 'Nova Kit')).toBe(title),
  );
});

describe('the title of a change', () => {
  const titleOf = (title: string, url: string) => {
    const story = makeStory([{ ...makeItem(feeds.stardust, title), url }]);
    return textOfStory(
      { ...story, publishers: [{ name: 'Nova Kit Blog', url }] },
      { language: 'zh-CN', feedNames, rules: compileWording(topics.wording), headlines: new Map() },
    ).title;
  };

  test('a title in a changelog gets the name of its product, unless it has it or is a name itself', () => {
    const url = 'https://nova.example/changelog/maps';
    expect(titleOf('Plug-ins for Maps', url)).toBe('Nova Kit: Plug-ins for Maps');
    expect(titleOf('Nova Kit reads maps', url)).toBe('Nova Kit reads maps');
    expect(titleOf('Tide-4-Turbo', url)).toBe('Tide-4-Turbo');
    expect(titleOf('Plug-ins for Maps', 'https://nova.example/blog/maps')).toBe('Plug-ins for Maps');
  });
});

test('a story uses sentences of another item in the digest’s language', () => {
  const other = makeItem(feeds.finance, '流明发布 Nova 3', { summary: '训练用了三千张加速卡和四个月时间。' });
  const foreign = makeItem(feeds.wire, 'Lumen', { summary: 'Training took three thousand chips and four months.' });
  expect(textOf('流明新模型来了', '', [foreign, other]).sentences).toEqual(['训练用了三千张加速卡和四个月时间。']);
});

test('below a translated title stands no sentence in the original language', () => {
  const title = 'Lumen trains Nova 3';
  const lead = makeItem(feeds.wire, title, {
    summary: 'Training took three thousand chips and four months.',
    language: 'en',
  });
  const other = makeItem(feeds.finance, '流明发布 Nova 3', {
    summary: '训练用了三千张加速卡和四个月时间。',
    language: 'zh',
  });
  const options = { language: 'zh-CN', feedNames, rules: compileWording(topics.wording) } as const;
  const headlines = new Map([[title, { headline: '流明训练 Nova 3' }]]);

  expect(textOfStory(makeStory([lead]), { ...options, headlines: new Map() }).sentences).toHaveLength(1);
  expect(textOfStory(makeStory([lead]), { ...options, headlines }).sentences).toEqual([]);
  expect(textOfStory(makeStory([lead, other]), { ...options, headlines }).sentences).toEqual([other.summary]);
});
