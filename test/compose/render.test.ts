import { describe, expect, test } from 'vitest';
import { selectStories } from '../../src/compose/choose/select.ts';
import { createDigestRenderer } from '../../src/compose/render.ts';
import type { DigestSettings, Format, Story, Templates } from '../../src/model.ts';
import {
  day,
  feeds,
  makeFeed,
  makeInput,
  makeItem,
  makeSettings,
  makeStory,
  templates,
  withTemplate,
} from './invented.ts';

const contentOf = (stories: readonly Story[], fields: Parameters<typeof makeInput>[1] = {}) =>
  selectStories(makeInput(stories, fields))
    .messages.map(({ content }) => content)
    .join('\n');
const firstLine = (stories: readonly Story[], fields: Parameters<typeof makeInput>[1] = {}) =>
  contentOf(stories, fields).split('\n')[0];

describe('golden digests of one invented day', () => {
  const formats: readonly Format[] = ['markdown', 'markdown_v2', 'text', 'news'];
  const languages: readonly DigestSettings['language'][] = ['zh-CN', 'en'];
  test.each(formats.flatMap((format) => languages.map((language) => ({ format, language }))))(
    'the digests of one invented day are rendered as in the golden files: $format, $language',
    async ({ format, language }) => {
      const { messages } = selectStories(makeInput(day, { settings: makeSettings({ format, language }) }));
      const shown =
        format === 'news' ? JSON.stringify(JSON.parse(messages[0]?.content ?? ''), null, 2) : messages[0]?.content;
      expect(messages).toHaveLength(1);
      await expect(`${shown}\n`).toMatchFileSnapshot(
        `../golden/day.${language}.${format}${format === 'news' ? '.json' : '.txt'}`,
      );
    },
  );
});

describe('the first line', () => {
  const coverage = { feeds: 46, feedsRead: 46, thin: false, windowHours: 48, items: 586 };

  test.each([
    ['an ordinary day', day, {}, 'AI 新闻日报｜1月15日 周四｜7 条'],
    ['delivered late', day, { late: true }, 'AI 新闻日报｜1月15日 周四｜7 条｜迟到补发'],
    ['after a holiday', day, { backlog: '春节 9 天' }, 'AI 新闻日报｜1月15日 周四｜春节 9 天 7 条'],
    ['nothing new', [], { coverage }, 'AI 新闻日报｜1月15日 周四｜今天没有新的 AI 要闻（46 个源都读到了）'],
    [
      'nothing new, some feeds failed',
      [],
      { coverage: { ...coverage, feedsRead: 44 } },
      'AI 新闻日报｜1月15日 周四｜今天没有新的 AI 要闻（读到 44/46 个源）',
    ],
    [
      'few feeds read',
      day,
      { coverage: { ...coverage, feedsRead: 11, thin: true } },
      'AI 新闻日报｜1月15日 周四｜7 条｜今天只读到 11/46 个源，可能有遗漏',
    ],
    [
      'in English',
      day,
      { settings: makeSettings({ language: 'en' }), late: true },
      'AI News Digest | Thu, Jan 15 | 7 stories | late edition',
    ],
    [
      'one story in English',
      day.slice(0, 1),
      { settings: makeSettings({ language: 'en' }) },
      'AI News Digest | Thu, Jan 15 | 1 story',
    ],
  ] as const)('the first line of a digest: %s', (_, stories, fields, line) => {
    expect(firstLine(stories, fields)).toBe(line);
  });

  test('the first line has the date in the zone of the digest', () => {
    expect(firstLine(day, { settings: makeSettings({ timezone: 'America/Los_Angeles' }) })).toContain('1月14日 周三');
  });
});

describe('the last line', () => {
  test('the last line counts feeds and items', () => {
    expect(contentOf(day)).toMatch(/<font color="comment">读到 11\/12 个源 · 近 24 小时 63 条 → 7 条<\/font>$/);
  });

  test('the last line counts a long window in days', () => {
    const coverage = { feeds: 12, feedsRead: 12, thin: false, windowHours: 240, items: 640 };
    expect(contentOf(day, { coverage })).toContain('12 个源 · 近 10 天 640 条 → 7 条');
  });

  test('the last line is left out where it would be a message of its own', () => {
    const stories = Array.from({ length: 40 }, (_, index) =>
      makeStory([makeItem(feeds.stardust, `第 ${index} 条示例新闻`)]),
    );
    const settings = makeSettings({ maxStories: 40, maxMessages: undefined, maxPerFeed: 99 });
    for (let count = 20; count < 40; count++) {
      for (const { storyIds } of selectStories(makeInput(stories.slice(0, count), { settings })).messages)
        expect(storyIds).not.toEqual([]);
    }
  });
});

describe('a story', () => {
  /** The lines of the story alone in its digest: it stands in 要闻. */
  const topLines = (story: Story, fields: Partial<DigestSettings> = {}) =>
    contentOf([story], { settings: makeSettings(fields) })
      .split('\n')
      .slice(3);
  /** The lines of the story below a better one. */
  const linesBelow = (story: Story, fields: Partial<DigestSettings> = {}) =>
    (
      contentOf([makeStory([makeItem(feeds.stardust, '更大的事')], { score: 9 }), story], {
        settings: makeSettings(fields),
      }).split(/\n(?=2\. )/)[1] ?? ''
    ).split('\n');

  test('a story below 要闻 is one line: its title, and in grey its publishers', () => {
    const story = makeStory([makeItem(feeds.finance, '拾光科技收购语音公司', { url: 'https://finance.example/1' })]);
    expect(linesBelow(story)[0]).toBe(
      '2. [拾光科技收购语音公司](https://finance.example/1) <font color="comment">示例财经</font>',
    );
  });

  test('a story that was told before is marked as an update, with a link to what was told', () => {
    const update = { title: '拾光科技据悉洽购', url: 'https://finance.example/0' };
    const story = makeStory([makeItem(feeds.finance, '拾光科技完成收购', { url: 'https://finance.example/1' })], {
      update,
    });
    expect(linesBelow(story)[0]).toBe(
      '2. 更新：[拾光科技完成收购](https://finance.example/1) <font color="comment">示例财经 · 上次说的</font> [拾光科技据悉洽购](https://finance.example/0)',
    );
  });

  test('a story in another language says so, and a document says what it is', () => {
    const report = makeItem(feeds.lumen, 'Nova 3 technical report [pdf]', { url: 'https://lumen.example/report' });
    expect(linesBelow(makeStory([report]))[0]).toBe(
      '2. [Nova 3 technical report](https://lumen.example/report) <font color="comment">Lumen Blog · 英文 PDF</font>',
    );
    expect(linesBelow(makeStory([makeItem(feeds.stardust, '中文的一条')]), { language: 'en' })[0]).toContain(
      '星尘周报 · Chinese',
    );
  });

  test('a story whose title is a bare version names its product', () => {
    const releases = makeFeed('nova-cli Releases');
    const story = makeStory([makeItem(releases, 'v3.2.0', { url: 'https://code.example/v3.2.0' })]);
    const content = contentOf([story], { feeds: [releases] });
    expect(content).toContain('[nova-cli v3.2.0](https://code.example/v3.2.0)');
  });

  test('a story has at most two further links, each to another publisher', () => {
    const others = ['甲', '乙', '丙'].map((name) =>
      makeItem(makeFeed(name), `${name}也报道`, { url: `https://${encodeURIComponent(name)}.example/` }),
    );
    const lead = makeItem(feeds.stardust, '四家都报道的大事', {
      url: 'https://stardust.example/1',
      discussion: { url: 'https://news.ycombinator.com/item?id=3', points: 1630, comments: 1 },
    });
    const [credits = ''] = topLines(makeStory([lead, ...others])).slice(1);
    expect(credits.match(/\]\(/g)).toHaveLength(2);
    expect(credits).toContain('HN 1630 分 · 另见');
  });

  test('a further publisher whose page cannot be opened is named in grey', () => {
    const story = makeStory([makeItem(feeds.finance, '拾光科技收购语音公司', { url: 'https://finance.example/1' })], {
      publishers: [
        { name: '示例财经', url: 'https://finance.example/1' },
        { name: '示例内参', url: undefined },
        { name: 'Example Wire', url: 'https://wire.example/1' },
      ],
    });
    expect(topLines(story)[1]).toBe(
      '<font color="comment">示例财经、示例内参 · 另见</font> [Example Wire](https://wire.example/1)',
    );
  });

  test('a story without a sentence that says more than its title has no summary', () => {
    const lead = makeItem(feeds.finance, '澄海科技完成 30 亿美元融资', { summary: '澄海科技完成 30 亿美元融资。' });
    const story = makeStory([lead, makeItem(feeds.wire, 'Chenghai raises $3 billion')]);
    expect(topLines(story)[1]).toMatch(/^<font color="comment">示例财经/);
  });

  test('in text messages the source precedes the address, which has a line of its own; a name that is only a host is left out', () => {
    const item = makeItem(feeds.forum, 'Sparse attention', { url: 'https://papers.example/a' });
    const story = makeStory([item], { publishers: [{ name: 'papers.example', url: item.url }] });
    expect(topLines(story, { format: 'text' }).slice(0, 2)).toEqual([
      '1. Sparse attention（英文）',
      'https://papers.example/a',
    ]);
  });

  test('an address cannot end its link early', () => {
    const story = makeStory([makeItem(feeds.finance, '标题', { url: 'https://finance.example/a(b)?c=[d] e' })]);
    expect(topLines(story)[0]).toContain('(https://finance.example/a%28b%29?c=%5Bd%5D%20e)');
  });
});

describe('blocks', () => {
  const input = makeInput(day);
  const { digest } = selectStories(input);
  const render = (own: Templates) =>
    createDigestRenderer({
      settings: digest.settings,
      feeds: Object.values(feeds),
      templates: own,
      wording: input.wording,
    }).blocks({
      digest,
      amounts: new Map(),
      selected: 7,
    });
  const blocks = render(templates);

  test('blocks have their kind, section and story', () => {
    expect(blocks.map((block) => (block.kind === 'text' ? 'text' : `${block.kind} ${block.section}`))).toEqual([
      'text',
      'heading top',
      'story top',
      'story top',
      'story top',
      'story top',
      'heading companies',
      'story companies',
      'story companies',
      'heading more',
      'story more',
      'text',
    ]);
  });

  test('a block never starts or ends with a newline', () => {
    for (const { text } of blocks) expect(text).toBe(text.trim());
  });

  test('a template of the user changes the blocks', () => {
    const changed = render(withTemplate('section', '### {{ title }} ({{ language }})'));
    expect(changed.filter(({ kind }) => kind === 'heading').map(({ text }) => text)[0]).toBe('### 要闻 (zh-CN)');
  });
});

describe('translated titles', () => {
  const english = makeStory([makeItem(feeds.wire, 'Lumen raises $3B for Nova')]);
  const stories = [english, makeStory([makeItem(feeds.stardust, '星尘发布新芯片')])];
  const headlines = new Map([['Lumen raises $3B for Nova', { headline: '流明为 Nova 融资 30 亿美元' }]]);

  test.each<Format>(['markdown', 'markdown_v2', 'text'])(
    'a translated title replaces the original and says so: %s',
    (format) => {
      const content = contentOf(stories, { settings: makeSettings({ format }), headlines });

      expect(content).toContain('流明为 Nova 融资 30 亿美元');
      expect(content).toContain(english.lead.url);
      expect(content).toContain('译');
      expect(content).toContain('标题 1 条为机器翻译');
      expect(content).not.toContain('Lumen raises $3B for Nova');
      expect(content).not.toContain('英文');
    },
  );

  test('translated titles that no story has change nothing', () => {
    const without = contentOf(stories);

    expect(contentOf(stories, { headlines: new Map() })).toBe(without);
    expect(contentOf(stories, { headlines: new Map([['Another title', { headline: '别的标题' }]]) })).toBe(without);
    expect(without).not.toContain('机器翻译');
  });

  test('a translated title comes with a sentence in place of the English one', () => {
    const withSentence = new Map([
      ['Lumen raises $3B for Nova', { headline: '流明融资', sentence: '投资者共有三家。' }],
    ]);

    expect(contentOf(stories, { headlines: withSentence })).toContain('投资者共有三家');
  });

  test('a sentence of a language model below an original title is marked', () => {
    const sentenceOnly = new Map([['Lumen raises $3B for Nova', { sentence: '投资者共有三家。' }]]);
    const content = contentOf(stories, { headlines: sentenceOnly });

    expect(content).toContain('Lumen raises $3B for Nova');
    expect(content).toContain('投资者共有三家');
    expect(content).toContain('英文，机器概括');
    expect(contentOf(stories)).not.toContain('机器概括');
  });

  test('a translated title cannot break the markup', () => {
    const hostile = new Map([['Lumen raises $3B for Nova', { headline: '流明](http://evil.example) <@all>' }]]);

    expect(contentOf(stories, { headlines: hostile })).not.toMatch(/\]\(http:\/\/evil|<@all>/);
  });
});
