import { expect, test } from 'vitest';
import { wecomLimits } from '../../src/deliver/wecom.ts';
import { load, oneFeed, wrong } from './workspace.ts';

type Input = Parameters<typeof load>[0];

const digest = (line: string) => `digests:\n  - id: daily\n    ${line}\n${oneFeed}`;
const feed = (entry: string) => `feeds:\n  - ${entry}\n`;
const reminder = (bytes: number) =>
  `${oneFeed}reminders:\n  - { id: tea, schedule: "0 15 * * *", text: ${'茶'.padEnd(bytes - 2, 'a')} }\n`;

/** What a person may write, and its feeds.yaml. The golden file has the problems that are reported. */
const mistakes: readonly (readonly [mistake: string, feeds: string | Input])[] = [
  // The file
  ['a feeds file that is missing', { env: { FEEDS_FILE: 'nowhere.yaml' } }],
  ['a folder in place of the feeds file', { env: { FEEDS_FILE: 'feeds' } }],
  [
    'a feeds file in GBK',
    { files: { 'feeds/feeds.yaml': Uint8Array.of(...Buffer.from('feeds: # '), 0xd6, 0xd0, 0xce, 0xc4) } },
  ],
  ['an empty feeds file', '# nothing here\n'],
  ['a tab in the indentation', 'collect:\n\tkeep: 3d\nfeeds: []\n'],
  ['a quote that is not closed', 'digests:\n  - title: "News\n  - id: two\n'],
  ['full-width punctuation', 'feeds:\n  - { url: “https://news.example/feed”， name: A, weight: [ }\n'],
  ['a duplicate key', `${oneFeed}feeds: []\n`],
  ['an alias without an anchor', 'feeds:\n  - *nowhere\n'],
  ['a list in place of keys', '- url: https://news.example/feed\n'],
  // Keys
  ['an unknown key that resembles a known one', digest('maxStorys: 10')],
  ['an unknown key that resembles none', `collect: { telepathy: true }\n${oneFeed}`],
  ['a key with a full-width colon', digest('title：新闻: x')],
  ['a key without a space after its colon', feed('url:https://news.example/feed')],
  ['a feed that is only a URL', feed('https://news.example/feed')],
  ['a full-width dash before an item', `digests:\n  － id: daily\n    title: x\n${oneFeed}`],
  [
    'full-width quotes and digits',
    `digests:\n  - schedule: “0 9 * * *”\n    maxStories: １５\n    format: “text”\n${oneFeed}`,
  ],
  // Values that are missing
  ['an empty value', digest('timezone:')],
  ['empty texts in quotes', digest('title: ""\n    include: [" "]')],
  ['an empty name of a feed', feed('{ url: "https://news.example/feed", name: "" }')],
  ['a file without feeds', 'digests: [{ id: daily }]\n'],
  ['an empty list of digests', `digests: []\n${oneFeed}`],
  ['a feed without url', feed('name: A')],
  ['a reminder without text', `${oneFeed}reminders:\n  - { id: tea, schedule: "0 15 * * *" }\n`],
  // Values of the wrong form
  ['an address that is not an http or https URL', feed('url: news.example/feed')],
  ['an address with a password, which is not shown', feed('url: https://me:canary@news.example/feed')],
  ...['9 点', '0 9 * *', '60 9 * * *', '0 24 * * *', '0 9 32 * *', '0 9 * 13 *', '0 9 * * fry', '0 9 31 2 *'].map(
    (schedule) => [`the schedule ${schedule}`, digest(`schedule: "${schedule}"`)] as const,
  ),
  ...['Asia/Shangai', 'Asia/Beijing', '北京时间', 'UTC+8', '+08:00', 'Mars/Olympus'].map(
    (zone) => [`the time zone ${zone}`, digest(`timezone: "${zone}"`)] as const,
  ),
  ['a duration without a unit', digest('maxAge: 48')],
  ['a duration of zero', digest('catchUp: 0h')],
  ['a size without a unit', `collect: { maxBytes: 10 megabytes }\n${oneFeed}`],
  ['an invalid regex', digest('exclude: [word, "/(open/i"]')],
  ['a regex with lookahead', digest('boost: { "/a(?=b)/": 1 }')],
  ['an unknown regex flag', digest('include: ["/open/gi"]')],
  ['a word that resembles an allowed one', digest('format: markdow')],
  ['cn for Chinese', digest('language: cn')],
  ['中文 for Chinese', digest('language: 中文')],
  ['cn for the language of a feed', feed('{ url: "https://news.example/feed", language: cn }')],
  ['english for English', digest('language: english')],
  ['a number out of range', digest('maxStories: 0')],
  ['a number in quotes', digest('maxStories: "15"')],
  ['a word in place of true or false', feed('{ url: "https://news.example/feed", enabled: no }')],
  ['a word in place of a list', digest('exclude: 招聘')],
  ['points that are not a number', digest('boost: { OpenAI: many }')],
  ['a mute with an end that does not exist', digest('mute: [{ match: 发布会, until: 2026-02-30 }]')],
  ['a day off that does not exist', `${oneFeed}calendar: { daysOff: [10-01] }\n`],
  [
    'the address of a robot in place of its variable, which is not shown',
    digest('webhook: "https://robot.example/send?key=canary"'),
  ],
  [
    'the value of a header in place of its variable, which is not shown',
    feed('{ url: "https://news.example/feed", headers: { Authorization: "Bearer canary" } }'),
  ],
  [
    'a header whose variable is not set',
    feed('{ url: "https://news.example/feed", headers: { X-Token: NEWS_TOKEN } }'),
  ],
  ['a reminder longer than one message', reminder(wecomLimits.text + 1)],
  // Entries that do not go together
  ['two digests with one id', `digests:\n  - { id: daily }\n  - { id: daily }\n${oneFeed}`],
  [
    'a feed that is listed twice, in another spelling',
    'feeds:\n  - url: https://news.example/feed\n  - url: https://NEWS.example:443/feed\n',
  ],
  ['no enabled feed', feed('{ url: "https://news.example/feed", enabled: false }')],
  ['an empty list of feeds', 'feeds: []\n'],
  [
    'sections with one id, with the reserved id, and twice without match',
    `sections:\n  - { id: a, title: A }\n  - { id: a, title: B, match: [b] }\n  - { id: top, title: C }\n${oneFeed}`,
  ],
  [
    'many mistakes, which are reported at once in the order of the file',
    {
      feeds: [
        'collect: { keep: 3 }',
        'digests:',
        '  - schedule: "9 点"',
        '    timezone: Asia/Shangai',
        '    maxStorys: 3',
        'feeds:',
        '  - { url: htp://a.example, nam: A }',
        '  - { url: "https://b.example/feed" }',
        '  - { url: "https://b.example/feed" }\n',
      ].join('\n'),
      env: { HTTP_PORT: 'web' },
    },
  ],
];

test('each mistake in a feeds file is refused, with its place and what to do', async () => {
  const reports = mistakes.map(async ([mistake, feeds]) => {
    const problems = await wrong(typeof feeds === 'string' ? { feeds } : feeds);
    return `${mistake}\n${problems}\n`;
  });
  const report = (await Promise.all(reports)).join('\n');
  expect(report).not.toContain('canary');
  await expect(report).toMatchFileSnapshot('../golden/wrong-feeds-file.txt');
});

test('a reminder as long as one message is allowed', async () => {
  expect((await load({ feeds: reminder(wecomLimits.text) })).ok).toBe(true);
});
