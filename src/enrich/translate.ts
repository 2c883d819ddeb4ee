/** Headlines and sentences for one edition: opens the cache, asks within the deadline, and never fails. */
import type { Aliases, TextAnswer, TextQuestion } from '../model.ts';
import { openAnswerCache } from './answer-cache.ts';
import { headlinesFor } from './headlines.ts';
import { complete, type Provider } from './provider.ts';

export interface TranslateOptions {
  readonly question: TextQuestion;
  readonly aliases: Aliases;
  /** The second one is asked for what the first one could not do. */
  readonly providers: readonly Provider[];
  readonly dataDir: string;
  readonly dailyTokens: number;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Only what is in the cache. */
  readonly isOffline: boolean;
  /** For all calls of the edition together. @default one minute, of the ten between collection and slot */
  readonly deadlineMs?: number;
}

/** Nothing: what there is without a provider. */
export const noText: TextAnswer = { headlines: new Map(), refused: [], outcome: 'unasked' };

/** @returns nothing when the cache cannot be opened: without it the cap of tokens could not be held */
export async function translate(options: TranslateOptions): Promise<TextAnswer> {
  const { question, providers, dataDir, now, isOffline, deadlineMs = 60_000 } = options;
  if (question.leads.length === 0 || question.parts.length === 0) return noText;
  try {
    const cache = openAnswerCache(dataDir);
    try {
      return await headlinesFor({
        ...options,
        ...question,
        cache,
        models: providers.map((provider) => ({
          name: provider.model,
          ask: isOffline ? undefined : (prompt, signal) => complete(provider, prompt, signal),
        })),
        day: now.toISOString().slice(0, 10),
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(deadlineMs)]),
        elapsedMs: () => performance.now(),
      });
    } finally {
      cache.close();
    }
  } catch {
    // A full disk or a damaged file: the reader gets the original titles.
    return noText;
  }
}
