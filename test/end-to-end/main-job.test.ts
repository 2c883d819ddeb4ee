import { cpSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readTemplates } from '../../src/config/template-files.ts';
import { renderMarked, templatesInstead } from '../../src/edition/trusted-templates.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { command } from '../support/main-file.ts';
import { canary, morning, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = ['--at', morning];
const nextMorning = ['--at', '2026-01-16T09:00:00+08:00'];

describe('run', () => {
  test('delivers the digest of the slot once, and repeats none of its stories on the next day', async () => {
    const first = await world.run(['run', ...at]);
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('WECOM_WEBHOOK_URL：1 条消息已送达') });
    const again = await world.run(['run', ...at]);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('已经发过') });
    const nextDay = await world.run(['run', ...nextMorning]);
    expect(nextDay.code).toBe(0);

    const contents = world.robot.received.map(({ content }) => content);
    expect(contents).toHaveLength(2);
    expect(contents[0]).toContain('Nova 3');
    expect(linksOf(contents[1]).filter((link) => linksOf(contents[0]).includes(link))).toEqual([]);
    expect(world.robot.readerProblems()).toEqual([]);
  });

  test('sends byte for byte what preview showed, and preview changes no byte under DATA_DIR', async () => {
    await world.run(['collect']);
    const before = world.dataHashes();
    const preview = await world.run(['preview', '--json', ...at]);
    expect(world.dataHashes()).toEqual(before);

    await world.run(['run', ...at]);
    const shown = JSON.parse(preview.stdout) as { messages: { content: string; bytes: number }[] };
    expect(world.robot.received.map(({ content }) => content)).toEqual(shown.messages.map(({ content }) => content));
    for (const { content, bytes } of shown.messages) expect(Buffer.byteLength(content)).toBe(bytes);
  });

  test('uses the shipped templates while the user’s own have ended the program twice, and says so', async () => {
    cpSync('templates', join(world.folder, 'own'), { recursive: true });
    world.write('own/header.liquid', 'OWN HEADER');
    const env = { TEMPLATES_DIR: 'own' };
    const loaded = readTemplates({ templatesDir: join(world.folder, 'own'), cwd: world.folder });
    // Two crashes, and the start that counts the second one.
    for (const isEnded of [true, true, false]) {
      const store = await openStore({ dataDir: join(world.folder, 'data') });
      await templatesInstead(store, loaded.templates, () => loaded.templates);
      if (isEnded)
        await renderMarked({ ...store, endRendering: async () => undefined }, loaded.templates, () => undefined);
      await store.close();
    }
    const sent = await world.run(['run', ...at], { env });
    expect(sent).toMatchObject({ code: 0, stderr: expect.stringContaining('两次中途退出') });
    expect(world.robot.received[0]?.content).not.toContain('OWN HEADER');
    expect((await world.run(['check'], { env })).stderr).toContain('两次中途退出');

    world.write('own/header.liquid', 'CORRECTED');
    await world.run(['run', ...nextMorning], { env });
    expect(world.robot.received[1]?.content).toContain('CORRECTED');
  });

  test('twice at the same moment sends once, and both exit with 0', async () => {
    const both = await Promise.all([1, 2].map(() => world.run(['run', ...at])));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(world.robot.received).toHaveLength(1);
  });

  test('with --force a further edition has only stories that were not sent', async () => {
    world.writeFeeds({ digest: { maxStories: 2, floor: -100, maxPerVendor: 9 } });
    await world.run(['run', ...at]);
    const forced = await world.run(['run', '--force', ...at]);
    expect(forced.code).toBe(0);
    const told = linksOf(world.robot.received[0]?.content);
    const further = linksOf(world.robot.received[1]?.content);
    expect(further.length).toBeGreaterThan(0);
    expect(further.filter((link) => told.includes(link))).toEqual([]);
  });

  test('with --force twice at the same moment makes one further edition, and none when no news is left', async () => {
    world.writeFeeds({ digest: { maxStories: 2, floor: -100, maxPerVendor: 9 } });
    await world.run(['run', ...at]);
    const both = await Promise.all([1, 2].map(() => world.run(['run', '--force', ...at])));
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    const links = world.robot.received.flatMap(({ content }) => linksOf(content));
    expect(new Set(links).size).toBe(links.length);

    world.writeFeeds({ digest: { maxStories: 50, floor: -100, maxPerVendor: 99 } });
    await world.run(['run', '--force', ...at]);
    const sent = world.robot.received.length;
    const nothing = await world.run(['run', '--force', ...at]);
    expect(nothing).toMatchObject({ code: 0, stderr: expect.stringContaining('没有还没讲过的新闻') });
    expect(world.robot.received).toHaveLength(sent);
  });

  test('stops at a key that the robot refuses, keeps the digest, and sends it when the key is corrected', async () => {
    const refused = { WECOM_WEBHOOK_URL: world.robot.url.replace(canary, 'another-key') };
    const stopped = await world.run(['run', ...at], { env: refused });
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toContain('企业微信说地址无效');
    expect(stopped.stderr).toContain(`${command} deliver`);
    expect(world.robot.received).toHaveLength(0);

    expect(await world.run(['deliver'])).toMatchObject({ code: 0 });
    expect(world.robot.received).toHaveLength(1);
  });

  test('says each time that the robot refused the edition, and how to send its stories', async () => {
    world.robotHas({ kind: 'errcode', errcode: 40058 });
    expect(await world.run(['run', ...at])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 条消息被拒收'),
    });
    const again = await world.run(['run', ...at]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('日报 daily 的 2026-01-15 09:00 这一期没有全部送达：1 条消息被拒收');
    expect(again.stderr).toContain('--force');

    world.robotHas(undefined);
    expect(await world.run(['run', '--force', ...at])).toMatchObject({ code: 0 });
    expect(world.robot.received[0]?.content).toContain('Nova 3');
    expect(await world.run(['run', ...at])).toMatchObject({ code: 0, stderr: expect.stringContaining('已经发过') });
  });

  test('with every feed down and an empty store fails, says so, and can be run again', async () => {
    world.feedsAnswer('not');
    const failed = await world.run(['run', ...at]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('问过 3/3 个源 · 0 条\n');
    expect(failed.stderr).toContain('3 个源全部读不到');
    expect(failed.stderr).toContain('check --online');

    world.feedsAnswer('well');
    expect(await world.run(['run', ...at])).toMatchObject({ code: 0 });
    expect(world.robot.received).toHaveLength(1);
  });

  test('with every feed down or resting because it failed does not finish the slot', async () => {
    world.writeFeeds({
      feeds: [
        { url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh' },
        { url: world.deadUrl, name: '断线', topic: 'ai' },
      ],
    });
    world.feedsAnswer('later');
    await world.run(['collect']);
    expect(await world.run(['preview', ...at])).toMatchObject({ code: 1 });
    const again = await world.run(['collect']);
    expect(again).toMatchObject({ code: 1, stdout: expect.stringContaining('读到 0/2 个源') });
    expect(again.stderr).toContain('问过 0/2 个源（2 个还不到时候） · 0 条\n');

    const failed = await world.run(['run', ...at]);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('2 个源全部读不到');
    expect(failed.stderr).toContain('例如 断线');
    expect(world.robot.received).toEqual([]);
    const listed = await world.run(['digests', 'list', '--json']);
    expect(listed.stdout).toBe('');
  });

  test('depends only on the feeds of its own digest', async () => {
    world.writeFeeds({
      more: {
        digests: [
          { id: 'alive', feeds: { tags: ['alive'] } },
          { id: 'dead', feeds: { tags: ['dead'] } },
        ],
      },
      feeds: [
        { url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh', tags: ['alive'] },
        { url: world.deadUrl, name: '断线', topic: 'ai', tags: ['dead'] },
      ],
    });
    const dead = await world.run(['run', '--digest', 'dead', ...at]);
    expect(dead).toMatchObject({ code: 1, stderr: expect.stringContaining('1 个源全部读不到') });
    expect(await world.run(['run', '--digest', 'alive', ...at])).toMatchObject({ code: 0 });
    expect(world.robot.received).toHaveLength(1);
  });

  test('with every feed down sends what the store has, and says that it may be incomplete', async () => {
    await world.run(['collect']);
    world.feedsAnswer('not');
    expect(await world.run(['run', ...at])).toMatchObject({ code: 0 });
    const [message] = world.robot.received;
    expect(message?.content.split('\n')[0]).toContain('今天只读到 0/3 个源，可能有遗漏');
    expect(message?.content).toContain('Nova 3');
  });

  test('sends the news of the other feeds when one is dead', async () => {
    world.writeFeeds({
      feeds: [
        { url: world.deadUrl, name: '断线', topic: 'ai' },
        { url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh' },
      ],
    });
    expect(await world.run(['run', ...at])).toMatchObject({ code: 0 });
    expect(world.robot.received[0]?.content).toContain('读到 1/2 个源');
  });
});

describe('collect', () => {
  test('fails when all feeds are down, also when it is repeated at once', async () => {
    world.feedsAnswer('not');
    const first = await world.run(['collect']);
    expect(first).toMatchObject({ code: 1, stdout: '读到 0/3 个源 · 新内容 0 条\n' });
    const again = await world.run(['collect']);
    expect(again).toMatchObject({ code: 1, stdout: '读到 0/3 个源 · 3 个失败过，还在歇着 · 新内容 0 条\n' });
  });
});

describe('preview', () => {
  test('answers without a webhook, a store, or anything written', async () => {
    const { code, stdout } = await world.run(['preview', ...at], { env: { WECOM_WEBHOOK_URL: '' } });
    expect(code).toBe(0);
    expect(stdout).toContain('只是预览，没有发送，没有记录');
    expect(stdout).toContain('为什么是这些');
    expect(stdout).toMatch(/不是 AI 话题\n {9}.*（示例财经）：/);
    expect(() => world.dataHashes()).toThrow(/ENOENT/);
  });

  test('with --json prints only its documented JSON on stdout', async () => {
    const { stdout } = await world.run(['preview', '--json', ...at]);
    const shown = JSON.parse(stdout) as Record<string, Record<string, unknown>[]> & { digest: Record<string, unknown> };
    expect(shown.digest).toEqual({
      id: 'daily',
      title: 'AI 新闻日报',
      slot: '2026-01-15T09:00:00+08:00',
      timezone: 'Asia/Shanghai',
    });
    expect(Object.keys(shown.stories?.[0] ?? {})).toEqual(['title', 'url', 'section', 'score', 'reasons', 'items']);
    expect(Object.keys(shown.dropped?.[0] ?? {})).toEqual(['title', 'url', 'feed', 'why']);
    expect(Object.keys(shown.messages?.[0] ?? {})).toEqual(['msgtype', 'content', 'bytes']);
    expect(shown.feeds?.[0]).toEqual({
      name: '星尘周报',
      url: world.feedUrl('stardust-weekly.xml'),
      ok: true,
      status: 200,
      items: 4,
      error: null,
    });
    for (const story of shown.stories as { score: number; reasons: { points: number }[] }[]) {
      expect(story.score).toBeCloseTo(
        story.reasons.reduce((sum, { points }) => sum + points, 0),
        5,
      );
    }
  });

  test('shows no message when all feeds are down, as run sends none', async () => {
    world.feedsAnswer('later');
    const env = { WECOM_TEST_WEBHOOK_URL: world.robot.url };
    const json = await world.run(['preview', '--json', '--to', 'WECOM_TEST_WEBHOOK_URL', ...at], { env });
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ messages: [], stories: [] });
    // The preview ended before it would have sent anything.
    expect(world.robot.received).toEqual([]);

    await world.run(['collect']);
    const words = await world.run(['preview', ...at]);
    expect(words.code).toBe(1);
    expect(words.stdout).toContain('一个源也读不到，以前也没有存下新闻：这一期不会发');
    expect(words.stdout).toContain('0/3 个源读到了');
    const rested = JSON.parse((await world.run(['preview', '--json', ...at])).stdout) as { feeds: unknown[] };
    expect(rested.feeds[0]).toMatchObject({ ok: false, error: expect.stringContaining('backing off') });
  });

  test('is sent to a test robot under a line that says so, and marks no story as sent', async () => {
    const env = { WECOM_TEST_WEBHOOK_URL: world.robot.url };
    expect(await world.run(['preview', '--to', 'WECOM_TEST_WEBHOOK_URL', ...at], { env })).toMatchObject({ code: 0 });
    expect(world.robot.received[0]?.content).toContain('【预览】');
    expect(await world.run(['run', ...at])).toMatchObject({ code: 0 });
    expect(world.robot.received[2]?.content).toBe(world.robot.received[1]?.content);
  });
});

describe('status', () => {
  test('shows the record of each feed, what was sent, what waits, and that no worker runs', async () => {
    expect(await world.run(['status', '--healthy'])).toMatchObject({ code: 1, stdout: '' });
    await world.run(['run', ...at]);
    world.feedsAnswer('not');
    await world.run(['preview', ...at]);
    const { stdout } = await world.run(['status', '--json']);
    const report = JSON.parse(stdout) as { feeds: Record<string, unknown>[]; digests: unknown[]; outbox: unknown[] };
    expect(report.digests).toMatchObject([
      { id: 'daily', last: { slot: '2026-01-15T09:00:00+08:00', state: 'accepted 1' } },
    ]);
    expect(report.outbox).toEqual([]);
    expect(report.feeds[0]).toMatchObject({ name: '星尘周报', successes: 1, failures: 0, failuresByKind: {} });
    expect(report.feeds.find(({ name }) => name === '示例财经')).toMatchObject({ cadenceHours: expect.any(Number) });
  });
});

test.each(['--version', '-V'])('%s says which version this is, whatever the configuration', async (flag) => {
  world.write('feeds.yaml', 'feeds: [');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await world.run([flag], { inOwnProcess: true })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('status while feeds.yaml is broken', () => {
  test('says so, shows the rest, and reports the worker’s health', async () => {
    const store = await openStore({ dataDir: join(world.folder, 'data') });
    await store.saveFact('worker:tick', new Date().toISOString());
    await store.lockKey('worker');
    world.write('feeds.yaml', 'feeds: [\n');

    expect(await world.run(['status', '--healthy'])).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const { code, stdout, stderr } = await world.run(['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('常驻程序  在运行');
    expect(stderr).toContain('feeds.yaml:');
    expect(stderr).toContain('怎么办');
    const json = await world.run(['status', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ worker: { healthy: true }, digests: [], outbox: [], feeds: [] });
    await store.close();
  });
});

describe('digests', () => {
  test('list, show and resend give what was sent, byte for byte', async () => {
    await world.run(['run', ...at]);
    const listed = await world.run(['digests', 'list', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({ digest: 'daily', number: 1, states: ['accepted'] });
    const shown = await world.run(['digests', 'show', '2026-01-15T09:00', '--json']);
    const [message] = world.robot.received;
    expect(JSON.parse(shown.stdout)).toMatchObject({ messages: [{ body: JSON.parse(message?.body ?? '') }] });

    expect(await world.run(['digests', 'resend', '2026-01-15T09:00'])).toMatchObject({ code: 0 });
    expect(world.robot.received[1]?.body).toBe(message?.body);
    const words = await world.run(['digests', 'show', '2026-01-15T09:00']);
    expect(words.stdout).toMatch(/ \+\d.* · /);
    const missing = await world.run(['digests', 'show', '2026-01-14T09:00']);
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('2026-01-15T09:00') });
    expect(await world.run(['digests', 'list', '--digest', 'dayly'])).toMatchObject({ code: 2 });
  });

  test('show finds the first edition of a slot by its number, and the newest without one', async () => {
    world.writeFeeds({ digest: { maxStories: 2, floor: -100, maxPerVendor: 9 } });
    await world.run(['run', ...at]);
    await world.run(['run', '--force', ...at]);
    const shown = (slot: string) => world.run(['digests', 'show', slot, '--json']);
    for (const [slot, number] of [
      ['2026-01-15T09:00#1', 1],
      ['2026-01-15T09:00', 2],
    ] as const) {
      expect(JSON.parse((await shown(slot)).stdout), slot).toMatchObject({ number });
    }
    expect((await shown('2026-01-15T09:00#3')).stderr).toContain('2026-01-15T09:00#2, 2026-01-15T09:00');
  });

  test('resend refuses an edition whose messages still wait', async () => {
    const refused = { WECOM_WEBHOOK_URL: world.robot.url.replace(canary, 'another-key') };
    await world.run(['run', ...at], { env: refused });
    const again = await world.run(['digests', 'resend', '2026-01-15T09:00']);
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining(`${command} deliver`) });
    await world.run(['deliver']);
    expect(world.robot.received).toHaveLength(1);
  });
});

describe('explain', () => {
  test('finds what has all the words, in whatever order, and says so when nothing has', async () => {
    await world.run(['run', ...at]);
    const found = await world.run(['explain', '70b', 'nova']);
    expect(found).toMatchObject({ code: 0, stdout: expect.stringContaining('流明发布 Nova 3，开源 70B 权重') });
    expect(found.stdout).not.toContain('Nova 3 mini');
    const phrase = await world.run(['explain', '70B Nova']);
    expect(phrase).toMatchObject({ code: 0, stdout: expect.stringContaining('都没有含“70B Nova”的新闻') });
  });
});

describe('demo', () => {
  test('shows a digest with nothing configured and leaves no file', async () => {
    const { code, stdout } = await world.run(['demo'], { env: { FEEDS_FILE: 'missing.yaml', WECOM_WEBHOOK_URL: '' } });
    expect(code).toBe(0);
    expect(stdout).toContain('收集   11/12 个源');
    expect(stdout).toContain('AI 新闻日报｜1月15日 周四｜');
    expect(stdout).toContain('机器人答 errcode 0');
    expect(stdout).toContain('合并      “流明发布 Nova 3，开源 70B 权重”：5 条报道合成一条');
    expect(stdout).toContain('不合并    “Nova 3 mini runs on a phone”');
    expect(stdout).toContain('不重发    再跑一遍：这一期已经发过');
    expect(stdout).toContain('Nova 3 mini 可在手机上运行　Lumen Blog · 译');
    expect(stdout).toContain('标题 2 条为机器翻译');
    expect(stdout).toMatch(/不采用 {4}“Prompt injection [^”]+”的译文：数字 70% 不在原文/);
    expect(() => world.dataHashes()).toThrow(/ENOENT/);
  });

  test('is in the language of the terminal', async () => {
    const english = await world.run(['demo'], { env: { LANG: 'en_GB.UTF-8' } });
    expect(english).toMatchObject({ code: 0, stdout: expect.stringContaining('The group sees:') });
    expect(english.stdout).toContain('Top stories');
  });
});

describe('setup', () => {
  const answer = (input: string) => {
    world.writeFeeds({ digest: { schedule: '0 9 * * *' } });
    return world.run(['setup'], { env: { WECOM_WEBHOOK_URL: '' }, input });
  };
  const dotenv = () => readFileSync(join(world.folder, '.env'), 'utf8');

  test('tests before it writes, and ends with the start of the next edition', async () => {
    world.write('.env', '# mine\n');
    const alerts = `${world.robot.url}&alerts`;
    const { code, stdout, stderr } = await answer(`not an address\n${world.robot.url}\n8:30\ny\n工作日\n${alerts}\n`);
    expect(stderr).toContain('WECOM_WEBHOOK_URL 不是网址');
    expect(stdout).toContain('消息推送（旧版叫“群机器人”）→ 添加 → 复制 Webhook 地址');
    expect(stdout).toMatch(/测试消息已送达.*写好了 \.env.*下一期的开头/s);
    expect(code).toBe(0);
    expect(dotenv()).toContain(`WECOM_WEBHOOK_URL=${world.robot.url}\n`);
    expect(dotenv()).toContain(`ALERT_WEBHOOK_URL=${alerts}\n`);
    expect(statSync(join(world.folder, '.env')).mode & 0o777).toBe(0o600);
    const feeds = readFileSync(join(world.folder, 'feeds.yaml'), 'utf8');
    expect(feeds).toContain('"30 8 * * *"');
    expect(feeds).toContain('workdays');
    expect(world.robot.received[0]?.content).toContain('测试消息');
  });

  test('in an English terminal asks in English, and offers a digest in English at the end', async () => {
    world.writeFeeds();
    const env = { WECOM_WEBHOOK_URL: '', LANG: 'en_US.UTF-8' };
    const { code, stdout } = await world.run(['setup'], { env, input: `${world.robot.url}\n\n\n\n\n\ny\n` });
    expect(code).toBe(0);
    expect(stdout).toContain('Where it is: the WeCom group');
    expect(stdout).toMatch(/Wrote \.env and feeds\.yaml.*AI News Digest/s);
    const feeds = readFileSync(join(world.folder, 'feeds.yaml'), 'utf8');
    expect(feeds).toMatch(/"?language"?: "?en\b/);
    expect(feeds).toMatch(/"?title"?: "?AI News Digest/);
  });

  test('writes nothing when the test message fails, and keeps no message', async () => {
    const { code, stderr } = await answer(`${world.robot.url}-wrong\n\ny\nn\n`);
    expect(code).toBe(1);
    expect(stderr).toContain('测试消息没有发成：企业微信说地址无效（93000）');
    expect(stderr).toContain('什么也没有写');
    expect(() => dotenv()).toThrow(/ENOENT/);
    expect(() => world.dataHashes()).toThrow(/ENOENT/);
  });
});

test('check counts a single feed in the singular', async () => {
  const feed = { url: world.feedUrl('lumen-blog.atom'), name: 'Lumen Blog', topic: 'ai', language: 'en' };
  world.writeFeeds({ digest: { language: 'en' }, feeds: [feed] });
  expect((await world.run(['check'])).stdout).toMatch(/is fine · 1 feed\n.* · 1 feed · /);
});

describe('setup again', () => {
  test.each([
    ['15 7 * * *', '[7:15]', '', '15 7 * * *'],
    ['0 9 * * 1-5', '[0 9 * * 1-5]', '', '0 9 * * 1-5'],
    ['0 9 * * 1-5', '[0 9 * * 1-5]', '8:30', '30 8 * * 1-5'],
    ['15 7 * * *', '[7:15]', '9点半', '30 9 * * *'],
  ])('with the schedule %s offers %s; %j makes it %s', async (schedule, offered, answer, expected) => {
    world.writeFeeds({ digest: { schedule } });
    const { code, stdout } = await world.run(['setup'], { input: `\n${answer}\n\n` });
    expect(stdout).toContain('每天几点发（时区 Asia/Shanghai）？');
    expect(code).toBe(0);
    expect(stdout).toContain(offered);
    expect(readFileSync(join(world.folder, 'feeds.yaml'), 'utf8')).toContain(`"schedule": "${expected}"`);
  });
});

function linksOf(content: string | undefined): readonly string[] {
  return [...(content ?? '').matchAll(/\]\((https?:[^)]+)\)/g)].map(([, link]) => link ?? '');
}
