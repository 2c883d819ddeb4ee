import type { ModelProbe } from '../model.ts';
import { complete, embed, type Prompt, type Provider } from './provider.ts';

/** Longer than a digest waits for one call: a model on the same machine may have to be loaded first. */
const patienceMs = 60_000;

/** Asks a provider one small question, as the digest would. It never rejects. */
export async function probeModel(provider: Provider, signal: AbortSignal): Promise<ModelProbe> {
  const question: Prompt = {
    system: 'Answer with JSON only: {"items":[{"id":1,"headline":"…"}]}, the headline in plain Chinese (zh-CN).',
    user: JSON.stringify({ items: [{ id: 1, title: 'The weather is good today' }] }),
    item: {
      type: 'object',
      required: ['id', 'headline'],
      properties: { id: { type: 'integer' }, headline: { type: 'string' } },
    },
  };
  const { given, ...probe } = await timed(provider, signal, (patience, onStatus) =>
    complete(provider, question, patience, onStatus),
  );
  return { ...probe, answer: given?.text.replaceAll(/\s+/g, ' ').slice(0, 120) };
}

/** Asks an embedding model for one vector. It never rejects. */
export async function probeEmbedding(
  provider: Provider,
  { isCalibrated, signal }: { readonly isCalibrated: boolean; readonly signal: AbortSignal },
): Promise<ModelProbe> {
  const { given, ...probe } = await timed(provider, signal, (patience, onStatus) =>
    embed(provider, ['The weather is good today'], patience, onStatus),
  );
  return { ...probe, answer: undefined, vectors: { dimensions: given?.vectors[0]?.length, isCalibrated } };
}

/** One call: what was given, and what both kinds of probe tell of it. */
async function timed<Given extends { readonly tokens: number | undefined }>(
  { model, baseUrl }: Provider,
  signal: AbortSignal,
  call: (signal: AbortSignal, onStatus: (code: number | undefined) => void) => Promise<Given | undefined>,
) {
  const startedAt = performance.now();
  let status: number | undefined;
  const given = await call(AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]), (code) => {
    status = code;
  });
  const durationMs = performance.now() - startedAt;
  return { given, model, host: new URL(baseUrl).host, tokens: given?.tokens, status, durationMs };
}
