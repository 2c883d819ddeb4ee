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
  test('要闻 holds stories of two independent sources, at most four, and the rest stand under their subject', () => {
    const several = Array.from({ length: 6 }, (_, index) =>
      makeStory([makeItem(feeds.stardust, `大事 ${index}`), makeItem(feeds.wire, `Big event ${index}`)], {
        section: 'models',
        score: 9 - index,
      }),
    );
    const { digest } = selectStories(makeInput(several));
    expect(digest.sections.map(({ id, stories }) => [id, stories.length])).toEqual([
      ['top', 4],
      ['models', 2],
    ]);
  });

  test('a section with one story is merged into 更多', () => {
    const { digest } = selectStories(makeInput(day));
    expect(digest.sections.map(({ title, stories }) => [title, stories.length])).toEqual([
      ['要闻', 2],
      ['模型与产品', 2],
      ['公司与人物', 2],
      ['更多', 1],
    ]);
  });

  test('a story says in which section it stands', () => {
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

  test('a story that has more against it than for it is left out even where there is room', () => {
    const stories = [...numbered(2, { step: 0 }), makeStory([makeItem(feeds.forum, '有人问了一句')], { score: -0.4 })];
    const { digest } = selectStories(makeInput(stories));
    expect(digest.sections.flatMap((section) => section.stories)).toHaveLength(2);
    expect(digest.dropped).toMatchObject([{ title: '有人问了一句', rule: 'score', why: '差 0.5 分（第 3 名）' }]);
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

describe('what was left out', () => {
  test('near misses say by how much and at which rank', () => {
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

  test('each further item of a story that stands is told as merged, under its number', () => {
    const { digest } = selectStories(makeInput(day));
    expect(digest.dropped.filter(({ rule }) => rule === 'merged').map(({ title, why }) => [title, why])).toEqual([
      ['Introducing Nova 3', '并入第 1 条'],
      ['Lumen releases Nova 3 with open weights', '并入第 1 条'],
      ['Chenghai raises $3 billion', '并入第 2 条'],
    ]);
  });

  test('what earlier stages dropped stays', () => {
    const old = { title: '旧文', url: 'https://a.example', feed: '星尘周报', rule: 'old', why: '旧文' } as const;
    expect(selectStories(makeInput([], { dropped: [old] })).digest.dropped).toEqual([old]);
  });

  test('a story whose link alone would fill a message is left out, and the others stand', () => {
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
      const select = (maxStories: number) =>
        selectStories(
          makeInput(stories, {
            settings: makeSettings({
              format,
              maxStories,
              maxPerFeed: 99,
              maxMessages: maxStories === 60 ? 1 : undefined,
            }),
          }),
        );
      const { messages, digest } = select(60);
      expect(messages).toHaveLength(1);
      expect(messages[0]?.bytes).toBeLessThanOrEqual(limits[format]);
      const shown = digest.sections.flatMap((section) => section.stories).length;
      expect(select(shown + 1).messages.flatMap(({ storyIds }) => storyIds)).toHaveLength(shown + 1);
      expect(select(shown + 1).messages).toHaveLength(2);
      expect(digest.dropped[0]?.why).toBe(`放不下（第 ${shown + 1} 名）`);
      expect(messages[0]?.content.split('\n').at(-1)).toContain(`（共选出 60 条）`);
    },
  );

  test('without maxMessages it takes as many as it needs', () => {
    const { messages } = selectStories(
      makeInput(numbered(60, { step: 0 }), { settings: makeSettings({ maxStories: 60, maxMessages: undefined }) }),
    );
    expect(messages.length).toBeGreaterThan(1);
    expect(messages.flatMap(({ storyIds }) => storyIds)).toHaveLength(60);
  });

  test('500 stories are selected in well under a second', () => {
    const started = performance.now();
    selectStories(
      makeInput(numbered(2000, { step: 0 }), { settings: makeSettings({ maxStories: 500, maxMessages: 20 }) }),
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a day without stories', () => {
  test('says so in one line', () => {
    const { messages } = selectStories(makeInput([]));
    expect(messages.map(({ content }) => content)).toEqual([
      'AI 新闻日报｜1月15日 周四｜今天没有新的 AI 要闻（读到 11/12 个源）',
    ]);
  });

  test('is silent where that is wanted', () => {
    expect(selectStories(makeInput([], { settings: makeSettings({ whenEmpty: 'skip' }) })).messages).toEqual([]);
  });

  test('as news it is said in a text message', () => {
    const { messages } = selectStories(makeInput([], { settings: makeSettings({ format: 'news' }) }));
    expect(messages.map(({ msgtype }) => msgtype)).toEqual(['text']);
  });
});

describe('news', () => {
  const settings = makeSettings({ format: 'news', maxMessages: undefined });
  const articles = (content = '[]') => JSON.parse(content) as Record<string, string>[];

  test('at most eight cards, within their limits, with a picture only where a feed has one', () => {
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

  test('a card whose address is too long is left out: it would have the whole message refused', () => {
    const endless = makeStory([makeItem(feeds.wire, '链接太长', { url: `https://wire.example/${'a'.repeat(1024)}` })]);
    const { messages } = selectStories(makeInput([endless, ...day], { settings }));
    expect(articles(messages[0]?.content).map(({ url }) => url)).not.toContain(endless.lead.url);
  });
});

test('the same stories give the same bytes', () => {
  expect(selectStories(makeInput(day))).toEqual(selectStories(makeInput(structuredClone(day))));
});
