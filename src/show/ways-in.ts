import { digestCommand } from '../ground/command-name.ts';
import { phrase } from '../ground/phrase.ts';
import type { DropRule, Phrase } from '../model.ts';

const more = phrase(
  `${digestCommand} boost 词，调高源的 weight，或调大 maxStories`,
  `${digestCommand} boost WORD, a higher weight of the feed, or a higher maxStories`,
);
const never = phrase('这类不发，没有设置可以改', 'such items are never sent, and no setting changes it');

/** What lets in an item that a rule left out; undefined where its story was or will be sent. */
export const waysIn: { readonly [rule in DropRule]?: Phrase } = {
  topic: phrase(
    '把词写进 feeds/topics.yaml 的 always；源全是讲 AI 的，就写 topic: ai',
    'write a word into always in feeds/topics.yaml; for a feed that is all about AI, set topic: ai',
  ),
  excluded: phrase('删掉 exclude 里的这个词', 'delete this word from exclude'),
  'not-included': phrase('在 include 里加一个它有的词', 'add one of its words to include'),
  muted: phrase(`${digestCommand} mute 这个词 --days 0`, `${digestCommand} mute WORD --days 0`),
  score: more,
  floor: phrase(`${more['zh-CN']}，或调低 floor`, `${more.en}, or a lower floor`),
  cap: phrase('论文：调大 maxPapers；厂商自己的文章：调大 maxPerVendor', 'a higher maxPapers or maxPerVendor'),
  space: phrase('调大 maxMessages，或删掉它', 'a higher maxMessages, or none'),
  roundup: never,
  bulletin: never,
  patch: never,
  page: never,
  promotion: never,
  'members-only': never,
  'search-page': never,
};
