/** The language model for one edition: opens the cache, asks within one deadline, and never fails. */
import type { Aliases, EmbeddingScale, JudgedAnswer, LanguageModel, TextAnswer } from '../model.ts';
import { type AnswerCache, openAnswerCache } from './answer-cache.ts';
import { headlinesFor, type Model } from './headlines.ts';
import { verdictsOn } from './judge.ts';
import { complete, embed, type Provider } from './provider.ts';
import { vectorsFor } from './vectors.ts';

export interface LanguageModelOptions {
  readonly aliases: Aliases;
  /** The second one is asked for what the first one could not do. */
  readonly providers: readonly Provider[];
  readonly dataDir: string;
  readonly dailyTokens: number;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Embedding model of the first provider, and what its cosines mean; left out: no vectors. */
  readonly embedding?: { readonly provider: Provider; readonly scale: EmbeddingScale } | undefined;
  /** Only the cache is used. */
  readonly isOffline: boolean;
  /** Called before each request to a provider. */
  readonly onAsk?: (() => void) | undefined;
  /** For all calls of the edition together. @default 60,000, one of the ten minutes between collection and slot */
  readonly deadlineMs?: number;
}

/** The answer without a provider. */
export const noText: TextAnswer = { headlines: new Map(), refused: [], outcome: 'unasked', readings: 'unasked' };
const noVerdicts: JudgedAnswer = { verdicts: new Map(), outcome: 'unasked' };

/** Maximum doubts asked about in a day, over all processes. */
const dailyQuestions = 120;
/** Share of the deadline for judging; the rest is kept for headlines. */
const judgingShare = 0.5;
/** Share of the deadline for second readings, from the first one on: a reader that hangs must not use up all of it. */
const readingShare = 1 / 3;

/** The deadline begins with the first question. */
export function createLanguageModel(options: LanguageModelOptions): LanguageModel {
  const { providers, dataDir, dailyTokens, aliases, now, isOffline, deadlineMs = 60_000 } = options;
  const startOnce = (ms: number) => {
    let signal: AbortSignal | undefined;
    return () => (signal ??= AbortSignal.any([options.signal, AbortSignal.timeout(Math.round(ms))]));
  };
  const whole = startOnce(deadlineMs);
  const judging = startOnce(deadlineMs * judgingShare);
  const reading = startOnce(deadlineMs * readingShare);
  const models = providers.map(
    (provider): Model => ({
      name: provider.model,
      ask: isOffline
        ? undefined
        : (prompt, signal) => {
            options.onAsk?.();
            return complete(provider, prompt, signal);
          },
    }),
  );
  const shared = { models, dailyTokens, day: now.toISOString().slice(0, 10), elapsedMs: () => performance.now() };
  return {
    async judge(doubts) {
      whole();
      if (doubts.length === 0) return noVerdicts;
      return withCache(dataDir, noVerdicts, (cache) =>
        verdictsOn({ ...shared, doubts, cache, dailyQuestions, signal: judging() }),
      );
    },
    async embed(texts) {
      const { embedding } = options;
      if (embedding === undefined || texts.length === 0) return undefined;
      const { provider, scale } = embedding;
      const vectors = await withCache(dataDir, new Map<string, Float32Array>(), (cache) =>
        vectorsFor({
          ...shared,
          texts,
          model: provider.model,
          embed: isOffline
            ? undefined
            : (batch, signal) => {
                options.onAsk?.();
                return embed(provider, batch, signal);
              },
          cache,
          signal: judging(),
        }),
      );
      return vectors.size === 0 ? undefined : { vectors, scale };
    },
    async translate(question) {
      if (question.leads.length === 0 || question.parts.length === 0) return noText;
      return withCache(dataDir, noText, (cache) =>
        headlinesFor({
          ...shared,
          ...question,
          aliases,
          cache,
          signal: whole(),
          readingSignal: () => AbortSignal.any([whole(), reading()]),
        }),
      );
    },
  };
}

/** @returns `nothing` when the cache cannot be used: without it, the token cap cannot be enforced */
async function withCache<Answer>(
  dataDir: string,
  nothing: Answer,
  work: (cache: AnswerCache) => Promise<Answer>,
): Promise<Answer> {
  try {
    const cache = openAnswerCache(dataDir);
    try {
      return await work(cache);
    } finally {
      cache.close();
    }
  } catch {
    // A full disk or a damaged file: the digest is made without a model.
    return nothing;
  }
}
