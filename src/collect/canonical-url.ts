/**
 * Derives two addresses from an entry's own. The printed URL is the publisher's without tracking. The canonical URL is
 * a key that matches the same document in different feeds; it is never printed.
 */
import { unescape as percentDecode } from 'node:querystring';
import normalizeUrl from 'normalize-url';
import { firstOf } from './first-of.ts';
import { publicAddress } from './read/web-url.ts';
import {
  anchorsWithoutMeaning,
  channelNames,
  channelValues,
  documentParameters,
  feedNames,
  feedValues,
  hostTracking,
  redirectors,
  signedFamilies,
  trackingNames,
  trackingPrefixes,
} from './tracking-parameters.ts';

/** Nested redirectors are unwrapped at most this many times. */
const maxUnwraps = 3;

/**
 * The publisher's address, byte for byte, without tracking parameters and anchors, and without user name and password.
 * A redirector's address is replaced by its target, and a non-ASCII host by its punycode.
 * @param url absolute, http or https; anything else is returned as it is
 */
export function printedUrl(url: string): string {
  return publicAddress(withoutTracking(unwrap(url, false)));
}

/**
 * A key: https, without `www.`, mobile and AMP variants, tracking, parameter order and trailing slash. A query or
 * fragment that identifies the document is kept.
 * @param url absolute, http or https; anything else is returned as it is
 */
export function canonicalUrl(url: string): string {
  const target = withoutTracking(unwrap(url, true));
  const parsed = URL.parse(target);
  if (!parsed || !/^https?:$/.test(parsed.protocol)) return url;
  keepDocument(parsed);
  try {
    return normalizeUrl(parsed.href, {
      forceHttps: true,
      removeDirectoryIndex: [/^(?:index|default)\.(?:html?|php|aspx?)$/],
      removeQueryParameters: [],
      stripTextFragment: true,
    });
  } catch {
    return parsed.href;
  }
}

// ── Tracking ────────────────────────────────────────────────────────────────────────────────────────

/** Works on the text, so that the rest keeps its spelling. */
function withoutTracking(url: string): string {
  const [, address = '', query = '', anchor] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url) ?? [];
  const isTracking = trackingIn(query, hostOf(address));
  const kept = query.split('&').filter((pair) => pair !== '' && !isTracking(pair));
  const search = kept.length > 0 ? `?${kept.join('&')}` : '';
  const hash = anchor === undefined || anchorsWithoutMeaning.test(anchor) ? '' : `#${anchor}`;
  return address + search + hash;
}

function hostOf(address: string): string {
  const authority = /^https?:\/\/(?:[^/@]*@)?([^/:]+)/i.exec(address)?.[1] ?? '';
  return authority.toLowerCase().replace(/^www\./, '');
}

/** Returns whether a pair of this query only tracks. Host and query are examined once: a query may have many pairs. */
function trackingIn(query: string, host: string): (pair: string) => boolean {
  const prefixes = [
    ...trackingPrefixes,
    ...signedFamilies.filter(({ sign }) => sign.test(query)).map(({ prefix }) => prefix),
  ];
  const namesOfHost = ofHost(hostTracking, host);
  // A currency converter's ?from=USD&to=CNY is not tracking.
  const converts = /(?:^|&)to=/i.test(query);
  return (pair) => {
    const [rawName = '', rawValue = ''] = pair.split(/=(.*)/s);
    const name = percentDecode(rawName).toLowerCase();
    if (trackingNames.has(name) || prefixes.some((prefix) => name.startsWith(prefix))) return true;
    if (feedNames.has(name) && feedValues.test(rawValue)) return true;
    if (channelNames.has(name) && channelValues.test(rawValue)) return true;
    if (name === 'from' && !converts) return /^[a-z_-]{0,40}$/i.test(rawValue);
    return namesOfHost?.has(name) ?? false;
  };
}

/** No host in the tables has more labels. */
const mostLabels = 5;

/** The entry of a host or of the nearest domain above it. */
function ofHost<T>(table: ReadonlyMap<string, T>, host: string): T | undefined {
  const labels = host.split('.');
  for (let count = Math.min(labels.length, mostLabels); count > 1; count -= 1) {
    const found = table.get(labels.slice(-count).join('.'));
    if (found !== undefined) return found;
  }
  return undefined;
}

// ── Redirectors ─────────────────────────────────────────────────────────────────────────────────────

/** Paths of redirectors on any host, when a parameter holds a whole address. */
const redirectPath =
  /\/(?:link|redirect|redir|url|go|goto|out|away|jump|r|click|external|leave|l)(?:\.(?:php|aspx?|html?))?\/?$/i;
const targetNames = 'url target u to dest destination redirect redirect_url q link href'.split(' ');

/** @param anyHost also unwraps what merely looks like a redirector: good enough for a key, not for print */
function unwrap(url: string, anyHost: boolean): string {
  let current = url;
  for (let step = 0; step < maxUnwraps; step += 1) {
    const target = targetOf(current, anyHost);
    if (target === undefined) return current;
    current = target;
  }
  return current;
}

function targetOf(url: string, anyHost: boolean): string | undefined {
  const parsed = URL.parse(url);
  if (!parsed) return undefined;
  const host = parsed.hostname.replace(/^www\./, '');
  const amp = ampTarget(parsed, host);
  if (amp) return amp;
  const known = ofHost(redirectors, host)?.find(({ path }) => path.test(parsed.pathname));
  const names = known?.parameters ?? (anyHost && redirectPath.test(parsed.pathname) ? targetNames : []);
  return firstOf(names, (name) => addressIn(parsed.searchParams.get(name) ?? ''));
}

/** A whole address, normalised: decoded from a parameter, it may hold white space and control characters. */
function addressIn(text: string): string | undefined {
  const url = /^https?:\/\//i.test(text) ? URL.parse(text) : null;
  return url?.hostname.includes('.') ? url.href : undefined;
}

/** Google's AMP viewer and cache hold the publisher's address in their path. */
function ampTarget({ pathname, search }: URL, host: string): string | undefined {
  const viewer = /^google\.[a-z.]+$/.test(host) ? /^\/amp\/(s\/)?(.+)$/.exec(pathname) : null;
  const cache = host.endsWith('.cdn.ampproject.org') ? /^\/[a-z]\/(s\/)?(.+)$/.exec(pathname) : null;
  const [, secure, rest] = viewer ?? cache ?? [];
  return rest === undefined ? undefined : addressIn(`${secure ? 'https' : 'http'}://${rest}${search}`);
}

// ── Variants ────────────────────────────────────────────────────────────────────────────────────────

/** Brings the variants of one document to one address, in place. */
function keepDocument(url: URL): void {
  url.username = '';
  url.password = '';
  url.port = '';
  url.hostname = desktopHost(url.hostname);
  url.pathname = url.pathname
    .replace(/\/(?:amp(?:\.html)?|amphtml)\/?$/, '/')
    .replace(/\.amp(?:\.html)?$/, (suffix) => suffix.slice(4));
  keepSpecialSites(url);
  const essential =
    documentParameters.get(url.hostname + url.pathname.replace(/\/$/, '')) ?? documentParameters.get(url.hostname);
  const pairs = url.search.slice(1).split('&');
  const kept = pairs.filter((pair) => (essential ? essential.includes(nameOf(pair)) : !isWithoutMeaning(pair)));
  url.search = [...new Set(kept)].join('&');
}

function nameOf(pair: string): string {
  return percentDecode(pair.split('=', 1)[0] ?? '');
}

/** `?iv=` says nothing; `?some-title` (without `=`) is the document. */
function isWithoutMeaning(pair: string): boolean {
  return pair === '' || /^[^=]*=$/.test(pair) || /^(?:amp(?:=1|=true)?|outputType=amp)$/.test(pair);
}

/** `m.example.com`, `en.m.wikipedia.org`, `amp.example.com`: the same page for another screen. */
function desktopHost(hostname: string): string {
  const host = hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^www\d?\./, '');
  const bare = host.replace(/^(?:m|mobile|wap|3g|amp|touch)\.(?=[^.]+\.[^.]+)/, '');
  return bare.replace(/^([a-z-]{2,12})\.m\.(wikipedia|wiktionary|wikinews)\.org$/, '$1.$2.org');
}

/** Sites with several addresses for one document. */
function keepSpecialSites(url: URL): void {
  if (url.hostname === 'youtu.be') {
    url.href = `https://youtube.com/watch?v=${url.pathname.slice(1)}`;
    return;
  }
  const video =
    /^(?:youtube\.com|youtube-nocookie\.com)$/.test(url.hostname) &&
    /^\/(?:shorts|embed|live|v)\/([\w-]{5,20})/.exec(url.pathname);
  if (video) url.href = `https://youtube.com/watch?v=${video[1]}`;
  if (url.hostname === 'arxiv.org') {
    // Links mostly mean the first version, so `v1` is dropped; a later revision keeps its number.
    url.pathname = url.pathname.replace(/^\/(?:abs|pdf|html)\/(.+?)(?:v1)?(?:\.pdf)?$/, '/abs/$1');
  }
  if (/^(?:twitter|x)\.com$/.test(url.hostname)) url.hostname = 'x.com';
  if (/^(?:old|new|np)\.reddit\.com$/.test(url.hostname)) url.hostname = 'reddit.com';
}
