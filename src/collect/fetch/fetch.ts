/** Fetches feeds over HTTP: conditional, checked at every hop, bounded in time and size. A failure is a value. */
import { unescape as percentDecode } from 'node:querystring';
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../../model.ts';
import { acceptedEncodings, isBinary } from './body.ts';
import { freshForMs, type ResponseHeaders, retryAfterMs } from './caching.ts';
import { type CookieJar, createCookieJar } from './cookies.ts';
import * as failures from './failure.ts';
import { type Answer, createAsk } from './hop.ts';
import { createHostQueue } from './host-queue.ts';
import { hostAndPort, hostName } from './private-address.ts';
import { isRobotCheck } from './robot-check.ts';
import { createRoutes, type RouteOptions } from './routes.ts';

export interface FetcherOptions extends Omit<RouteOptions, 'connectTimeoutMs'> {
  /** Longest wait for an answer, and between two pieces of it. Half of it is allowed for the connection. */
  readonly timeoutMs: number;
  /** Longest time for one feed with all its hops. @default 3 × timeoutMs */
  readonly wholeTimeoutMs?: number | undefined;
  /** Most bytes of a feed, after decompression. */
  readonly maxBytes: number;
  readonly concurrency: number;
  /** Most requests at once to one host name. */
  readonly perHost: number;
  readonly userAgent: string;
  /** Value of a variable that a feed's `headers` name. */
  readonly secret: (variable: string) => string | undefined;
  readonly now: () => Date;
}

export interface FeedFetcher {
  fetch(request: FetchRequest): Promise<FetchResult>;
  /** Whether a proxy is set for this address. */
  goesByProxy(url: string): boolean;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

interface FetchRequest {
  /**
   * As the user wrote it. Its host and port may be private; user name and password are sent as Basic authentication.
   */
  readonly url: string;
  /** Where to begin instead (the target of a permanent move). Checked like any other hop. */
  readonly startAt?: string | undefined;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  /** Header name → variable. Sent to the host of `url` only, and never in the clear when `url` is https. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly userAgent?: string | undefined;
  /** False: never through a proxy. @default true */
  readonly proxy?: boolean;
  /**
   * Hosts with ports (`news.example:443`) that had a public address at first. A private one is then refused, even for a
   * host in feeds.yaml (DNS rebinding). @default none
   */
  readonly knownPublic?: ReadonlySet<string> | undefined;
  /** Called when a request leaves for a host. */
  readonly onHop?: (host: string) => void;
  /** Awaited while the request holds its place in the queue. Delays it while the caller has enough bodies to read. */
  readonly mayLeave?: (() => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type FetchResult = {
  /** HTTP status of the last hop; undefined when nothing answered. */
  readonly status: number | undefined;
  /** Time on the network, without the wait in the queue. */
  readonly durationMs: number;
  /** Host names in the order of the hops. */
  readonly hosts: readonly string[];
} & (
  | ({
      readonly kind: 'body';
      readonly bytes: Uint8Array;
      readonly contentType: string | undefined;
      /** What was odd about the answer, though it could be read. */
      readonly problems: readonly Phrase[];
    } & Validity)
  | ({ readonly kind: 'unchanged' } & Validity)
  | {
      readonly kind: 'failed';
      readonly failure: FeedFailure;
      /** By Retry-After; 0 when the host did not say. */
      readonly retryAfterMs: number;
    }
);

interface Validity {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** By Cache-Control or Expires; 0 when it did not say. */
  readonly freshForMs: number;
  /** Address of the last hop, without user name and password. */
  readonly finalUrl: string;
  /** The same address, when every redirect on the way there was permanent. */
  readonly movedTo: string | undefined;
  /** Whether the feed's own host had a private address; undefined when it was not looked up (a proxy, `startAt`). */
  readonly isPrivate: boolean | undefined;
}

/** How many redirects are followed. Browsers allow 20; an honest feed needs two or three. */
const mostHops = 5;

/** Longer validators are not stored: an ETag is a hash or a counter. */
const longestValidator = 1_000;

const accept =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5';

export function createFeedFetcher(options: FetcherOptions): FeedFetcher {
  const { timeoutMs, maxBytes, wholeTimeoutMs = 3 * timeoutMs } = options;
  const routes = createRoutes({ ...options, connectTimeoutMs: Math.ceil(timeoutMs / 2) });
  const inTurn = createHostQueue(options);
  const ask = createAsk({ timeoutMs, maxBytes });

  return {
    async fetch(request) {
      const chain = startChain(request);
      for (;;) {
        const { url } = chain;
        const isHome = hostAndPort(url) === chain.home;
        const { knownPublic, proxy = true } = request;
        const route = routes.choose(url, { trusted: isHome, knownPublic, proxy });
        if (route.kind === 'private-address') return failed(chain, failures.privateAddress(hostName(url)));
        const headers = requestHeaders(request, chain, options);
        if (headers.kind === 'failed') return failed(chain, headers.failure);

        const answer = await inTurn(hostName(url), async () => {
          await request.mayLeave?.();
          const startedAt = performance.now();
          chain.hosts.push(hostName(url));
          request.onHop?.(hostName(url));
          const leftMs = wholeTimeoutMs - chain.spentMs;
          const { signal } = request;
          const result = await ask({ url, route, headers: headers.values, leftMs, wholeTimeoutMs, signal });
          chain.spentMs += performance.now() - startedAt;
          return result;
        });
        chain.status = answer.status;
        if (answer.kind === 'failed' && answer.failure.code === 'private-address' && isHome) {
          return failed(chain, failures.nowPrivate(hostName(url)));
        }
        if (answer.kind !== 'redirect') {
          return conclude({ request, chain, isPrivate: routes.isPrivate(chain.own), now: options.now() }, answer);
        }
        const failure = follow(chain, answer);
        if (failure) return failed(chain, failure);
      }
    },
    goesByProxy: (url) => routes.hasProxy(new URL(url)),
    close: () => routes.close(),
  };
}

/** The result of a request that was not sent. */
export function unsent(failure: FeedFailure): Extract<FetchResult, { kind: 'failed' }> {
  return { kind: 'failed', status: undefined, durationMs: 0, hosts: [], failure, retryAfterMs: 0 };
}

/** The redirects that a request has followed, and where it goes next. */
interface RedirectChain {
  url: URL;
  /** The feed's own address, and its host and port. */
  readonly own: URL;
  readonly home: string;
  readonly cookies: CookieJar;
  /** Every redirect so far was permanent. */
  permanent: boolean;
  moved: boolean;
  status: number | undefined;
  spentMs: number;
  readonly hosts: string[];
  /** Visited addresses, each with the cookies sent there. */
  readonly visited: Set<string>;
}

function startChain(request: FetchRequest): RedirectChain {
  const url = withoutLogin(new URL(request.startAt ?? request.url));
  const own = new URL(request.url);
  return {
    url,
    own,
    home: hostAndPort(own),
    cookies: createCookieJar(),
    permanent: true,
    moved: request.startAt !== undefined,
    status: undefined,
    spentMs: 0,
    hosts: [],
    visited: new Set([url.href]),
  };
}

function follow(
  chain: RedirectChain,
  { status, location, cookies }: Extract<Answer, { kind: 'redirect' }>,
): FeedFailure | undefined {
  chain.cookies.keep(chain.url, cookies);
  if (location === undefined || !URL.canParse(location, chain.url.href)) return failures.badRedirect;
  const target = withoutLogin(new URL(location, chain.url.href));
  if (!/^https?:$/.test(target.protocol)) return failures.badRedirect;
  target.hash = '';
  const visit = [target.href, chain.cookies.headerFor(target)].join(' ').trim();
  if (chain.visited.has(visit)) return failures.redirectLoop;
  if (chain.visited.size > mostHops) return failures.tooManyRedirects(mostHops);
  chain.visited.add(visit);
  chain.permanent &&= status === 301 || status === 308;
  chain.moved = true;
  chain.url = target;
  return undefined;
}

interface End {
  readonly request: FetchRequest;
  readonly chain: RedirectChain;
  readonly isPrivate: boolean | undefined;
  readonly now: Date;
}

function conclude(end: End, answer: Exclude<Answer, { kind: 'redirect' }>): FetchResult {
  const { request, chain, now } = end;
  if (answer.kind === 'failed') return failed(chain, answer.failure);
  const { status, headers, bytes } = answer;
  if (status === 304) {
    if (request.etag === undefined && request.lastModified === undefined) {
      return failed(chain, failures.unaskedNotModified);
    }
    return { ...report(chain), kind: 'unchanged', ...validity(end, headers) };
  }
  if (isRobotCheck(answer)) return failed(chain, failures.robotCheck(status), retryAfterMs(headers, now));
  if (status < 200 || status >= 300) {
    return failed(chain, failures.httpStatus(status), retryAfterMs(headers, now));
  }
  if (bytes.length === 0) return failed(chain, failures.emptyBody);
  if (isBinary(bytes) && !/^\s*[<{[]/.test(Buffer.from(bytes.subarray(0, 20)).toString('latin1'))) {
    return failed(chain, failures.binaryBody);
  }
  return {
    ...report(chain),
    kind: 'body',
    bytes,
    contentType: headers['content-type'],
    problems: answer.isCut ? [cutProblem] : [],
    ...validity(end, headers),
  };
}

const cutProblem = phrase(
  '连接提前断开，但内容是完整的（Content-Length 多半不对）',
  'the connection ended early, but the content is complete (its Content-Length is probably wrong)',
);

function report({ status, spentMs, hosts }: RedirectChain) {
  return { status, durationMs: Math.round(spentMs), hosts };
}

function failed(chain: RedirectChain, failure: FeedFailure, retryAfter = 0): FetchResult {
  return { ...report(chain), kind: 'failed', failure, retryAfterMs: retryAfter };
}

function validity({ chain, isPrivate, now }: End, headers: ResponseHeaders): Validity {
  const finalUrl = chain.url.href;
  return {
    etag: sendable(headers.etag),
    lastModified: sendable(headers['last-modified']),
    freshForMs: freshForMs(headers, now),
    finalUrl,
    movedTo: chain.moved && chain.permanent ? finalUrl : undefined,
    isPrivate: chain.hosts[0] === hostName(chain.own) ? isPrivate : undefined,
  };
}

type HeadersOrFailure =
  | { readonly kind: 'headers'; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'failed'; readonly failure: FeedFailure };

function requestHeaders(
  request: FetchRequest,
  { url, own, cookies }: RedirectChain,
  { userAgent, secret }: FetcherOptions,
): HeadersOrFailure {
  const values: Record<string, string> = {
    'user-agent': request.userAgent ?? userAgent,
    accept,
    'accept-encoding': acceptedEncodings,
  };
  if (request.etag !== undefined) values['if-none-match'] = request.etag;
  if (request.lastModified !== undefined) values['if-modified-since'] = request.lastModified;

  if (isSameSite(own, url)) {
    if (own.username !== '' || own.password !== '') values.authorization = basicAuthentication(own);
    for (const [name, variable] of Object.entries(request.headers ?? {})) {
      const value = secret(variable);
      if (value === undefined) return { kind: 'failed', failure: failures.missingSecret(name, variable) };
      values[name.toLowerCase()] = value;
    }
  }
  const cookie = [values.cookie ?? [], cookies.headerFor(url) ?? []].flat().join('; ');
  if (cookie !== '') values.cookie = cookie;
  const unsendable = Object.entries(values).find(([name, value]) => !isSendable(name, value));
  if (unsendable) return { kind: 'failed', failure: failures.badHeader(unsendable[0]) };
  return { kind: 'headers', values };
}

/** A site may change from http to https. Secrets are not sent back to http, nor to another port. */
function isSameSite(own: URL, url: URL): boolean {
  if (own.host === url.host && own.protocol === url.protocol) return true;
  return own.hostname === url.hostname && own.port === '' && url.port === '' && url.protocol === 'https:';
}

/** A validator that cannot be sent back is not kept: it would make every later request fail. */
function sendable(validator: string | undefined): string | undefined {
  const isGood = validator && validator.length <= longestValidator && isSendable('etag', validator);
  return isGood ? validator : undefined;
}

function isSendable(name: string, value: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function basicAuthentication({ username, password }: URL): string {
  return `Basic ${Buffer.from(`${percentDecode(username)}:${percentDecode(password)}`).toString('base64')}`;
}

function withoutLogin(url: URL): URL {
  url.username = '';
  url.password = '';
  return url;
}
