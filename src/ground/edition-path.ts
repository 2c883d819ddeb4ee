import type { Slot } from '../model.ts';

/** Which edition: its slot, and which of the slot's editions it is. */
export interface EditionName {
  readonly slot: Pick<Slot, 'digestId' | 'local'>;
  /** From 1. */
  readonly number: number;
}

/**
 * Where an edition's page is, below the address of the pages: on the server and in a published folder alike, so that a
 * link to one is a link to the other. `editions/daily/2026-02-01T0900.html`: no colon, which not every file system has.
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
 * Reads the last part of such a path; also a slot as it is written elsewhere, `2026-02-01T09:00#2`.
 * @returns undefined for anything else; `number` is undefined when none is named
 */
export function readEditionName(
  name: string,
): { readonly local: string; readonly number: number | undefined } | undefined {
  const [, day, hour, minute, number] =
    /^(\d{4}-\d{2}-\d{2})T(\d{2}):?(\d{2})(?:[-#](\d{1,4}))?(?:\.html)?$/.exec(name) ?? [];
  if (day === undefined) return undefined;
  return { local: `${day}T${hour}:${minute}`, number: number === undefined ? undefined : Number(number) };
}
