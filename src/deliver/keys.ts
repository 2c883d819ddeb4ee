/** The keys of the robots, by the webhooks whose addresses have them now. */
import type { RoomKind } from '../model.ts';
import type { DelivererOptions } from './deliverer-options.ts';
import { keyLimits } from './key-limits.ts';
import type { KeySenderOptions } from './key-sender.ts';
import { createPace } from './pace.ts';
import { roomHash, roomOf } from './rooms/rooms.ts';

export type Key = Pick<KeySenderOptions, 'hash' | 'limits' | 'memory'>;

export type Keys = ReturnType<typeof createKeys>;

export function createKeys(options: DelivererOptions) {
  const { secret } = options;
  /** By their hashes. */
  const keys = new Map<string, Key>();
  /** By address, cached because every waiting message needs its key at each step. */
  const keysOfRooms = new Map<string, { readonly privateHosts: readonly string[]; readonly key: Key | undefined }>();

  function newKey(hash: string, address: string): Key {
    const limits = keyLimits(hash, roomOf(address), options);
    const pace = createPace(limits.rates, options.elapsedMs);
    const key = { hash, limits, memory: { pace, refusedHere: undefined, isRateTaken: false } };
    keys.set(hash, key);
    return key;
  }

  return {
    /** undefined: the address is missing or wrong. */
    of(webhook: string): Key | undefined {
      const address = secret(webhook);
      if (address === undefined) return undefined;
      const privateHosts = options.privateHosts?.() ?? none;
      const known = keysOfRooms.get(address);
      if (known?.privateHosts === privateHosts) return known.key;
      const hash = roomHash(address, privateHosts);
      const key = hash === undefined ? undefined : (keys.get(hash) ?? newKey(hash, address));
      keysOfRooms.set(address, { privateHosts, key });
      return key;
    },
    /** `wecom` without an address. */
    roomKind: (webhook: string): RoomKind => roomOf(secret(webhook) ?? '').kind,
  };
}

const none: readonly string[] = [];
