/** The access rules for viewing pages and for making changes. Pure. */
import { hash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from '../ground/hosts.ts';

export interface AccessRules {
  /** HTTP_HOST: the host on which the server listens. */
  readonly host: string;
  /** HTTP_TOKEN. */
  readonly token: string | undefined;
  /** The one-time password in the log, used when no token is set. Without either nobody can log in. */
  readonly word?: string | undefined;
  /** PAGE_URL: the address at which browsers open the pages, perhaps through a proxy. */
  readonly pageUrl?: string | undefined;
}

export interface Credentials {
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly origin: string | undefined;
  /** The Sec-Fetch-Site header. */
  readonly site: string | undefined;
  /** Whether the cookie belongs to a valid login. */
  readonly isLoggedIn?: boolean;
}

export type AccessVerdict =
  | 'open'
  /** The token is missing or wrong: ask for it. */
  | 'ask'
  /** A token is needed but not configured. */
  | 'no-token'
  /** An unknown host name, possibly DNS rebinding by another site. */
  | 'wrong-host'
  /** The request comes from a page of another site. */
  | 'wrong-origin';

/**
 * For requests that only view. A configured token is always required, whatever the Host: a browser sends it only to the
 * name for which it was typed, so it also proves the name (reverse proxies need no list of names here). The cookie of a
 * login proves the name in the same way. Without a token the Host must be a loopback name or the configured one, if the
 * server listens on loopback; otherwise the one-time password is required.
 */
export function mayLook(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (isKnown(credentials, rules)) return 'open';
  if (rules.token !== undefined) return 'ask';
  if (!isLoopback(rules.host)) return rules.word === undefined ? 'no-token' : 'ask';
  const name = hostName(credentials.host);
  const isOurs = name !== undefined && (isLoopback(name) || name === rules.host.toLowerCase());
  return isOurs ? 'open' : 'wrong-host';
}

/**
 * For requests that change something: only after a login or with the token, and never from another site's page. Without a
 * token the one-time password is required on loopback too: other people may have accounts on the same machine.
 */
export function mayAct(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (passwordOf(rules) === undefined) return 'no-token';
  if (!isSameOrigin(credentials, rules)) return 'wrong-origin';
  return isKnown(credentials, rules) ? 'open' : 'ask';
}

/** For the login itself. */
export function mayLogIn(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (passwordOf(rules) === undefined) return 'no-token';
  return isSameOrigin(credentials, rules) ? 'open' : 'wrong-origin';
}

/** The password in force; undefined when there is none. */
function passwordOf({ token, word }: AccessRules): string | undefined {
  return token ?? word;
}

/** Compares in constant time: hashes have equal lengths. */
export function isPassword(given: string, rules: AccessRules): boolean {
  const password = passwordOf(rules);
  return password !== undefined && timingSafeEqual(sha256(given), sha256(password));
}

/** The password of basic authentication, with any user name; undefined when none is given. */
export function basicPassword(authorization: string | undefined): string | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}

function isKnown({ isLoggedIn = false, authorization }: Credentials, rules: AccessRules): boolean {
  if (isLoggedIn) return true;
  const given = basicPassword(authorization);
  return given !== undefined && isPassword(given, rules);
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

/**
 * Browsers send Origin with every POST, other clients may not. Over https they also say whether it is the page's own
 * origin. Over http it is compared with the Host, which many proxies replace, and with PAGE_URL. The scheme may differ
 * behind a TLS proxy.
 */
function isSameOrigin({ host, origin, site }: Credentials, { pageUrl = '' }: AccessRules): boolean {
  if (site === 'same-origin') return true;
  if (site !== undefined && site !== 'none') return false;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin).host;
  return from === host?.toLowerCase() || (URL.canParse(pageUrl) && from === new URL(pageUrl).host);
}

/** The name in a Host header, without its port. */
function hostName(host: string | undefined): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[a-z\d._-]+)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase();
}
