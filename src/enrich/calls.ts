import type { TextAnswer } from '../model.ts';

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
