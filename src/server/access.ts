/** Who may see the pages, and who may set something going. Pure. */
import { hash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from '../ground/hosts.ts';

export interface Door {
  /** Where the server listens, as HTTP_HOST says. */
  readonly host: string;
  readonly token: string | undefined;
}

export interface Knock {
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly origin: string | undefined;
  /** The browser's Sec-Fetch-Site. */
  readonly site: string | undefined;
}

export type Entry =
  | { readonly kind: 'open' }
  /** The token is missing or wrong: the browser is to ask for it. */
  | { readonly kind: 'ask' }
  /** No token is configured where one is needed. */
  | { readonly kind: 'no-token' }
  /** A name that is not ours: a page from elsewhere may have made it point here (DNS rebinding). */
  | { readonly kind: 'wrong-host' }
  /** Another site's page sent it. */
  | { readonly kind: 'wrong-origin' };

/**
 * For what is only looked at. Where a token is set it is always asked for, whatever the Host: a browser sends it only to
 * the name for which it was typed, so that it proves the name as well (reverse proxies need no list of names here).
 * Without one the server must listen on loopback, and the Host must be a loopback name or the configured one.
 */
export function mayLook(knock: Knock, door: Door): Entry {
  if (door.token !== undefined) return hasToken(knock, door.token) ? { kind: 'open' } : { kind: 'ask' };
  if (!isLoopback(door.host)) return { kind: 'no-token' };
  const name = hostName(knock.host);
  const isOurs = name !== undefined && (isLoopback(name) || name === door.host.toLowerCase());
  return isOurs ? { kind: 'open' } : { kind: 'wrong-host' };
}

/** For what changes something: always with the token, and never from another site's page. */
export function mayAct(knock: Knock, door: Door): Entry {
  if (door.token === undefined) return { kind: 'no-token' };
  if (!isSameOrigin(knock)) return { kind: 'wrong-origin' };
  return hasToken(knock, door.token) ? { kind: 'open' } : { kind: 'ask' };
}

/** Basic authentication with any user name. */
function hasToken({ authorization }: Knock, token: string): boolean {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return false;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  // Of equal length whatever was sent, so that the time tells nothing.
  return colon >= 0 && timingSafeEqual(sha256(pair.slice(colon + 1)), sha256(token));
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/** Browsers send Origin with every POST; what sends none is no browser. The scheme may differ behind a proxy with TLS. */
function isSameOrigin({ host, origin, site }: Knock): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** The name in a Host header, without its port. */
function hostName(host: string | undefined): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[a-z\d._-]+)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase();
}
