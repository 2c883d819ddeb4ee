import { orNothing } from '../ground/or-nothing.ts';
import type { TextAnswer } from '../model.ts';
import type { AnswerCache } from './answer-cache.ts';

/** The calls of one round. */
export interface Calls {
  made: number;
  failed: number;
  /** At least one call was not made because the day's tokens are used up. */
  capped: boolean;
}

export const newCalls = (): Calls => ({ made: 0, failed: 0, capped: false });

export function outcomeOf({ made, failed, capped }: Calls): TextAnswer['outcome'] {
  if (made > 0) return failed === made ? 'silent' : 'answered';
  return capped ? 'capped' : 'unasked';
}

/** What limits a call, and where it is counted. */
export interface CallLimits {
  readonly cache: AnswerCache;
  /** YYYY-MM-DD, the day whose tokens are counted. */
  readonly day: string;
  /** Maximum tokens a day, over all processes. Failed calls count. */
  readonly dailyTokens: number;
  /** Aborts the call: its deadline, or the end of the program. */
  readonly signal: AbortSignal;
  /** A monotonic clock in milliseconds, to time calls. */
  readonly elapsedMs: () => number;
}

/**
 * One call to a provider, counted in the cache and in `calls`. It is not made after the signal or over the cap.
 * @param tokens expected, reserved before the call; a failed call keeps them
 * @returns undefined if the call was not made, or got no answer in time
 */
export async function callProvider<Answer extends { readonly tokens: number | undefined }>(
  call: (signal: AbortSignal) => Promise<Answer | undefined>,
  tokens: number,
  { cache, day, dailyTokens, signal, elapsedMs }: CallLimits,
  calls: Calls,
): Promise<Answer | undefined> {
  if (signal.aborted) return undefined;
  if (!cache.reserve(day, tokens, dailyTokens)) {
    calls.capped = true;
    return undefined;
  }
  const startedAt = elapsedMs();
  const answer = await orNothing(call(signal), signal);
  calls.made += 1;
  if (answer === undefined) calls.failed += 1;
  cache.together(() => {
    if (answer?.tokens !== undefined) cache.settle(day, answer.tokens - tokens);
    cache.countCall(day, { failed: answer === undefined, durationMs: elapsedMs() - startedAt });
  });
  return answer;
}

/** Lists of at most `size`, in their order. */
export function inBatches<One>(all: readonly One[], size: number): readonly (readonly One[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
