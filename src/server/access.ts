/** Who may see the pages, and who may change something. Pure. */
import { hash, timingSafeEqual } from 'node:crypto';
import { isLoopback } from '../ground/hosts.ts';

export interface AccessRules {
  /** Where the server listens, as HTTP_HOST says. */
  readonly host: string;
  /** HTTP_TOKEN. */
  readonly token: string | undefined;
  /** The word in the log that stands for a token where none is set; left out: nobody may log in without one. */
  readonly word?: string | undefined;
}

export interface Credentials {
  readonly host: string | undefined;
  readonly authorization: string | undefined;
  readonly origin: string | undefined;
  /** The browser's Sec-Fetch-Site. */
  readonly site: string | undefined;
  /** Its cookie is that of a login that still stands. */
  readonly isLoggedIn?: boolean;
}

export type AccessVerdict =
  | { readonly kind: 'open' }
  /** The token is missing or wrong: it is to be asked for. */
  | { readonly kind: 'ask' }
  /** No token is configured where one is needed. */
  | { readonly kind: 'no-token' }
  /** A name that is not ours: a page from elsewhere may have made it point here (DNS rebinding). */
  | { readonly kind: 'wrong-host' }
  /** Another site's page sent it. */
  | { readonly kind: 'wrong-origin' };

/**
 * For what is only looked at. Where a token is set it is always asked for, whatever the Host: a browser sends it only to
 * the name for which it was typed, so that it proves the name as well (reverse proxies need no list of names here). The
 * cookie of a login proves it in the same way. Without a token the server must listen on loopback, and the Host must be
 * a loopback name or the configured one; beyond loopback the word in the log opens.
 */
export function mayLook(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (isKnown(credentials, rules)) return { kind: 'open' };
  if (rules.token !== undefined) return { kind: 'ask' };
  if (!isLoopback(rules.host)) return { kind: rules.word === undefined ? 'no-token' : 'ask' };
  const name = hostName(credentials.host);
  const isOurs = name !== undefined && (isLoopback(name) || name === rules.host.toLowerCase());
  return isOurs ? { kind: 'open' } : { kind: 'wrong-host' };
}

/**
 * For what changes something: only after a login, or with the token, and never from another site's page. Without a token
 * the word in the log is the password, on loopback too: other people may have accounts on the same machine.
 */
export function mayAct(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (passwordOf(rules) === undefined) return { kind: 'no-token' };
  if (!isSameOrigin(credentials)) return { kind: 'wrong-origin' };
  return isKnown(credentials, rules) ? { kind: 'open' } : { kind: 'ask' };
}

/** For the login itself, which has nothing to show yet. */
export function mayLogIn(credentials: Credentials, rules: AccessRules): AccessVerdict {
  if (passwordOf(rules) === undefined) return { kind: 'no-token' };
  return isSameOrigin(credentials) ? { kind: 'open' } : { kind: 'wrong-origin' };
}

/** The password in force; undefined when there is none. */
function passwordOf({ token, word }: AccessRules): string | undefined {
  return token ?? word;
}

/** Compares in a time that tells nothing: hashes are of equal length whatever was sent. */
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

/** Browsers send Origin with every POST; what sends none is not a browser. The scheme may differ behind a proxy with TLS. */
function isSameOrigin({ host, origin, site }: Credentials): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}

/** The name in a Host header, without its port. */
function hostName(host: string | undefined): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[a-z\d._-]+)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.toLowerCase();
}
