import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SplitOptions, splitBlocks } from '../../src/compose/split.ts';
import type { Block } from '../../src/model.ts';
import { fewestMessages } from './fewest-messages.ts';

const seed = 20260201;
/** `npm run soak` asks for more. */
const times = Number(process.env.SPLIT_RUNS ?? 1);

// ── Blocks to split ─────────────────────────────────────────────────────────────────────────────────

const graphemes = [
  '模',
  '型',
  '发布',
  'GPT-5',
  'a',
  'é',
  'e\u0301',
  '👨‍👩‍👧‍👦',
  '🏳️‍🌈',
  '🇨🇳',
  '👍🏽',
  '中',
  '、',
  '。',
  '，',
  'ü',
  '\\',
  '>',
  '#',
  '<',
  '_',
];
const word = fc.array(fc.constantFrom(...graphemes), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(''));
const sentence = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '));
const url = fc
  .tuple(
    fc.constantFrom('https://example.com/', 'https://news.example.org/a?b='),
    fc.stringMatching(/^[a-z0-9/_-]{0,40}$/),
  )
  .map((parts) => parts.join(''));
const inline: fc.Arbitrary<string> = fc.oneof(
  sentence,
  fc.tuple(word, url).map(([label, target]) => `[${label}](${target})`),
  sentence.map((text) => `**粗${text}体**`),
  fc
    .tuple(fc.constantFrom('info', 'comment', 'warning'), sentence)
    .map(([colour, text]) => `<font color="${colour}">${text}</font>`),
  fc.tuple(word, url).map(([label, target]) => `**<font color="info">重</font>[${label}](${target})点**`),
  fc.constantFrom('[Bug] (x)', '](', 'a * b', '**', '`code`', '<@someone>', '[x]:', '</font>', '2 ** 3'),
);
const line = fc.array(inline, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const text = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));

function blocksOf(texts: fc.Arbitrary<string>, title = word): fc.Arbitrary<readonly Block[]> {
  const section = fc.tuple(title, fc.array(texts, { minLength: 1, maxLength: 12 }), fc.boolean());
  return fc.tuple(texts, fc.array(section, { maxLength: 5 }), fc.boolean()).map(([first, sections, hasFooter]) => [
    { kind: 'text', text: first, spaced: false },
    ...sections.flatMap(([title, stories, spaced], number): Block[] => [
      { kind: 'heading', text: `**${title}**`, spaced: true, section: `s${number}` },
      ...stories.map(
        (story, index): Block => ({
          kind: 'story',
          text: story,
          spaced,
          storyId: `s${number}-${index}`,
          section: `s${number}`,
        }),
      ),
    ]),
    ...(hasFooter ? [{ kind: 'text', text: '46 个源', spaced: true } as const] : []),
  ]);
}

const options: fc.Arbitrary<SplitOptions> = fc.record({
  limit: fc.oneof(fc.constant(256), fc.integer({ min: 256, max: 700 }), fc.constant(4096)),
  language: fc.constantFrom('zh-CN', 'en'),
});

// ── What a reader must never see ────────────────────────────────────────────────────────────────────

interface Part {
  readonly content: string;
  /** Without its part mark and without a repeated heading. */
  readonly body: string;
}

/** Takes part marks and repeated headings off, and checks them on the way. */
function partsOf(blocks: readonly Block[], splitOptions: SplitOptions): readonly Part[] {
  const { messages } = splitBlocks(blocks, splitOptions);
  return messages.map(({ content, bytes }, index) => {
    expect(bytes).toBe(new TextEncoder().encode(content).length);
    expect(bytes).toBeLessThanOrEqual(splitOptions.limit);
    const mark = messages.length === 1 ? '' : ` (${index + 1}/${messages.length})`;
    const [first = '', ...rest] = content.split('\n');
    expect(first.endsWith(mark)).toBe(true);
    const bare = [first.slice(0, first.length - mark.length), ...rest];
    if (/(?:（续）| \(continued\))(?:\*\*)?$/.test(bare[0] ?? '')) bare.shift();
    return { content, body: bare.join('\n') };
  });
}

const squeezed = (source: string) => source.replace(/\s+/g, '');
/** What is left when marks, brackets and addresses are gone: only text. */
const visible = (source: string) =>
  squeezed(source.replace(/\]\(https?:[^()\s]*\)/g, '').replace(/\*\*|<\/?font[^>]*>|`|\[/g, ''));
const addresses = (source: string) => source.match(/https:\/\/[a-z0-9./?=_-]+/g) ?? [];
const clusters = (source: string) => Array.from(new Intl.Segmenter().segment(source), ({ segment }) => segment);
const source = (blocks: readonly Block[]) => blocks.map((block) => block.text).join('\n');
const count = (whole: string, part: string) => whole.split(part).length - 1;

describe('messages', () => {
  test('messages fit with their part mark and repeated heading; nothing is lost, reordered or empty', () => {
    fc.assert(
      fc.property(blocksOf(text), options, (blocks, splitOptions) => {
        const parts = partsOf(blocks, splitOptions);
        expect(squeezed(parts.map(({ body }) => visible(body)).join(''))).toBe(visible(source(blocks)));
        expect(parts.flatMap(({ body }) => addresses(body))).toEqual(addresses(source(blocks)));
        for (const { body } of parts) expect(body.trim()).not.toBe('');
      }),
      { seed, numRuns: 75 * times },
    );
  });

  test('messages hold whole blocks, wherever a block fits', () => {
    const small = text.filter((block) => Buffer.byteLength(block) < 128);
    fc.assert(
      fc.property(blocksOf(small), options, (blocks, splitOptions) => {
        const texts = blocks.map((block) => block.text.trimEnd());
        for (const { body } of partsOf(blocks, splitOptions)) {
          let rest = body;
          while (rest !== '') {
            const next = texts.shift() ?? '';
            expect(rest.startsWith(next)).toBe(true);
            rest = rest.slice(next.length).replace(/^\n{1,2}/, '');
          }
        }
        expect(texts).toEqual([]);
      }),
      { seed, numRuns: 50 * times },
    );
  });

  test('messages never end in a heading, and repeat the heading of a section that goes on', () => {
    fc.assert(
      fc.property(blocksOf(text), options, (blocks, splitOptions) => {
        const headings = new Set(blocks.filter(({ kind }) => kind === 'heading').map((block) => block.text));
        const { messages } = splitBlocks(blocks, splitOptions);
        const sectionOf = new Map(
          blocks.flatMap((block) => (block.kind === 'story' ? [[block.storyId, block.section] as const] : [])),
        );
        for (const [index, { content, storyIds }] of messages.entries()) {
          expect(headings.has(content.split('\n').at(-1) ?? '')).toBe(false);
          const before = sectionOf.get(messages[index - 1]?.storyIds.at(-1) ?? '');
          const here = sectionOf.get(storyIds[0] ?? '');
          const [first = ''] = content.split('\n');
          if (before !== undefined && before === here) expect(first).toMatch(/（续）|\(continued\)/);
        }
      }),
      { seed, numRuns: 50 * times },
    );
  });

  test('messages cut no grapheme, and leave no mark without its partner', () => {
    const long = fc.array(line, { minLength: 3, maxLength: 12 }).map((lines) => lines.join(' '));
    const balanced = long.map((block) =>
      block.replace(/(?<![^\s])(?:\*\*|<\/font>|2 \*\* 3|a \* b|\]\(|`code`)(?![^\s])/g, '甲'),
    );
    fc.assert(
      fc.property(blocksOf(balanced), options, (blocks, splitOptions) => {
        const parts = partsOf(blocks, splitOptions);
        for (const { body } of parts) {
          expect(count(body, '**') % 2).toBe(0);
          expect(count(body, '<font')).toBe(count(body, '</font>'));
        }
        expect(parts.flatMap(({ body }) => clusters(visible(body)))).toEqual(clusters(visible(source(blocks))));
      }),
      { seed, numRuns: 50 * times },
    );
  });

  test('messages are as few as possible, as an exhaustive search finds', () => {
    const small = fc.integer({ min: 5, max: 90 }).map((length) => 'x'.repeat(length));
    fc.assert(
      fc.property(
        blocksOf(small, fc.constantFrom('模型与产品', 'X', '更多')),
        fc.integer({ min: 256, max: 400 }),
        (blocks, limit) => {
          const few = blocks.slice(0, 16);
          if (few.at(-1)?.kind === 'heading') return;
          const { messages } = splitBlocks(few, { limit, language: 'zh-CN' });
          expect(messages.length).toBe(
            fewestMessages(few, { limit, after: '**', lengthOfText: (text) => Buffer.byteLength(text) }),
          );
        },
      ),
      { seed, numRuns: 40 * times },
    );
  });
});

const zh = (limit: number): SplitOptions => ({ limit, language: 'zh-CN' });
const textBlock = (content: string): Block => ({ kind: 'text', text: content, spaced: false });
const storyBlock = (content: string, number = 1): Block => ({
  kind: 'story',
  text: content,
  spaced: false,
  storyId: `story-${number}`,
  section: 'models',
});

describe('part marks', () => {
  test('a single message has no part mark', () => {
    expect(splitBlocks([textBlock('早报'), storyBlock('1. 流明发布 Nova 3')], zh(4096)).messages).toEqual([
      { content: '早报\n1. 流明发布 Nova 3', bytes: 29, storyIds: ['story-1'] },
    ]);
  });

  test('a message of exactly the limit stays one; one byte more makes two', () => {
    expect(splitBlocks([textBlock('a'.repeat(256))], zh(256)).messages).toHaveLength(1);
    expect(splitBlocks([textBlock('a'.repeat(257))], zh(256)).messages).toHaveLength(2);
  });

  test.each([9, 10, 99, 100, 101, 1000])('part marks leave room in a digest of %i messages, each full', (parts) => {
    const digits = String(parts).length;
    const room = 256 - ` (/)`.length - 2 * digits;
    const blocks = Array.from({ length: parts }, (_, index) =>
      textBlock(`${'字'.repeat(Math.floor((room - 1) / 3))}${index % 10}`),
    );
    const { messages } = splitBlocks(blocks, zh(256));
    expect(messages).toHaveLength(parts);
    expect(messages.at(-1)?.content.endsWith(` (${parts}/${parts})`)).toBe(true);
    for (const { bytes } of messages) expect(bytes).toBeLessThanOrEqual(256);
  });

  test('part marks end the first line, also of a story with several lines', () => {
    const blocks = Array.from({ length: 4 }, (_, index) => textBlock(`第 ${index} 条\n${'字'.repeat(60)}`));
    const { messages } = splitBlocks(blocks, zh(256));
    expect(messages.map(({ content }) => content.split('\n')[0])).toEqual([
      '第 0 条 (1/4)',
      '第 1 条 (2/4)',
      '第 2 条 (3/4)',
      '第 3 条 (4/4)',
    ]);
  });
});

describe('a repeated heading', () => {
  const stories = Array.from({ length: 6 }, (_, index) => storyBlock(`${index}. ${'字'.repeat(30)}`, index));

  test.each([
    ['zh-CN', '**模型**', '**模型（续）** (2/3)'],
    ['en', '**Models**', '**Models (continued)** (2/3)'],
    ['zh-CN', '【模型】', '【模型（续）】 (2/3)'],
    ['zh-CN', '### 模型', '### 模型（续） (2/3)'],
  ] as const)('a repeated heading is marked as continued, in %s: %s', (language, heading, repeated) => {
    const blocks: readonly Block[] = [{ kind: 'heading', text: heading, spaced: true, section: 'models' }, ...stories];
    expect(splitBlocks(blocks, { limit: 256, language }).messages[1]?.content.split('\n')[0]).toBe(repeated);
  });

  test('a repeated heading takes at most a quarter of the limit', () => {
    const heading: Block = {
      kind: 'heading',
      text: `**${'很长的栏目名'.repeat(20)}**`,
      spaced: true,
      section: 'models',
    };
    const { messages } = splitBlocks([heading, ...stories], zh(256));
    const repeated = messages
      .map(({ content }) => content.split('\n')[0] ?? '')
      .filter((first) => first.includes('（续）'));
    expect(repeated.length).toBeGreaterThan(0);
    for (const first of repeated) expect(Buffer.byteLength(first.replace(/ \(\d+\/\d+\)$/, ''))).toBeLessThan(64);
  });

  test('headings with nothing under them do not stop the splitter', () => {
    const headings = Array.from(
      { length: 40 },
      (_, index): Block => ({ kind: 'heading', text: `**空栏目 ${index}**`, spaced: true, section: `${index}` }),
    );
    const { messages } = splitBlocks([...headings, storyBlock('唯一的一条')], zh(256));
    expect(messages.at(-1)?.content).toMatch(/空栏目 39\*\*.*\n唯一的一条$/);
  });
});

describe('a block that is larger than a message', () => {
  test('a line of 20 kB is cut between words, and nothing of it is lost', () => {
    const words = Array.from({ length: 3000 }, (_, index) => `word${index}`).join(' ');
    const { messages, reports } = splitBlocks([textBlock(words)], zh(4096));
    expect(messages.map(({ content }) => content.replace(/ \(\d+\/\d+\)$/, '')).join(' ')).toBe(words);
    expect(reports).toEqual([]);
  });

  test('汉字 of a large block are cut anywhere but before punctuation', () => {
    const { messages } = splitBlocks([textBlock('今天，'.repeat(400))], zh(256));
    for (const { content } of messages) expect(content).not.toMatch(/^，/);
  });

  test('a large block is cut between lines before sentences, and between sentences before words', () => {
    const lines = ['第一行。'.repeat(10), `${'第二行的第一句话很长'.repeat(8)}。${'第二句'.repeat(10)}。`];
    const { messages } = splitBlocks([textBlock(lines.join('\n'))], zh(300));
    expect(messages.map(({ content }) => content.replace(/ \(\d+\/\d+\)/, ''))).toEqual([
      lines[0],
      `${'第二行的第一句话很长'.repeat(8)}。`,
      `${'第二句'.repeat(10)}。`,
    ]);
  });

  test('bold and colour are closed at a cut and opened again', () => {
    const { messages } = splitBlocks([textBlock(`**<font color="warning">${'迟到补发'.repeat(60)}</font>**`)], zh(512));
    expect(messages.length).toBeGreaterThan(1);
    for (const { content } of messages)
      expect(content).toMatch(/^\*\*<font color="warning">[^<>*]+<\/font>\*\* \(\d\/\d\)$/);
  });

  test('the text of a link goes on outside the link', () => {
    const { messages, reports } = splitBlocks([textBlock(`[${'标题'.repeat(100)}](https://example.com/a)`)], zh(256));
    expect(messages[0]?.content).toMatch(/^\[(?:标题)+标?\]\(https:\/\/example\.com\/a\) \(1\/\d\)$/);
    expect(messages.map(({ content }) => visible(content.replace(/ \(\d\/\d\)$/, ''))).join('')).toBe(
      '标题'.repeat(100),
    );
    expect(reports).toEqual([]);
  });

  test('a link that cannot fit loses its target, and that is reported', () => {
    const { messages, reports } = splitBlocks(
      [textBlock(`[流明发布 Nova 3](https://example.com/${'a'.repeat(5000)})`)],
      zh(4096),
    );
    expect(messages.map(({ content }) => content)).toEqual(['流明发布 Nova 3（链接过长）']);
    expect(reports).toHaveLength(1);
  });

  test('in text messages an address that cannot fit is reported, and a shorter one is never cut', () => {
    const long = `https://example.com/${'b'.repeat(2000)}`;
    const kept = splitBlocks([textBlock(`标题\n${long}\n${'结尾'.repeat(20)}`)], { ...zh(2048), format: 'text' });
    expect(kept.messages.map(({ content }) => content).join('\n')).toContain(long);
    expect(kept.reports).toEqual([]);
    const lost = splitBlocks([textBlock(`标题\n${long}`)], { ...zh(256), format: 'text' });
    expect(lost.reports).toHaveLength(1);
    expect(lost.messages.map(({ content }) => content).join('')).not.toContain('bbb');
  });

  test('only a grapheme larger than the limit is cut, between code points, and reported', () => {
    const monster = `e${'\u0301'.repeat(400)}`;
    const { messages, reports } = splitBlocks([textBlock(`前${monster}后`)], zh(256));
    expect(messages.map(({ content }) => content.replace(/ \(\d+\/\d+\)$/, '')).join('')).toBe(`前${monster}后`);
    expect(messages.every(({ content }) => content.isWellFormed())).toBe(true);
    expect(reports).toHaveLength(1);
  });

  test('CRLF counts as one line end', () => {
    expect(splitBlocks([textBlock('第一行\r\n第二行')], zh(256)).messages[0]?.content).toBe('第一行\n第二行');
  });
});

test('blocks with nothing but space make no message', () => {
  expect(splitBlocks([], zh(4096)).messages).toEqual([]);
  expect(splitBlocks([textBlock(' \n '), textBlock('')], zh(4096)).messages).toEqual([]);
});

test('digests of 0 to 500 stories are split by the rules at every limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 256, max: 4096 }), (stories, limit) => {
      const blocks: Block[] = [textBlock('AI 新闻日报｜2月1日 周日')];
      for (let number = 0; number < stories; number++) {
        if (number % 9 === 0)
          blocks.push({ kind: 'heading', text: `**栏目 ${number}**`, spaced: true, section: `${number}` });
        blocks.push({
          kind: 'story',
          text: `${number + 1}. [示例公司发布第 ${number} 个模型](https://example.com/${number}) <font color="comment">示例源</font>`,
          spaced: false,
          storyId: `${number}`,
          section: `${number - (number % 9)}`,
        });
      }
      const parts = partsOf(blocks, zh(limit));
      expect(parts.map(({ body }) => squeezed(body)).join('')).toBe(squeezed(source(blocks)));
    }),
    { seed, numRuns: 15 * times },
  );
});

test('a megabyte of markdown is split', () => {
  const stories = Array.from(
    { length: 8000 },
    (_, index) =>
      `${index}. [示例公司发布第 ${index} 个模型，权重开放下载](https://example.com/news/${index}) <font color="comment">示例源</font>`,
  );
  const { messages } = splitBlocks([textBlock(stories.join('\n'))], zh(4096));
  expect(messages.length).toBeGreaterThan(200);
});
