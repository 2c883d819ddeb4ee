/** Vectors of length 1 for texts: from the cache, otherwise from an embedding model. */
import { hash } from 'node:crypto';
import type { AskedText } from '../model.ts';
import { type CallLimits, callProvider, inBatches, newCalls } from './calls.ts';
import type { Vectors } from './provider.ts';

export interface VectorsRequest extends CallLimits {
  readonly texts: readonly AskedText[];
  readonly model: string;
  /** It never rejects. undefined: only the cache is used. */
  readonly embed: ((texts: readonly string[], signal: AbortSignal) => Promise<Vectors | undefined>) | undefined;
}

const batchSize = 64;
/** Expected tokens of a title and a first sentence, reserved before the call. */
const textTokens = 80;

/** By title. A text is missing when its vector was late or over the cap, or the model gave none. */
export async function vectorsFor(request: VectorsRequest): Promise<ReadonlyMap<string, Float32Array>> {
  const { texts, cache, embed, model } = request;
  const vectors = new Map<string, Float32Array>();
  const open = new Map<string, string>();
  for (const text of texts) {
    const known = cache.vector(keyOf(shown(text), model));
    if (known === undefined) open.set(text.title, shown(text));
    else vectors.set(text.title, unpacked(known));
  }
  if (embed === undefined) return vectors;
  const batches = inBatches([...open], batchSize);
  const found = await Promise.all(batches.map((batch) => embedBatch(batch, { ...request, embed })));
  for (const [title, packed] of found.flat()) vectors.set(title, unpacked(packed));
  return vectors;
}

async function embedBatch(
  rows: readonly (readonly [title: string, text: string])[],
  request: VectorsRequest & { readonly embed: NonNullable<VectorsRequest['embed']> },
): Promise<readonly (readonly [string, Uint8Array])[]> {
  const { embed, model, cache, day } = request;
  const texts = rows.map(([, text]) => text);
  const answer = await callProvider((signal) => embed(texts, signal), rows.length * textTokens, request, newCalls());
  if (answer === undefined) return [];
  const found = rows.flatMap(([title], at) => {
    const vector = answer.vectors[at];
    return vector === undefined ? [] : [[title, packed(vector)] as const];
  });
  cache.together(() => {
    for (const [at, [, vector]] of found.entries()) cache.keepVector(keyOf(texts[at] ?? '', model), day, vector);
  });
  return found;
}

/** The title and the beginning of the summary, up to its first full stop. */
function shown({ title, summary }: AskedText): string {
  const sentence = /^.{1,200}?(?:[。！？]|[.!?](?=\s|$))|^.{1,200}/u.exec(summary.trim())?.[0] ?? '';
  return sentence === '' ? title : `${title}\n${sentence}`;
}

function keyOf(text: string, model: string): string {
  return hash('sha256', JSON.stringify([model, 'vector-1', text]));
}

/** One byte per number, scaled to the largest one: the cosine changes by less than .01. */
function packed(vector: readonly number[]): Uint8Array {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  return new Uint8Array(Int8Array.from(vector, (value) => Math.round((value / largest) * 127)).buffer);
}

function unpacked(bytes: Uint8Array): Float32Array {
  const values = new Int8Array(bytes);
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}
