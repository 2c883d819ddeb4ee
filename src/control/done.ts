import { refusal } from '../ground/command-error.ts';
import type { Phrase } from '../model.ts';

/** The result of an action that a person requested. */
export type Done =
  /** `did` is the text for the log of changes. */
  { readonly kind: 'done'; readonly did: Phrase } | Refused;

/** Nothing was changed. `fault` says why and what to do. */
export interface Refused {
  readonly kind: 'refused';
  readonly fault: Phrase;
}

export function done(did: Phrase): Done {
  return { kind: 'done', did };
}

export function refused(fault: Phrase | { readonly what: Phrase; readonly remedy: Phrase }): Refused {
  return { kind: 'refused', fault: 'what' in fault ? refusal(fault) : fault };
}
