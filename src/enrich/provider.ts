/** One call of an OpenAI-compatible provider. Nothing that could hold the address or the key leaves this file. */
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { isLoopback } from '../ground/hosts.ts';

export interface Provider {
  /** Up to and with `/v1`, as the provider documents it. */
  readonly baseUrl: string;
  /** Left out for a provider on this machine that asks for none. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Address of an HTTP proxy. Loopback never goes through it. */
  readonly proxy?: string | undefined;
}

export interface Completion {
  readonly text: string;
  /** As the provider counted them; undefined when it did not say. */
  readonly tokens: number | undefined;
}

export interface Prompt {
  readonly system: string;
  readonly user: string;
}

/** A longer answer is not read to its end: it is not what was asked for. */
const maxAnswerBytes = 256 * 1024;

/** What the model wrote; undefined when there was no answer, for whatever reason. It never rejects. */
export async function complete(
  provider: Provider,
  prompt: Prompt,
  signal: AbortSignal,
): Promise<Completion | undefined> {
  const dispatcher = openDispatcher(provider);
  try {
    const answer = await post(provider, prompt, { dispatcher, signal, isStrict: true });
    if (answer !== 'unsupported') return answer;
    const plain = await post(provider, prompt, { dispatcher, signal, isStrict: false });
    return plain === 'unsupported' ? undefined : plain;
  } catch {
    // No network, no time, no JSON: the reader gets the original titles.
    return undefined;
  } finally {
    dispatcher.destroy().catch(() => undefined);
  }
}

function openDispatcher({ baseUrl, proxy }: Provider): Dispatcher {
  const isDirect = proxy === undefined || isLoopback(new URL(baseUrl).hostname);
  return isDirect ? new Agent({ connections: 4 }) : new ProxyAgent({ uri: proxy, connections: 4 });
}

interface Call {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  /** Asks for `json_object`, which not every provider knows. */
  readonly isStrict: boolean;
}

async function post(
  { baseUrl, apiKey, model }: Provider,
  { system, user }: Prompt,
  { dispatcher, signal, isStrict }: Call,
): Promise<Completion | 'unsupported' | undefined> {
  const { statusCode, body } = await request(`${baseUrl.replace(/\/+$/, '')}/chat/completions`, {
    method: 'POST',
    dispatcher,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({
      model,
      temperature: 0,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      ...(isStrict ? { response_format: { type: 'json_object' } } : {}),
    }),
  });
  if (isStrict && (statusCode === 400 || statusCode === 422)) return 'unsupported';
  if (statusCode !== 200) return undefined;
  return completionOf(JSON.parse(await readText(body)));
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) throw new Error(`Expected at most ${maxAnswerBytes} bytes, got more`);
  }
  return Buffer.concat(chunks).toString();
}

/** @param answer JSON of a stranger */
function completionOf(answer: unknown): Completion | undefined {
  const { choices, usage } = (answer ?? {}) as {
    choices?: { message?: { content?: unknown } }[];
    usage?: { total_tokens?: unknown };
  };
  const text = Array.isArray(choices) ? choices[0]?.message?.content : undefined;
  const tokens = usage?.total_tokens;
  if (typeof text !== 'string') return undefined;
  return { text, tokens: typeof tokens === 'number' && tokens >= 0 ? tokens : undefined };
}
