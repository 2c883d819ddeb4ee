import { isLoopback } from '../ground/hosts.ts';
import { phrase } from '../ground/phrase.ts';
import { accept, type Fault, type Parsed, refuse, refuseValue } from './problem.ts';

const example = phrase(
  '写完整的网址，例如 https://example.com/feed.xml',
  'write the whole URL, for example https://example.com/feed.xml',
);

/** An http or https URL without user and password, or a route of a bridge, unchanged. */
export function parseFeedUrl(value: unknown): Parsed<string> {
  const text = typeof value === 'string' ? value.trim() : '';
  if (/^(?:rsshub:\/[^\s/]|wewe:[\w-])\S*$/.test(text)) return accept(text);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // Text that is not a URL may also contain a password, and the fault below shows the value.
  if (url?.username || url?.password || /^[^?#]*:\/\/[^/?#]*@/.test(text)) {
    return refuse(
      phrase('里写了用户名或密码', 'contains a user name or password'),
      phrase(
        '改用 headers：{ Authorization: 变量名 }，把值写进 .env',
        'use `headers: { Authorization: NAME_OF_VARIABLE }` and put the value in .env',
      ),
    );
  }
  if (!url || !/^https?:$/.test(url.protocol)) {
    const meant = withoutFeedScheme(text);
    const remedy = meant === text ? example : phrase(`写成 ${meant}`, `write ${meant}`);
    return refuseValue(value, phrase('http 或 https 开头的网址', 'an http or https URL'), remedy);
  }
  const slip = slipIn(text);
  return slip === undefined ? accept(text) : refuse(slip.what, slip.remedy);
}

/** An https URL (http only to this machine) without a query; the final slash is removed. */
export function parseLink(value: unknown): Parsed<string> {
  const url = parseFeedUrl(value);
  if (url.ok) {
    const { protocol, hostname, search, hash } = new URL(url.value);
    if ((protocol === 'https:' || isLoopback(hostname)) && search === '' && hash === '')
      return accept(url.value.replace(/\/+$/, ''));
  } else if (URL.canParse(String(value))) return url;
  return refuseValue(
    value,
    phrase('https 开头、不带 ? 和 # 的网址', 'an https URL without ? and #'),
    phrase(
      '写往期网页所在的网址，例如 https://news.example.com',
      'write the URL of the published editions, for example https://news.example.com',
    ),
  );
}

/** Converts `feed://host/…` and `feed:https://…`, as old readers and browsers write feed addresses. */
export function withoutFeedScheme(text: string): string {
  return text.replace(/^feed:(?=https?:\/\/)/i, '').replace(/^feed:\/\//i, 'http://');
}

/** The normalised form of an address, for comparison; undefined if `parseFeedUrl` refuses it. */
export function addressOf(value: unknown): string | undefined {
  const url = parseFeedUrl(value);
  return url.ok ? new URL(url.value).href : undefined;
}

/** The fault of a value that still has a quote at its start, because the pair is full-width or not closed. */
export function quoteAtStart(text: string): Fault | undefined {
  const quote = /^["'`“”‘’「『＂＇]/.exec(text)?.[0];
  if (quote === undefined) return undefined;
  return {
    what: phrase(`前面有一个引号 ${quote}`, `starts with the quote ${quote}`),
    remedy: phrase(
      '去掉前后的引号；要引号就用一对半角的，后面不再写别的',
      'remove the quotes; if you need them, write one pair of ordinary " and nothing after it',
    ),
  };
}

/** A copying mistake that a URL parser accepts. The fault never shows the address. */
export function slipIn(text: string): Fault | undefined {
  const invisible = /(?! )[\p{Cf}\p{Cc}\p{Z}\u115f\u1160\u3164\u2800]/u.exec(text)?.[0];
  if (invisible !== undefined) {
    return {
      what: phrase(
        `里有看不见的字符（${codeOf(invisible)}）`,
        `contains an invisible character (${codeOf(invisible)})`,
      ),
      remedy: phrase('删掉它：从原处重新复制，或手打一遍', 'remove it: copy the value again, or type it'),
    };
  }
  if (/.(?<![=/?&])https?:\/\//i.test(text)) {
    return {
      what: phrase('里有两个网址', 'contains two URLs'),
      remedy: phrase('一个值只写一个网址', 'write only one URL'),
    };
  }
  if (/<[^>]*>|\{[^}]*\}|%3c|你的|您的|请填/i.test(text)) {
    return {
      what: phrase('里还有没替换的占位文字', 'still contains a placeholder'),
      remedy: phrase('换成真的', 'replace it with the real value'),
    };
  }
  const last = /[)\]"'`,;。，；、）】》”’]$/.exec(text)?.[0];
  if (last === undefined || isClosing(last, text)) return undefined;
  return {
    what: phrase(`末尾多了一个 ${last}`, `ends with ${last}, which is not part of a URL`),
    remedy: phrase('删掉它', 'delete it'),
  };
}

/** In `https://host/page_(name)` the final bracket is part of the URL. */
function isClosing(last: string, text: string): boolean {
  const opening = { ')': '(', ']': '[' }[last];
  return opening !== undefined && text.split(opening).length >= text.split(last).length;
}

function codeOf(character: string): string {
  return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
}
