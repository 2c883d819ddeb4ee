import type { RoomKind } from '../model.ts';
import { parseHostList } from './host-list.ts';
import { hostOf, isLoopback } from './hosts.ts';
import { roomKindOf } from './room-kinds.ts';

export interface RoomAddress {
  readonly kind: RoomKind;
  /** Without the prefix `ntfy+` or `webhook+`. */
  readonly url: URL;
}

/**
 * Parses an address; undefined when it is not one, or when nothing may be sent there. http is allowed only to this
 * machine and to hosts that the operator lists, because the address contains a secret.
 * @param privateHosts as PRIVATE_HOSTS lists them
 */
export function parseRoomAddress(address: string, privateHosts: readonly string[]): RoomAddress | undefined {
  const kind = roomKindOf(address);
  const url = URL.parse(address.trim().replace(/^(ntfy|webhook)\+(?=https?:)/i, ''));
  if (url === null || url.hostname === '') return undefined;
  const isOpen = kind === 'mail' ? /^smtps?:$/.test(url.protocol) : isSafe(url, privateHosts);
  return isOpen ? { kind, url } : undefined;
}

/** https, or http to this machine and to private hosts. */
export function isSafe(url: URL, privateHosts: readonly string[]): boolean {
  if (url.protocol !== 'http:') return url.protocol === 'https:';
  const host = hostOf(url) ?? '';
  return isLoopback(host) || parseHostList(privateHosts).hasHost(host, url.port || '80');
}
