/** Stories whose every text tries to be markup. */
import fc from 'fast-check';
import type { Feed, Item, Story } from '../../src/model.ts';
import { hostile } from './hostile.ts';
import { feeds, makeItem, makeStory } from './invented.ts';

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
export const hostileStory: fc.Arbitrary<Story> = fc
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
