/** Headlines for one edition: opens the cache, asks the provider within the deadline, and never fails. */
import type { Aliases, Headlines } from '../model.ts';
import { openAnswerCache } from './answer-cache.ts';
import { headlinesFor } from './headlines.ts';
import { complete, type Provider } from './provider.ts';

export interface TranslateOptions {
  readonly titles: readonly string[];
  readonly aliases: Aliases;
  readonly provider: Provider;
  readonly dataDir: string;
  readonly dailyTokens: number;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Only what is in the cache. */
  readonly isOffline: boolean;
  /** For all calls of the edition together. @default one minute, of the ten between collection and slot */
  readonly deadlineMs?: number;
}

/** @returns nothing when the cache cannot be opened: without it the cap of tokens could not be held */
export async function translate(options: TranslateOptions): Promise<Headlines> {
  const { provider, dataDir, now, isOffline, deadlineMs = 60_000 } = options;
  if (options.titles.length === 0) return new Map();
  try {
    const cache = openAnswerCache(dataDir);
    try {
      return await headlinesFor({
        ...options,
        cache,
        model: provider.model,
        ask: isOffline ? undefined : (prompt, signal) => complete(provider, prompt, signal),
        day: now.toISOString().slice(0, 10),
        signal: AbortSignal.any([options.signal, AbortSignal.timeout(deadlineMs)]),
      });
    } finally {
      cache.close();
    }
  } catch {
    // A full disk or a damaged file: the reader gets the original titles.
    return new Map();
  }
}
