/** Addresses as feeds write them, with obvious faults repaired and secrets removed. */
import { removeControls } from './plain-text.ts';

/** Longer texts are not addresses (data in a URL). */
const maxUrlLength = 4_000;

/** An address that needs no change, as nearly every entry has. */
const usualAddress =
  /^https?:\/\/(?!\S*xn--)(?:[a-z\d-]{1,63}\.){1,9}[a-z]{2,24}(?:[/?#](?:[!#-%'-;=?-[\]-~]|&(?!amp;|#0{0,2}38;))*)?$/;

/** Absolute, http or https only; undefined for `javascript:`, `mailto:`, fragments and nonsense. */
export function webUrl(text: string | undefined, baseUrl: string): string | undefined {
  if (text && text.length <= maxUrlLength && usualAddress.test(text)) return text;
  // An ampersand that was escaped once too often breaks the query (`?a=1&#038;b=2` of old WordPress plugins).
  const unescaped = text?.replace(/&(?:amp|#0{0,2}38);/g, '&');
  const trimmed = removeControls(unescaped ?? '')
    .replace(/[\ufffd\u00ad\u200b\u2060]/g, '')
    .trim()
    .replace(/[\t\n\r]+\s*/g, '');
  if (!trimmed || trimmed.length > maxUrlLength || trimmed.startsWith('#')) return undefined;
  const mended = mend(unwrapMarkup(trimmed), baseUrl);
  const url = URL.parse(mended, baseUrl || undefined);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || !url.hostname) return undefined;
  // A valid absolute address stays as its publisher wrote it.
  return publicAddress(/^https?:\/\/[^\s<>"\\]+$/.test(mended) ? mended : url.href);
}

/**
 * An absolute address without user name and password. A non-ASCII host becomes punycode, so that it cannot be mistaken
 * for another host. The rest keeps its spelling.
 */
export function publicAddress(address: string): string {
  const [, scheme, authority = '', rest = ''] = /^(https?:\/\/)([^/?#\\]*)(.*)$/is.exec(address) ?? [];
  if (scheme === undefined) return address;
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const isPlain = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d*)?$/i.test(host);
  return scheme + (isPlain ? host : (URL.parse(address)?.host ?? host)) + rest;
}

/** The address in `<a href="…">`, `[text](…)`, `<…>` and quotation marks. */
function unwrapMarkup(text: string): string {
  const href = text.startsWith('<') ? /\shref\s{0,9}=\s{0,9}["']?([^"'\s<>]+)/i.exec(text) : null;
  const markdown = text.startsWith('[') ? /^\[[^\]]*\]\(([^()\s]+)\)$/.exec(text) : null;
  const [, address] = href ?? markdown ?? /^[<"'“‘](.*)[>"'”’]$/.exec(text) ?? [];
  return address?.trim() ?? text;
}

/** `https//a.example`, `https:///a.example`, `http://https://a.example`: one or more schemes, whatever follows them. */
const schemes = /^(?:https?(?:\s?[:;]\s?[\\/]*|[\\/]{1,9}:?[\\/]*)){1,5}/i;
const hostLike = /^(?:\[|localhost\b|[^\s/?#.]+\.[^\s/?#])/i;
const bareHost = /^((?:[\p{L}\p{N}_-]+\.)+([\p{L}\p{N}-]+))(?::\d{1,5})?(?=([/?#]?))/u;
/** Endings of host names that are not also endings of files (`index.pl/1` is a path). */
const endings = new Set(
  (
    'com net org edu gov info io ai co cn dev app tech news blog cloud xyz me tv uk us de fr jp kr tw hk sg in ru eu ca ' +
    'au nl se ch it es br example'
  ).split(' '),
);

function mend(text: string, baseUrl: string): string {
  const address = text
    .replace(/^(?:feed|rss|itpc|pcast):\/{0,2}(?=https?:)/i, '')
    .replace(/^(?:feed|rss|itpc|pcast):\/{0,2}/i, 'http://')
    .replace(/^:\/\//, 'https://');
  const written = schemes.exec(address)?.[0];
  if (written !== undefined) {
    const rest = address.slice(written.length);
    if (/^https?:\/\/$/i.test(written) || !hostLike.test(rest)) return address;
    return `${written
      .match(/https?/gi)
      ?.at(-1)
      ?.toLowerCase()}://${rest}`;
  }
  if (/^www\.[^\s/]+\.[^\s/]/i.test(address)) return `https://${address}`;
  const [, host = '', ending = '', next = ''] = bareHost.exec(address) ?? [];
  if (host === '') return address;
  const base = URL.parse(baseUrl);
  if (isSameSite(host, base?.hostname)) return `${base?.protocol ?? 'https:'}//${address}`;
  return next === '/' && endings.has(ending.toLowerCase()) ? `https://${address}` : address;
}

function isSameSite(host: string, ownHost: string | undefined): boolean {
  const own = ownHost?.replace(/^www\./, '');
  if (!own?.includes('.')) return false;
  return host.toLowerCase() === own || host.toLowerCase().endsWith(`.${own}`);
}
