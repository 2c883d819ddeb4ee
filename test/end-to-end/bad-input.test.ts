import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { command, mainFile } from '../support/main-file.ts';
import { canary, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

describe('a user error is reported with its place and what to do, and exits 2', () => {
  const cases: readonly {
    name: string;
    args?: string[];
    feeds?: string;
    env?: Record<string, string>;
    told: string[];
    untold?: string;
  }[] = [
    { name: 'no feeds file', env: { FEEDS_FILE: 'nowhere.yaml' }, told: ['nowhere.yaml'] },
    { name: 'YAML that does not parse', feeds: 'feeds:\n  - { url: "https://example.com\n', told: ['feeds.yaml:2'] },
    { name: 'an unknown key', feeds: 'feeeds: []\n', told: ['feeds.yaml:1', 'feeeds', '是不是 feeds'] },
    {
      name: 'a missing webhook',
      env: { WECOM_WEBHOOK_URL: '' },
      told: ['没有设置 WECOM_WEBHOOK_URL', `${command} setup`],
    },
    {
      name: 'a webhook that is not https',
      env: { WECOM_WEBHOOK_URL: `http://example.com/send?key=${canary}` },
      told: ['WECOM_WEBHOOK_URL 不是 https'],
    },
    {
      name: 'a bad variable and a webhook that is not https, at once',
      args: ['check'],
      env: { LOG_LEVEL: 'verbose', WECOM_WEBHOOK_URL: `http://example.com/send?key=${canary}` },
      told: ['LOG_LEVEL', 'WECOM_WEBHOOK_URL 不是 https'],
    },
    { name: 'an unknown digest', args: ['run', '--digest', 'weekly'], told: ['没有叫 weekly 的日报', 'daily'] },
    { name: 'a bad --at', args: ['run', '--at', 'yesterday'], told: ['--at', '2026-02-01T09:00:00+08:00'] },
    {
      name: 'a day that does not exist in --at',
      args: ['preview', '--at', '2026-02-30T09:00:00Z'],
      told: ['--at', '2026-02-30T09:00:00Z'],
    },
    {
      name: 'an hour that does not exist in --at',
      args: ['preview', '--at', '2026-02-01T24:00:00Z'],
      told: ['--at', '2026-02-01T24:00:00Z'],
    },
    {
      name: 'a year in --at that no feed knows',
      args: ['preview', '--at', '0001-01-01T00:00:00Z'],
      told: ['--at', '0001-01-01T00:00:00Z'],
    },
    {
      name: 'a run of a slot that is still to come',
      args: ['run', '--at', '2099-02-01T09:00:00+08:00'],
      told: ['2099-02-01T09:00:00+08:00', 'preview --at'],
    },
    {
      name: 'a test robot without an address, before any feed is read',
      args: ['preview', '--to', 'NOPE'],
      told: ['没有设置 NOPE', '--to 后面写这些里的一个：WECOM_WEBHOOK_URL'],
      untold: '3/3',
    },
    {
      name: 'a preview as one kind of room that is sent to another',
      args: ['preview', '--room', 'feishu', '--to', 'WECOM_WEBHOOK_URL'],
      told: ['--room', '--to'],
      untold: '3/3',
    },
    {
      name: 'a page that cannot be written, before any feed is read',
      args: ['preview', '--html', '/nonexistent/folder/page.html'],
      told: ['写不了 /nonexistent/folder/page.html'],
      untold: '3/3',
    },
    { name: 'an unknown command', args: ['rnu'], told: ['没有 rnu 这个命令', '是不是 run'] },
    { name: 'a feed by nearly its name', args: ['feeds', 'disable', 'lumen blo'], told: ['是不是 Lumen Blog？'] },
    {
      name: 'a missing argument',
      args: ['digests', 'resend'],
      told: ['缺少参数 slot：写成', `${command} digests resend <slot>`],
    },
    {
      name: 'a missing argument before an optional one',
      args: ['boost'],
      told: [`${command} boost <word> [points]`],
    },
    {
      name: 'a value that is not among the choices of an option',
      args: ['demo', '--lang', 'fr'],
      told: ['选项 --lang <language> 的值不对', 'zh-CN、en'],
    },
    { name: 'an unknown option', args: ['run', '--foorce'], told: ['没有 --foorce 这个选项', '是不是 --force'] },
  ];

  test.each(cases)('$name', async ({ args = ['run'], feeds, env, told, untold }) => {
    if (feeds !== undefined) world.write('feeds.yaml', feeds);
    const { code, stderr, stdout } = await world.run(args, env === undefined ? {} : { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const part of told) expect(stderr).toContain(part);
    if (untold !== undefined) expect(stderr).not.toContain(untold);
    expect(stderr).not.toContain(canary);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('start and run report a wrong robot address together with the mistakes of feeds.yaml; preview needs no robot', async () => {
    world.write('feeds.yaml', 'digests:\n  - timezone: Nowhere\nfeeds: []\n');
    const [started, ran, shown] = await Promise.all(
      ['start', 'run', 'preview'].map((name) => world.run([name], { env: { WECOM_WEBHOOK_URL: 'foo' } })),
    );
    for (const told of [started, ran]) {
      expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('feeds.yaml:2') });
      expect(told?.stderr).toContain('WECOM_WEBHOOK_URL 不是网址');
    }
    expect(shown).toMatchObject({ code: 2, stderr: expect.not.stringContaining('WECOM_WEBHOOK_URL') });
  });

  test('run without --digest lists the ids when there are two digests', async () => {
    world.writeFeeds({ more: { digests: [{ id: 'one' }, { id: 'two', schedule: '0 10 * * *' }] } });
    const { code, stderr } = await world.run(['run']);
    expect(code).toBe(2);
    expect(stderr).toContain('one, two');
  });

  test.each([
    ['an unknown variable in a branch that is rarely taken', '{{ title }}{% if update %}{{ updat.title }}{% endif %}'],
    ['nothing in it', ''],
  ])('a template with %s, before anything is read or sent', async (_, story) => {
    const templates = join(world.folder, 'mine');
    cpSync(join(import.meta.dirname, '../../templates'), templates, { recursive: true });
    writeFileSync(join(templates, 'markdown/story.liquid'), story);
    const env = { TEMPLATES_DIR: 'mine' };
    const commands = ['check', 'run', 'preview', 'start'];
    for (const { code, stdout, stderr } of await Promise.all(commands.map((each) => world.run([each], { env })))) {
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(/^mine\/markdown\/story\.liquid.*\n {4}怎么办：/);
    }
    expect(() => world.dataHashes()).toThrow(/ENOENT/);
    expect(world.robot.received).toEqual([]);
  });
});

describe('check reports what would not work, and exits 2', () => {
  test.each([
    ['a PING_URL that is none', { PING_URL: 'foo' }, 'PING_URL 不是网址'],
    ['a test robot that is none', { WECOM_TEST_WEBHOOK_URL: 'foo' }, 'WECOM_TEST_WEBHOOK_URL 不是网址'],
    [
      'a robot’s address without its key',
      { WECOM_WEBHOOK_URL: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' },
      'WECOM_WEBHOOK_URL 里没有 key=',
    ],
    ['a damaged database', { DATA_DIR: 'damaged' }, 'digest.db 已损坏'],
  ])('%s', async (_, env, told) => {
    mkdirSync(join(world.folder, 'damaged'));
    world.write('damaged/digest.db', 'no database '.repeat(1000));
    const { code, stdout, stderr } = await world.run(['check'], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(told);
  });

  test.each(['check', 'run', 'collect', 'deliver', 'preview', 'status'])(
    '%s exits 2 for a DATA_DIR that is a file',
    async (command) => {
      const { code, stderr } = await world.run([command], { env: { DATA_DIR: 'feeds.yaml' } });
      expect(code).toBe(2);
      expect(stderr).toContain('不是文件夹');
    },
  );

  test('a WECOM_RATE above WeCom’s limit is only a warning of check', async () => {
    const { code, stderr } = await world.run(['check'], { env: { WECOM_RATE: '10/15s' } });
    expect(code).toBe(0);
    expect(stderr).toContain('一分钟可以发 40 条，企业微信只收 20 条');
    expect(() => world.dataHashes()).toThrow(/ENOENT/);
  });
});

test('a DATA_DIR that cannot be written is reported with the user and the command that fixes it', async () => {
  mkdirSync(join(world.folder, 'sub'));
  world.write('sub/data', 'a file in the way');
  const { code, stderr } = await world.run(['collect'], { env: { DATA_DIR: 'sub/data' } });
  expect(code).toBe(2);
  expect(stderr).toContain('sub/data');
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('check warns about pages that other machines can open without a password', async () => {
  const env = { HTTP_HOST: '0.0.0.0', HTTP_PORT: '8080' };
  const { code, stderr } = await world.run(['check'], { env });
  expect(code).toBe(0);
  expect(stderr).toContain('没有设置 HTTP_TOKEN：每次启动会在日志里写一个新口令');
});

test.skipIf(process.platform === 'win32')('a small limit of open files is enough to read all files', () => {
  const within = (files: number) =>
    spawnSync('sh', ['-c', `ulimit -n ${files}; exec "$0" "$@"`, process.execPath, mainFile, 'check'], {
      cwd: world.folder,
      env: { ...process.env, FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', WECOM_WEBHOOK_URL: world.robot.url },
      encoding: 'utf8',
    });
  expect(within(40)).toMatchObject({ status: 0, stderr: expect.not.stringContaining('EMFILE') });
});
