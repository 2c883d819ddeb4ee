import { parseRoomAddress } from '../ground/room-address.ts';
import type { Outcome } from '../model.ts';
import { exchangeOnce, type RoomPost } from './post-to-room.ts';
import { rooms } from './rooms/rooms.ts';

/**
 * Asks a room whether its key is valid, without posting anything. It may use one call of the room's quota.
 * @returns `accepted` when the key is valid, another outcome otherwise; undefined when this kind of room cannot be asked
 */
export async function probeRoom(
  room: Pick<RoomPost, 'address' | 'secret' | 'timeoutMs' | 'proxy' | 'privateHosts'>,
): Promise<Outcome | undefined> {
  const found = parseRoomAddress(room.address, room.privateHosts ?? []);
  if (found === undefined) return { kind: 'key-refused', errcode: 0 };
  const { url } = found;
  const { wire } = rooms[found.kind];
  if (wire.protocol === 'own') return wire.probe({ url, timeoutMs: room.timeoutMs });
  if (wire.probe === undefined) return undefined;
  const request = wire.probe.request({ url, secret: room.secret, now: new Date() });
  return exchangeOnce(request, wire.probe.readAnswer, room);
}
