/** Every kind of room, and which one an address leads to. */
import { hash } from 'node:crypto';
import { roomKindOf } from '../../ground/room-kinds.ts';
import type { RoomKind } from '../../model.ts';
import type { Room } from './room.ts';
import { wecom } from './wecom.ts';

export const rooms: Readonly<Record<RoomKind, Room>> = { wecom };

export function roomOf(address: string): Room {
  return rooms[roomKindOf(address)];
}

/** SHA-256 of the room's key, which names it in the ledger; undefined when nothing may be sent to this address. */
export function roomHash(address: string): string | undefined {
  const room = roomOf(address);
  const url = room.parse(address);
  return url === undefined ? undefined : hash('sha256', room.keyOf(url, address.trim()));
}
