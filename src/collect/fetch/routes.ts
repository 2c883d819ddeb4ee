/** Whether a request goes directly or through a proxy, and which addresses it may not reach. */
import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { parseHostList } from '../../ground/host-list.ts';
import { isLoopback } from '../../ground/hosts.ts';
import { Agent, type Dispatcher, ProxyAgent } from '../../ground/http-client.ts';
import { coded } from './body.ts';
import { hostAndPort, hostName, isPrivateAddress, portOf } from './private-address.ts';

export interface RouteOptions {
  /** Proxies for https and http addresses; `no` lists the hosts that go direct. They may hold a password. */
  readonly proxies: {
    readonly https: string | undefined;
    readonly http: string | undefined;
    readonly no: readonly string[];
  };
  /** Names or ranges that a redirect may lead to although they are private. */
  readonly privateHosts: readonly string[];
  /** Addresses in feeds.yaml. Redirects may lead to their hosts too, on the same port. */
  readonly feedUrls: readonly string[];
  readonly connectTimeoutMs: number;
  /** @default the system's resolver; rejects with a `code` such as ENOTFOUND */
  readonly resolve?: ResolveHost | undefined;
  /** Certificates to trust instead of the system's, PEM. */
  readonly ca?: string | undefined;
}

type ResolveHost = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

interface RouteWish {
  /** The user wrote this host and port: it may be private. */
  readonly trusted: boolean;
  /** Hosts with ports that had a public address at first, so a private one is refused. @default none */
  readonly knownPublic?: ReadonlySet<string> | undefined;
  /** False: never through a proxy. */
  readonly proxy: boolean;
}

export type Route =
  | { readonly kind: 'direct' | 'proxy'; readonly dispatcher: Dispatcher }
  | { readonly kind: 'private-address' };

/** Code of the error with which a connection to a private address is refused. */
export const privateAddressCode = 'ERR_PRIVATE_ADDRESS';

/** 198.18.0.0/15: some proxies answer every name with such an address, and the real one stays unknown. */
const fakeAddress = /^198\.1[89]\./;

const headerLimitBytes = 64 * 1024;
/** Node's default of 250 ms for each address is too short for distant hosts with several addresses. */
const addressAttemptMs = 2_500;

export function createRoutes(options: RouteOptions) {
  const { proxies, connectTimeoutMs, ca } = options;
  const direct = parseHostList(proxies.no);
  const allowed = parseHostList(options.privateHosts);
  const feedHosts = new Set(options.feedUrls.map((url) => hostAndPort(new URL(url))));
  const resolver = createResolver(options.resolve ?? ((host) => systemLookup(host, { all: true })));
  const opened = new Map<string, Dispatcher>();

  const open = (key: string, create: () => Dispatcher): Dispatcher => {
    const dispatcher = opened.get(key) ?? create();
    opened.set(key, dispatcher);
    return dispatcher;
  };
  // HTTP/2 saves nothing with one request to a host, and it fails in ways that failure.ts does not name.
  const common = { allowH2: false, pipelining: 1, maxHeaderSize: headerLimitBytes, headersTimeout: 0, bodyTimeout: 0 };
  const agent = (mayConnect: (address: string) => boolean) =>
    new Agent({
      ...common,
      connect: {
        lookup: createLookup(resolver.resolve, mayConnect),
        timeout: connectTimeoutMs,
        autoSelectFamilyAttemptTimeout: addressAttemptMs,
        ...(ca === undefined ? {} : { ca }),
      },
    });
  const proxyFor = (url: URL): string | undefined => {
    if (isLoopback(hostName(url)) || direct.hasHost(hostName(url), portOf(url))) return undefined;
    return url.protocol === 'https:' ? proxies.https : proxies.http;
  };

  return {
    choose(url: URL, { trusted, knownPublic, proxy }: RouteWish): Route {
      const host = hostName(url);
      const place = hostAndPort(url);
      const asWritten = (trusted || feedHosts.has(place)) && knownPublic?.has(place) !== true;
      const free = asWritten || allowed.hasHost(host, portOf(url));
      if (!free && isPrivateAddress(host)) return { kind: 'private-address' };

      const uri = proxy ? proxyFor(url) : undefined;
      if (uri !== undefined) {
        const create = () => new ProxyAgent({ ...common, uri, connectTimeout: connectTimeoutMs, ...tlsOf(ca) });
        return { kind: 'proxy', dispatcher: open(uri, create) };
      }
      // Two agents, so that a connection opened for a trusted host never serves a hop that must be checked. The check
      // is in the lookup itself: the connection uses the address that was checked, whatever DNS answers next.
      if (free) return { kind: 'direct', dispatcher: open('free', () => agent(() => true)) };
      const mayConnect = (address: string) => !isPrivateAddress(address) || allowed.hasAddress(address);
      return { kind: 'direct', dispatcher: open('checked', () => agent(mayConnect)) };
    },
    hasProxy: (url: URL) => proxyFor(url) !== undefined,
    /** Whether this host's address was private at its last connection; undefined when nothing was looked up. */
    isPrivate: (url: URL) => resolver.isPrivate(hostName(url)),
    /** Ends every connection at once. */
    async close(): Promise<void> {
      await Promise.all([...opened.values()].map((dispatcher) => dispatcher.destroy()));
      opened.clear();
    },
  };
}

/** Remembers whether a host's address was private when it was last looked up. */
function createResolver(lookUp: ResolveHost) {
  const wasPrivate = new Map<string, boolean>();
  return {
    async resolve(host: string) {
      const addresses = await lookUp(host);
      const isPrivate = addresses.some(({ address }) => isPrivateAddress(address));
      if (!addresses.some(({ address }) => fakeAddress.test(address))) wasPrivate.set(host, isPrivate);
      return addresses;
    },
    /** undefined: it was not looked up, or its address is a fake one. */
    isPrivate: (host: string) => (isIP(host) === 0 ? wasPrivate.get(host) : isPrivateAddress(host)),
  };
}

function tlsOf(ca: string | undefined) {
  return ca === undefined ? {} : { requestTls: { ca }, proxyTls: { ca } };
}

function createLookup(resolve: ResolveHost, mayConnect: (address: string) => boolean): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const first = addresses[0];
        if (!first) return callback(coded('ENOTFOUND'), '', 0);
        if (!addresses.every(({ address }) => mayConnect(address))) {
          return callback(coded(privateAddressCode), '', 0);
        }
        if (options.all) return callback(null, [...addresses]);
        return callback(null, first.address, first.family);
      },
      (error) => callback(error, '', 0),
    );
  };
}
