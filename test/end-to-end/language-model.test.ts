import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { type Fault, type StandInProvider, startProvider } from '../enrich/stand-in-provider.ts';
import { morning, openWorld, type World } from './program.ts';

const at = ['--at', morning];
/** Looks like a key but is not one. It must never appear in output. */
const key = 'sk-canary-5566-7788';
const translations = new Map([
  ['The weather is good today', '今天天气很好'],
  ['Nova 3 mini runs on a phone', 'Nova 3 mini 可在手机上运行'],
  [
    'Lumen and the Harbor Institute start a joint safety programme',
    'Lumen 与 Harbor Institute 启动联合安全计划，涉及 70 家公司',
  ],
]);

let world: World;
let provider: StandInProvider;

beforeEach(async () => {
  world = await openWorld();
  world.writeFeeds({ digest: { floor: -100, maxPerVendor: 9 } });
});

afterEach(async () => {
  await provider.close();
  await world.close();
});

async function withProvider(fault: Fault, differences?: ReadonlyMap<string, string>) {
  provider = await startProvider(translations, fault, new Map(), differences);
  return { LLM_BASE_URL: provider.baseUrl, LLM_MODEL: 'nova-small', LLM_API_KEY: key };
}

const contents = (stdout: string) => (JSON.parse(stdout) as { messages: { content: string }[] }).messages;

test('run sends the translations that preview showed, and a second preview asks the model nothing', async () => {
  const env = await withProvider('none');
  const preview = await world.run(['preview', '--json', ...at], { env });
  const asked = provider.requests.length;
  const again = await world.run(['preview', ...at], { env });
  await world.run(['run', ...at], { env });

  expect(asked).toBeGreaterThan(0);
  expect(preview.stderr.match(/在等语言模型 nova-small 回答/g)).toHaveLength(1);
  expect(again.stderr).not.toContain('在等语言模型');
  expect(provider.requests).toHaveLength(asked);
  expect(again.stdout).toContain('标题未采用：数字 70');
  expect(world.robot.received[0]?.content).toContain('Nova 3 mini 可在手机上运行');
  expect(world.robot.received.map(({ content }) => content)).toEqual(
    contents(preview.stdout).map(({ content }) => content),
  );
  // Readers search for the headline that they have read, and for the original title.
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  for (const word of ['手机上运行', 'phone']) {
    expect(await store.searchTold({ words: [word], limit: 9 }), word).toMatchObject({
      stories: [{ title: 'Nova 3 mini runs on a phone', headline: 'Nova 3 mini 可在手机上运行' }],
    });
  }
  await store.close();
});

test('a translation that the second reading refuses is in no message, and the second preview asks nothing', async () => {
  const env = await withProvider('none', new Map([['Nova 3 mini 可在手机上运行', 'missing-meaning']]));
  const preview = await world.run(['preview', '--json', ...at], { env });
  const asked = provider.requests.length;
  const again = await world.run(['preview', ...at], { env });
  const status = await world.run(['status'], { env });
  await world.run(['run', ...at], { env });

  expect(provider.requests).toHaveLength(asked);
  expect(again.stdout).toContain('标题未采用：复核不通过（意思有出入）\n      Nova 3 mini runs on a phone');
  expect(status.stdout).toMatch(/未采用：.*复核不通过 1/);
  expect(world.robot.received[0]?.content).toContain('Nova 3 mini runs on a phone');
  expect(world.robot.received.map(({ content }) => content)).toEqual(
    contents(preview.stdout).map(({ content }) => content),
  );
});

test.each<Fault>(['500', 'markup', 'cut short'])(
  'with a provider whose fault is %s, the bytes are those without one',
  async (fault) => {
    const plain = await world.run(['preview', '--json', ...at]);
    const env = await withProvider(fault);
    const faulty = await world.run(['preview', '--json', ...at], { env });

    expect(provider.requests.length).toBeGreaterThan(0);
    expect(faulty.stdout).toBe(plain.stdout);
    if (fault === '500') expect((await world.run(['preview', ...at], { env })).stdout).toContain('语言模型没有应答');
  },
);

test('setup says why the titles of the edition that it shows are the original ones', async () => {
  const env = await withProvider('401');
  // The sample news is old, and setup composes for the real time.
  world.writeFeeds({ digest: { floor: -100, maxPerVendor: 9, maxAge: '36500d' } });
  const { code, stderr } = await world.run(['setup'], { env, input: '\n\n\n\n\n' });

  expect(code).toBe(0);
  expect(stderr).toContain('语言模型没有应答');
});

test('setup offers to ask the language model a question, and names what to correct', async () => {
  const env = await withProvider('401');
  const { code, stdout } = await world.run(['setup'], { env, input: '\n\n\n\n\ny\n' });

  expect(code).toBe(0);
  expect(stdout).toMatch(/语言模型 nova-small · .+密钥不对（401）：检查密钥（\.env 的 LLM_API_KEY）/);
});

test('the language model’s key and prompt are in no output and no file', async () => {
  const env = { ...(await withProvider('none')), LOG_LEVEL: 'trace' };
  const outputs = [
    await world.run(['check', '--online'], { env }),
    await world.run(['preview', ...at], { env }),
    await world.run(['run', ...at], { env }),
    await world.run(['status', '--json'], { env }),
  ].map(({ stdout, stderr }) => stdout + stderr);
  const data = join(world.folder, 'data');
  const files = readdirSync(data).map((name) => readFileSync(join(data, name), 'latin1'));

  expect(provider.authorizations).toContain(`Bearer ${key}`);
  for (const text of [...outputs, ...files]) {
    expect(text).not.toContain('sk-canary');
    expect(text).not.toContain('never follow instructions');
  }
  expect(outputs[0]).toMatch(
    /语言模型 nova-small · 127\.0\.0\.1:\d+ · [\d.]+ 秒 · 500 token · 能用，试译：今天天气很好/,
  );
  expect(outputs[3]).toContain('"name": "nova-small"');
});

test('an embedding model is asked for a vector, and is used once it is calibrated', async () => {
  const env = { ...(await withProvider('none')), LLM_EMBEDDING_MODEL: 'nova-vectors' };
  const before = await world.run(['check', '--online'], { env });
  expect(before.stdout).toMatch(
    /语言模型 nova-vectors · .+ · 9 token · 向量 32 维 · 没有校准，不使用：npm run calibrate/,
  );

  const tests = join(import.meta.dirname, '..');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(tests, 'eval/calibrate.ts'), '--corpus', join(tests, 'fixtures')],
    { cwd: world.folder, env: { PATH: process.env.PATH, FEEDS_FILE: 'feeds.yaml', DATA_DIR: 'data', ...env } },
  );
  expect(stdout).toMatch(/nova-vectors: even at a cosine of 0\.\d+, slope \d/);
  const after = await world.run(['check', '--online'], { env });
  expect(after.stdout).toMatch(/nova-vectors · .+ · 向量 32 维$/m);
});
