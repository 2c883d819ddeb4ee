import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { feedsOf } from '../../src/config/feeds-of.ts';
import { readWeights } from '../../src/config/weights-file.ts';
import { load, oneFeed, told, workspace, wrong } from './workspace.ts';

async function loaded(input: Parameters<typeof load>[0] = {}): Promise<Config> {
  const result = await load(input);
  if (!result.ok) throw new Error(told(result.problems, 'en'));
  return result.config;
}

test('a feeds file with one feed is valid: everything else has its default', async () => {
  const { collect, digests, feeds, reminders, calendar, language } = await loaded();

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
  expect(digests).toEqual([
    {
      id: 'daily',
      title: 'AI 新闻日报',
      schedule: '0 9 * * *',
      timezone: 'Asia/Shanghai',
      days: 'everyday',
      webhooks: ['WECOM_WEBHOOK_URL'],
      format: 'markdown',
      language: 'zh-CN',
      ai: { headlines: true, summaries: true, judge: true },
      feeds: { topics: [], tags: [] },
      maxStories: 15,
      maxPerFeed: 3,
      floor: 2,
      floorRise: 1.1,
      maxPapers: 3,
      maxPerVendor: 1,
      maxMessages: undefined,
      maxAgeMs: 48 * 3_600_000,
      catchUpMs: 6 * 3_600_000,
      giveUpMs: 24 * 3_600_000,
      whenEmpty: 'note',
      holdMs: 0,
      link: undefined,
      include: [],
      exclude: [],
      boost: [],
      mute: [],
      sections: [{ id: 'more', title: '更多', match: [] }],
    },
  ]);
  expect(feeds).toEqual([
    {
      url: 'https://news.example/feed',
      name: 'news.example',
      topic: 'general',
      language: undefined,
      weight: 1,
      tags: [],
      include: [],
      exclude: [],
      headers: {},
      userAgent: undefined,
      proxy: true,
      maxItems: 500,
      enabled: true,
    },
  ]);
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
  const config = await loaded({ feeds, env: { TOKEN: 'secret' } });

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
  expect((await loaded({ feeds })).feeds.map(({ url, weight }) => [url, weight])).toEqual([
    ['https://a.example/feed', 3],
    ['https://b.example/feed', 3],
  ]);
});

test('a byte-order mark and Windows line ends are allowed in feeds.yaml', async () => {
  const config = await loaded({ feeds: `\uFEFF${oneFeed.replaceAll('\n', '\r\n')}` });
  expect(config.feeds).toHaveLength(1);
});

test('a digest without topics or tags takes every enabled feed; topics and tags narrow it', async () => {
  const feeds = `feeds:
  - { url: "https://a.example/feed", name: A, topic: ai, tags: [lab] }
  - { url: "https://b.example/feed", name: B, topic: ai }
  - { url: "https://c.example/feed", name: C, tags: [lab, en] }
  - { url: "https://d.example/feed", name: D, topic: ai, enabled: false }
`;
  const config = await loaded({ feeds });
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
    const result = loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates', FEEDS_FILE: 'feeds/feeds.yaml' } });
    if (!result.ok) throw new Error(told(result.problems, 'en'));
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
  const { templates } = await loaded({ files: { 'templates/text/story.liquid': '{{ title }}' } });
  expect(templates.text.story).toEqual({ file: 'templates/text/story.liquid', source: '{{ title }}' });
  expect(templates.markdown_v2.footer).toEqual({ file: 'templates/markdown_v2/footer.liquid', source: 'footer' });
});

test('templates that a format does not have are those that all formats share', async () => {
  const files = Object.fromEntries(
    ['header', 'section', 'story', 'footer', 'text/footer'].map((name) => [`mine/${name}.liquid`, name]),
  );
  const { templates } = await loaded({ files, env: { TEMPLATES_DIR: 'mine' } });
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

describe('warnings', () => {
  test('limits so small that hardly any news is left are reported, and say what to write', async () => {
    const tiny = 'collect: { timeout: 1ms, maxBytes: 1B, keepEditions: 1d }\ndigests: [{ maxAge: 1m }]\n';
    expect(await warnings({ feeds: `${tiny}${oneFeed}` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:21 timeout 太短，几乎没有源来得及回应 → 写 5s 以上，或删掉它（默认 20s）
      feeds/feeds.yaml:1:36 maxBytes 太小，许多源比它大，会读不出来 → 写 1MB 以上，或删掉它（默认 10MB）
      feeds/feeds.yaml:1:54 keepEditions 不到 30 天；发过的日报还是保存 30 天 → 写 30d 以上，或删掉它（默认 90d）
      feeds/feeds.yaml:2:21 日报 daily 的 maxAge 不到一小时，几乎没有新闻这么新 → m 是分、h 是时、d 是天；删掉它就是 48h
      feeds/feeds.yaml:1:21 timeout is so short that hardly any feed answers in time → write 5s or more, or delete it (default 20s)
      feeds/feeds.yaml:1:36 maxBytes is so small that many feeds are refused → write 1MB or more, or delete it (default 10MB)
      feeds/feeds.yaml:1:54 editions are kept for at least 30 days → write 30d or more, or delete it (default 90d)
      feeds/feeds.yaml:2:21 maxAge of digest daily is less than an hour, and hardly any news is that new → m is minutes, h hours and d days; the default is 48h"
    `);
    const least = 'collect: { timeout: 1s, maxBytes: 100KB, keepEditions: 30d }\ndigests: [{ maxAge: 1h }]\n';
    expect(await warnings({ feeds: `${least}${oneFeed}` })).toBe('');
  });

  test('a day that is off and on is reported, and counts as a workday', async () => {
    const calendar = 'calendar: { daysOff: [2026-05-01, 2026-05-02], workdays: [2026-05-02] }\n';
    expect(await warnings({ feeds: `${calendar}${oneFeed}` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:35 2026-05-02 又是休息日又是工作日，按工作日算 → 从其中一处删掉它
      feeds/feeds.yaml:1:35 2026-05-02 is in both daysOff and workdays, and counts as a workday → delete it from one of them"
    `);
  });

  async function warnings(input: Parameters<typeof load>[0]): Promise<string> {
    const result = await load({
      ...input,
      env: { ALERT_WEBHOOK_URL: 'https://qyapi.weixin.qq.com/alert', ...input.env },
    });
    if (!result.ok) throw new Error(told(result.problems, 'en'));
    return [told(result.warnings()), told(result.warnings(), 'en')].join('\n').trim();
  }

  test('a usual configuration causes no warning', async () => {
    expect(await warnings({ dotenv: 'WECOM_WEBHOOK_URL=https://qyapi.weixin.qq.com/a\nMY_OWN=1\n' })).toBe('');
  });

  test('a configuration without a robot for alerts causes a warning', async () => {
    expect(await warnings({ env: { ALERT_WEBHOOK_URL: '' } })).toMatchInlineSnapshot(`
      ".env 没有设置 ALERT_WEBHOOK_URL：出问题时只写日志，没有人会收到消息 → 建一个只有自己的群，把机器人地址写进 .env
      .env ALERT_WEBHOOK_URL is not set, so problems are only logged and nobody gets a message → create a group for yourself and put its robot’s address in .env"
    `);
  });

  test('two digests that share feeds and a robot cause a warning', async () => {
    const feeds = `digests: [{ id: a }, { id: b, webhook: [OTHER, WECOM_WEBHOOK_URL] }]\n${oneFeed}`;
    expect(await warnings({ feeds })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:22 日报 a 和 b 有相同的源，又发到同一个群（WECOM_WEBHOOK_URL），同一件事会说两遍 → 用 feeds: topics 或 tags 分开，或发到不同的群
      feeds/feeds.yaml:1:22 digests a and b share feeds and a robot (WECOM_WEBHOOK_URL), so the group gets the same stories twice → separate them by \`feeds: topics\` or \`tags\`, or send them to different groups"
    `);
  });

  test('the warnings about thirty digests read each variable as often as those about two', async () => {
    const readsFor = async (count: number) => {
      const digests = Array.from({ length: count }, (_, index) => `{ id: d${index}, webhook: ROBOT_${index} }`);
      const cwd = workspace({ 'feeds/feeds.yaml': `digests: [${digests.join(', ')}]\n${oneFeed}` });
      let reads = 0;
      const env = {
        TEMPLATES_DIR: 'templates',
        get MY_OWN() {
          reads += 1;
          return '1';
        },
      };
      expect(loadConfig({ cwd, env })).toMatchObject({ ok: true });
      return reads;
    };
    expect(await readsFor(30)).toBe(await readsFor(2));
  });

  test('two variables with one robot’s address count as one robot', async () => {
    const feeds = `digests: [{ id: a }, { id: b, webhook: OTHER }]\n${oneFeed}`;
    const robot = 'https://qyapi.weixin.qq.com/send?key=canary';
    const text = await warnings({ feeds, env: { OTHER: robot, WECOM_WEBHOOK_URL: robot } });
    expect(text).toContain('OTHER');
    expect(text).not.toContain('canary');
    expect(await warnings({ feeds, env: { OTHER: `${robot}2`, WECOM_WEBHOOK_URL: robot } })).toBe('');
  });

  test('digests that share a robot but no feed cause no warning', async () => {
    const feeds = `digests: [{ id: a, feeds: { topics: [ai] } }, { id: b, feeds: { topics: [general] } }]
feeds: [{ url: "https://a.example/", topic: ai }, { url: "https://b.example/" }]\n`;
    expect(await warnings({ feeds })).toBe('');
  });

  test('a digest that selects a tag without feeds causes a warning', async () => {
    const feeds = `digests:\n  - feeds: { tags: [labs] }\nfeeds: [{ url: "https://a.example/", tags: [lab] }]\n`;
    expect(await warnings({ feeds })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:12 日报 daily 一个源也没有选中 → 检查它的 feeds: topics 和 tags
      feeds/feeds.yaml:2:21 没有一个源带标签 labs → 是不是 lab？
      feeds/feeds.yaml:2:12 digest daily selects no feed → check its \`feeds: topics\` and \`tags\`
      feeds/feeds.yaml:2:21 no feed has the tag labs → did you mean lab?"
    `);
  });

  test('two feeds with one name cause a warning', async () => {
    const feeds = 'feeds:\n  - { url: "https://a.example/1", name: A }\n  - { url: "https://a.example/2", name: A }\n';
    expect(await warnings({ feeds })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:41 名字 A 与第 2 行的源相同 → 换一个名字，免得分不清
      feeds/feeds.yaml:3:41 the feed in line 2 has the same name A → choose another name, to distinguish them"
    `);
  });

  test('a misspelt variable in .env causes a warning with the known name', async () => {
    expect(await warnings({ dotenv: '# robot\nWECOM_WEBHOK_URL=canary\n' })).toMatchInlineSnapshot(`
      ".env:2:1 没有用到 WECOM_WEBHOK_URL → 是不是 WECOM_WEBHOOK_URL？
      .env:2:1 unknown variable WECOM_WEBHOK_URL → did you mean WECOM_WEBHOOK_URL?"
    `);
  });

  test('a line of .env that is not NAME=value causes a warning without its value', async () => {
    const dotenv = [
      'HTTPS_PROXY：http://me:canary@proxy.example',
      'ALERT_WEBHOOK_URL＝https://robot.example/canary',
      'http_token:canary',
      'this is canary',
      'canary：1',
      'NOTE="of two',
      'lines"',
      ' # a comment',
      '',
      'export PING_URL: https://ping.example/x',
    ];
    const text = await warnings({ dotenv: dotenv.join('\r\n') });
    expect(text).toMatchInlineSnapshot(`
      ".env:1:1 这一行不是 名字=值，不起作用 → 把 ： 换成半角的 =，写成 HTTPS_PROXY=值
      .env:2:1 这一行不是 名字=值，不起作用 → 把 ＝ 换成半角的 =，写成 ALERT_WEBHOOK_URL=值
      .env:3:1 这一行不是 名字=值，不起作用 → 把 : 换成半角的 =，写成 HTTP_TOKEN=值
      .env:4:1 这一行不是 名字=值，不起作用 → 写成 名字=值；是注释就在前面加 #
      .env:5:1 这一行不是 名字=值，不起作用 → 把 ： 换成半角的 =，写成 名字=值
      .env:1:1 this line is not NAME=value, so it has no effect → replace ： by an ordinary =: write HTTPS_PROXY=value
      .env:2:1 this line is not NAME=value, so it has no effect → replace ＝ by an ordinary =: write ALERT_WEBHOOK_URL=value
      .env:3:1 this line is not NAME=value, so it has no effect → replace : by an ordinary =: write HTTP_TOKEN=value
      .env:4:1 this line is not NAME=value, so it has no effect → write NAME=value, or put # before a comment
      .env:5:1 this line is not NAME=value, so it has no effect → replace ： by an ordinary =: write NAME=value"
    `);
    expect(text).not.toContain('canary');
  });

  test('a variable in lower case causes a warning, unless it is one of curl’s proxy variables', async () => {
    expect(
      await warnings({ dotenv: 'http_port=1\nhttp_token_file=a\nhttps_proxy=http://a.example\n' }),
    ).toMatchInlineSnapshot(`
      ".env:1:1 没有用到 http_port → 是不是 HTTP_PORT？
      .env:2:1 没有用到 http_token_file → 是不是 HTTP_TOKEN_FILE？
      .env:1:1 unknown variable http_port → did you mean HTTP_PORT?
      .env:2:1 unknown variable http_token_file → did you mean HTTP_TOKEN_FILE?"
    `);
  });

  test('a language model without an address, or with one that is too long, causes a warning', async () => {
    expect(await warnings({ dotenv: 'LLM_MODEL=small\nLLM_API_KEY=canary\n' })).toMatchInlineSnapshot(`
      ".env:1:1 设置了 LLM_MODEL，没有设置 LLM_BASE_URL：不用语言模型，标题不翻译 → 写上 LLM_BASE_URL，例如 https://api.example.com/v1；不用就都删掉
      .env:1:1 LLM_MODEL is set, but LLM_BASE_URL is not, so no language model is used and no title is translated → set LLM_BASE_URL, for example https://api.example.com/v1, or delete the other variables of the model"
    `);
    const env = { LLM_BASE_URL: 'https://api.example/v1/chat/completions', LLM_MODEL: 'small' };
    expect(await warnings({ env })).toMatchInlineSnapshot(`
      "environment LLM_BASE_URL 写到了 /completions，模型服务不会回答 → 在设环境变量的地方改（compose.yaml、systemd 等），再重启：去掉 /chat/completions，写到 /v1 为止，例如 https://api.example.com/v1
      environment LLM_BASE_URL ends with /completions, so the model cannot answer → change it where the environment is set (compose.yaml, systemd …), then restart: remove /chat/completions: end it at /v1, for example https://api.example.com/v1"
    `);
    expect(await warnings({ env: { ...env, LLM_BASE_URL: 'https://api.example/v1' } })).toBe('');
  });

  test('news that is deleted before its digest causes a warning', async () => {
    const kept = (keep: string) =>
      warnings({ feeds: `collect: { keep: ${keep} }\ndigests: [{ maxAge: 3d }]\n${oneFeed}` });
    expect(await kept('2d')).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:21 日报 daily 的 maxAge 比 collect 的 keep 长：从源里滑出去的新闻，没等到日报就删了 → 把 keep 加长，或删掉它（默认 30d）
      feeds/feeds.yaml:2:21 maxAge of digest daily is longer than \`keep\` under \`collect\`, so news that left its feed is deleted before the digest → raise \`keep\`, or delete it (default 30d)"
    `);
    expect(await kept('3d')).toBe('');
  });

  test('a digest that is due many times in one hour causes a warning', async () => {
    const scheduled = (schedule: string) => warnings({ feeds: `digests: [{ schedule: "${schedule}" }]\n${oneFeed}` });
    expect(await scheduled('* 9 * * 1-5')).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:23 日报 daily 的 schedule 在一个小时里要发 60 次 → 第 1 段是分钟，只写一个数：是不是 "0 9 * * 1-5"？
      feeds/feeds.yaml:1:23 the schedule of digest daily fires 60 times in one hour → field 1 is the minute; write one number there: did you mean "0 9 * * 1-5"?"
    `);
    expect(await scheduled('*/10 * * * *')).toContain(
      'fires 6 times in one hour → field 1 is the minute; write one number there: did you mean "0 9 * * *"?',
    );
    expect(await scheduled('*/15 * * * *')).toBe('');
  });

  test('a variable that is set twice in .env causes a warning', async () => {
    const dotenv = 'WECOM_WEBHOOK_URL=https://qyapi.weixin.qq.com/canary\n\nexport WECOM_WEBHOOK_URL =\n';
    expect(await warnings({ dotenv })).toMatchInlineSnapshot(`
      ".env:3:1 WECOM_WEBHOOK_URL 在第 1 行和第 3 行各写了一次，以后面的为准 → 留下一个
      .env:3:1 WECOM_WEBHOOK_URL is set in line 1 and in line 3; the later one counts → keep one of them"
    `);
  });
});
