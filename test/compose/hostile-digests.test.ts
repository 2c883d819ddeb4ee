import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { readerProblems } from '../../src/demo/reader-problems.ts';
import type { Feed, Item, Story } from '../../src/model.ts';
import { hostile } from './hostile.ts';
import { feeds, makeFeed, makeInput, makeItem, makeSettings, makeStory } from './invented.ts';

/** `npm run soak` asks for more. */
const runs = Number(process.env.HOSTILE_RUNS ?? 200);

const title = hostile.map((text) => `${text}甲`);
const item: fc.Arbitrary<Item> = fc
  .tuple(
    title,
    fc.array(hostile, { maxLength: 4 }),
    hostile,
    fc.boolean(),
    fc.constantFrom<Feed>(...Object.values(feeds)),
  )
  .map(([text, summary, path, isDiscussed, feed]) =>
    makeItem(feed, text, {
      url: `https://news.example/${path}`,
      summary: summary.map((part) => `${part}新的内容 ${part.length} 个数字。`).join(''),
      discussion: isDiscussed
        ? { url: `https://news.ycombinator.com/item?id=${path}`, points: 120, comments: 3 }
        : undefined,
    }),
  );
const story: fc.Arbitrary<Story> = fc
  .tuple(
    item,
    fc.array(item, { maxLength: 2 }),
    fc.constantFrom('models', 'companies', 'more'),
    hostile,
    fc.boolean(),
    fc.boolean(),
  )
  .map(([lead, others, section, name, hasBackground, hasUpdate]) =>
    makeStory([lead, ...others], {
      section,
      publishers: [lead, ...others].map((each, index) => ({
        name: index === 0 ? `${name}报` : `第 ${index} 家`,
        url: each.url,
      })),
      background: hasBackground ? { title: lead.title, url: lead.url } : undefined,
      update: hasUpdate ? { title: lead.title, url: lead.url } : undefined,
    }),
  );
const settings = fc
  .record({
    format: fc.constantFrom('markdown', 'markdown_v2', 'text', 'news'),
    language: fc.constantFrom('zh-CN', 'en'),
    maxMessages: fc.constantFrom(1, undefined),
    title: hostile,
  })
  .map(makeSettings);

test(`a reader sees nothing wrong in ${runs} digests with hostile titles`, () => {
  fc.assert(
    fc.property(fc.array(story, { maxLength: 20 }), settings, (stories, chosen) => {
      const { messages } = selectStories(
        makeInput(stories, { settings: chosen, feeds: [...Object.values(feeds), makeFeed('<@all>')] }),
      );
      for (const { msgtype, content } of messages) expect(readerProblems(msgtype, content), content).toEqual([]);
    }),
    { seed: 20260115, numRuns: runs },
  );
});
