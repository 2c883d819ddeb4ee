import type { Slot } from '../model.ts';

/** Identifies an edition: its slot, and its number among the slot's editions. */
export interface EditionName {
  readonly slot: Pick<Slot, 'digestId' | 'local'>;
  /** From 1. */
  readonly number: number;
}

/**
 * Path of an edition's page, the same on the server and in a published folder, so that links work on both.
 * `editions/daily/2026-02-01T0900.html`: without a colon, which some file systems do not allow.
 */
export function editionPath({ slot, number }: EditionName): string {
  const further = number > 1 ? `-${number}` : '';
  return `${digestPath(slot.digestId)}/${slot.local.replace(':', '')}${further}.html`;
}

/** The folder of a digest's pages. */
export function digestPath(digestId: string): string {
  return `editions/${encodeURIComponent(digestId)}`;
}

/**
 * Parses the last part of such a path, or a slot in the form `2026-02-01T09:00#2`.
 * @returns undefined for anything else; `number` is undefined when the text has none
 */
export function readEditionName(
  name: string,
): { readonly local: string; readonly number: number | undefined } | undefined {
  const [, day, hour, minute, number] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}):?(\d{2})(?:[-#](\d{1,4}))?(?:\.html)?$/.exec(name) ?? [];
  if (day === undefined) return undefined;
  return { local: `${day}T${hour}:${minute}`, number: number === undefined ? undefined : Number(number) };
}
