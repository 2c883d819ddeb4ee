import type { Slot } from '../model.ts';

/** How every table stores a slot. */
export interface SlotColumns {
  readonly digest_id: string;
  readonly slot_local: string;
  readonly slot_iso: string;
  readonly slot_instant: number;
}

export function slotOf({ digest_id: digestId, slot_local: local, slot_iso: iso, slot_instant }: SlotColumns): Slot {
  return { digestId, local, iso, instant: new Date(slot_instant) };
}
