import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { wecomLimits } from '../../src/deliver/wecom.ts';
import { load, oneFeed, told, workspace, wrong } from './workspace.ts';

test('a feeds file that is missing is reported, with the variable FEEDS_FILE', async () => {
  const cwd = workspace({});
  const loaded = loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates' } });
  expect(loaded.ok || `${told(loaded.problems)}\n${told(loaded.problems, 'en')}`).toMatchInlineSnapshot(`true`);
});

test('a folder in place of the feeds file is reported as a folder', async () => {
  expect(await wrong({ env: { FEEDS_FILE: 'feeds' } })).toMatchInlineSnapshot(`
    "feeds 这是一个文件夹，不是文件 → 删掉这个文件夹，换成文件（容器挂载的文件不存在时会变成文件夹），或改写路径
    feeds this is a folder, not a file → replace the folder by a file (a container creates a folder when a mounted file is missing), or change the path"
  `);
});

test('a feeds file that is not UTF-8 is reported with its encoding', async () => {
  const gbk = Uint8Array.of(...Buffer.from('feeds: # '), 0xd6, 0xd0, 0xce, 0xc4);
  expect(await wrong({ files: { 'feeds/feeds.yaml': gbk } })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml 文件像是 GBK 编码，不是 UTF-8 → 用编辑器“另存为”UTF-8 编码
    feeds/feeds.yaml the file looks like GBK, not UTF-8 → save it as UTF-8 in your editor"
  `);
});

test('an empty feeds file is reported, with what it needs at least', async () => {
  expect(await wrong({ feeds: '# nothing here\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml 文件里什么也没有 → 至少要有 feeds: 和一个源
    feeds/feeds.yaml the file is empty → write at least \`feeds:\` with one feed"
  `);
});

test('a tab in the indentation is reported at its place', async () => {
  expect(await wrong({ feeds: 'collect:\n\tkeep: 3d\nfeeds: []\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:2:1 缩进用了 Tab → 缩进只能用空格
    feeds/feeds.yaml:2:1 a tab is used for indentation → indent with spaces"
  `);
});

test('a quote that is not closed is reported where it opens', async () => {
  expect(await wrong({ feeds: 'digests:\n  - title: "News\n  - id: two\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:2:12 少了引号、逗号或括号 → 看这一行和上一行：引号、[ ]、{ } 要成对，项之间要逗号
    feeds/feeds.yaml:2:12 a quote, comma or bracket is missing → check this line and the one above: close quotes, [ ] and { }, and put commas between items"
  `);
});

test('full-width punctuation is reported, with the half-width characters to use', async () => {
  expect(
    await wrong({ feeds: 'feeds:\n  - { url: “https://news.example/feed”， name: A, weight: [ }\n' }),
  ).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:2:12 { } 或 [ ] 里的写法不对 → 冒号、引号、逗号、括号要用半角（英文）的，冒号后面要有空格
    feeds/feeds.yaml:2:12 the content of { } or [ ] is invalid → use half-width (ASCII) colons, quotes, commas and brackets, and a space after the colon"
  `);
});

test('a duplicate key is reported at its second place', async () => {
  expect(await wrong({ feeds: `${oneFeed}feeds: []\n` })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:3:1 同一个键写了两遍 → 留下一个
    feeds/feeds.yaml:3:1 duplicate key → keep one of them"
  `);
});

test('an alias without an anchor is reported with its name', async () => {
  expect(await wrong({ feeds: 'feeds:\n  - *nowhere\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:2:5 *nowhere 指向的 &nowhere 不存在 → 给文字加上引号，或补上 &
    feeds/feeds.yaml:2:5 *nowhere points to &nowhere, which does not exist → put the text in quotes, or add the anchor"
  `);
});

test('a feeds file that is a list is reported: it must have keys', async () => {
  expect(await wrong({ feeds: '- url: https://news.example/feed\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:1:1 整个文件写成了 […]，应是若干行 键: 值 → 写成 键: 值，冒号后面有空格
    feeds/feeds.yaml:1:1 the file is […]; expected lines of key: value → write key: value, with a space after the colon"
  `);
});

describe('an entry that is wrong', () => {
  const digest = (line: string) => `digests:\n  - id: daily\n    ${line}\n${oneFeed}`;
  const feed = (entry: string) => `feeds:\n  - ${entry}\n`;

  test('an unknown key is refused, with the nearest known key', async () => {
    expect(await wrong({ feeds: digest('maxStorys: 10') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:5 没有 maxStorys 这个键 → 是不是 maxStories？
      feeds/feeds.yaml:3:5 unknown key maxStorys → did you mean maxStories?"
    `);
  });

  test('an unknown key that resembles none is refused, with all allowed keys', async () => {
    expect(await wrong({ feeds: `collect: { telepathy: true }\n${oneFeed}` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:12 没有 telepathy 这个键 → 这里可以写：schedule、concurrency、perHost、timeout、maxBytes、maxItems、keep、keepEditions
      feeds/feeds.yaml:1:12 unknown key telepathy → allowed keys: schedule, concurrency, perHost, timeout, maxBytes, maxItems, keep, keepEditions"
    `);
  });

  test('a key with a full-width colon is refused, with the half-width colon to use', async () => {
    expect(await wrong({ feeds: digest('title：新闻: x') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:5 没有 title：新闻 这个键 → 冒号、引号、逗号、括号要用半角（英文）的，冒号后面要有空格
      feeds/feeds.yaml:3:5 unknown key title：新闻 → use half-width (ASCII) colons, quotes, commas and brackets, and a space after the colon"
    `);
  });

  test('a key without a space after its colon is refused', async () => {
    expect(await wrong({ feeds: feed('url:https://news.example/feed') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:5 feeds 第 1 项写成了 "url:https://news.example/feed"，应是若干行 键: 值 → 冒号、引号、逗号、括号要用半角（英文）的，冒号后面要有空格
      feeds/feeds.yaml:2:5 feeds entry 1 is "url:https://news.example/feed"; expected lines of key: value → use half-width (ASCII) colons, quotes, commas and brackets, and a space after the colon"
    `);
  });

  test('a feed that is only a URL is refused, with the form to write', async () => {
    expect(await wrong({ feeds: 'feeds:\n  - https://news.example/feed\n' })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:5 feeds 第 1 项只写了网址 → 写成 { url: 网址, name: 名字 }
      feeds/feeds.yaml:2:5 feeds entry 1 is only a URL → write { url: THE_URL, name: A_NAME }"
    `);
  });

  test('a full-width dash before an item is refused', async () => {
    const [first] = (await wrong({ feeds: `digests:\n  － id: daily\n    title: x\n${oneFeed}` })).split('\n');
    expect(first).toBe('feeds/feeds.yaml:2:9 这一项前面的横线不是半角的 - → 换成半角（英文）的 -，后面空一格');
  });

  test('full-width quotes and digits are refused', async () => {
    const feeds = `digests:\n  - schedule: “0 9 * * *”\n    maxStories: １５\n    format: “text”\n${oneFeed}`;
    expect(await wrong({ feeds })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:15 schedule 写成了 "“0 9 * * *”"，应是五段 cron（分 时 日 月 周） → 引号和数字要用半角（英文）的："0 9 * * *"、15
      feeds/feeds.yaml:3:17 maxStories 写成了 "１５"，应是数字 → 引号和数字要用半角（英文）的："0 9 * * *"、15
      feeds/feeds.yaml:4:13 format 写成了 "“text”"，应是以下之一：markdown、markdown_v2、text、news → 引号和数字要用半角（英文）的："0 9 * * *"、15
      feeds/feeds.yaml:2:15 schedule is "“0 9 * * *”"; expected a cron expression of five fields (minute hour day month weekday) → use half-width (ASCII) quotes and digits: "0 9 * * *", 15
      feeds/feeds.yaml:3:17 maxStories is "１５"; expected a number → use half-width (ASCII) quotes and digits: "0 9 * * *", 15
      feeds/feeds.yaml:4:13 format is "“text”"; expected one of markdown, markdown_v2, text, news → use half-width (ASCII) quotes and digits: "0 9 * * *", 15"
    `);
  });

  test('an empty value is reported once, at its key', async () => {
    expect(await wrong({ feeds: digest('timezone:') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:5 timezone 是空的 → 填上值，或删掉这一行；空列表写 []
      feeds/feeds.yaml:3:5 timezone is empty → give it a value, or delete the line; write an empty list as []"
    `);
  });

  test('an empty text in quotes is refused', async () => {
    expect(await wrong({ feeds: digest('title: ""\n    include: [" "]') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:12 title 是空的 → 填上内容，或删掉这一项
      feeds/feeds.yaml:4:15 include 第 1 项是空的 → 填上内容，或删掉这一项
      feeds/feeds.yaml:3:12 title is empty → give it a value, or delete it
      feeds/feeds.yaml:4:15 include entry 1 is empty → give it a value, or delete it"
    `);
    expect(await wrong({ feeds: feed('{ url: "https://news.example/feed", name: "" }') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:47 name 是空的 → 填上内容，或删掉这一项
      feeds/feeds.yaml:2:47 name is empty → give it a value, or delete it"
    `);
  });

  test('a feeds file without feeds is refused', async () => {
    expect(await wrong({ feeds: 'digests: [{ id: daily }]\n' })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:1 feeds 没有写 → 补上这一项
      feeds/feeds.yaml:1:1 feeds is missing → add it"
    `);
  });

  test('an empty list of digests is refused', async () => {
    expect(await wrong({ feeds: `digests: []\n${oneFeed}` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:10 digests 是空列表 → 至少写一项，或删掉这一行
      feeds/feeds.yaml:1:10 digests is an empty list → list at least one, or delete the line"
    `);
  });

  test('a feed without url is refused', async () => {
    expect(await wrong({ feeds: feed('name: A') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:5 url 没有写 → 写上 RSS 的网址；没有 RSS 就写 page
      feeds/feeds.yaml:2:5 url is missing → write the address of the feed; for a site without a feed, write page instead"
    `);
  });

  test('an address that is not an http or https URL is refused', async () => {
    expect(await wrong({ feeds: feed('url: news.example/feed') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:10 url 写成了 "news.example/feed"，应是 http 或 https 开头的网址 → 写完整的网址，例如 https://example.com/feed.xml
      feeds/feeds.yaml:2:10 url is "news.example/feed"; expected an http or https URL → write the whole URL, for example https://example.com/feed.xml"
    `);
  });

  test('an address with a password is refused, and the password is not shown', async () => {
    expect(await wrong({ feeds: feed('url: https://me:hunter2@news.example/feed') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:10 url 里写了用户名或密码 → 改用 headers：{ Authorization: 变量名 }，把值写进 .env
      feeds/feeds.yaml:2:10 url contains a user name or password → use \`headers: { Authorization: NAME_OF_VARIABLE }\` and put the value in .env"
    `);
  });

  test.each(['9 点', '0 9 * *', '60 9 * * *', '0 24 * * *', '0 9 32 * *', '0 9 * 13 *', '0 9 * * fry', '0 9 31 2 *'])(
    'the schedule %s is refused',
    async (schedule) => {
      expect(await wrong({ feeds: digest(`schedule: "${schedule}"`) })).toMatchSnapshot();
    },
  );

  test('an unknown time zone is refused, with the nearest known zone', async () => {
    expect(await wrong({ feeds: digest('timezone: Asia/Shangai') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:15 timezone 写成了 "Asia/Shangai"，应是时区的名字 → 是不是 Asia/Shanghai？
      feeds/feeds.yaml:3:15 timezone is "Asia/Shangai"; expected the name of a time zone → did you mean Asia/Shanghai?"
    `);
  });

  test.each(['Asia/Beijing', '北京时间', 'UTC+8', '+08:00', 'Mars/Olympus'])(
    'the time zone %s is refused',
    async (zone) => {
      expect(await wrong({ feeds: digest(`timezone: ${JSON.stringify(zone)}`) })).toMatchSnapshot();
    },
  );

  test('a duration without a unit is refused, with the units to choose from', async () => {
    expect(await wrong({ feeds: digest('maxAge: 48') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:13 maxAge 写成了 48，应是大于 0 的时长 → 加上单位，例如 48s（秒）、48m（分）、48h（时）
      feeds/feeds.yaml:3:13 maxAge is 48; expected a duration above zero → add a unit: 48s, 48m or 48h"
    `);
  });

  test('a duration of zero is refused', async () => {
    expect(await wrong({ feeds: digest('catchUp: 0h') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:14 catchUp 写成了 "0h"，应是大于 0 的时长 → 写数字和单位：20s（秒）、10m（分）、48h（时）、30d（天）
      feeds/feeds.yaml:3:14 catchUp is "0h"; expected a duration above zero → write a number and a unit: 20s, 10m, 48h, 30d"
    `);
  });

  test('a size without a unit is refused', async () => {
    expect(await wrong({ feeds: `collect: { maxBytes: 10 megabytes }\n${oneFeed}` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:1:22 maxBytes 写成了 "10 megabytes"，应是大于 0 的大小 → 写数字和单位：10MB、500KB
      feeds/feeds.yaml:1:22 maxBytes is "10 megabytes"; expected a size above zero → write a number and a unit: 10MB, 500KB"
    `);
  });

  test('an invalid regex is refused', async () => {
    expect(await wrong({ feeds: digest('exclude: [word, "/(open/i"]') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:21 exclude 第 2 项里的 /(open/i 不是能用的正则（missing closing ): \`(open\`） → 改正它，或改成普通的词
      feeds/feeds.yaml:3:21 exclude entry 2 contains /(open/i, which is not a valid regex (missing closing ): \`(open\`) → correct it, or use plain words"
    `);
  });

  test('a regex with lookahead is refused: it is not supported', async () => {
    expect(await wrong({ feeds: digest('boost: { "/a(?=b)/": 1 }') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:14 boost 里的 /a(?=b)/ 不是能用的正则（invalid or unsupported Perl syntax: \`(?=\`） → 为了速度有保证，不支持环视 (?=…) 和反向引用 \\1；换一种写法，或改成普通的词
      feeds/feeds.yaml:3:14 boost contains /a(?=b)/, which is not a valid regex (invalid or unsupported Perl syntax: \`(?=\`) → lookaround (?=…) and backreferences \\1 are not supported, because matching must stay fast; rewrite it, or use plain words"
    `);
  });

  test('an unknown regex flag is refused, with the allowed flags', async () => {
    expect(await wrong({ feeds: digest('include: ["/open/gi"]') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:15 include 第 1 项里的 /open/gi 有不认识的标志 "g" → 正则后面只能写 i（不分大小写）、m、s、u
      feeds/feeds.yaml:3:15 include entry 1 contains /open/gi with the unknown flag "g" → allowed regex flags: i (ignore case), m, s, u"
    `);
  });

  test('a word that is not one of the allowed ones is refused, with the nearest', async () => {
    expect(await wrong({ feeds: digest('format: markdow') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:13 format 写成了 "markdow"，应是以下之一：markdown、markdown_v2、text、news → 是不是 markdown？
      feeds/feeds.yaml:3:13 format is "markdow"; expected one of markdown, markdown_v2, text, news → did you mean markdown?"
    `);
  });

  test('cn and other words for Chinese are refused, with the code of Chinese', async () => {
    expect(await wrong({ feeds: digest('language: cn') })).toContain('是不是 zh-CN？');
    expect(await wrong({ feeds: digest('language: 中文') })).toContain('是不是 zh-CN？');
    expect(await wrong({ feeds: feed('{ url: "https://news.example/feed", language: cn }') })).toContain('是不是 zh？');
    expect(await wrong({ feeds: digest('language: english') })).not.toContain('是不是 zh-CN？');
  });

  test('a number out of range is refused, with the bound', async () => {
    expect(await wrong({ feeds: digest('maxStories: 0') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:17 maxStories 写成了 0，应是至少 1 的数 → 改成范围内的数
      feeds/feeds.yaml:3:17 maxStories is 0; expected a number of at least 1 → choose a number in that range"
    `);
  });

  test('a number in quotes is refused', async () => {
    expect(await wrong({ feeds: digest('maxStories: "15"') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:17 maxStories 写成了 "15"，应是数字 → 只写数字，不要引号和单位
      feeds/feeds.yaml:3:17 maxStories is "15"; expected a number → write digits only, without quotes or unit"
    `);
  });

  test('a word in place of true or false is refused', async () => {
    expect(await wrong({ feeds: feed('{ url: "https://news.example/feed", enabled: no }') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:50 enabled 写成了 "no"，应是 true 或 false → 只能写 true（是）或 false（否）
      feeds/feeds.yaml:2:50 enabled is "no"; expected true or false → write true or false"
    `);
  });

  test('a word in place of a list is refused, with the list to write', async () => {
    expect(await wrong({ feeds: digest('exclude: 招聘') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:14 exclude 写成了 "招聘"，应是列表 → 写成列表，例如 [招聘]
      feeds/feeds.yaml:3:14 exclude is "招聘"; expected a list → write a list, for example [招聘]"
    `);
  });

  test('points that are not a number are refused', async () => {
    expect(await wrong({ feeds: digest('boost: { OpenAI: many }') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:22 boost 的 OpenAI 写成了 "many"，应是数字 → 只写数字，不要引号和单位
      feeds/feeds.yaml:3:22 boost OpenAI is "many"; expected a number → write digits only, without quotes or unit"
    `);
  });

  test('a mute with an end that does not exist is refused', async () => {
    expect(await wrong({ feeds: digest('mute: [{ match: 发布会, until: 2026-02-30 }]') })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:33 until 写成了 "2026-02-30"，应是一个存在的日期 → 写成 年-月-日，例如 2026-02-01
      feeds/feeds.yaml:3:33 until is "2026-02-30"; expected an existing day → write it as YYYY-MM-DD, for example 2026-02-01"
    `);
  });

  test('the address of a robot in place of its variable is refused and not shown', async () => {
    const text = await wrong({ feeds: digest('webhook: "https://robot.example/send?key=canary"') });
    expect(text).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:14 webhook 应是变量的名字，不是值本身 → 这里只写名字，例如 WECOM_WEBHOOK_URL；值写进 .env（这里的值不会显示出来）
      feeds/feeds.yaml:3:14 webhook should be the name of a variable, not the value itself → write only the name here, for example WECOM_WEBHOOK_URL, and put the value in .env (this message does not show it)"
    `);
    expect(text).not.toContain('canary');
  });

  test('the value of a header in place of its variable is refused and not shown', async () => {
    const text = await wrong({
      feeds: feed('{ url: "https://news.example/feed", headers: { Authorization: "Bearer canary" } }'),
    });
    expect(text).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:67 headers 的 Authorization 应是变量的名字，不是值本身 → 这里只写名字，例如 WECOM_WEBHOOK_URL；值写进 .env（这里的值不会显示出来）
      feeds/feeds.yaml:2:67 headers Authorization should be the name of a variable, not the value itself → write only the name here, for example WECOM_WEBHOOK_URL, and put the value in .env (this message does not show it)"
    `);
    expect(text).not.toContain('canary');
  });

  test('a header whose variable is not set is refused', async () => {
    const entry = '{ url: "https://news.example/feed", headers: { X-Token: NEWS_TOKEN } }';
    expect(await wrong({ feeds: feed(entry) })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:2:61 请求头 X-Token 用到的变量 NEWS_TOKEN 没有设置 → 在 .env 里写 NEWS_TOKEN=…
      feeds/feeds.yaml:2:61 the variable NEWS_TOKEN for the header X-Token is not set → set NEWS_TOKEN=… in .env"
    `);
  });

  test('a reminder without text is refused', async () => {
    expect(
      await wrong({ feeds: `${oneFeed}reminders:\n  - { id: tea, schedule: "0 15 * * *" }\n` }),
    ).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:4:5 text 没有写 → 补上这一项
      feeds/feeds.yaml:4:5 text is missing → add it"
    `);
  });

  test('a reminder longer than one message is refused', async () => {
    const reminder = (bytes: number) =>
      `${oneFeed}reminders:\n  - { id: tea, schedule: "0 15 * * *", text: ${'茶'.padEnd(bytes - 2, 'a')} }\n`;
    expect((await load({ feeds: reminder(wecomLimits.text) })).ok).toBe(true);
    expect(await wrong({ feeds: reminder(wecomLimits.text + 1) })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:4:46 text 有 2049 字节，群机器人一条消息最多 2048 字节 → 缩短它（一个汉字 3 字节），或分成两条提醒
      feeds/feeds.yaml:4:46 text has 2049 bytes; the robot accepts at most 2048 per message → shorten it (a Chinese character is 3 bytes), or split it into two reminders"
    `);
  });

  test('a day off that does not exist is refused', async () => {
    expect(await wrong({ feeds: `${oneFeed}calendar: { daysOff: [10-01] }\n` })).toMatchInlineSnapshot(`
      "feeds/feeds.yaml:3:23 daysOff 第 1 项写成了 "10-01"，应是一个存在的日期 → 写成 年-月-日，例如 2026-02-01
      feeds/feeds.yaml:3:23 daysOff entry 1 is "10-01"; expected an existing day → write it as YYYY-MM-DD, for example 2026-02-01"
    `);
  });
});

test('two digests with one id are refused, and the first line is named', async () => {
  expect(await wrong({ feeds: `digests:\n  - { id: daily }\n  - { id: daily }\n${oneFeed}` })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:3:11 id daily 与第 2 行重复 → 换一个
    feeds/feeds.yaml:3:11 duplicate id daily, first used in line 2 → choose another one"
  `);
});

test('a feed listed twice in feeds.yaml is refused, in any spelling, and the first line is named', async () => {
  const feeds = 'feeds:\n  - url: https://news.example/feed\n  - url: https://NEWS.example:443/feed\n';
  expect(await wrong({ feeds })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:3:10 url https://news.example/feed 与第 2 行重复 → 删掉一个
    feeds/feeds.yaml:3:10 duplicate url https://news.example/feed, first used in line 2 → delete one of them"
  `);
});

test('a feeds file without an enabled feed is refused', async () => {
  expect(
    await wrong({ feeds: 'feeds:\n  - { url: "https://news.example/feed", enabled: false }\n' }),
  ).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:1:1 没有一个启用的源 → 至少给一个源写 enabled: true，或从 feeds/catalogue.yaml 抄一个
    feeds/feeds.yaml:1:1 no feed is enabled → enable at least one feed, or copy one from feeds/catalogue.yaml"
  `);
});

test('an empty list of feeds is refused', async () => {
  expect(await wrong({ feeds: 'feeds: []\n' })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:1:1 没有一个启用的源 → 至少给一个源写 enabled: true，或从 feeds/catalogue.yaml 抄一个
    feeds/feeds.yaml:1:1 no feed is enabled → enable at least one feed, or copy one from feeds/catalogue.yaml"
  `);
});

test('sections with one id, with the reserved id, or twice without match are refused', async () => {
  const sections =
    'sections:\n  - { id: a, title: A }\n  - { id: a, title: B, match: [b] }\n  - { id: top, title: C }\n';
  expect(await wrong({ feeds: `${sections}${oneFeed}` })).toMatchInlineSnapshot(`
    "feeds/feeds.yaml:3:11 id a 与第 2 行重复 → 换一个
    feeds/feeds.yaml:4:5 已经有一个不写 match 的栏目收下其余的 → 给这一栏写上 match
    feeds/feeds.yaml:4:11 id top 留给“要闻” → 换一个
    feeds/feeds.yaml:3:11 duplicate id a, first used in line 2 → choose another one
    feeds/feeds.yaml:4:5 another section already has no match, and takes the remaining stories → add match to this section
    feeds/feeds.yaml:4:11 the id top is reserved for the top stories → choose another one"
  `);
});

test('all problems are reported at once, in the order of the file', async () => {
  const feeds = [
    'collect: { keep: 3 }',
    'digests:',
    '  - schedule: "9 点"',
    '    timezone: Asia/Shangai',
    '    maxStorys: 3',
    'feeds:',
    '  - { url: htp://a.example, nam: A }',
    '  - { url: "https://b.example/feed" }',
    '  - { url: "https://b.example/feed" }',
    '',
  ].join('\n');
  expect(await wrong({ feeds, env: { HTTP_PORT: 'web' } })).toMatchInlineSnapshot(`
    "environment HTTP_PORT 写成了 "web"，应是 0–65535 的端口 → 在设环境变量的地方改（compose.yaml、systemd 等），再重启：0 表示不开网页
    feeds/feeds.yaml:1:18 keep 写成了 3，应是大于 0 的时长 → 加上单位，例如 3s（秒）、3m（分）、3h（时）
    feeds/feeds.yaml:3:15 schedule 写成了 "9 点"，应是五段 cron（分 时 日 月 周） → 例如 "0 9 * * *" 或 "9:00"（每天 9:00）
    feeds/feeds.yaml:4:15 timezone 写成了 "Asia/Shangai"，应是时区的名字 → 是不是 Asia/Shanghai？
    feeds/feeds.yaml:5:5 没有 maxStorys 这个键 → 是不是 maxStories？
    feeds/feeds.yaml:7:12 url 写成了 "htp://a.example"，应是 http 或 https 开头的网址 → 写完整的网址，例如 https://example.com/feed.xml
    feeds/feeds.yaml:7:29 没有 nam 这个键 → 是不是 name？
    feeds/feeds.yaml:9:12 url https://b.example/feed 与第 8 行重复 → 删掉一个
    environment HTTP_PORT is "web"; expected a port from 0 to 65535 → change it where the environment is set (compose.yaml, systemd …), then restart: 0 means no server
    feeds/feeds.yaml:1:18 keep is 3; expected a duration above zero → add a unit: 3s, 3m or 3h
    feeds/feeds.yaml:3:15 schedule is "9 点"; expected a cron expression of five fields (minute hour day month weekday) → for example "0 9 * * *" or "9:00" (every day at 9:00)
    feeds/feeds.yaml:4:15 timezone is "Asia/Shangai"; expected the name of a time zone → did you mean Asia/Shanghai?
    feeds/feeds.yaml:5:5 unknown key maxStorys → did you mean maxStories?
    feeds/feeds.yaml:7:12 url is "htp://a.example"; expected an http or https URL → write the whole URL, for example https://example.com/feed.xml
    feeds/feeds.yaml:7:29 unknown key nam → did you mean name?
    feeds/feeds.yaml:9:12 duplicate url https://b.example/feed, first used in line 8 → delete one of them"
  `);
});
