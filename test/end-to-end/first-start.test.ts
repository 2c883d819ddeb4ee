import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mainFile } from '../support/main-file.ts';
import { freePort, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('without a robot, start opens /setup behind a word from the log; then the worker runs in the same process', async () => {
  world.writeFeeds({ digest: { schedule: '0 0 29 2 *' }, more: { collect: { schedule: '0 0 29 2 *' } } });
  const port = await freePort();
  const pages = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [mainFile, 'start'], {
    cwd: world.folder,
    env: {
      PATH: process.env.PATH,
      FEEDS_FILE: 'feeds.yaml',
      DATA_DIR: 'data',
      HTTP_PORT: `${port}`,
      LOG_FORMAT: 'json',
    },
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const until = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
  };
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
    await until(() => log.includes('"word"'));
    const word = /"word":"([^"]+)"/.exec(log)?.[1] ?? '';
    expect((await fetch(`${pages}/setup`, { redirect: 'manual' })).headers.get('location')).toContain('/login');
    expect((await post('/setup/write', { address: world.robot.url })).status).toBeGreaterThanOrEqual(300);

    const login = await post('/login', { password: word, next: '/setup' });
    cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const form = /name="form" value="([^"]+)"/.exec(await page('/setup'))?.[1] ?? '';
    const wrong = await post('/setup/write', { form, address: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' });
    expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('里没有 key=')]);
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
    expect(readFileSync(join(world.folder, 'feeds.yaml'), 'utf8')).toContain('workdays');
    expect(await page('/setup')).toContain('就这样，开始');
    expect((await post('/setup/start', { form })).status).toBe(200);

    await until(() => log.includes('"worker started"'));
    await until(async () => (await fetch(`${pages}/readyz`).catch(() => undefined))?.status === 200);
    const seen = await fetch(`${pages}/`, { headers: { authorization: `Basic ${btoa('me:a long password')}` } });
    expect(await seen.text()).toContain('产品群');
    expect((await fetch(`${pages}/`)).status).toBe(401);
    expect(log).not.toContain('a long password');
    expect(log).not.toContain(world.robot.url);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});
