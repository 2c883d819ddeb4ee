import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startModelServer } from '../deliver/rooms/model-server.ts';
import { openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test.each(['--version', '-V'])('%s says which version this is, whatever the configuration', async (flag) => {
  world.write('feeds.yaml', 'feeds: [');
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await world.run([flag], { inOwnProcess: true })).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
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
    expect(stderr).toContain('这个地址不是网址');
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
    const inChinese = await world.run(['setup'], { env, input: `${world.robot.url}\n\n\n\n\n\nn\n` });
    expect(inChinese.stdout).toContain('Reading the feeds to show the start of the next edition');
    const { code, stdout } = await world.run(['setup'], { env, input: `${world.robot.url}\n\n\n\n\n\ny\n` });
    expect(code).toBe(0);
    expect(stdout).toContain('Where it is: the WeCom group');
    expect(stdout).toMatch(/Wrote \.env and feeds\.yaml.*AI News Digest/s);
    const feeds = readFileSync(join(world.folder, 'feeds.yaml'), 'utf8');
    expect(feeds).toMatch(/"?language"?: "?en\b/);
    expect(feeds).toMatch(/"?title"?: "?AI News Digest/);
  });

  test('asks for the secret of a robot whose kind has one, and tests and writes it', async () => {
    const options = { nowMs: () => Date.now(), now: () => new Date(), secret: 'SECright' };
    const dingtalk = await startModelServer('dingtalk', options);
    onTestFinished(() => dingtalk[Symbol.asyncDispose]());
    const address = `${dingtalk.origin}/robot/send?access_token=t`;
    const { code, stdout, stderr } = await answer(`${address}\nSECwrong\n\ny\n\n${address}\nSECright\ny\n`);
    expect(stdout).toContain('“加签”的密钥 SEC…（没有就回车）：');
    expect(stderr).toContain('测试消息没有发成：钉钉不收（310000）：签名、关键词或 IP 不对');
    expect(stdout).toContain('测试消息已送达');
    expect(code).toBe(0);
    expect(dotenv()).toContain('WECOM_WEBHOOK_URL_SECRET=SECright\n');
  });

  test('asks for another address when the test message fails', async () => {
    const { code, stderr } = await answer(`${world.robot.url}-wrong\n\ny\n\n${world.robot.url}\ny\n`);
    expect(stderr).toMatch(/测试消息没有发成：企业微信说地址无效（93000）.+\n怎么办：在群里重新复制整个地址/);
    expect(code).toBe(0);
    expect(dotenv()).toContain(`WECOM_WEBHOOK_URL=${world.robot.url}\n`);
  });

  test('writes nothing when the test message fails, and keeps no message', async () => {
    const { code, stderr } = await answer(`${world.robot.url}-wrong\n\ny\nn\n`);
    expect(code).toBe(2);
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
    ['0 9 * * 1-5', '[0 9 * * 1-5]', '８：３０', '30 8 * * 1-5'],
    ['15 7 * * *', '[7:15]', '0 8 * * 1', '0 8 * * 1'],
  ])('with the schedule %s offers %s; %j makes it %s', async (schedule, offered, answer, expected) => {
    world.writeFeeds({ digest: { schedule } });
    const { code, stdout } = await world.run(['setup'], { input: `\n${answer}\n\n` });
    expect(stdout).toContain('每天几点发（时区 Asia/Shanghai）？');
    expect(code).toBe(0);
    expect(stdout).toContain(offered);
    expect(readFileSync(join(world.folder, 'feeds.yaml'), 'utf8')).toContain(`"schedule": "${expected}"`);
  });
});
