import { z } from 'zod';
import type { ModelProbe } from '../model.ts';
import { readItems } from './answer-items.ts';
import { complete, embed, type Prompt, type Provider } from './provider.ts';

/** Longer than a digest waits for one call: a model on the same machine may have to be loaded first. */
const probePatienceMs = 60_000;

/** Asks a provider one small question, as the digest would. It never rejects. */
export async function probeModel(
  provider: Provider,
  signal: AbortSignal,
  patienceMs = probePatienceMs,
): Promise<ModelProbe> {
  const question: Prompt = {
    system: 'Answer with JSON only: {"items":[{"id":1,"headline":"…"}]}, the headline in plain Chinese (zh-CN).',
    user: JSON.stringify({ items: [{ id: 1, title: 'The weather is good today' }] }),
    item: {
      type: 'object',
      required: ['id', 'headline'],
      properties: { id: { type: 'integer' }, headline: { type: 'string' } },
    },
  };
  const { given, ...probe } = await timed(provider, { signal, patienceMs }, (patience, onStatus) =>
    complete(provider, question, patience, onStatus),
  );
  return given === undefined ? { ...probe, answer: undefined } : { ...probe, ...answerIn(given.text) };
}

const itemSchema = z.object({ id: z.coerce.number().int(), headline: z.string() });

function answerIn(text: string): Pick<ModelProbe, 'answer' | 'fault'> {
  const headline = readItems(text, itemSchema)[0]?.headline;
  const answer = (headline ?? text).replaceAll(/\s+/g, ' ').slice(0, 120);
  if (headline === undefined) return { answer, fault: 'format' };
  return /\p{Script=Han}/u.test(headline) ? { answer } : { answer, fault: 'language' };
}

/** Asks an embedding model for one vector. It never rejects. */
export async function probeEmbedding(
  provider: Provider,
  { isCalibrated, signal }: { readonly isCalibrated: boolean; readonly signal: AbortSignal },
): Promise<ModelProbe> {
  const { given, ...probe } = await timed(provider, { signal, patienceMs: probePatienceMs }, (patience, onStatus) =>
    embed(provider, ['The weather is good today'], patience, onStatus),
  );
  return { ...probe, answer: undefined, vectors: { dimensions: given?.vectors[0]?.length, isCalibrated } };
}

/** One call: what was given, and what both kinds of probe tell of it. */
async function timed<Given extends { readonly tokens: number | undefined }>(
  { model, baseUrl }: Provider,
  { signal, patienceMs }: { readonly signal: AbortSignal; readonly patienceMs: number },
  call: (signal: AbortSignal, onStatus: (code: number | undefined) => void) => Promise<Given | undefined>,
) {
  const startedAt = performance.now();
  const patience = AbortSignal.timeout(patienceMs);
  let status: number | undefined;
  const given = await call(AbortSignal.any([signal, patience]), (code) => {
    status = code;
  });
  const durationMs = performance.now() - startedAt;
  const fault = given === undefined && patience.aborted ? ('late' as const) : undefined;
  return { given, model, host: new URL(baseUrl).host, tokens: given?.tokens, status, fault, durationMs };
}
