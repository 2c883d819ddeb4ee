import { refusal } from '../ground/command-error.ts';
import type { Phrase } from '../model.ts';

/** What became of something that a person asked for. */
export type Done =
  | { readonly ok: true /** In words, for the log of changes. */; readonly did: Phrase }
  /** Nothing was changed; why, and what to do. */
  | { readonly ok: false; readonly fault: Phrase };

export function done(did: Phrase): Done {
  return { ok: true, did };
}

export function refused(fault: { readonly what: Phrase; readonly remedy: Phrase }): Done {
  return { ok: false, fault: refusal(fault) };
}
