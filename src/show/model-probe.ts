import type { Say } from '../ground/say.ts';
import type { ModelProbe } from '../model.ts';

/** Whether the digest can use what the model answered. */
export function isUsable({ answer, vectors, fault }: ModelProbe): boolean {
  return fault === undefined && (answer !== undefined || vectors?.dimensions !== undefined);
}

/** Where the settings of the model were entered: remedies on a form name no variables. */
type Entered = 'variables' | 'form';

/** `nova · model.example · 1.2 s · …`: a language model, and what modelLine says of it. */
export function probeLine(probe: ModelProbe, say: Say, entered: Entered = 'variables'): string {
  const seconds = (probe.durationMs / 1000).toFixed(1);
  return `${probe.model} · ${probe.host} · ${say(`${seconds} 秒`, `${seconds} s`)} · ${modelLine(probe, say, entered)}`;
}

/** What a language model answered, or why it did not and what to do. */
export function modelLine(probe: ModelProbe, say: Say, entered: Entered = 'variables'): string {
  const { answer, vectors, tokens, fault } = probe;
  const cost = tokens === undefined ? '' : `${tokens} token · `;
  if (vectors?.dimensions !== undefined) return cost + vectorsText(vectors.dimensions, vectors.isCalibrated, say);
  if (answer === undefined) return noAnswerText(probe, say, entered);
  if (fault === 'format')
    return say(
      `${cost}答的格式不对，日报用不了，换一个模型：${answer}`,
      `${cost}the answer is not in the format that the digest needs, try another model: ${answer}`,
    );
  if (fault === 'language')
    return say(
      `${cost}译出来的不是中文，换一个模型：${answer}`,
      `${cost}the translation is not Chinese, try another model: ${answer}`,
    );
  return say(`${cost}能用，试译：${answer}`, `${cost}works, test translation: ${answer}`);
}

function vectorsText(dimensions: number, isCalibrated: boolean, say: Say): string {
  const line = say(`向量 ${dimensions} 维`, `vectors of ${dimensions} dimensions`);
  return isCalibrated
    ? line
    : say(
        `${line} · 没有校准，不使用：npm run calibrate -- --corpus 文件夹`,
        `${line} · not calibrated and not used: npm run calibrate -- --corpus FOLDER`,
      );
}

function noAnswerText(probe: ModelProbe, say: Say, entered: Entered): string {
  const { vectors, status, fault, isFallback = false } = probe;
  const of = isFallback ? 'LLM_FALLBACK' : 'LLM';
  // The forms have no fields for the second provider and the embedding model.
  const isField = entered === 'form' && !isFallback && vectors === undefined;
  const named = (variable: string) => (isField ? '' : say(`（${variable}）`, ` (${variable})`));
  const address = named(`${of}_BASE_URL`);
  if (fault === 'late')
    return say(
      '等了一分钟还没有答：过一会儿再试，总这样就换一个快些的模型',
      'no answer within a minute: try again later; if it stays so, use a faster model',
    );
  if (status === undefined)
    return say(
      `连不上：检查地址${address}、网络和代理`,
      `cannot be reached: check the address${address}, the network and the proxy`,
    );
  if (status === 401 || status === 403) {
    const key = isField ? '' : say(`（.env 的 ${of}_API_KEY）`, ` (${of}_API_KEY in .env)`);
    return say(`密钥不对（${status}）：检查密钥${key}`, `the key was refused (${status}): check the key${key}`);
  }
  if (status === 402) return say('余额不足（402）：给账户充值', 'no balance left (402): top up the account');
  if (status === 429)
    return say(
      '太忙或余额不足（429）：看看账户的余额和限速，或过一会儿再试',
      'too busy, or no balance left (429): check the balance and the rate limit of the account, or try again later',
    );
  if (status >= 500)
    return say(`服务方出错（${status}）：过一会儿再试`, `the provider has a fault (${status}): try again later`);
  if (status === 400 || status === 404 || status === 422) {
    const model = named(vectors === undefined ? `${of}_MODEL` : 'LLM_EMBEDDING_MODEL');
    return say(
      `没有这个模型或地址（${status}）：检查模型${model}和地址${address}`,
      `no such model or address (${status}): check the model${model} and the address${address}`,
    );
  }
  return say(
    `这个地址答的不是模型的回答（${status}）：检查地址${address}，照服务方文档写，多以 /v1 结尾`,
    `what this address answers is not from a model (${status}): check the address${address} against the provider’s documentation; it often ends in /v1`,
  );
}
