/** The splitter's laws in every dialect, each measured in the unit of its room, which is counted here once more. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainText, tokensOf } from '../../src/compose/markup.ts';
import { splitBlocks } from '../../src/compose/split.ts';
import { dialects } from '../../src/compose/text/dialects.ts';
import { escaped } from '../../src/compose/text/safe-text.ts';
import type { Block, Format } from '../../src/model.ts';
import { fewestMessages } from './fewest-messages.ts';

const seed = 20261129;
const numRuns = 40;

type SplitFormat = Exclude<Format, 'news' | 'webhook'>;

const bytes = (text: string) => Buffer.byteLength(text);
const units = (text: string) => text.length;
const jsonBytes = (text: string) => bytes(JSON.stringify(text)) - 2;

/** How long a message is to its room. */
const lengths: Readonly<Record<SplitFormat, (content: string) => number>> = {
  markdown: bytes,
  markdown_v2: bytes,
  text: bytes,
  feishu: jsonBytes,
  // Two spaces before each newline.
  dingtalk: (content) => jsonBytes(content.replaceAll('\n', '  \n')),
  slack: units,
  discord: units,
  mattermost: units,
  // What is shown, and 46 for each entity that shows less: 89 of them fill a message, and past 100 the marks are dropped.
  telegram(content) {
    const shown = (html: string) => units(html.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|amp|quot);/g, ' '));
    const labels = Array.from(content.matchAll(/<a [^>]*>(.*?)<\/a>/g), ([, label = '']) => shown(label));
    const short = labels.reduce((sum, label) => sum + Math.max(0, 46 - label), 0);
    return shown(content) + short + 46 * (content.match(/<b>/g)?.length ?? 0);
  },
  mail: bytes,
  ntfy: bytes,
};

const formats = Object.keys(lengths) as SplitFormat[];

// ── Blocks ──────────────────────────────────────────────────────────────────────────────────────────

const graphemes = [
  '模',
  '型',
  '发布',
  'GPT-5',
  'a',
  'e\u0301',
  '👨‍👩‍👧‍👦',
  '🇨🇳',
  '、',
  '。',
  '“',
  '"',
  '<',
  '>',
  '&',
  "'",
  '@x',
  'é',
];
const word = fc.array(fc.constantFrom(...graphemes), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const url = fc.stringMatching(/^[a-z0-9/_-]{0,30}$/).map((path) => `https://news.example/${path}`);

/** Texts as the templates write them: safe text, bold, quiet and links. */
function lineIn(format: SplitFormat): fc.Arbitrary<string> {
  const { bold, quiet, link } = dialects[format];
  const safe = sentence.map((text) => escaped(text, format));
  const inline = fc.oneof(
    safe,
    safe.map((text) => `${bold[0]}${text}${bold[1]}`),
    safe.map((text) => `${quiet[0]}${text}${quiet[1]}`),
    fc.tuple(word, url).map(([label, target]) => link(escaped(label, format), target)),
  );
  return fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
}

function blocksOf(format: SplitFormat, stories: fc.Arbitrary<string>): fc.Arbitrary<readonly Block[]> {
  const [before, after] = dialects[format].bold;
  const section = fc.tuple(
    fc.constantFrom('模型与产品', 'X', '更多'),
    fc.array(stories, { minLength: 1, maxLength: 8 }),
    fc.boolean(),
  );
  return fc.tuple(stories, fc.array(section, { maxLength: 4 })).map(([first, sections]) => [
    { kind: 'text', text: first, spaced: false },
    ...sections.flatMap(([title, texts, spaced], number): Block[] => [
      { kind: 'heading', text: `${before}${title}${after}`, spaced: true, section: `s${number}` },
      ...texts.map(
        (text, index): Block => ({
          kind: 'story',
          text,
          spaced,
          storyId: `s${number}-${index}`,
          section: `s${number}`,
        }),
      ),
    ]),
  ]);
}

const squeezed = (text: string) => text.replace(/\s+/g, '');
const targets = (content: string, format: Format) =>
  tokensOf(content, format).flatMap((token) => {
    if (token.kind === 'link') return [token.url];
    return token.kind === 'atom' && token.text.startsWith('https:') ? [token.text] : [];
  });

describe.each(formats)('%s: messages', (format) => {
  test('fit in the unit of the room; no text, mark, link or order is lost', () => {
    const blocksIn = blocksOf(
      format,
      fc.array(lineIn(format), { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
    );
    fc.assert(
      fc.property(blocksIn, fc.constantFrom(300, 420, 900), (blocks, limit) => {
        const { messages, reports } = splitBlocks(blocks, { limit, language: 'zh-CN', format });
        const shown = messages.map(({ content, bytes: size }, index) => {
          expect(lengths[format](content)).toBeLessThanOrEqual(limit);
          expect(size).toBe(lengths[format](content));
          const [first = '', ...rest] = content.split('\n');
          const mark = messages.length === 1 ? '' : ` (${index + 1}/${messages.length})`;
          expect(first.endsWith(mark)).toBe(true);
          const bare = [first.slice(0, first.length - mark.length), ...rest];
          if (plainText(bare[0] ?? '', format).endsWith('（续）')) bare.shift();
          return bare.join('\n');
        });
        expect(reports).toEqual([]);
        const source = blocks.map(({ text }) => text);
        expect(squeezed(shown.map((one) => plainText(one, format)).join(''))).toBe(
          squeezed(source.map((one) => plainText(one, format)).join('')),
        );
        expect(shown.flatMap((one) => targets(one, format))).toEqual(source.flatMap((one) => targets(one, format)));
      }),
      { seed, numRuns },
    );
  });

  test('are as few as possible, as a search through all ways finds', () => {
    const { bold, link } = dialects[format];
    const filled = fc.integer({ min: 5, max: 90 }).map((length) => 'x'.repeat(length));
    const small = fc.oneof(
      filled,
      filled.map((text) => `${bold[0]}${text}${bold[1]}`),
      fc.integer({ min: 1, max: 40 }).map((length) => link('字'.repeat(Math.ceil(length / 3)), 'https://n.example/')),
    );
    fc.assert(
      fc.property(blocksOf(format, small), fc.integer({ min: 280, max: 420 }), (blocks, limit) => {
        const few = blocks.slice(0, 16);
        if (few.at(-1)?.kind === 'heading') return;
        const { messages } = splitBlocks(few, { limit, language: 'zh-CN', format });
        expect(messages.length).toBe(
          fewestMessages(few, { limit, after: dialects[format].bold[1], lengthOfText: lengths[format] }),
        );
      }),
      { seed, numRuns },
    );
  });
});
