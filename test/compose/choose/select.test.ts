import { describe, expect, test } from 'vitest';
import { selectStories } from '../../../src/compose/choose/select.ts';
import type { Feed, Story } from '../../../src/model.ts';
import { day, feeds, limits, makeFeed, makeInput, makeItem, makeSettings, makeStory } from '../invented.ts';

function numbered(
  count: number,
  { feed = feeds.stardust, score = 3, step = 0.1 }: { feed?: Feed; score?: number; step?: number } = {},
): Story[] {
  return Array.from({ length: count }, (_, index) =>
    makeStory([makeItem(feed, `${feed.name}第 ${index + 1} 条示例新闻`)], {
      score: Math.round((score - step * index) * 10) / 10,
    }),
  );
}

const byScore = (stories: readonly Story[]) => stories.toSorted((a, b) => b.score - a.score);
const titles = (selection: ReturnType<typeof selectStories>) =>
  selection.digest.sections.flatMap(({ stories }) => stories.map(({ lead }) => lead.title));

describe('sections', () => {
  const sectionsOf = (stories: readonly Story[]) =>
    selectStories(makeInput(stories, { settings: makeSettings({ maxPerFeed: 99 }) })).digest.sections.map((section) => [
      section.title,
      section.stories.map(({ score }) => score),
    ]);
  const inSection = (section: string, ...scores: readonly number[]) =>
    scores.map((score) => makeStory([makeItem(feeds.stardust, `${section} ${score}`)], { section, score }));

  test('要闻 are the four best by score, and no line below outscores one of them', () => {
    const stories = byScore([...inSection('models', 9, 7, 5, 3, 2), ...inSection('companies', 8, 6, 4, 2.5)]);
    expect(sectionsOf(stories)).toEqual([
      ['要闻', [9, 8, 7, 6]],
      ['模型与产品', [5, 3, 2]],
      ['公司与人物', [4, 2.5]],
    ]);
  });

  test('the number of sources counts in the score and gives no other right to be in 要闻', () => {
    const several = makeStory([makeItem(feeds.stardust, '两家说的小事'), makeItem(feeds.wire, 'A small event')], {
      score: 2.4,
    });
    expect(sectionsOf(byScore([...numbered(9), several]))[0]).toEqual(['要闻', [3, 2.9, 2.8, 2.7]]);
  });

  test('at most half of a short digest is in 要闻', () => {
    expect(sectionsOf(inSection('models', 5, 4, 3))).toEqual([
      ['要闻', [5, 4]],
      ['更多', [3]],
    ]);
    expect(sectionsOf(inSection('models', 5))).toEqual([['要闻', [5]]]);
  });

  test('sections are in the order of their best story', () => {
    const stories = byScore([
      ...inSection('more', 9, 9, 9, 9, 2.1),
      ...inSection('companies', 6, 3),
      ...inSection('models', 5, 4),
    ]);
    expect(sectionsOf(stories).map(([title]) => title)).toEqual(['要闻', '公司与人物', '模型与产品', '更多']);
  });

  test('a section with one story is merged into 更多', () => {
    const { digest } = selectStories(makeInput(day));
    expect(digest.sections.map(({ title, stories }) => [title, stories.length])).toEqual([
      ['要闻', 4],
      ['公司与人物', 2],
      ['更多', 1],
    ]);
  });

  test('a story names its section', () => {
    const { digest } = selectStories(makeInput(day));
    for (const { id, stories } of digest.sections) for (const story of stories) expect(story.section).toBe(id);
  });
});

describe('caps are soft', () => {
  test('other feeds come before the fourth story of one, when they are about as good', () => {
    const stories = byScore([...numbered(6, { score: 4 }), ...numbered(3, { feed: feeds.finance, score: 3.8 })]);
    const chosen = selectStories(makeInput(stories, { settings: makeSettings({ maxStories: 6 }) }));
    const ofStardust = titles(chosen).filter((title) => title.startsWith('星尘周报'));
    expect(ofStardust).toHaveLength(3);
  });

  test('one feed fills the digest rather than leave a gap', () => {
    expect(titles(selectStories(makeInput(numbered(6), { settings: makeSettings({ maxStories: 6 }) })))).toHaveLength(
      6,
    );
  });

  test('what a story lost for its cap is among its reasons, and its score is their sum', () => {
    const { digest } = selectStories(makeInput(numbered(5, { step: 0 })));
    const stories = digest.sections.flatMap((section) => section.stories);
    expect(stories[4]?.reasons.at(-1)).toEqual({ points: -0.6, why: '同一个源第 5 条' });
    for (const { score, reasons } of stories)
      expect(score).toBeCloseTo(reasons.reduce((sum, { points }) => sum + points, 0));
  });

  test('a fourth story about one name loses points', () => {
    const about = Array.from({ length: 4 }, (_, index) =>
      makeStory([makeItem(makeFeed(`源 ${index}`), `Lumen 的第 ${index} 件事，说来话长`)], { score: 4 }),
    );
    const other = makeStory([makeItem(feeds.finance, '别的公司的一件事')], { score: 3.8 });
    const chosen = selectStories(makeInput([...about, other], { settings: makeSettings({ maxStories: 4 }) }));
    expect(titles(chosen)).toContain('别的公司的一件事');
  });
});

describe('a quiet day is a short paper', () => {
  const settings = makeSettings({ floor: 2 });
  const dropped = (selection: ReturnType<typeof selectStories>) =>
    selection.digest.dropped.map(({ rule, why }) => [rule, why]);

  test('no story below the floor is told, and what is left out says by how much', () => {
    const selection = selectStories(makeInput(numbered(3, { score: 2.4, step: 0.3 }), { settings }));
    expect(titles(selection)).toEqual(['星尘周报第 1 条示例新闻', '星尘周报第 2 条示例新闻']);
    expect(dropped(selection)).toEqual([['floor', '离底线 2 分差 0.2 分']]);
  });

  test('a soft cap is exceeded to fill the digest, but not below the floor', () => {
    const selection = selectStories(makeInput(numbered(5, { score: 2.4, step: 0 }), { settings }));
    expect(titles(selection)).toHaveLength(4);
    expect(dropped(selection)).toEqual([['floor', '离底线 2 分差 0.2 分']]);
  });

  test('the second half of a digest needs points above the floor', () => {
    const stories = [...numbered(3, { score: 5, step: 0 }), ...numbered(3, { feed: feeds.wire, score: 3, step: 0.1 })];
    const selection = selectStories(
      makeInput(stories, { settings: makeSettings({ floor: 2, floorRise: 0.9, maxStories: 8, maxPerFeed: 99 }) }),
    );
    // Four places at 2 points; from the fifth on 2.9.
    expect(selection.digest.sections.flatMap((section) => section.stories).map(({ score }) => score)).toEqual([
      5, 5, 5, 3, 2.9,
    ]);
    // As the sixth of its section it loses 0.5 besides.
    expect(dropped(selection)).toEqual([['floor', '离底线 2.9 分差 0.6 分']]);
  });

  test('a digest that is less than half full may end with a story just above the floor', () => {
    const settings = makeSettings({ floor: 2, floorRise: 2, maxStories: 8 });
    expect(titles(selectStories(makeInput(numbered(3, { score: 2.4, step: 0.1 }), { settings })))).toHaveLength(3);
  });

  const paper = (index: number, fields: Partial<Story> = {}, points?: number) =>
    makeStory(
      [
        makeItem(makeFeed(`论文源 ${index}`), `第 ${index} 篇论文`, {
          discussion: points === undefined ? undefined : { url: 'https://forum.example/1', points, comments: 1 },
        }),
      ],
      { kind: 'paper', score: 5, ...fields },
    );

  test('a paper without votes needs what the second half needs; one with votes does not', () => {
    const settings = makeSettings({ floor: 2, floorRise: 1 });
    const stories = [paper(1, { score: 3 }), paper(2, { score: 2.9 }, 300), paper(3, { score: 2.9 })];
    const selection = selectStories(makeInput(stories, { settings }));
    expect(titles(selection)).toEqual(['第 1 篇论文', '第 2 篇论文']);
    expect(dropped(selection)).toEqual([['floor', '离底线 3 分差 0.1 分']]);
  });

  test('an opinion of a single source comes after the news, whatever its score', () => {
    const opinion = (n: number, sources: number) =>
      paper(n, { score: 9 - n, kind: 'opinion', independentSources: sources });
    const selection = selectStories(makeInput([opinion(1, 1), opinion(2, 2), paper(3, { score: 5, kind: 'news' })]));
    expect(titles(selection)).toEqual(['第 2 篇论文', '第 3 篇论文', '第 1 篇论文']);
  });

  test('each further opinion of a single source loses half a point', () => {
    const opinion = (n: number) => paper(n, { score: 5, kind: 'opinion', independentSources: 1 });
    const news = [4, 5].map((n) => paper(n, { score: 4.6, kind: 'news' }));
    const settings = makeSettings({ maxStories: 3, maxPerFeed: 9 });
    const selection = selectStories(makeInput([opinion(1), opinion(2), opinion(3), ...news], { settings }));
    expect(titles(selection)).toEqual(['第 4 篇论文', '第 5 篇论文', '第 1 篇论文']);
  });

  test('an opinion of a single source needs what the second half needs; one that others share does not', () => {
    const settings = makeSettings({ floor: 2, floorRise: 1 });
    const stories = [paper(1, { score: 2.9 }), paper(2, { score: 2.8, independentSources: 2 }), paper(3, { score: 3 })];
    const opinions = stories.map((story) => ({ ...story, kind: 'opinion' as const }));
    const selection = selectStories(makeInput(opinions, { settings }));
    expect(titles(selection).toSorted()).toEqual(['第 2 篇论文', '第 3 篇论文']);
  });

  test('at most three papers without votes are told', () => {
    const papers = [
      ...[1, 2, 3, 4, 5].map((index) => paper(index)),
      paper(6, {}, 240),
      paper(7, { independentSources: 2 }),
    ];
    const selection = selectStories(makeInput(papers, { settings }));
    expect(titles(selection).toSorted()).toEqual([1, 2, 3, 6, 7].map((index) => `第 ${index} 篇论文`));
    expect(dropped(selection)).toEqual(Array(2).fill(['cap', '没有人投票的论文已有 3 篇']));
  });

  test('one post of a vendor about itself is told, and every release', () => {
    const posts = ['一', '二'].map((name) =>
      makeStory([makeItem(feeds.lumen, `客户案例${name}`)], { kind: 'case', isVendorOwn: true, score: 4 }),
    );
    const release = makeStory([makeItem(feeds.lumen, '发布 Nova 3')], { kind: 'release', score: 4 });
    const selection = selectStories(makeInput([...posts, release], { settings }));
    expect(titles(selection)).toEqual(['客户案例一', '发布 Nova 3']);
    expect(dropped(selection)).toEqual([['cap', 'Lumen Blog 说自己的文章已有 1 篇']]);
  });

  test.each([
    ['patch', '只是修补版本'],
    ['bulletin', '快讯播报'],
    ['page', '不是文章，只是一个页面'],
  ] as const)('a story of the kind %s is never told, whatever its score', (kind, why) => {
    const selection = selectStories(makeInput([makeStory([makeItem(feeds.lumen, '某个条目')], { kind, score: 9 })]));
    expect(titles(selection)).toEqual([]);
    expect(dropped(selection)).toEqual([['cap', why]]);
  });

  test('a page with many votes is told: a new model has a page before it has an article', () => {
    const page = paper(1, { kind: 'page' }, 300);
    expect(titles(selectStories(makeInput([page], { settings })))).toEqual(['第 1 篇论文']);
  });
});

describe('what was left out', () => {
  test('a near miss says by how much and at which rank it was left out', () => {
    const { digest } = selectStories(
      makeInput(numbered(4, { step: 0.3 }), { settings: makeSettings({ maxStories: 3, maxPerFeed: 9 }) }),
    );
    expect(digest.dropped).toEqual([
      {
        title: '星尘周报第 4 条示例新闻',
        url: expect.any(String),
        feed: '星尘周报',
        rule: 'score',
        why: '差 0.3 分（第 4 名）',
      },
    ]);
  });

  test('a tie says that it came later, not that it missed by nothing', () => {
    const { digest } = selectStories(
      makeInput(numbered(4, { step: 0 }), { settings: makeSettings({ maxStories: 3, maxPerFeed: 9 }) }),
    );
    expect(digest.dropped.map(({ why }) => why)).toEqual(['同分，靠后（第 4 名）']);
  });

  test('each further item of a told story is listed as merged, with the story’s number', () => {
    const { digest } = selectStories(makeInput(day));
    expect(digest.dropped.filter(({ rule }) => rule === 'merged').map(({ title, why }) => [title, why])).toEqual([
      ['Introducing Nova 3', '并入第 1 条'],
      ['Lumen releases Nova 3 with open weights', '并入第 1 条'],
      ['Chenghai raises $3 billion', '并入第 2 条'],
    ]);
  });

  test('what earlier stages dropped stays in the list', () => {
    const old = { title: '旧文', url: 'https://a.example', feed: '星尘周报', rule: 'old', why: '旧文' } as const;
    expect(selectStories(makeInput([], { dropped: [old] })).digest.dropped).toEqual([old]);
  });

  test('a story whose link alone would fill a message is left out, and the others are told', () => {
    const endless = makeStory(
      [makeItem(feeds.wire, '链接太长的新闻', { url: `https://wire.example/${'a'.repeat(3000)}` })],
      { score: 9 },
    );
    const { digest, messages } = selectStories(makeInput([endless, ...day]));
    expect(digest.dropped.find(({ title }) => title === '链接太长的新闻')?.why).toBe('链接过长（3021 字节）');
    expect(messages).toHaveLength(1);
  });
});

describe('bytes', () => {
  test.each(['markdown', 'markdown_v2', 'text'] as const)(
    '%s: the best stories fill one message, and one more would not fit',
    (format) => {
      const stories = numbered(60, { step: 0 });
      const settings = makeSettings({ format, maxStories: 60, maxPerFeed: 99 });
      const { messages, digest } = selectStories(makeInput(stories, { settings }));
      expect(messages).toHaveLength(1);
      const [{ bytes, content } = { bytes: 0, content: '' }] = messages;
      const story = content.split(/\n(?=\d+\. )/).find((text) => text.startsWith('9. ')) ?? '';
      expect(bytes).toBeLessThanOrEqual(limits[format]);
      expect(bytes + Buffer.byteLength(`\n${story}`)).toBeGreaterThan(limits[format]);
      const shown = digest.sections.flatMap((section) => section.stories).length;
      expect(digest.dropped[0]?.why).toBe(`放不下（第 ${shown + 1} 名）`);
      expect(messages[0]?.content.split('\n').at(-1)).toContain(`（共选出 60 条）`);
    },
  );

  const sentence = '训练用了三千张加速卡和四个月时间，成本约为同类模型的五分之一。';
  const wide = '流明发布新一代模型 Nova 3，上下文长达一百万字，面向开发者开放测试，随后逐步推送';
  const told = (count: number, title = (index: number) => `第 ${index} 条示例新闻`, summary = sentence) =>
    Array.from({ length: count }, (_, index) =>
      makeStory([makeItem(feeds.stardust, title(index), { summary, url: `https://stardust.example/${index}` })], {
        score: 9 - index / 10,
      }),
    );
  const content = (stories: readonly Story[], settings = makeSettings({ maxStories: 40, maxPerFeed: 99 })) =>
    selectStories(makeInput(stories, { settings })).messages[0]?.content ?? '';

  test.each(['markdown', 'markdown_v2', 'text', 'news'] as const)(
    '%s: on a short day every line has its sentence, and no title is cut',
    (format) => {
      const text = content(
        told(4, (index) => `${wide} ${index}`),
        makeSettings({ format }),
      );
      expect(text.split(sentence)).toHaveLength(5);
      expect(text).not.toContain('…');
    },
  );

  test('whole titles come before sentences, and 要闻 before the other lines', () => {
    const stories = told(15, () => wide);
    const text = content(stories);
    expect(text).not.toContain('…');
    const withSentence = text.split(/\n(?=\d+\. )/).map((story) => story.includes(sentence));
    // The first part is the header; stories from the best on have a sentence, then none has.
    expect(withSentence.slice(1, 5)).toEqual([true, true, true, true]);
    expect(withSentence.slice(5)).toEqual(withSentence.slice(5).toSorted((a, b) => Number(b) - Number(a)));
    expect(withSentence).toContain(false);
  });

  test('a title is cut only where a story would have no room otherwise, the least ones first', () => {
    const text = content(told(33, () => wide, ''));
    const isCut = [...text.matchAll(/\[(.*?)\]\(/g)].map(([, title = '']) => title.endsWith('…'));
    expect(isCut).toContain(true);
    expect(isCut.indexOf(true)).toBeGreaterThan(isCut.lastIndexOf(false));
    const { bytes = 0 } =
      selectStories(
        makeInput(
          told(33, () => wide, ''),
          { settings: makeSettings({ maxStories: 40, maxPerFeed: 99 }) },
        ),
      ).messages[0] ?? {};
    const cutOff = Buffer.byteLength('，面向开发者开放测试，随后逐步推送') - Buffer.byteLength('…');
    expect(limits.markdown - bytes).toBeLessThan(cutOff);
  });

  test('longer titles and sentences make no message exceed its limit, and add no message', () => {
    const select = (summary: string) =>
      selectStories(
        makeInput(told(60, undefined, summary), {
          settings: makeSettings({ maxStories: 60, maxPerFeed: 99, maxMessages: undefined }),
        }),
      ).messages;
    expect(select(sentence)).toHaveLength(select('').length);
    for (const { bytes } of select(sentence)) expect(bytes).toBeLessThanOrEqual(limits.markdown);
    expect(
      select(sentence)
        .map(({ content: text }) => text)
        .join(''),
    ).toContain(sentence);
  });

  test('a digest without maxMessages has as many messages as it needs', () => {
    const { messages } = selectStories(
      makeInput(numbered(60, { step: 0 }), { settings: makeSettings({ maxStories: 60, maxMessages: undefined }) }),
    );
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.flatMap(({ storyIds }) => storyIds)).toHaveLength(60);
  });
});

describe('a day without stories', () => {
  test('a day without stories is told in one line', () => {
    const { messages } = selectStories(makeInput([]));
    expect(messages.map(({ content }) => content)).toEqual([
      'AI 新闻日报｜1月15日 周四｜今天没有新的 AI 要闻（读到 11/12 个源）',
    ]);
  });

  test('a day without stories sends nothing where whenEmpty is skip', () => {
    expect(selectStories(makeInput([], { settings: makeSettings({ whenEmpty: 'skip' }) })).messages).toEqual([]);
  });

  test('a day without stories in the format news is told in a text message', () => {
    const { messages } = selectStories(makeInput([], { settings: makeSettings({ format: 'news' }) }));
    expect(messages.map(({ msgtype }) => msgtype)).toEqual(['text']);
  });
});

describe('news', () => {
  const settings = makeSettings({ format: 'news', maxMessages: undefined });
  const articles = (content = '[]') => JSON.parse(content) as Record<string, string>[];

  test('a news message has at most eight cards within their limits, with a picture only where a feed has one', () => {
    const long = makeStory([
      makeItem(feeds.stardust, '很长的标题，'.repeat(20), {
        url: 'https://a.example/1',
        pictureUrl: 'https://a.example/1.jpg',
      }),
    ]);
    const { messages } = selectStories(makeInput([long, ...numbered(12)], { settings }));
    expect(messages).toHaveLength(1);
    const cards = articles(messages[0]?.content);
    expect(cards).toHaveLength(8);
    for (const { title = '', description = '' } of cards) {
      expect(Buffer.byteLength(title)).toBeLessThanOrEqual(128);
      expect(Buffer.byteLength(description)).toBeLessThanOrEqual(512);
    }
    expect(cards.map(({ picurl }) => picurl)).toEqual(['https://a.example/1.jpg', ...Array(7).fill(undefined)]);
  });

  test('a news card whose address is too long is left out, since the robot would refuse the whole message', () => {
    const endless = makeStory([makeItem(feeds.wire, '链接太长', { url: `https://wire.example/${'a'.repeat(1024)}` })]);
    const { messages } = selectStories(makeInput([endless, ...day], { settings }));
    expect(articles(messages[0]?.content).map(({ url }) => url)).not.toContain(endless.lead.url);
  });
});

test('the same stories give the same messages byte for byte', () => {
  expect(selectStories(makeInput(day))).toEqual(selectStories(makeInput(structuredClone(day))));
});
