import { BlockList, isIP } from 'node:net';
import { hostOf } from '../../ground/hosts.ts';

/**
 * Address ranges that no feed on the public Internet has. Sources: the IANA special-purpose registries for IPv4 and
 * IPv6, https://www.iana.org/assignments/iana-ipv4-special-registry and …/iana-ipv6-special-registry.
 *
 * 198.18.0.0/15 (benchmarking) is left out on purpose: proxies with fake addresses (Clash, Surge) answer every name
 * with one of them, so behind such a proxy each feed would look private.
 */
const privateRanges: readonly (readonly [network: string, bits: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** IPv6 prefixes that carry an IPv4 address, and its offset in the sixteen bytes (RFC 6052, RFC 8215, RFC 3056). */
const embeddings: readonly (readonly [network: string, bits: number, offset: number])[] = [
  ['64:ff9b::', 96, 12],
  ['64:ff9b:1::', 48, 12],
  ['2002::', 16, 2],
];

/** True of an IP address that is loopback, private, link-local, multicast or reserved, also inside an IPv6 address. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (privateAddresses.check(address, family === 4 ? 'ipv4' : 'ipv6')) return true;
  const embedded = family === 6 ? embeddedIpv4(address) : undefined;
  return embedded !== undefined && isPrivateAddress(embedded);
}

/** The host of an http or https URL, in the form in which hosts are compared here. */
export function hostName(url: URL): string {
  return hostOf(url) ?? '';
}

export function portOf({ port, protocol }: URL): string {
  return port || (protocol === 'https:' ? '443' : '80');
}

/** The host and port that a user's URL makes trusted: `news.example:443`. */
export function hostAndPort(url: URL): string {
  return `${hostName(url)}:${portOf(url)}`;
}

const privateAddresses = blockList(privateRanges);
const embeddingLists = embeddings.map(([network, bits, offset]) => ({ list: blockList([[network, bits]]), offset }));

function blockList(ranges: readonly (readonly [network: string, bits: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, bits] of ranges) list.addSubnet(network, bits, isIP(network) === 4 ? 'ipv4' : 'ipv6');
  return list;
}

function embeddedIpv4(address: string): string | undefined {
  const offset = embeddingLists.find(({ list }) => list.check(address, 'ipv6'))?.offset;
  return offset === undefined
    ? undefined
    : ipv6Bytes(address)
        .slice(offset, offset + 4)
        .join('.');
}

/** The sixteen bytes; the URL parser writes any IPv6 address in hexadecimal groups. */
function ipv6Bytes(address: string): readonly number[] {
  const [head = '', tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff]);
}
