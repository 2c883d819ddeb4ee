import type { ModelProbe } from '../model.ts';
import { complete, embed, type Provider } from './provider.ts';

/** Longer than a digest waits for one call: a model on the same machine may have to be loaded first. */
const patienceMs = 60_000;

/** Asks a provider one small question, as the digest would. It never rejects. */
export async function probeModel(provider: Provider, signal: AbortSignal): Promise<ModelProbe> {
  const startedAt = performance.now();
  let status: number | undefined;
  const completion = await complete(
    provider,
    {
      system: 'Answer with JSON only: {"items":[{"id":1,"headline":"…"}]}, the headline in plain Chinese (zh-CN).',
      user: JSON.stringify({ items: [{ id: 1, title: 'The weather is good today' }] }),
      item: {
        type: 'object',
        required: ['id', 'headline'],
        properties: { id: { type: 'integer' }, headline: { type: 'string' } },
      },
    },
    AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    (code) => {
      status = code;
    },
  );
  return {
    model: provider.model,
    host: new URL(provider.baseUrl).host,
    answer: completion?.text.replaceAll(/\s+/g, ' ').slice(0, 120),
    tokens: completion?.tokens,
    status,
    durationMs: performance.now() - startedAt,
  };
}

/** Asks an embedding model for one vector. It never rejects. */
export async function probeEmbedding(
  provider: Provider,
  { isCalibrated, signal }: { readonly isCalibrated: boolean; readonly signal: AbortSignal },
): Promise<ModelProbe> {
  const startedAt = performance.now();
  let status: number | undefined;
  const answer = await embed(
    provider,
    ['The weather is good today'],
    AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
    (code) => {
      status = code;
    },
  );
  return {
    model: provider.model,
    host: new URL(provider.baseUrl).host,
    answer: undefined,
    vectors: { dimensions: answer?.vectors[0]?.length, isCalibrated },
    tokens: answer?.tokens,
    status,
    durationMs: performance.now() - startedAt,
  };
}
