import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../../src/commands/app.ts';
import { sendByHand } from '../../src/commands/send-by-hand.ts';
import type { Config } from '../../src/config/config.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { groupOf } from '../deliver/outbox-messages.ts';
import { openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** The bodies as the robot got them. */
const bodies = () =>
  world.robot.received.map(({ body }) => JSON.parse(body) as Record<string, Record<string, unknown>>);

test('send text splits a long text like a digest, and only its first part mentions people', async () => {
  const text = Array.from({ length: 120 }, (_, n) => `第 ${n + 1} 行：今天的值班安排和注意事项。`).join('\n');
  const args = [
    'send',
    'text',
    '-',
    '--mention',
    '@all,wang',
    '--mention',
    '13900000000',
    '--mention-mobile',
    '13800000000',
  ];
  expect(await world.run(args, { input: text })).toMatchObject({ code: 0 });

  const sent = bodies();
  expect(sent.length).toBeGreaterThan(1);
  expect(sent[0]?.text).toMatchObject({
    mentioned_list: ['@all', 'wang'],
    mentioned_mobile_list: ['13900000000', '13800000000'],
  });
  for (const { text: part } of sent.slice(1)) expect(Object.keys(part ?? {})).toEqual(['content']);
  const lines = sent.flatMap(({ text: part }) => String(part?.content).split('\n'));
  for (const line of text.split('\n')) expect(lines.some((shown) => shown.startsWith(line))).toBe(true);
  expect(String(sent[0]?.text?.content).split('\n')[0]).toMatch(new RegExp(`\\(1/${sent.length}\\)$`));
});

test('send text refuses stdin that is not UTF-8', async () => {
  const gbk = Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4);
  const { code, stderr } = await world.run(['send', 'text', '-'], { input: gbk });
  expect(code).toBe(2);
  expect(stderr).toContain('不是 UTF-8');
  expect(world.robot.received).toEqual([]);
});

test('send delivers markdown of either kind, a picture and a card unchanged', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  writeFileSync(join(world.folder, 'dot.png'), png);
  for (const args of [
    ['markdown', '**粗体**'],
    ['markdown_v2', '*斜体*'],
    ['image', 'dot.png'],
    ['news', '--title', '一张卡片', '--url', 'https://example.com/a', '--description', '说明'],
  ]) {
    expect(await world.run(['send', ...args])).toMatchObject({ code: 0 });
  }
  const sent = bodies();
  expect(sent.map(({ msgtype }) => msgtype)).toEqual(['markdown', 'markdown_v2', 'image', 'news']);
  expect(sent[2]?.image?.base64).toBe(png.toString('base64'));
  expect(sent[3]?.news?.articles).toEqual([{ title: '一张卡片', url: 'https://example.com/a', description: '说明' }]);
});

test('a message to one robot neither sends what waits for another nor waits for it', async () => {
  const env = { WECOM_WEBHOOK_URL: 'http://127.0.0.1:9/send?key=dead', WECOM_TEST_WEBHOOK_URL: world.robot.url };
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  const [waiting] = await store.enqueue(groupOf({ group: 'daily', now: new Date() }));
  await store.close();

  const sent = await world.run(['send', 'text', '试一下', '--to', 'WECOM_TEST_WEBHOOK_URL'], { env });

  expect(sent).toMatchObject({ code: 0, stderr: expect.not.stringContaining('WECOM_WEBHOOK_URL：') });
  expect(world.robot.received.map(({ content }) => content)).toEqual(['试一下']);
  const after = await openStore({ dataDir: join(world.folder, 'data') });
  expect(await after.outboxMessage(waiting?.id ?? 0)).toMatchObject({ state: 'waiting', attempts: [] });
  await after.close();
});

test('two messages by hand in one millisecond are both stored', async () => {
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  const delivered: (readonly number[] | undefined)[] = [];
  const app = {
    language: 'zh-CN',
    clock: { now: () => new Date(1_769_907_600_000) },
    terminal: { note: () => undefined },
    log: async () => undefined,
    deliverer: async () => ({
      drain: async ({ messages }: { readonly messages?: readonly number[] }) => {
        delivered.push(messages);
        return { webhooks: [], exitCode: 0 };
      },
    }),
    openStore: async () => ({ ...store, close: async () => undefined }),
  } as unknown as App;
  const config = {
    environment: { privateHosts: [] },
    secret: () => 'http://127.0.0.1/robot?key=0',
  } as unknown as Config;

  for (const _ of ['first', 'second']) await sendByHand(app, config, { webhook: 'WECOM_WEBHOOK_URL', bodies: ['{}'] });

  expect(delivered).toEqual([[1], [2]]);
  expect(await store.unfinished()).toHaveLength(2);
  await store.close();
});

test('send refuses a message that the robot would refuse, with the limit and the excess', async () => {
  const large = Buffer.alloc(2 * 1024 * 1024 + 1);
  large.set([0x89, 0x50, 0x4e, 0x47]);
  writeFileSync(join(world.folder, 'large.png'), large);
  const picture = await world.run(['send', 'image', 'large.png']);
  expect(picture).toMatchObject({ code: 2, stderr: expect.stringContaining('超出 1 字节') });
  const card = await world.run(['send', 'news', '--title', '标'.repeat(43), '--url', 'https://example.com/']);
  expect(card).toMatchObject({ code: 2, stderr: expect.stringContaining('上限 128') });
  expect(await world.run(['send', 'image', 'missing.png'])).toMatchObject({ code: 2 });
  expect(await world.run(['send', 'image', '.'])).toMatchObject({
    code: 2,
    stderr: '. 是文件夹：写里面那个文件的路径。\n',
  });
  expect(await world.run(['send', 'text', ''])).toMatchObject({ code: 2 });
  expect(await world.run(['send', 'text', 'x', '--to', 'NO_SUCH_VARIABLE'])).toMatchObject({ code: 2 });
  expect(world.robot.received).toHaveLength(0);
});

test('send reports the error of a refused message, and what to do', async () => {
  world.robotHas({ kind: 'errcode', errcode: 40001 });
  const { code, stderr } = await world.run(['send', 'text', 'x']);
  expect(code).toBe(1);
  expect(stderr).toContain('企业微信拒收，答 40001。被拒收的消息不会自己再发。');
  expect(stderr).toContain('怎么办：查这个错误码 https://open.work.weixin.qq.com/devtool/query?e=40001，改好');
});
