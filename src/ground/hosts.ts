import { BlockList, isIP } from 'node:net';

/** The host of a URL in lower case, without a final dot or the brackets of IPv6; undefined when it has none. */
export function hostOf(address: string | URL): string | undefined {
  const plain = typeof address === 'string' ? plainHost.exec(address)?.[1] : undefined;
  if (plain !== undefined) return plain;
  const url = typeof address === 'string' ? URL.parse(address) : address;
  const host = url === null ? '' : bareHost(url.hostname);
  return host === '' ? undefined : host;
}

/** A fast path for most URLs: a lower-case ASCII name without a port, Punycode, or digits in its last label. */
const plainHost = /^https?:\/\/((?:(?!xn--)[a-z\d][a-z\d-]*\.)+(?!xn--)[a-z]+)(?:[/?#]|$)/;

/** Whether a host name or address is this machine. It accepts brackets, a final dot, and IPv4 inside IPv6. */
export function isLoopback(host: string): boolean {
  const name = bareHost(host);
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  const family = isIP(name);
  return family !== 0 && loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

/** A block list checks an IPv4 address inside an IPv6 one (`::ffff:127.0.0.1`) against its IPv4 ranges. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');
