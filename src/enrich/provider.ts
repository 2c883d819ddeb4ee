/**
 * One call to an OpenAI-compatible provider. Nothing that could contain the address or the key leaves this file.
 *
 * The `openai` package would replace only `send`: the limits of size and wait, the ladder of formats and the check of
 * the answer would stay, and it needs undici's fetch, which the program does without (together 13 MB of memory).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback } from '../ground/hosts.ts';
import { Agent, type Dispatcher, ProxyAgent, request } from '../ground/http-client.ts';

export interface Provider {
  /** Up to and including `/v1`, as the provider documents it. */
  readonly baseUrl: string;
  /** Left out for a provider on this machine that needs none. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Address of an HTTP proxy. Loopback addresses bypass it. */
  readonly proxy?: string | undefined;
}

export interface Completion {
  readonly text: string;
  /** As the provider counted them; undefined when it did not say. */
  readonly tokens: number | undefined;
}

export interface Vectors {
  /** In the order of the texts. */
  readonly vectors: readonly (readonly number[])[];
  readonly tokens: Completion['tokens'];
}

export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** JSON schema of one item of the answer, `{"items":[…]}`. */
  readonly item: JsonSchema;
}

interface JsonSchema {
  readonly type: 'object';
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A longer answer is abandoned: it is not what was asked for. */
const maxAnswerBytes = 256 * 1024;

/** What the model wrote; undefined when there was no answer, for whatever reason. It never rejects. */
export async function complete(
  provider: Provider,
  prompt: Prompt,
  signal: AbortSignal,
  onStatus: (status: number) => void = () => undefined,
): Promise<Completion | undefined> {
  return withDispatcher(provider, async (dispatcher) => {
    for (const format of answerFormats(prompt.item)) {
      const answer = await postPatiently(provider, prompt, { dispatcher, signal, format, onStatus });
      if (answer !== 'unsupported') return answer;
    }
    return undefined;
  });
}

/** The texts' vectors; undefined when there was no complete answer. It never rejects. */
export async function embed(
  provider: Provider,
  texts: readonly string[],
  signal: AbortSignal,
  onStatus: (status: number) => void = () => undefined,
): Promise<Vectors | undefined> {
  return withDispatcher(provider, async (dispatcher) => {
    const { statusCode, body } = await send(provider, 'embeddings', {
      dispatcher,
      signal,
      body: { model: provider.model, input: texts, encoding_format: 'float' },
    });
    onStatus(statusCode);
    if (statusCode !== 200) return undefined;
    return vectorsOf(JSON.parse(await readText(body, maxVectorsBytes)), texts.length);
  });
}

/** 64 vectors of 4,096 numbers, as JSON. */
const maxVectorsBytes = 8 * 1024 * 1024;

/** @param answer untrusted JSON */
function vectorsOf(answer: unknown, count: number): Vectors | undefined {
  const { data } = (answer ?? {}) as { data?: { index?: unknown; embedding?: unknown }[] };
  const rows = Array.isArray(data) ? data : [];
  const vectors = Array.from(
    { length: count },
    (_, at) => rows.find(({ index }, row) => (index ?? row) === at)?.embedding,
  );
  const areVectors = vectors.every(
    (vector): vector is number[] => Array.isArray(vector) && vector.length > 0 && vector.every(Number.isFinite),
  );
  if (!areVectors || rows.length !== count || new Set(vectors.map(({ length }) => length)).size > 1) return undefined;
  return { vectors, tokens: tokensOf(answer) };
}

async function withDispatcher<Answer>(
  { baseUrl, proxy }: Provider,
  call: (dispatcher: Dispatcher) => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  const isDirect = proxy === undefined || isLoopback(new URL(baseUrl).hostname);
  const dispatcher = isDirect ? new Agent({ connections: 4 }) : new ProxyAgent({ uri: proxy, connections: 4 });
  try {
    return await call(dispatcher);
  } catch {
    // A network error, a timeout or invalid JSON: the digest is made without the answer.
    return undefined;
  } finally {
    dispatcher.destroy().catch(() => undefined);
  }
}

/** Formats to ask a provider for, strictest first: not every provider supports them. */
function answerFormats(item: JsonSchema) {
  const schema = { type: 'object', required: ['items'], properties: { items: { type: 'array', items: item } } };
  return [
    { type: 'json_schema', json_schema: { name: 'answer', schema } },
    { type: 'json_object' },
    undefined,
  ] as const;
}

interface Call {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
  readonly format: ReturnType<typeof answerFormats>[number];
  /** Called with the HTTP status of each answer, to show a person why nothing came. */
  readonly onStatus: (status: number) => void;
}

/** How long a provider may ask us to wait, and how long we wait when it does not say. */
const patienceMs = { most: 15_000, unsaid: 2_000 } as const;

/** Retries once when the provider is busy (429, 503), unless it asks for too long a wait. */
async function postPatiently(
  provider: Provider,
  prompt: Prompt,
  call: Call,
): Promise<Completion | 'unsupported' | undefined> {
  const first = await post(provider, prompt, call);
  if (!isBusy(first)) return first;
  if (first.retryMs > patienceMs.most) return undefined;
  await sleep(first.retryMs, undefined, { signal: call.signal });
  const second = await post(provider, prompt, call);
  return isBusy(second) ? undefined : second;
}

interface Busy {
  readonly retryMs: number;
}

function isBusy(answer: Completion | Busy | 'unsupported' | undefined): answer is Busy {
  return typeof answer === 'object' && 'retryMs' in answer;
}

async function post(
  { baseUrl, apiKey, model }: Provider,
  { system, user }: Prompt,
  { dispatcher, signal, format, onStatus }: Call,
): Promise<Completion | Busy | 'unsupported' | undefined> {
  const { statusCode, headers, body } = await send({ baseUrl, apiKey }, 'chat/completions', {
    dispatcher,
    signal,
    body: {
      model,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: user },
      ],
      // Reasoning models refuse any temperature: the plainest request has none.
      ...(format === undefined ? {} : { response_format: format, temperature: 0 }),
    },
  });
  onStatus(statusCode);
  if (format !== undefined && (statusCode === 400 || statusCode === 422)) return 'unsupported';
  if (statusCode === 429 || statusCode === 503) return { retryMs: retryMsOf(headers['retry-after']) };
  if (statusCode !== 200) return undefined;
  return completionOf(JSON.parse(await readText(body)));
}

function send(
  { baseUrl, apiKey }: Pick<Provider, 'baseUrl' | 'apiKey'>,
  path: 'chat/completions' | 'embeddings',
  {
    dispatcher,
    signal,
    body,
  }: { readonly dispatcher: Dispatcher; readonly signal: AbortSignal; readonly body: object },
) {
  return request(`${baseUrl.replace(/\/+$/, '')}/${path}`, {
    method: 'POST',
    dispatcher,
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
  });
}

/** Reads seconds. A date counts as too long a wait. */
function retryMsOf(header: string | string[] | undefined): number {
  if (header === undefined) return patienceMs.unsaid;
  const seconds = Number(header);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : Number.POSITIVE_INFINITY;
}

async function readText(body: AsyncIterable<Buffer>, maxBytes = maxAnswerBytes): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`Expected at most ${maxBytes} bytes, got more`);
  }
  return Buffer.concat(chunks).toString();
}

/** @param answer untrusted JSON */
function completionOf(answer: unknown): Completion | undefined {
  const { choices } = (answer ?? {}) as { choices?: { message?: { content?: unknown } }[] };
  const text = Array.isArray(choices) ? choices[0]?.message?.content : undefined;
  return typeof text === 'string' ? { text, tokens: tokensOf(answer) } : undefined;
}

/** @param answer untrusted JSON */
function tokensOf(answer: unknown): Completion['tokens'] {
  const tokens = (answer as { usage?: { total_tokens?: unknown } } | null)?.usage?.total_tokens;
  return typeof tokens === 'number' && tokens >= 0 ? tokens : undefined;
}
