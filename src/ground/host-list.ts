import { BlockList, isIP } from 'node:net';

/**
 * A list of hosts from NO_PROXY or PRIVATE_HOSTS. Accepts entries like `intranet.example` (the name and all below it),
 * `.example` and `*.example` (the same), `10.0.0.0/8`, `10.1.2.3`, `fd00::/8`, `host:8080`, and `*` (every host). Any
 * other entry matches nothing.
 */
export function parseHostList(entries: readonly string[]) {
  const names: { readonly name: string; readonly port: string | undefined }[] = [];
  const addresses = new BlockList();
  let everything = false;
  for (const entry of entries.map((text) => text.trim().toLowerCase())) {
    const range = parseRange(entry);
    if (entry === '*') everything = true;
    else if (range) addresses.addSubnet(range.network, range.bits, range.family);
    else if (entry !== '') names.push(parseName(entry));
  }

  const hasAddress = (address: string): boolean => {
    const family = isIP(address);
    return everything || (family !== 0 && addresses.check(address, family === 4 ? 'ipv4' : 'ipv6'));
  };
  return {
    hasAddress,
    /** @param port the URL's port, also when it is the default port */
    hasHost: (host: string, port?: string) =>
      hasAddress(host) ||
      names.some(
        (entry) =>
          (host === entry.name || host.endsWith(`.${entry.name}`)) && (entry.port === undefined || entry.port === port),
      ),
  };
}

function parseRange(entry: string) {
  const [address = '', bits] = entry.replace(/^\[(.*)\]/, '$1').split('/');
  const family = isIP(address);
  if (family === 0) return undefined;
  const most = family === 4 ? 32 : 128;
  // Number('') is 0: an address with nothing after its slash would be every address.
  const width = bits === undefined ? most : Number(bits || Number.NaN);
  if (!Number.isInteger(width) || width < 0 || width > most) return undefined;
  return { network: address, bits: width, family: family === 4 ? ('ipv4' as const) : ('ipv6' as const) };
}

function parseName(entry: string) {
  const [host = '', port] = entry.split(':');
  return { name: host.replace(/^\*?\.+/, '').replace(/\.$/, ''), port };
}
