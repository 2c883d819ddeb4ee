import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { feedsOf } from '../../src/config/feeds-of.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { sampleFeed } from '../support/sample-feed.ts';
import { load, loadValid, oneFeed, valid, workspace, wrong } from './workspace.ts';

test('a feeds file with one feed is valid: everything else has its default', async () => {
  const { collect, digests, feeds, reminders, calendar, language } = await loadValid();

  expect(language).toBe('zh-CN');
  expect(collect).toEqual({
    schedule: '17 * * * *',
    concurrency: 16,
    perHost: 2,
    timeoutMs: 20_000,
    maxBytes: 10 * 1024 * 1024,
    keepMs: 30 * 86_400_000,
    keepEditionsMs: 90 * 86_400_000,
  });
  const rest = { id: 'more', title: '更多', match: [] };
  expect(digests).toEqual([digestSettings({ maxMessages: undefined, sections: [rest] })]);
  const url = 'https://news.example/feed';
  expect(feeds).toEqual([sampleFeed(url, { name: 'news.example', topic: 'general', language: undefined })]);
  expect(reminders).toEqual([]);
  expect(calendar).toEqual({ daysOff: [], workdays: [] });
});

test('a setting in the file overrides its default', async () => {
  const feeds = `
collect: { timeout: 500ms, maxBytes: 1.5MB, maxItems: 40 }
digests:
  - id: weekly
    schedule: " 30  8 * * mon "
    webhook: [GROUP_ONE, GROUP_TWO, GROUP_ONE]
    language: en
    maxMessages: 2
    include: [ GPT, "two words", 360, "/open ?ai/i" ]
    boost: { OpenAI: 2, "/qwen/i": -1.5 }
    mute: [{ match: keynote, until: 2026-03-01 }, { match: [a, b] }]
  - id: own
    sections: [{ id: all, title: 全部 }]
sections:
  - { id: models, title: 模型, titleEn: Models, match: [模型] }
feeds:
  - { url: "https://a.example/feed", name: 36, maxItems: 7, headers: { X-Token: TOKEN }, note: mine }
  - { url: "https://www.b.example/feed", enabled: false }
reminders:
  - { id: tea, schedule: "0 15 * * *", text: 喝茶, mention: [13800000000, "@all"], webhook: GROUP_ONE }
calendar: { daysOff: [2026-10-01], workdays: [2026-10-10] }
`;
  const config = await loadValid({ feeds, env: { TOKEN: 'secret' } });

  expect(config.language).toBe('en');
  expect(config.collect).toMatchObject({ timeoutMs: 500, maxBytes: 1_572_864 });
  const [weekly, own] = config.digests;
  expect(weekly).toMatchObject({
    title: 'AI News Digest',
    schedule: '30 8 * * mon',
    webhooks: ['GROUP_ONE', 'GROUP_TWO'],
    maxMessages: 2,
    include: [
      { kind: 'words', text: 'GPT' },
      { kind: 'words', text: 'two words' },
      { kind: 'words', text: '360' },
      { kind: 'regex', text: '/open ?ai/i', source: 'open ?ai', flags: 'i' },
    ],
    boost: [
      { pattern: { kind: 'words', text: 'OpenAI' }, points: 2 },
      { pattern: { kind: 'regex', text: '/qwen/i', source: 'qwen', flags: 'i' }, points: -1.5 },
    ],
    mute: [
      { pattern: { kind: 'words', text: 'keynote' }, until: '2026-03-01' },
      { pattern: { kind: 'words', text: 'a' }, until: undefined },
      { pattern: { kind: 'words', text: 'b' }, until: undefined },
    ],
  });
  expect(weekly?.sections.map(({ id, title }) => `${id} ${title}`)).toEqual(['models Models', 'more More']);
  expect(own?.sections.map(({ id }) => id)).toEqual(['all']);
  expect(config.feeds.map(({ name, maxItems, enabled }) => ({ name, maxItems, enabled }))).toEqual([
    { name: '36', maxItems: 7, enabled: true },
    { name: 'b.example', maxItems: 40, enabled: false },
  ]);
  expect(config.reminders).toEqual([
    {
      id: 'tea',
      schedule: '0 15 * * *',
      timezone: 'Asia/Shanghai',
      days: 'everyday',
      webhooks: ['GROUP_ONE'],
      text: '喝茶',
      mention: ['13800000000', '@all'],
    },
  ]);
  expect(config.calendar).toEqual({ daysOff: ['2026-10-01'], workdays: ['2026-10-10'] });
});

test('anchors and merged maps are allowed in feeds.yaml', async () => {
  const feeds =
    'feeds:\n  - &base { url: "https://a.example/feed", weight: 3 }\n  - { <<: *base, url: "https://b.example/feed" }\n';
  expect((await loadValid({ feeds })).feeds.map(({ url, weight }) => [url, weight])).toEqual([
    ['https://a.example/feed', 3],
    ['https://b.example/feed', 3],
  ]);
});

test('a byte-order mark and Windows line ends are allowed in feeds.yaml', async () => {
  const config = await loadValid({ feeds: `\uFEFF${oneFeed.replaceAll('\n', '\r\n')}` });
  expect(config.feeds).toHaveLength(1);
});

test('a digest without topics or tags takes every enabled feed; topics and tags narrow it', async () => {
  const feeds = `feeds:
  - { url: "https://a.example/feed", name: A, topic: ai, tags: [lab] }
  - { url: "https://b.example/feed", name: B, topic: ai }
  - { url: "https://c.example/feed", name: C, tags: [lab, en] }
  - { url: "https://d.example/feed", name: D, topic: ai, enabled: false }
`;
  const config = await loadValid({ feeds });
  const names = (topics: string[], tags: string[]) =>
    feedsOf({ feeds: { topics, tags } }, config.feeds).map(({ name }) => name);

  expect(names([], [])).toEqual(['A', 'B', 'C']);
  expect(names(['ai'], [])).toEqual(['A', 'B']);
  expect(names([], ['en', 'lab'])).toEqual(['A', 'C']);
  expect(names(['ai'], ['lab'])).toEqual(['A']);
});

test('every load reads the files again', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed });
  const load = () => loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates' } });
  expect(await load()).toMatchObject({ ok: true, config: { feeds: [{ weight: 1 }] } });

  writeFileSync(join(cwd, 'feeds/feeds.yaml'), 'feeds: [{ url: "https://news.example/feed", weight: 2 }]\n');
  expect(await load()).toMatchObject({ ok: true, config: { feeds: [{ weight: 2 }] } });

  writeFileSync(join(cwd, 'feeds/feeds.yaml'), 'feeds: [\n');
  expect(await load()).toMatchObject({ ok: false });
});

test('knowledge and templates stay the same objects while their texts are the same', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed });
  const again = async (): Promise<Config> => {
    const result = valid(loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates', FEEDS_FILE: 'feeds/feeds.yaml' } }));
    return result.config;
  };
  const first = await again();
  rmSync(join(cwd, 'feeds/topics.yaml'));
  const shipped = await again();
  const second = await again();
  expect(second.templates).toBe(first.templates);
  expect(second.topics).toBe(shipped.topics);
  expect(second.aliases).toBe(shipped.aliases);
  expect(second.weightsFile).toEqual(first.weightsFile);
  expect(weightsOf(second)).toBe(weightsOf(first));

  writeFileSync(join(cwd, 'feeds/topics.yaml'), 'words: [AI]\n');
  writeFileSync(join(cwd, 'templates/text/story.liquid'), 'another');
  writeFileSync(join(cwd, 'feeds/judge.json'), JSON.stringify(smallJudge));
  const third = await again();
  expect(third.templates.text.story.source).toBe('another');
  expect(weightsOf(third)).toEqual(smallJudge);
});

const weightsOf = ({ weightsFile }: Config) => readWeights(weightsFile).weights;

const smallJudge = {
  kinds: ['news', 'promo'],
  features: {},
  signs: {},
  thresholds: { ai: 0.5, kinds: {} },
  points: {},
};

const broken = (text: string, env: Record<string, string> = {}) => load({ feeds: text, env });

test('the language of the program is the first digest’s, also when the file is wrong elsewhere', async () => {
  const feeds = `digests: [{ language: en, maxAge: x }, { language: zh-CN }]\n${oneFeed}`;
  expect(await broken(feeds, { LANG: 'zh_CN.UTF-8' })).toMatchObject({ ok: false, language: 'en' });
});

test.each([
  [{}, 'zh-CN'],
  [{ LANG: 'C.UTF-8' }, 'zh-CN'],
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-CN'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LC_ALL: 'zh_CN', LANG: 'en_US.UTF-8' }, 'zh-CN'],
])('the language of the program is that of the locale when the file cannot be read: %j → %s', async (env, language) => {
  expect(await broken('feeds: [\n', env)).toMatchObject({ ok: false, language });
});

test('templates are read from TEMPLATES_DIR, per format', async () => {
  const { templates } = await loadValid({ files: { 'templates/text/story.liquid': '{{ title }}' } });
  expect(templates.text.story).toEqual({ file: 'templates/text/story.liquid', source: '{{ title }}' });
  expect(templates.markdown_v2.footer).toEqual({ file: 'templates/markdown_v2/footer.liquid', source: 'footer' });
});

test('templates that a format does not have are those that all formats share', async () => {
  const files = Object.fromEntries(
    ['header', 'section', 'story', 'footer', 'text/footer'].map((name) => [`mine/${name}.liquid`, name]),
  );
  const { templates } = await loadValid({ files, env: { TEMPLATES_DIR: 'mine' } });
  expect(templates.markdown_v2.header).toEqual({ file: 'mine/header.liquid', source: 'header' });
  expect(templates.markdown.footer).toEqual({ file: 'mine/footer.liquid', source: 'footer' });
  expect(templates.text.footer).toEqual({ file: 'mine/text/footer.liquid', source: 'text/footer' });
});

test('a file in place of the templates’ folder is reported', async () => {
  expect(await wrong({ env: { TEMPLATES_DIR: 'mine' }, files: { mine: 'x' } })).toMatchInlineSnapshot(`
    "mine 这是一个文件，不是文件夹 → 把 TEMPLATES_DIR 写成模板所在的文件夹，或不写它
    mine this is a file, not a folder → set TEMPLATES_DIR to the folder of the templates, or leave it out"
  `);
});

test('templates that are missing are reported with their path', async () => {
  expect(await wrong({ env: { TEMPLATES_DIR: 'nowhere' } })).toMatchInlineSnapshot(`
    "nowhere 没有这个文件夹 → 把 TEMPLATES_DIR 写成模板所在的文件夹，或不写它
    nowhere there is no such folder → set TEMPLATES_DIR to the folder of the templates, or leave it out"
  `);
  const files = { 'mine/text/header.liquid': '' };
  expect((await wrong({ files, env: { TEMPLATES_DIR: 'mine' } })).split('\n').slice(0, 2)).toMatchInlineSnapshot(`
    [
      "mine/markdown/footer.liquid 没有这个模板 → 从程序自带的 templates/ 复制一份，或改 TEMPLATES_DIR",
      "mine/markdown/header.liquid 没有这个模板 → 从程序自带的 templates/ 复制一份，或改 TEMPLATES_DIR",
    ]
  `);
});

async function others(input: Parameters<typeof load>[0]): Promise<string> {
  const result = await load(input);
  if (result.ok) throw new Error('expected problems');
  return [...(result.others?.problems ?? []), ...(result.others?.warnings ?? [])].map(({ what }) => what.en).join('\n');
}

test('a wrong variable does not hide wrong addresses', async () => {
  const dotenv = 'LOG_LEVEL=verbose\nWECOM_WEBHOOK_URL=xyz\nPING_URL=hc\nhttp_port=1\n';
  expect(await others({ dotenv })).toBe(
    'WECOM_WEBHOOK_URL is not a URL\nPING_URL is not a URL\nunknown variable http_port',
  );
});

test('a fault in feeds.yaml does not hide addresses that are wrong or not set', async () => {
  const dotenv = 'WECOM_WEBHOOK_URL=xyz\nPING_URL=hc\n';
  const wrongAddresses = 'WECOM_WEBHOOK_URL is not a URL\nPING_URL is not a URL';
  expect(await others({ feeds: `${oneFeed}digest: []\n`, dotenv })).toBe(wrongAddresses);
  expect(await others({ feeds: 'feeds: [', dotenv })).toBe(wrongAddresses);
  expect(await others({ feeds: 'feeds: [' })).toBe('');
  const feeds = `digests: [{ id: a, maxStories: x, to: [TEAM_B, "https://a.example"] }, 7]\nreminders: [{ id: tea }]\n`;
  expect(await others({ feeds })).toBe(
    'TEAM_B is not set, but digest a is sent there\nWECOM_WEBHOOK_URL is not set, but reminder tea is sent there',
  );
});

test('a fault in a group file does not hide the unset address of another group', async () => {
  const feeds = `include: groups/*.yaml\ndigests: [{ id: a, webhook: NO_SUCH }]\n${oneFeed}`;
  const files = {
    'feeds/groups/b.yaml': 'digests: [{ id: b, webhook: TEAM_B, maxStories: x }]\n',
    'feeds/groups/c.yaml': 'digests: [',
  };
  expect(await others({ feeds, files })).toBe(
    'NO_SUCH is not set, but digest a is sent there\nTEAM_B is not set, but digest b is sent there',
  );
});
