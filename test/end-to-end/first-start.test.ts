import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startModelServer } from '../deliver/rooms/model-server.ts';
import { startProvider } from '../enrich/stand-in-provider.ts';
import { freePort } from '../support/free-port.ts';
import { openWorld, type World } from './program.ts';
import { startHere } from './run-here.ts';
import { never, startWorker } from './running-worker.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('without a robot, start opens /setup behind a password from the log; then the worker runs in the same process', async () => {
  world.writeFeeds({ digest: never, more: { collect: never } });
  writeFileSync(join(world.folder, '.env'), `WECOM_WEBHOOK_URL：${world.robot.url}\n`);
  const worker = await startWorker(world, { env: { WECOM_WEBHOOK_URL: '' }, inOwnProcess: false });
  const { pages } = worker;
  await using feishu = await startModelServer('feishu', {
    nowMs: () => Date.now(),
    now: () => new Date(),
    secret: 'right',
  });
  let cookie = '';
  const post = (path: string, fields: Readonly<Record<string, string>>) =>
    fetch(`${pages}${path}`, {
      method: 'POST',
      headers: { cookie, origin: pages },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const page = async (path: string) => (await fetch(`${pages}${path}`, { headers: { cookie } })).text();
  try {
    await worker.logged('"word"');
    expect(worker.log()).toContain('this line is not NAME=value');
    const word = /"word":"([^"]+)"/.exec(worker.log())?.[1] ?? '';
    expect((await fetch(`${pages}/setup`, { redirect: 'manual' })).headers.get('location')).toContain('/login');
    expect((await post('/setup/write', { address: world.robot.url })).status).toBeGreaterThanOrEqual(300);

    const login = await post('/login', { password: word, next: '/setup' });
    cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const form = /name="form" value="([^"]+)"/.exec(await page('/setup'))?.[1] ?? '';
    const wrong = await post('/setup/write', { form, address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' });
    expect([wrong.status, await wrong.text()]).toEqual([
      422,
      expect.stringMatching(/>这个地址里没有 key=…\n怎么办：从/),
    ]);
    const badAlerts = await post('/setup/write', { form, address: world.robot.url, alerts: 'robot' });
    expect(await badAlerts.text()).toContain('>告警群的地址不是网址\n');
    const signed = { form, address: `${feishu.origin}/open-apis/bot/v2/hook/x`, roomSecret: 'right' };
    expect(await (await post('/setup/test', { ...signed, roomSecret: 'wrong' })).text()).toContain('签名不对');
    expect(await (await post('/setup/test', signed)).text()).toContain('测试消息已送达');
    const tested = await post('/setup/test', { form, address: world.robot.url, room: '产品群' });
    expect(await tested.text()).toContain('测试消息已送达');
    expect(world.robot.received[0]?.content).toContain('测试消息');
    // The address was entered before: an empty field keeps it.
    const written = await post('/setup/write', {
      form,
      address: '',
      time: '8:30',
      days: 'workdays',
      password: 'a long password',
    });
    expect(written.headers.get('location')).toBe('/setup');
    const env = readFileSync(join(world.folder, '.env'), 'utf8');
    expect(env).toContain(world.robot.url);
    expect(env).toContain('WECOM_WEBHOOK_URL_SECRET=right\n');
    expect(readFileSync(join(world.folder, 'feeds.yaml'), 'utf8')).toContain('workdays');
    world.feedsAnswer('not');
    expect(await page('/setup')).toContain('一个源也读不到');
    world.feedsAnswer('well');
    const shown = await page('/setup');
    expect(shown).toContain('就这样，开始');
    expect(shown).not.toContain('一个源也读不到');
    expect((await post('/setup/start', { form })).status).toBe(200);

    await worker.logged('"worker started"');
    const isReady = async () => (await fetch(`${pages}/readyz`).catch(() => undefined))?.status === 200;
    await vi.waitUntil(isReady, { timeout: 60_000 });
    const seen = await fetch(`${pages}/`, { headers: { authorization: `Basic ${btoa('me:a long password')}` } });
    expect(await seen.text()).toContain('产品群');
    expect((await fetch(`${pages}/`)).status).toBe(401);
    expect(worker.log()).not.toContain('a long password');
    expect(worker.log()).not.toContain(world.robot.url);
  } finally {
    expect(await worker.end()).toBe(0);
  }
});

test('setup speaks the language of the browser, writes a digest in that language, and says that the model is refused', async () => {
  // The sample news is old, and setup composes for the real time.
  world.writeFeeds({ digest: { ...never, maxAge: '36500d' }, more: { collect: never } });
  const provider = await startProvider(new Map(), '401');
  const worker = await startWorker(world, { env: { WECOM_WEBHOOK_URL: '' }, inOwnProcess: false });
  const { pages } = worker;
  let cookie = '';
  const send = async (path: string, fields?: Readonly<Record<string, string>>) => {
    const answer = await fetch(`${pages}${path}`, {
      headers: { cookie, origin: pages, 'accept-language': 'en-GB,en;q=0.9,zh;q=0.1' },
      redirect: 'manual',
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    });
    cookie ||= answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    return answer.text();
  };
  try {
    await worker.logged('"word"');
    expect(await send('/login')).toContain('One-time password');
    await send('/login', { password: /"word":"([^"]+)"/.exec(worker.log())?.[1] ?? '', next: '/setup' });
    const setup = await send('/setup');
    expect(setup).toContain('Three steps to a digest in the group');
    expect(setup).toMatch(/value="en" checked/);
    const form = /name="form" value="([^"]+)"/.exec(setup)?.[1] ?? '';
    const given = { form, address: world.robot.url, time: '8:30', days: 'everyday', language: 'en' };
    const unnamed = await send('/setup/write', { ...given, modelAddress: provider.baseUrl });
    expect(unnamed).toContain('The name of the model is missing');
    expect(unnamed).not.toContain('LLM_');
    await send('/setup/write', { ...given, modelAddress: provider.baseUrl, modelName: 'nova', modelKey: 'sk-wrong' });
    const preview = await send('/setup');
    expect(preview).toMatch(/The language model cannot be used.+the key was refused \(401\): check the key</);
    expect(preview).toContain('AI News Digest |');
    expect(readFileSync(join(world.folder, 'feeds.yaml'), 'utf8')).toContain('"language": "en"');
  } finally {
    expect(await worker.end()).toBe(0);
    await provider.close();
  }
});

test('a stop that comes before /setup is open ends the program', async () => {
  const env = { FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', HTTP_PORT: String(await freePort()) };
  const running = startHere(['start'], { cwd: world.folder, env, input: '' });
  running.stop();
  expect(await running.ended).toMatchObject({ code: 0 });
});
