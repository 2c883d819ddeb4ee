import { expect, test } from 'vitest';
import { sayIn } from '../../src/ground/say.ts';
import type { ModelProbe } from '../../src/model.ts';
import { modelLine } from '../../src/show/model-probe.ts';

const say = sayIn('zh-CN');

const unanswered: ModelProbe = {
  model: 'nova-small',
  host: 'nova.example',
  answer: undefined,
  tokens: undefined,
  status: undefined,
  durationMs: 900,
};

test.each<[number | undefined, string]>([
  [undefined, '检查地址（LLM_BASE_URL）、网络和代理'],
  [200, '检查地址（LLM_BASE_URL），照服务方文档写'],
  [301, '检查地址（LLM_BASE_URL），照服务方文档写'],
  [400, '检查模型（LLM_MODEL）和地址（LLM_BASE_URL）'],
  [401, '检查密钥（.env 的 LLM_API_KEY）'],
  [402, '充值'],
  [404, '检查模型（LLM_MODEL）和地址（LLM_BASE_URL）'],
  [429, '看看账户的余额和限速'],
  [500, '过一会儿再试'],
])('a language model that answers %s is reported with what to do', (status, remedy) => {
  expect(modelLine({ ...unanswered, status }, say)).toContain(remedy);
});

test('a late model is told apart from an unreachable one', () => {
  expect(modelLine({ ...unanswered, fault: 'late' }, say)).toContain('换一个快些的模型');
});

test('a fault of the second model names its own variables', () => {
  expect(modelLine({ ...unanswered, isFallback: true, status: 401 }, say)).toContain('LLM_FALLBACK_API_KEY');
  expect(modelLine({ ...unanswered, isFallback: true, status: 404 }, say)).toContain('LLM_FALLBACK_MODEL');
});

test('a model whose answer the digest cannot use is reported as such', () => {
  const answered = { ...unanswered, status: 200, tokens: 30 };
  expect(modelLine({ ...answered, answer: '今天天气很好' }, say)).toBe('30 token · 能用，试译：今天天气很好');
  expect(modelLine({ ...answered, answer: 'Buen tiempo', fault: 'language' }, say)).toContain('不是中文，换一个模型');
  expect(modelLine({ ...answered, answer: 'Sure!', fault: 'format' }, say)).toContain('格式不对，日报用不了');
});
