import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { programDir } from '../../src/config/environment.ts';
import { rows } from '../deliver/rooms/contract.ts';
import { startMailServer } from '../deliver/rooms/mail-server.ts';
import { startModelServer } from '../deliver/rooms/model-server.ts';
import { morning, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = ['--at', morning];
const secret = 'canary-4711-0815';

test('one edition goes to rooms of four kinds: same stories, same order, told once, and no secret in any output', async () => {
  await using feishu = await startModelServer('feishu', { nowMs: () => Date.now(), now: () => new Date(), secret });
  await using telegram = await startModelServer('telegram', { nowMs: () => Date.now() });
  await using mails = await startMailServer();
  world.writeFeeds({
    more: { digests: [{ id: 'daily', webhook: 'WECOM_WEBHOOK_URL', to: ['FEISHU_URL', 'CHAT', 'TEAM_MAIL'] }] },
  });
  const env = {
    FEISHU_URL: `${feishu.origin}/open-apis/bot/v2/hook/${secret}`,
    FEISHU_URL_SECRET: secret,
    CHAT: `${telegram.origin}/bot1234:${secret}?chat=-100`,
    TEAM_MAIL: `smtp://digest:${secret}@127.0.0.1:${mails.port}?from=digest@example.com&to=a@example.com`,
  };
  const preview = await world.run(['preview', ...at], { env });
  expect(preview.stdout).toContain('也发到 feishu：1 条消息');
  const run = await world.run(['run', ...at], { env });
  expect(run).toMatchObject({ code: 0 });
  const titles = numbered(world.robot.received.map(({ content }) => content.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')));
  expect(titles.length).toBeGreaterThan(1);
  expect(numbered(feishu.model.shown.map(({ text }) => text))).toEqual(titles);
  expect(numbered(telegram.model.shown.map(({ text }) => text))).toEqual(titles);
  expect(mails.received).toHaveLength(1);
  const again = await world.run(['run', '--force', ...at], { env });
  expect(again.stderr).toContain('没有还没讲过的新闻');
  const shown = await world.run(['digests', 'show'], { env });
  for (const { stdout, stderr } of [preview, run, again, shown]) expect(stdout + stderr).not.toContain(secret);
  expect(shown.stdout).toContain('CHAT 1/1');
});

test('a room that cannot be reached does not keep the edition from other rooms', async () => {
  await using feishu = await startModelServer('feishu', { nowMs: () => Date.now(), isKeyKnown: () => false });
  world.writeFeeds({ more: { digests: [{ id: 'daily', to: ['FEISHU_URL', 'WECOM_WEBHOOK_URL'] }] } });
  const env = { FEISHU_URL: `${feishu.origin}/open-apis/bot/v2/hook/${secret}` };
  expect((await world.run(['run', ...at], { env })).code).toBe(3);
  expect(world.robot.received).toHaveLength(1);
});

test('an invalid address of each kind of room is reported with what to write, and never shown', async () => {
  const wrong = {
    FEISHU_URL: `https://open.feishu.cn/open-apis/${secret}`,
    DING: `https://oapi.dingtalk.com/robot/send?token=${secret}`,
    CHAT: `https://api.telegram.org/bot12:${secret}`,
    TEAM_MAIL: `smtps://digest:${secret}@smtp.example.com?from=digest@example.com`,
  };
  world.writeFeeds({ more: { digests: [{ id: 'daily', to: Object.keys(wrong) }] } });
  const { code, stderr } = await world.run(['check'], { env: wrong });
  expect(code).toBe(2);
  for (const name of Object.keys(wrong)) expect(stderr).toContain(name);
  expect(stderr).toContain('里没有 ?chat=群的编号');
  expect(stderr).toContain('里没有 to=收件地址');
  expect(stderr).not.toContain(secret);
});

test('a text by hand goes to a room of any kind, and a picture only to WeCom', async () => {
  await using feishu = await startModelServer('feishu', { nowMs: () => Date.now() });
  const env = { FEISHU_URL: `${feishu.origin}/open-apis/bot/v2/hook/${secret}` };
  expect(await world.run(['send', 'text', '开会 [1]', '--to', 'FEISHU_URL'], { env })).toMatchObject({ code: 0 });
  expect(feishu.model.shown.map(({ text }) => text)).toEqual(['开会 ［1］']);
  const picture = await world.run(['send', 'markdown', '**早报**', '--to', 'FEISHU_URL'], { env });
  expect(picture.stderr).toContain('只有企业微信收');
  const mention = await world.run(['send', 'text', '开会', '--to', 'FEISHU_URL', '--mention', '@all'], { env });
  expect(mention).toMatchObject({ code: 2, stderr: expect.stringContaining('只有企业微信的群能提到人') });
});

test('check --online asks the rooms that can be asked, posts nothing, and names the one that refuses its key', async () => {
  let isKeyKnown = true;
  const known = { nowMs: () => Date.now(), isKeyKnown: () => isKeyKnown };
  await using telegram = await startModelServer('telegram', known);
  await using discord = await startModelServer('discord', known);
  await using slack = await startModelServer('slack', { nowMs: () => Date.now() });
  await using mails = await startMailServer();
  const env = {
    CHAT: `${telegram.origin}/bot1234:${secret}?chat=-100`,
    CHANNEL: `${discord.origin}/api/webhooks/1234/${secret}`,
    SLACK: `${slack.origin}/services/T0/B0/canary47110815`,
    TEAM_MAIL: `smtp://digest:${secret}@127.0.0.1:${mails.port}?from=digest@example.com&to=a@example.com`,
  };
  const reminders = [{ id: 'standup', schedule: '0 9 * * 1', text: '站会', to: ['CHANNEL'] }];
  world.writeFeeds({ more: { digests: [{ id: 'daily', to: ['CHAT', 'SLACK', 'TEAM_MAIL'] }], reminders } });
  const good = await world.run(['check', '--online'], { env });
  expect(good).toMatchObject({ code: 0 });
  const lineOf = (name: string, { stdout }: { stdout: string }) =>
    stdout.split('\n').find((line) => line.includes(` ${name} `)) ?? '';
  for (const name of ['CHAT', 'CHANNEL', 'TEAM_MAIL']) expect(lineOf(name, good)).toContain('能连上');
  expect(lineOf('SLACK', good)).toContain('只有发了才知道');
  isKeyKnown = false;
  const bad = await world.run(['check', '--online'], { env });
  expect(bad).toMatchObject({ code: 2 });
  expect(lineOf('CHAT', bad)).toContain('Telegram不收（401）');
  expect(lineOf('CHANNEL', bad)).toContain('Discord不收（10015）');
  for (const { stdout, stderr } of [good, bad]) expect(stdout + stderr).not.toContain(secret);
  for (const { model } of [telegram, discord, slack]) expect(model.shown).toEqual([]);
  expect(mails.received).toEqual([]);
});

test('a text by hand goes to a room of every kind', async () => {
  for (const row of rows) {
    const options = { nowMs: () => Date.now(), now: () => new Date(), secret: row.signing };
    await using room = await startModelServer(row.kind, options);
    const env = { ROOM: row.address(room.origin, 'secret4711'), ...(row.signing && { ROOM_SECRET: row.signing }) };
    const sent = await world.run(['send', 'text', `开会：${row.kind}`, '--to', 'ROOM'], { env });
    expect(sent, row.kind).toMatchObject({ code: 0 });
    expect(room.model.shown.map(({ text, problems }) => [text, ...problems])).toEqual([[`开会：${row.kind}`]]);
  }
  await using mails = await startMailServer();
  const env = { ROOM: `smtp://digest:pass@127.0.0.1:${mails.port}?from=digest@example.com&to=a@example.com` };
  expect(await world.run(['send', 'text', '开会', '--to', 'ROOM'], { env })).toMatchObject({ code: 0 });
  expect(mails.received.map(({ to }) => to)).toEqual([['a@example.com']]);
});

test.each(['feishu', 'dingtalk', 'ntfy', 'webhook'] as const)(
  '%s that misses its signature or token is told with the variable for it, and not as a wrong address',
  async (kind) => {
    const row = rows.find((one) => one.kind === kind);
    await using room = await startModelServer(kind, { nowMs: () => Date.now(), secret: row?.signing });
    const env = { ROOM: row?.address(room.origin, 'secret4711') ?? '' };
    const { code, stderr } = await world.run(['send', 'text', '开会', '--to', 'ROOM'], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/怎么办：.*ROOM_SECRET.*再运行/);
    expect(stderr).not.toContain('地址无效');
  },
);

test('preview --room shows the edition as each kind of room would, and lists the kinds', async () => {
  for (const kind of [...rows.map((row) => row.kind), 'mail', 'wecom']) {
    const shown = await world.run(['preview', '--room', kind, '--json', '--html', `${kind}.html`, ...at]);
    expect(shown, kind).toMatchObject({ code: 0 });
    const { messages } = JSON.parse(shown.stdout) as { messages: readonly { msgtype: string; content: string }[] };
    expect(messages[0]?.msgtype).toBe(kind === 'wecom' ? 'markdown' : kind);
    expect(messages[0]?.content).toContain('Lumen');
    if (kind === 'slack') expect(messages[0]?.content).toMatch(/^1\. <https?:\/\/[^|]+\|/m);
    expect(readFileSync(join(world.folder, `${kind}.html`), 'utf8'), kind).toContain('Lumen');
  }
  const without = await world.run(['preview', '--room']);
  expect(without).toMatchObject({ code: 2 });
  const close = await world.run(['preview', '--room', 'slak', ...at]);
  expect(close).toMatchObject({ code: 2, stderr: expect.stringContaining('是不是 slack？') });
  for (const given of ['', 'email', '<b>']) {
    const { code, stderr } = await world.run(['preview', '--room', given, ...at]);
    expect(code, given).toBe(2);
    expect(stderr, given).toContain('wecom');
  }
});

test('check checks the templates of every kind of room, wherever the digest is sent', async () => {
  for (const folder of ['rooms', 'slack', 'text']) {
    const file = join(world.folder, 'my-templates', folder, 'story.liquid');
    cpSync(join(programDir, 'templates'), join(world.folder, 'my-templates'), { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    const env = { TEMPLATES_DIR: 'my-templates' };
    writeFileSync(file, '{{ number }}. {{ title }} {{ url }}');
    expect(await world.run(['check'], { env }), folder).toMatchObject({ code: 0 });
    writeFileSync(file, '{% if title %}{{ title }}');
    const { code, stderr } = await world.run(['check'], { env });
    expect(code, folder).toBe(2);
    expect(stderr).toContain(`my-templates/${folder}/story.liquid`);
    rmSync(join(world.folder, 'my-templates'), { recursive: true });
  }
});

/** The start of each story's first line: the text after a title differs from room to room. */
function numbered(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => /^\d+\. /.test(line))
    .map((line) => line.slice(0, 12));
}
