/** Which kind of room an address leads to, told by the address alone. How each kind works stands in deliver/rooms/. */
import type { RoomKind } from '../model.ts';

interface KnownKind {
  readonly kind: RoomKind;
  /** Whether an address that was parsed is of this kind, wherever it is hosted (a relay of one's own, a test). */
  isMeant(url: URL): boolean;
}

const knownKinds: readonly KnownKind[] = [];

/** Every other https address is that of a WeCom robot, or of a relay that leads to one. */
export function roomKindOf(address: string): RoomKind {
  const url = URL.parse(address.trim());
  return knownKinds.find(({ isMeant }) => url !== null && isMeant(url))?.kind ?? 'wecom';
}
