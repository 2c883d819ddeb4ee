import fc from 'fast-check';
import { expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { readerProblems } from '../support/reader-problems.ts';
import { hostile } from './hostile.ts';
import { hostileStory } from './hostile-stories.ts';
import { feeds, makeFeed, makeInput, makeSettings } from './invented.ts';

/** `npm run soak` asks for more. */
const runs = Number(process.env.HOSTILE_RUNS ?? 50);

const settings = fc
  .record({
    format: fc.constantFrom('markdown', 'markdown_v2', 'text', 'news'),
    language: fc.constantFrom('zh-CN', 'en'),
    maxMessages: fc.constantFrom(1, undefined),
    title: hostile,
  })
  .map(makeSettings);

test(`${runs} digests with hostile titles have no markup that a reader would see as broken`, () => {
  fc.assert(
    fc.property(fc.array(hostileStory, { maxLength: 20 }), settings, (stories, chosen) => {
      const { messages } = selectStories(
        makeInput(stories, { settings: chosen, feeds: [...Object.values(feeds), makeFeed('<@all>')] }),
      );
      for (const { msgtype, content } of messages) expect(readerProblems(msgtype, content), content).toEqual([]);
    }),
    { seed: 20260115, numRuns: runs },
  );
});
