import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseFeedUrl, parseLink, withoutFeedScheme } from '../../src/config/address.ts';
import { loadConfig } from '../../src/config/config.ts';
import { parsePattern } from '../../src/config/pattern.ts';
import type { Parsed } from '../../src/config/problem.ts';
import { roomAddressFault } from '../../src/config/robot-address.ts';
import { parseSchedule } from '../../src/config/schedule.ts';
import { parseTimezone } from '../../src/config/timezone.ts';
import { checkWebhooks } from '../../src/config/webhooks.ts';
import { load, oneFeed, told, valid, workspace, wrong } from './workspace.ts';

function refused(parsed: Parsed<unknown>): string {
  return parsed.ok ? `accepted: ${JSON.stringify(parsed.value)}` : `${parsed.what.en} → ${parsed.remedy.en}`;
}

test.each([
  ['9:00', '0 9 * * *'],
  ['09:05', '5 9 * * *'],
  [' 23：30 ', '30 23 * * *'],
  ['0 9 */2 * 1', '0 9 */2 * 1'],
  ['0 9 1-7 * 1', '0 9 1-7 * 1'],
  ['0 9 1,15 * 0-6', '0 9 1,15 * 0-6'],
])('the schedule %s is accepted', (written, schedule) => {
  expect(parseSchedule(written)).toEqual({ ok: true, value: schedule });
});

test.each(['0 9 1,15 * 1', '0 9 13 * fri', '30 8 1-5,20 * mon-fri'])(
  'the schedule %s is refused: it may mean either day or both',
  (written) => {
    expect(refused(parseSchedule(written))).toMatch(
      /unclear whether either or both must match → keep one: "\d+ \d+ \S+ \* \*" or/,
    );
  },
);

test.each(['24:00', '9:60', '9.30'])('the schedule %s is refused', (written) => {
  expect(parseSchedule(written).ok).toBe(false);
});

test('a schedule with a range of days and a weekday causes a warning', async () => {
  const loaded = await load({ feeds: `digests:\n  - schedule: "0 9 1-7 * 1"\n${oneFeed}` });
  expect(loaded.ok && told(loaded.warnings(), 'en')).toContain(
    'feeds/feeds.yaml:2:15 the schedule of digest daily fires only on days',
  );
});

test.each([
  'Asia/Shanghai',
  'PRC',
  'Hongkong',
  'Asia/Chongqing',
  'JST',
  'UTC',
  'utc',
  'asia/shanghai',
  'CET',
  'Etc/UTC',
  'Etc/GMT0',
  'EST5EDT',
])('the time zone %s is accepted', (name) => {
  expect(parseTimezone(name)).toEqual({ ok: true, value: name });
});

test.each([
  ['CST', 'Asia/Shanghai or America/Chicago'],
  ['cst', 'Asia/Shanghai'],
  ['EST', 'America/New_York'],
  ['IST', 'Asia/Kolkata'],
  ['BST', 'Europe/London'],
  ['Etc/GMT+8', 'for UTC+8 write Asia/Shanghai'],
  ['Etc/GMT-8', 'for UTC+8 write Asia/Shanghai'],
])('the time zone %s is refused, with the suggestion %s', (name, meant) => {
  expect(refused(parseTimezone(name))).toContain(meant);
});

test('a zone of Etc is refused with the offset that it really has', () => {
  expect(refused(parseTimezone('Etc/GMT+9'))).toContain('it means UTC−9');
});

test.each(['AI', 'GPT-5', 'C++', 'A*', 'I/O', 'TCP/IP', '一汽/大众', 'AI?', 'News | Nova'])(
  'the pattern %s is plain words',
  (text) => {
    expect(parsePattern(text)).toEqual({ ok: true, value: { kind: 'words', text } });
  },
);

test.each([
  ['/AI', 'neither a word nor a complete /regex/'],
  ['赞助|广告/i', 'neither a word nor a complete /regex/'],
  ['／AI／', 'write a regex as /AI/i'],
  ['/赞助|广告/I', 'unknown flag "I" → allowed regex flags: i (ignore case), m, s, u'],
  ['/AI/ i', 'neither a word nor a complete /regex/'],
  ['//', 'an empty regex'],
  ['*', '* is not a wildcard'],
  ['*AI*', 'write AI, which matches anywhere'],
  ['Open*', '* is not a wildcard'],
  ['OpenAI|Nova', '| has no special meaning in words → write /OpenAI|Nova/i'],
  ['\u200b', 'is empty'],
])('the pattern %s is refused', (text, why) => {
  expect(refused(parsePattern(text))).toContain(why);
});

test('a pattern that would take seconds for each item is refused when it is loaded', () => {
  expect(refused(parsePattern('/(?:a?){1000}a{1000}/'))).toBe(
    'contains /(?:a?){1000}a{1000}/, which is too slow: it expands to 3002 steps (limit 600) → ' +
      'use smaller repeat counts, or write the words as separate entries, which are faster than a regex',
  );
  expect(parsePattern('/(?:.{0,40} ){3}AI/').ok).toBe(true);
});

const key = '00000000-0000-4000-8000-000000000000';
const robot = `https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${key}`;

test.each([robot, `${robot}&debug=1`, 'https://relay.example/wecom?key=team', 'http://127.0.0.1:9/send'])(
  'the address %s is accepted for a robot',
  (address) => {
    expect(roomAddressFault(address, [])).toBeUndefined();
  },
);

test.each([
  [robot.replace(key, '你的key'), 'still contains a placeholder'],
  [robot.replace(key, '<key>'), 'still contains a placeholder'],
  [robot.replace(key, 'YOUR_KEY'), 'has an invalid key'],
  [robot.replace(key, '693axxx6-7xxx-4bc4-97a0-0ec2sifa5aaa'), 'has an invalid key'],
  [`${robot}\u200b`, 'invisible character (U+200B)'],
  [robot.replace('send', 'se\u2060nd'), 'invisible character (U+2060)'],
  [`“${robot}”`, 'starts with the quote “'],
  [`"${robot}`, 'starts with the quote "'],
  [`'${robot}'x`, "starts with the quote '"],
  [`${robot},${robot}`, 'two URLs'],
  [`${robot} ${robot}`, 'two URLs'],
  [`${robot})`, 'ends with )'],
  [`${robot}。`, 'ends with 。'],
  [`${robot}x`, 'has an invalid key'],
  [robot.replace('send', 'sendd'), 'does not have the path /cgi-bin/webhook/send'],
  [robot.replace('webhook/send', 'webhook/upload_media'), 'does not have the path'],
  [robot.replace('qyapi', 'qyap'), 'has the host qyap.weixin.qq.com'],
  [robot.replace('https', 'http'), 'does not use https'],
  [robot.replace(/\?.*/, ''), 'has no key='],
  ['https://lumen.example/hook', 'has the unknown host lumen.example'],
  ['qyapi.weixin.qq.com', 'is not a URL'],
])('the address %s is refused for a robot', (address, why) => {
  const fault = roomAddressFault(address, []);
  expect(fault?.what.en).toContain(why);
  expect(JSON.stringify(fault)).not.toContain(key);
});

test('the address of a robot on an unknown host causes a warning', async () => {
  const loaded = await load({ env: { WECOM_WEBHOOK_URL: `https://relay.example/send?key=${key}` } });
  expect(loaded.ok && told(loaded.warnings(), 'en')).toContain('WECOM_WEBHOOK_URL points to relay.example');
  expect(loaded.ok && told(loaded.warnings())).not.toContain(key);
});

test('a wrong address is a problem, and not also a warning about a possible relay', async () => {
  const loaded = valid(await load({ env: { WECOM_WEBHOOK_URL: 'https://chat.example/hooks/abc' } }));
  expect(told(checkWebhooks(loaded.config), 'en')).toContain('chat.example');
  expect(told(loaded.warnings(), 'en')).not.toContain('points to');
});

test.each(['news.example', 'rsshub:/a', 'http://news.example', 7])('%j is not a link to the editions', (link) => {
  expect(refused(parseLink(link))).toMatch(/an https URL without .* → write the URL of the published editions/);
});

test('a link with a password is refused for that', () => {
  expect(refused(parseLink('https://me:canary@news.example'))).toContain('contains a user name or password');
});

test.each([
  'https://news.example/a_(b)',
  'https://proxy.example/https://news.example/feed',
  'https://news.example/我的/feed',
])('the address %s is accepted for a feed', (url) => {
  expect(parseFeedUrl(url)).toEqual({ ok: true, value: url });
});

test.each([
  ['https://news.example/feed\u200b', 'U+200B'],
  ['https://news.example/<name>/feed', 'placeholder'],
  ['https://a.example/f,https://b.example/f', 'two URLs'],
  ['https://news.example/feed，', 'ends with ，'],
  ['feed://news.example/rss', 'write http://news.example/rss'],
  ['feed:https://news.example/rss', 'write https://news.example/rss'],
])('the address %s is refused for a feed', (url, why) => {
  expect(refused(parseFeedUrl(url))).toContain(why);
});

test('an address that starts with feed: is refused with the address without it', () => {
  expect(withoutFeedScheme('FEED://news.example/rss')).toBe('http://news.example/rss');
  expect(withoutFeedScheme('https://news.example/rss')).toBe('https://news.example/rss');
});

test('a .env in UTF-16, as PowerShell writes it, is reported', async () => {
  const utf16 = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(`WECOM_WEBHOOK_URL=${robot}\r\n`, 'utf16le')]);
  expect(await wrong({ files: { '.env': utf16 } })).toMatch(/^\.env the file is UTF-16, not UTF-8 → save it as UTF-8/m);
});

test('a folder in place of .env is reported', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed });
  mkdirSync(join(cwd, '.env'));
  const loaded = loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates' } });
  expect(!loaded.ok && told(loaded.problems, 'en')).toMatch(/^\.env this is a folder, not a file/);
});

test('a proxy with a path, which would throw at its first use, is refused', async () => {
  expect(await wrong({ env: { HTTPS_PROXY: 'http://127.0.0.1:7890/proxy' } })).toContain('HTTPS_PROXY is not');
});

test('a feeds file in GBK is reported with its encoding', async () => {
  const gbk = Uint8Array.of(...Buffer.from('words: ['), 0xb7, 0xa2, 0xb2, 0xbc, ...Buffer.from(']\n'));
  expect(await wrong({ files: { 'feeds/topics.yaml': gbk } })).toContain('the file looks like GBK, not UTF-8');
});

const digest = (lines: string) => `digests:\n  - id: daily\n    ${lines}\n${oneFeed}`;

test.each([
  ['schedule: */5 * * * *', '*', 3],
  ['schedule: * 9 * * *', '*', 3],
  ['title: & 流明', '&', 3],
  ['title: &流明 日报', '&', 3],
  ['include: [&, 流明]', '&', 3],
  ['include:\n      - &x', '&', 4],
  ['title: !流明', '!', 3],
  ['title: > 流明', '>', 3],
  ['title: [流明] 日报', '[', 3],
  ['title: "流明" 日报', '"', 3],
  ['title: @流明', '@', 3],
])('the YAML %j is refused: the value starts with %s', async (lines, character, line) => {
  expect(await wrong({ feeds: digest(lines) })).toMatch(
    new RegExp(
      `^feeds/feeds\\.yaml:${line}:\\d+ the value starts with \\${character}, .* → put the whole value in quotes`,
      'm',
    ),
  );
});

test.each([
  ['feeds:\n\u00a0\u00a0- url: https://a.example/f\n', 2],
  [digest('title: 流明\n\u00a0\u00a0\u00a0\u00a0format: text'), 4],
  ['digests:\n　　- id: daily\n', 2],
])('the YAML %j is refused for the spaces in its indentation', async (feeds, line) => {
  expect(await wrong({ feeds })).toMatch(
    new RegExp(`^feeds/feeds\\.yaml:${line}:\\d+ the indentation contains no-break or full-width spaces`, 'm'),
  );
});

test.each([
  ['digests:\n  - id: daily\n   maxStories: 5\n', 3, 'the indentation is wrong'],
  ['digests:\n  - { id: daily }\n   maxStories: 5\n', 3, 'the indentation is wrong'],
  ['feeds:\n  - { url: "https://a.example/f" }\n- { url: "https://b.example/f" }\n', 3, 'the indentation is wrong'],
  ['feeds:\n  - url: https://a.example/f\n - url: https://b.example/f\n', 3, 'the indentation is wrong'],
  ['digests:\n  - id: daily\n     maxStories: 5\n', 2, 'the next line is indented too far'],
  ['digests:\n  - title: AI: daily\n', 2, 'this line has two colons'],
])('the YAML %j is refused at line %i', async (feeds, line, what) => {
  expect(await wrong({ feeds })).toMatch(new RegExp(`^feeds/feeds\\.yaml:${line}:\\d+ ${what}`, 'm'));
});

test('full-width spaces inside a text are allowed', async () => {
  const reminder = 'reminders:\n  - id: tea\n    schedule: "15:00"\n    text: |\n      　　喝茶\n';
  expect((await load({ feeds: `${oneFeed}${reminder}` })).ok).toBe(true);
});

test('recursive YAML aliases are reported with their line', async () => {
  const aliases =
    'a: &a [1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\n';
  expect(await wrong({ feeds: `${aliases}${oneFeed}` })).toMatch(/^feeds\/feeds\.yaml:2:8 the aliases/m);
  expect(await wrong({ feeds: 'feeds:\n  - { <<: base, url: "https://a.example/f" }\n' })).toMatch(
    /^feeds\/feeds\.yaml:2:7 << is not/m,
  );
});

test('a key that exists only for aliases is reported as such', async () => {
  const shared = 'shared: &s { topic: ai }\nfeeds:\n  - { url: "https://a.example/f", <<: *s }\n';
  expect(await wrong({ feeds: shared })).toMatch(/^feeds\/feeds\.yaml:1:1 a key that exists only for aliases/m);
});

test('an empty list entry is reported with its position', async () => {
  expect(await wrong({ feeds: digest('include:\n      -') })).toContain('include entry 1 is empty');
});
