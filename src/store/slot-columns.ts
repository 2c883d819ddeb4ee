import type { Slot } from '../model.ts';

/** How every table stores a slot. */
export interface SlotColumns {
  readonly digestId: string;
  readonly slotLocal: string;
  readonly slotIso: string;
  readonly slotInstant: number;
}

/** A row with a slot instead of the slot's columns. */
export function withSlot<Row extends SlotColumns>(row: Row) {
  const { digestId, slotLocal: local, slotIso: iso, slotInstant, ...others } = row;
  const slot: Slot = { digestId, local, iso, instant: new Date(slotInstant) };
  return { ...others, slot };
}

/** The parameters that store a slot. */
export function slotColumns({ digestId, local, iso, instant }: Slot) {
  return { digestId, slotLocal: local, slotIso: iso, slotInstant: instant.getTime() } satisfies SlotColumns;
}
