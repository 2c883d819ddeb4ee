import { cpSync } from 'node:fs';
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

function linksOf(content: string | undefined): readonly string[] {
  return [...(content ?? '').matchAll(/\]\((https?:[^)]+)\)/g)].map(([, link]) => link ?? '');
}
