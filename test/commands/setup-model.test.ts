import { expect, test } from 'vitest';
import type { App } from '../../src/commands/app.ts';
import { askYesNo } from '../../src/commands/ask.ts';
import { askModel } from '../../src/commands/setup-questions.ts';
import type { Config } from '../../src/config/config.ts';
import { parseEnvironment } from '../../src/config/environment.ts';
import known from '../../src/ground/model-providers.json' with { type: 'json' };

const unset = { environment: { llm: undefined, privateHosts: [] as readonly string[] } } as Config;

/** `setup` with these answers, in their order; after the last one stdin is at its end. */
function asked(...answers: string[]) {
  const notes: string[] = [];
  const terminal = { ask: async () => answers.shift(), note: (text: string) => void notes.push(text) };
  const app = { language: 'en', signal: new AbortController().signal, terminal } as unknown as App;
  return { app, notes };
}

test('setup knows the addresses and usual models of providers', async () => {
  expect(await askModel(asked('deepseek', '', 'sk-1').app, unset)).toEqual({
    LLM_BASE_URL: 'https://api.deepseek.com',
    LLM_MODEL: 'deepseek-flash',
    LLM_API_KEY: 'sk-1',
  });
});

test.each([
  ['通义', 'dashscope.aliyuncs.com'],
  ['千问', 'dashscope.aliyuncs.com'],
  ['智谱', 'open.bigmodel.cn'],
  ['月之暗面', 'api.moonshot.cn'],
  ['Kimi', 'api.moonshot.cn'],
  ['硅基流动', 'api.siliconflow.cn'],
  ['深度求索', 'api.deepseek.com'],
  ['智谱AI', 'open.bigmodel.cn'],
])('setup knows a provider by the name that Chinese users type: %s', async (name, host) => {
  const { LLM_BASE_URL = '' } = await askModel(asked(name, '', 'sk-1').app, unset);
  expect(LLM_BASE_URL).toContain(`//${host}`);
});

test('a model on this machine needs no key, and may be another one', async () => {
  expect(await askModel(asked('Ollama', 'nova:8b').app, unset)).toEqual({
    LLM_BASE_URL: 'http://127.0.0.1:11434/v1',
    LLM_MODEL: 'nova:8b',
  });
});

test('a provider that is not in the list is taken by its address, with the name of a model', async () => {
  const { app, notes } = asked('https://nova.example/v1', '', 'https://nova.example/v1', 'nova-8b', 'sk-1');
  expect(await askModel(app, unset)).toEqual({
    LLM_BASE_URL: 'https://nova.example/v1',
    LLM_MODEL: 'nova-8b',
    LLM_API_KEY: 'sk-1',
  });
  expect(notes).toEqual([expect.stringContaining('The name of the model is missing')]);
  const open = asked('http://nova.example/v1', 'nova-8b');
  expect(await askModel(open.app, unset)).toEqual({});
  expect(open.notes).toEqual([expect.stringContaining('is not an https URL')]);
});

test.each([
  [['25:00', 'y'], true],
  [['25:00', 'n'], false],
  [[''], false],
  [[], false],
])('a question for yes or no is asked again until one of them is the answer: %j is %s', async (answers, expected) => {
  const { app, notes } = asked(...answers);
  expect(await askYesNo(app, 'Send it? ')).toBe(expected);
  expect(notes).toHaveLength(answers.includes('25:00') ? 1 : 0);
});

test('another name is asked for again, and the end of the answers means none', async () => {
  const { app, notes } = asked('Lumen');
  expect(await askModel(app, unset)).toEqual({});
  expect(notes).toHaveLength(1);
});

test.each(known.providers)('the address of $name.en is one that .env takes', ({ baseUrl, model }) => {
  const { environment, problems } = parseEnvironment({ cwd: '/', env: { LLM_BASE_URL: baseUrl, LLM_MODEL: model } });
  expect(problems).toEqual([]);
  expect(environment.llm).toMatchObject({ baseUrl, model });
});
