import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { programDir } from '../../src/config/environment.ts';
import { checkOptionalAddresses, checkWebhooks, openPages, webhookProblem } from '../../src/config/webhooks.ts';
import { loadValid, oneFeed, told, valid, workspace, wrong } from './workspace.ts';

test('settings have the defaults of .env.example', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed });
  const result = loadConfig({ cwd, env: { TEMPLATES_DIR: '' } });
  expect(result.ok && result.config.environment).toEqual({
    feedsFile: join(cwd, 'feeds/feeds.yaml'),
    templatesDir: join(programDir, 'templates'),
    dataDir: join(cwd, 'data'),
    database: 'sqlite',
    wecomRate: { messages: 18, windowMs: 60_000 },
    wecomCooldownMs: 65_000,
    wecomTimeoutMs: 15_000,
    alertMention: [],
    httpHost: '127.0.0.1',
    httpPort: 8080,
    pageUrl: 'http://127.0.0.1:8080',
    publicPages: false,
    proxies: { https: undefined, http: undefined, no: [] },
    privateHosts: [],
    bridgeUrls: { 'rsshub:': undefined, 'wewe:': undefined },
    logLevel: 'info',
    logFormat: 'json',
  });
});

test('settings name the kind of database; an invalid DATABASE_URL is reported without its value', async () => {
  const address = 'postgres://digest:a-secret@db.example/digest';
  const { environment } = await loadValid({ dotenv: `DATABASE_URL=${address}` });
  expect(environment.database).toBe('postgres');
  expect(JSON.stringify(environment)).not.toContain('secret');

  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed, '.env': 'DATABASE_URL=mysql://digest:a-secret@db.example/x' });
  const wrong = loadConfig({ cwd, env: {} });
  const problems = wrong.ok ? '' : JSON.stringify(wrong.problems);
  expect(problems).toContain('DATABASE_URL is not the address of a PostgreSQL database');
  expect(problems).not.toContain('secret');
});

test('settings come from .env, and the environment overrides them', async () => {
  const { environment } = await loadValid({
    dotenv: [
      'HTTP_PORT=1',
      'LOG_FORMAT=pretty # for people',
      'WECOM_RATE=5/1m',
      'ALERT_MENTION=zhangsan, 13800000000 @all',
      'PRIVATE_HOSTS=intranet.example,10.0.0.0/8,::1',
      'export https_proxy="http://proxy.example:7890"',
      'NO_PROXY=.internal.example,10.0.0.1',
    ].join('\r\n'),
    env: { HTTP_PORT: '2' },
  });
  expect(environment).toMatchObject({
    httpPort: 2,
    logFormat: 'pretty',
    wecomRate: { messages: 5, windowMs: 60_000 },
    alertMention: ['zhangsan', '13800000000', '@all'],
    privateHosts: ['intranet.example', '10.0.0.0/8', '::1'],
    proxies: { https: 'http://proxy.example:7890', http: undefined, no: ['.internal.example', '10.0.0.1'] },
  });
});

test('the address of a language model is https, or http on this machine and private hosts', async () => {
  const llm = async (LLM_BASE_URL: string, more: Record<string, string> = {}) =>
    (await loadValid({ env: { LLM_BASE_URL, LLM_MODEL: 'small', ...more } })).environment.llm;
  const provider = { model: 'small', dailyTokens: 200_000 };

  expect(await llm('')).toBeUndefined();
  expect(await llm('https://api.example/v1')).toEqual({ ...provider, baseUrl: 'https://api.example/v1' });
  expect(await llm('http://127.0.0.1:11434/v1')).toMatchObject({ baseUrl: 'http://127.0.0.1:11434/v1' });
  expect(await llm('http://ollama:11434/v1', { PRIVATE_HOSTS: 'ollama' })).toMatchObject(provider);
  await expect(llm('http://api.example/v1')).rejects.toThrow('LLM_BASE_URL');
  await expect(llm('https://user:pass@api.example/v1')).rejects.toThrow('LLM_BASE_URL');
  await expect(llm('https://api.example/v1', { LLM_MODEL: '' })).rejects.toThrow('LLM_MODEL is not set');
});

test('PAGE_URL loses its final slash, a bridge keeps its key, and other forms are refused without the value', async () => {
  const env = { PAGE_URL: 'https://digest.example/', RSSHUB_URL: 'http://rsshub:1200/?key=k' };
  const { environment } = await loadValid({ env });
  expect(environment).toMatchObject({
    pageUrl: 'https://digest.example',
    bridgeUrls: { 'rsshub:': 'http://rsshub:1200/?key=k' },
  });
  const text = await wrong({
    env: { PAGE_URL: 'https://digest.example/?x=1', RSSHUB_URL: 'http://me:canary@rsshub' },
  });
  expect(text).toContain('PAGE_URL is "https://digest.example/?x=1"; expected an http or https URL');
  expect(text).toContain('RSSHUB_URL is not an http or https URL');
  expect(text).not.toContain('canary');
});

test('a wrong proxy in lower case is reported in the environment that sets it', async () => {
  expect(await wrong({ env: { https_proxy: 'canary' } })).toContain('environment HTTPS_PROXY is not an http');
});

test('a password of a proxy may have special characters if they are encoded', async () => {
  const proxy = 'http://me:c%40n%25ary@proxy.example:7890';
  const { environment } = await loadValid({ dotenv: `HTTPS_PROXY=${proxy}` });
  expect(environment.proxies.https).toBe(proxy);
  const text = await wrong({ dotenv: 'HTTPS_PROXY=http://me:can%ary@proxy.example:7890' });
  expect(text).toContain('HTTPS_PROXY is not an http or https proxy URL');
  expect(text).not.toContain('ary');
});

test('reading the settings does not change process.env', async () => {
  const before = { ...process.env };
  await loadValid({ dotenv: 'CONFIG_TEST_CANARY=1\n' });
  expect(process.env).toEqual(before);
});

test('invalid settings are all reported at once, with their line in .env', async () => {
  const dotenv = [
    'HTTP_PORT=99999',
    'WECOM_RATE=fast',
    'WECOM_COOLDOWN=65',
    'LOG_LEVEL=inof',
    'PRIVATE_HOSTS=10.0.0.0/40',
    'HTTPS_PROXY=me:canary@proxy.example:7890',
  ];
  const text = await wrong({ dotenv: dotenv.join('\n') });
  expect(text).toMatchInlineSnapshot(`
    ".env:1:1 HTTP_PORT 写成了 "99999"，应是 0–65535 的端口 → 0 表示不开网页
    .env:2:1 WECOM_RATE 写成了 "fast"，应是条数/时长 → 例如 18/60s：任何 60 秒里最多 18 条
    .env:3:1 WECOM_COOLDOWN 写成了 "65"，应是大于 0 的时长 → 加上单位，例如 65s（秒）、65m（分）、65h（时）
    .env:4:1 LOG_LEVEL 写成了 "inof"，应是以下之一：trace、debug、info、warn、error、fatal、silent → 是不是 info？
    .env:5:1 PRIVATE_HOSTS 里的 "10.0.0.0/40" 不是主机名或地址段 → 例如 intranet.example,10.0.0.0/8，逗号分开
    .env:6:1 HTTPS_PROXY 不是 http 或 https 开头的代理地址 → 写成 http://主机:端口 或 http://用户名:密码@主机:端口；密码里的 @ : / # % 写成 %40 %3A %2F %23 %25
    .env:1:1 HTTP_PORT is "99999"; expected a port from 0 to 65535 → 0 means no server
    .env:2:1 WECOM_RATE is "fast"; expected messages/duration → for example 18/60s: at most 18 messages in any 60 seconds
    .env:3:1 WECOM_COOLDOWN is "65"; expected a duration above zero → add a unit: 65s, 65m or 65h
    .env:4:1 LOG_LEVEL is "inof"; expected one of trace, debug, info, warn, error, fatal, silent → did you mean info?
    .env:5:1 PRIVATE_HOSTS contains "10.0.0.0/40", which is not a host name or range → for example intranet.example,10.0.0.0/8, separated by commas
    .env:6:1 HTTPS_PROXY is not an http or https proxy URL → write http://host:port or http://user:password@host:port; in a password write @ : / # % as %40 %3A %2F %23 %25"
  `);
  expect(text).not.toContain('canary');
});

test('a value with a full-width or unclosed quote is reported as such', async () => {
  const dotenv = 'HTTP_PORT="8080\nHTTPS_PROXY=“http://me:canary@proxy.example”\n';
  const text = await wrong({ dotenv });
  expect(text).toContain('.env:1:1 HTTP_PORT starts with the quote " → remove the quotes');
  expect(text).toContain('.env:2:1 HTTPS_PROXY starts with the quote “ → remove the quotes');
  expect(text).not.toContain('canary');
});

test('secrets come from the environment, .env or a file, are trimmed, and are not fields of the configuration', async () => {
  const config = await loadValid({
    dotenv: 'PING_URL= https://ping.example/canary \nHTTP_TOKEN_FILE=token.txt\nALERT_WEBHOOK_URL=\n',
    env: { WECOM_WEBHOOK_URL: 'https://robot.example/canary' },
    files: { 'token.txt': 'canary\n' },
  });
  expect(config.secret('WECOM_WEBHOOK_URL')).toBe('https://robot.example/canary');
  expect(config.secret('PING_URL')).toBe('https://ping.example/canary');
  expect(config.secret('HTTP_TOKEN')).toBe('canary');
  expect(config.secret('ALERT_WEBHOOK_URL')).toBeUndefined();
  expect(JSON.stringify(config)).not.toContain('canary');
});

test('secrets are read again at every use', async () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed, 'token.txt': 'old', '.env': 'PING_URL=old\n' });
  const result = valid(loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates', HTTP_TOKEN_FILE: 'token.txt' } }));
  expect([result.config.secret('HTTP_TOKEN'), result.config.secret('PING_URL')]).toEqual(['old', 'old']);

  writeFileSync(join(cwd, 'token.txt'), 'new');
  writeFileSync(join(cwd, '.env'), 'PING_URL=new\n');
  expect([result.config.secret('HTTP_TOKEN'), result.config.secret('PING_URL')]).toEqual(['new', 'new']);
});

test('secrets that are set twice, or whose file is missing or empty, are reported', async () => {
  const dotenv = 'HTTP_TOKEN=canary\nHTTP_TOKEN_FILE=a.txt\nPING_URL_FILE=nowhere.txt\nMY_GROUP_FILE=empty.txt\n';
  const feeds = `digests: [{ webhook: MY_GROUP }]\n${oneFeed}`;
  const text = await wrong({ feeds, dotenv, files: { 'empty.txt': '\n' } });
  expect(text).toMatchInlineSnapshot(`
    ".env:3:1 PING_URL_FILE 指向的文件 nowhere.txt 读不了（ENOENT） → 检查路径和权限
    .env:2:1 HTTP_TOKEN 和 HTTP_TOKEN_FILE 都设置了 → 留下一个
    .env:4:1 MY_GROUP_FILE 指向的文件 empty.txt 是空的 → 把值写进这个文件
    .env:3:1 the file nowhere.txt of PING_URL_FILE cannot be read (ENOENT) → check the path and its permissions
    .env:2:1 HTTP_TOKEN and HTTP_TOKEN_FILE are both set → keep one of them
    .env:4:1 the file empty.txt of MY_GROUP_FILE is empty → write the value into it"
  `);
  expect(text).not.toContain('canary');
});

describe('webhooks', () => {
  const feeds = `digests: [{ id: daily, webhook: [ONE, TWO] }]
reminders: [{ id: tea, schedule: "0 15 * * *", text: 喝茶, webhook: THREE }]
${oneFeed}`;
  const both = (problems: Parameters<typeof told>[0]) => `${told(problems)}\n${told(problems, 'en')}`;

  test('a webhook that is not set is an error of sending and not of loading', async () => {
    const config = await loadValid({ feeds });
    expect(both(checkWebhooks(config))).toMatchInlineSnapshot(`
      ".env 没有设置 ONE，日报 daily 要发到那里 → 运行 ./digest setup，或在 .env 里写 ONE=群机器人的 Webhook 地址
      .env 没有设置 TWO，日报 daily 要发到那里 → 运行 ./digest setup，或在 .env 里写 TWO=群机器人的 Webhook 地址
      .env 没有设置 THREE，提醒 tea 要发到那里 → 运行 ./digest setup，或在 .env 里写 THREE=群机器人的 Webhook 地址
      .env ONE is not set, but digest daily is sent there → run ./digest setup, or set ONE to the robot’s webhook address in .env
      .env TWO is not set, but digest daily is sent there → run ./digest setup, or set TWO to the robot’s webhook address in .env
      .env THREE is not set, but reminder tea is sent there → run ./digest setup, or set THREE to the robot’s webhook address in .env"
    `);
  });

  test('a webhook that is not a URL, or not https, is reported without its value', async () => {
    const config = await loadValid({
      feeds,
      env: { ONE: 'canary', TWO: 'http://robot.example/canary', ALERT_WEBHOOK_URL: 'ftp://robot.example/canary' },
    });
    const text = both(checkWebhooks(config));
    expect(text).toMatchInlineSnapshot(`
      "environment ONE 不是网址 → 在设环境变量的地方改（compose.yaml、systemd 等），再重启：从群机器人的页面重新复制整个 Webhook 地址，只填一个
      environment TWO 不是 https → 在设环境变量的地方改（compose.yaml、systemd 等），再重启：改成 https://…；http 只能用于本机和 PRIVATE_HOSTS 里的主机
      .env 没有设置 THREE，提醒 tea 要发到那里 → 运行 ./digest setup，或在 .env 里写 THREE=群机器人的 Webhook 地址
      environment ALERT_WEBHOOK_URL 不是网址 → 在设环境变量的地方改（compose.yaml、systemd 等），再重启：从群机器人的页面重新复制整个 Webhook 地址，只填一个
      environment ONE is not a URL → change it where the environment is set (compose.yaml, systemd …), then restart: copy the whole webhook address from the robot’s page again, and enter only one
      environment TWO does not use https → change it where the environment is set (compose.yaml, systemd …), then restart: write https://…; http is allowed only for this machine and for hosts in PRIVATE_HOSTS
      .env THREE is not set, but reminder tea is sent there → run ./digest setup, or set THREE to the robot’s webhook address in .env
      environment ALERT_WEBHOOK_URL is not a URL → change it where the environment is set (compose.yaml, systemd …), then restart: copy the whole webhook address from the robot’s page again, and enter only one"
    `);
    expect(text).not.toContain('canary');
  });

  test('a wrong address is reported where it is set: in .env, in the environment, or in the file of NAME_FILE', async () => {
    const config = await loadValid({
      feeds,
      dotenv: 'TWO=canary\nTHREE_FILE=three.txt\n',
      env: { ONE: 'canary', PING_URL: 'canary', WECOM_RATE: '99/60s' },
      files: { 'three.txt': 'canary' },
    });
    const problems = [...checkWebhooks(config), ...checkOptionalAddresses(config)];
    expect(problems.map(({ file, line }) => [file, line])).toEqual([
      ['environment', undefined],
      ['.env', 1],
      ['three.txt', undefined],
      ['environment', undefined],
    ]);
    const remedies = problems.map(({ remedy }) => /compose\.yaml, systemd/.test(remedy.en));
    expect(remedies).toEqual([true, false, false, true]);
  });

  test.each([
    'https://robot.example/send?key=1',
    'http://127.0.0.1:8080/send',
    'http://localhost/send',
    'http://[::1]:80/send',
  ])('the address %s is accepted as a webhook', async (address) => {
    expect(webhookProblem('ONE', await loadValid({ feeds, env: { ONE: address } }))).toBeUndefined();
  });

  test.each(['http://127.0.0.1.evil.example/send', 'http://10.0.0.1/send', 'qyapi.example/send'])(
    'the address %s is refused as a webhook',
    async (address) => {
      expect(webhookProblem('ONE', await loadValid({ feeds, env: { ONE: address } }))).toBeDefined();
    },
  );

  test.each(['http://10.0.0.1/send?key=k', 'ntfy+http://10.0.0.1/news', 'webhook+http://10.0.0.1:8080/hook'])(
    'the address %s is accepted as a webhook only where PRIVATE_HOSTS has its host',
    async (address) => {
      expect(webhookProblem('ONE', await loadValid({ feeds, env: { ONE: address } }))?.what.en).toBe(
        'ONE does not use https',
      );
      const env = { ONE: address, PRIVATE_HOSTS: '10.0.0.0/8' };
      expect(webhookProblem('ONE', await loadValid({ feeds, env }))).toBeUndefined();
    },
  );
});

test('a missing token is reported when the server is open to other machines', async () => {
  const problems = async (env: Record<string, string>) => told(openPages(await loadValid({ env })));
  expect(await problems({ HTTP_HOST: '0.0.0.0' })).toMatchInlineSnapshot(
    `".env HTTP_HOST 是 0.0.0.0，别的机器也能打开网页，但没有设置 HTTP_TOKEN：每次启动会在日志里写一个新口令，要用它登录 → 要一个不变的密码，在 .env 里写 HTTP_TOKEN=一串随机字符；只给本机看，把 HTTP_HOST 改回 127.0.0.1"`,
  );
  expect(await problems({ HTTP_HOST: '0.0.0.0', HTTP_TOKEN: 'canary' })).toBe('');
  expect(await problems({ HTTP_HOST: '0.0.0.0', HTTP_PORT: '0' })).toBe('');
  for (const host of ['::1', '[::1]', '127.0.0.2', 'LOCALHOST', 'digest.Localhost']) {
    expect(await problems({ HTTP_HOST: host }), host).toBe('');
  }
  for (const host of ['127.0.0.1.example', 'localhost.example', '::', '10.0.0.1']) {
    expect(await problems({ HTTP_HOST: host }), host).not.toBe('');
  }
});
