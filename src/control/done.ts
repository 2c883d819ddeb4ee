import { refusal } from '../ground/command-error.ts';
import type { Phrase } from '../model.ts';

/** The result of an action that a person requested. */
export type Done =
  /** `did` is the text for the log of changes. */
  | { readonly ok: true; readonly did: Phrase }
  /** Nothing was changed. `fault` says why and what to do. */
  | { readonly ok: false; readonly fault: Phrase };

export function done(did: Phrase): Done {
  return { ok: true, did };
}

export function refused(fault: { readonly what: Phrase; readonly remedy: Phrase }): Done {
  return { ok: false, fault: refusal(fault) };
}
