import type { TextAnswer } from '../model.ts';
import type { Heard } from './provider.ts';

/** The calls of one round. */
export interface Calls {
  made: number;
  failed: number;
  /** At least one call was not made because the day's tokens are used up. */
  capped: boolean;
}

export const newCalls = (): Calls => ({ made: 0, failed: 0, capped: false });

/** The tokens of a call, of those that were reserved for it: an answer that does not come may have used them all. */
export function usedTokens(heard: Heard, reserved: number): number {
  return heard === 'unused' ? 0 : (heard?.tokens ?? reserved);
}

export function outcomeOf({ made, failed, capped }: Calls): TextAnswer['outcome'] {
  if (made > 0) return failed === made ? 'silent' : 'answered';
  return capped ? 'capped' : 'unasked';
}
