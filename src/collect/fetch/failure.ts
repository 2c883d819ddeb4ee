/** Every way in which a fetch can fail: a code and texts for people. No text holds a URL, which may hold a password. */

import { closeSync, openSync } from 'node:fs';
import { digestCommand } from '../../ground/command-name.ts';
import { phrase } from '../../ground/phrase.ts';
import type { FeedFailure, Phrase } from '../../model.ts';
import { failure } from '../feed-failure.ts';
import { noZstdCode } from './body.ts';
import { proxyFailure } from './proxy-failure.ts';
import { privateAddressCode } from './routes.ts';

// An `import` of node:http reads all its exports, which loads the whole of Node's own fetch: 14 MB.
const { STATUS_CODES } = process.getBuiltinModule('node:http');

/** What a request was waiting for when it timed out. */
export type WaitedFor = 'connect' | 'answer' | 'body' | 'whole';

const later = phrase(
  `不用处理，会自动再试。一直这样就运行 ${digestCommand} check --online，看要不要走代理。`,
  `Nothing to do: it is retried. If it keeps failing, run ${digestCommand} check --online to see whether a proxy helps.`,
);
const reviewFeed = phrase(
  `用 ${digestCommand} feeds inspect 看它答了什么；换成新地址，或在 feeds.yaml 里停用它。`,
  `Run ${digestCommand} feeds inspect to see its answer; set its new address, or disable it in feeds.yaml.`,
);
const inspectedFeed = phrase(
  '换成新地址，或在 feeds.yaml 里停用它。',
  'Set its new address, or disable it in feeds.yaml.',
);

const triedFeed = phrase(
  `过一会儿再试一次。还是不行就运行 ${digestCommand} check --online，看要不要走代理。`,
  `Try again later. If it keeps failing, run ${digestCommand} check --online to see whether a proxy helps.`,
);

/** The remedy for an address that a person has just tried. Inspecting it does not help, and nothing retries it. */
export function remedyOfTried({ remedy }: FeedFailure): Phrase {
  if (remedy === reviewFeed) return inspectedFeed;
  return remedy === later ? triedFeed : remedy;
}

const checkAddress = phrase(
  '检查地址有没有写错；或在网站上找“RSS”或“订阅”的链接，用那个地址。',
  'Check the address, or look for a link "RSS" or "Subscribe" on the site and give that address.',
);
const openAddress = phrase(
  '它要登录或付费：换一个不用登录的地址。',
  'It requires a login or payment: give an address that needs neither.',
);
const otherWay = phrase(
  '它不让程序读：换一个地址（比如 RSSHub 的），或在 .env 里设 HTTPS_PROXY 走代理再试。',
  'It refuses programs: give another address (of RSSHub, say), or set HTTPS_PROXY in .env and try again.',
);

const remediesOfNew: ReadonlyMap<string, Phrase> = new Map([
  ...['http-401', 'http-402', 'http-407'].map((code) => [code, openAddress] as const),
  ...['http-403', 'http-406', 'http-451', 'robot-check'].map((code) => [code, otherWay] as const),
  ...'binary empty html json-error not-a-feed sitemap text'.split(' ').map((code) => [code, checkAddress] as const),
]);

/** The remedy for an address that is not in feeds.yaml yet: there is nothing to disable. */
export function remedyOfNew(failed: FeedFailure): Phrase {
  const other = failed.remedy === reviewFeed ? checkAddress : remedyOfTried(failed);
  return remediesOfNew.get(failed.code) ?? other;
}

export function timedOut(waitedFor: WaitedFor, limitMs: number): FeedFailure {
  const seconds = `${Number((limitMs / 1000).toPrecision(3))} s`;
  const failures: Readonly<Record<WaitedFor, FeedFailure>> = {
    connect: failure('connect-timeout', `${seconds} 内没有连上`, `did not connect within ${seconds}`, later),
    answer: failure('timeout', `连上了，但 ${seconds} 内没有回答`, `did not answer within ${seconds}`, later),
    body: failure(
      'stalled',
      `内容传到一半停了 ${seconds}`,
      `stopped for ${seconds} in the middle of its content`,
      later,
    ),
    whole: failure('too-slow', `传得太慢，${seconds} 还没有传完`, `was too slow: not complete after ${seconds}`, later),
  };
  return failures[waitedFor];
}

export function tooLarge(maxBytes: number): FeedFailure {
  // As in feeds.yaml, 1 MB is 1024 KB.
  const size = `${Number((maxBytes / 1024 ** 2).toPrecision(3))} MB`;
  return failure(
    'too-large',
    `内容超过 ${size}（解压后）`,
    `is larger than ${size} (decompressed)`,
    phrase(
      '如果它真的这么大，调高 feeds.yaml 里 collect 的 maxBytes；否则停用它。',
      'If it really is that large, raise maxBytes under collect in feeds.yaml; otherwise disable it.',
    ),
  );
}

export function httpStatus(status: number): FeedFailure {
  const reason = STATUS_CODES[status];
  const name = reason === undefined ? `${status}` : `${status} ${reason}`;
  return failure(`http-${status}`, `服务器回答 ${name}`, `the server answered ${name}`, statusRemedy(status));
}

function statusRemedy(status: number): Phrase {
  if (status === 404 || status === 410) return reviewFeed;
  if (status === 401 || status === 402 || status === 407) {
    return phrase(
      '它要登录或付费：在 feeds.yaml 里用 headers 给出凭据，或停用它。',
      'It requires a login or payment: give the credentials as headers in feeds.yaml, or disable it.',
    );
  }
  if (status === 403 || status === 406 || status === 451) {
    return phrase(
      '它拒绝了我们：试试给它设 userAgent 或走代理；不行就停用它。',
      'It refuses this program: try a userAgent for it, or a proxy; if neither helps, disable it.',
    );
  }
  if (status === 429) {
    return phrase(
      '不用处理：会按它要求的时间再试。常常这样就把 collect 的 perHost 调小，或把 schedule 调稀。',
      'Nothing to do: it is retried when the server allows it. If this happens often, lower perHost or collect less often (schedule).',
    );
  }
  return status >= 500 ? later : reviewFeed;
}

export const redirectLoop = failure('redirect-loop', '跳转绕圈，没有终点', 'its redirects form a loop', reviewFeed);

export function tooManyRedirects(hops: number): FeedFailure {
  return failure('too-many-redirects', `跳转超过 ${hops} 次`, `redirects more than ${hops} times`, reviewFeed);
}

export const badRedirect = failure(
  'bad-redirect',
  '要跳转，却没有给出 http 或 https 的地址',
  'redirects to something that is not an http or https address',
  reviewFeed,
);

export function privateAddress(host: string): FeedFailure {
  return failure(
    'private-address',
    `跳转到内网地址 ${host}，已拒绝`,
    `redirects to ${host}, a private address, which is refused`,
    phrase(
      '如果这是你自己的服务器，把它写进 .env 的 PRIVATE_HOSTS；否则停用这个源。',
      'If that server is yours, add it to PRIVATE_HOSTS in .env; otherwise disable this feed.',
    ),
  );
}

/** The feed's own host, which had a public address when first read. */
export function nowPrivate(host: string): FeedFailure {
  return failure(
    'private-address',
    `${host} 以前是公网地址，现在指向内网，已拒绝`,
    `${host} had a public address before and now has a private one, which is refused`,
    phrase(
      '如果这是你自己的服务器，把它写进 .env 的 PRIVATE_HOSTS；否则是它的域名被改了，停用这个源。',
      'If that server is yours, add it to PRIVATE_HOSTS in .env; otherwise its DNS was changed: disable this feed.',
    ),
  );
}

export const unaskedNotModified = failure(
  'unasked-304',
  '回答“没有变化”（304），但我们没有问过有没有变化',
  'answered "not modified" (304) to an unconditional request',
  reviewFeed,
);

export const emptyBody = failure('empty', '回答是空的', 'its answer is empty', reviewFeed);

export const tooManyLayers = failure(
  'too-many-layers',
  '压缩套压缩，层数太多',
  'has too many layers of compression',
  reviewFeed,
);

/** The bytes are never shown. */
export const binaryBody = failure(
  'binary',
  '回答是二进制数据（图片、压缩包之类），不是源',
  'answered with binary data (a picture, an archive), not a feed',
  reviewFeed,
);

export function robotCheck(status: number): FeedFailure {
  return failure(
    'robot-check',
    `网站在验证访问者是不是真人（${status}），程序过不去`,
    `the site checks whether its visitor is a person (${status}), and a program cannot pass`,
    phrase(
      '试试给它设 userAgent 或走代理；不行就换一个地址（比如 RSSHub 的），或停用它。',
      'Try a userAgent for it, or a proxy; if neither helps, use another address (of RSSHub, say), or disable it.',
    ),
  );
}

export function missingSecret(header: string, variable: string): FeedFailure {
  return failure(
    'missing-variable',
    `它的 ${header} 头要用变量 ${variable}，但这个变量没有设置`,
    `its header ${header} needs the variable ${variable}, which is not set`,
    phrase(`在 .env 里设置 ${variable}。`, `Set ${variable} in .env.`),
  );
}

export function badHeader(header: string): FeedFailure {
  return failure(
    'bad-header',
    `它的 ${header} 头里有不能发送的字符`,
    `its header ${header} has characters that cannot be sent`,
    phrase('检查 feeds.yaml 里的 headers 和对应的变量。', 'Check headers in feeds.yaml and the variable it names.'),
  );
}

export const stopped = failure('stopped', '程序停止，没有读完', 'the program stopped before it was read', later);

/** The program ended `times` times while it read the feed's document. */
export function endedProgram(times: number, until: Date): FeedFailure {
  const day = until.toISOString().slice(0, 10);
  return failure(
    'crash',
    `程序读它的内容时 ${times} 次意外退出，${day} 之前不再读它`,
    `the program ended ${times} times while reading its content; it is left out until ${day}`,
    phrase(
      '它的内容可能大得或怪得让内存用尽：换一个源，或在 feeds.yaml 里停用它；也请报告这个问题。',
      'Its content may use up the memory: use another feed, or disable it in feeds.yaml; please also report this as a bug.',
    ),
  );
}

interface ErrorPlace {
  readonly host: string;
  readonly byProxy: boolean;
  /** The answer had begun. */
  readonly inBody: boolean;
}

/** What an error of undici, the resolver, TLS or zlib means. Its message is never shown: it may hold the URL. */
export function fromError(error: unknown, { host, byProxy, inBody }: ErrorPlace): FeedFailure {
  const code = codeOf(error);
  if (inBody && /^(UND_ERR_SOCKET|ECONNRESET|EPIPE|Z_BUF_ERROR)/.test(code)) return cutOff;
  if (code === privateAddressCode) return privateAddress(host);
  if (/^(HPE_|HTTPParserError|UND_ERR_RES_CONTENT_LENGTH)/.test(code)) return badHttp(error);
  const tls = tlsFailure(code);
  if (tls) return tls;
  return (byProxy ? proxyFailure(error, code) : undefined) ?? connectionFailure(code, host);
}

function connectionFailure(code: string, host: string): FeedFailure {
  // Without a free file descriptor the resolver reports that the host does not exist.
  if (/^(EMFILE|ENFILE)$/.test(code) || (isOfResolver(code) && !canOpenFiles())) return tooManyFiles;
  if (isOfResolver(code)) {
    return failure(
      'dns',
      `找不到主机 ${host}（${code}）`,
      `the host ${host} is not found (${code})`,
      phrase(
        '检查地址有没有写错；全都这样就是 DNS 或网络断了。',
        'Check the address; if all feeds fail like this, DNS or the network is down.',
      ),
    );
  }
  const known = connectionFaults.find(([codes]) => codes.test(code))?.[1];
  return known ?? failure('unexpected', `没有料到的错误（${code}）`, `an unexpected error (${code})`, later);
}

const connectionFaults: readonly (readonly [codes: RegExp, FeedFailure])[] = [
  [/^ECONNREFUSED$/, failure('refused', '服务器拒绝连接', 'the server refuses connections', later)],
  [/^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, failure('reset', '连接被对方切断', 'the connection was reset', later)],
  [
    /^(?:EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ENETDOWN)$/,
    failure('unreachable', '网络到不了这台服务器', 'the network does not reach the server', later),
  ],
  [
    /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    failure('connect-timeout', '连接超时', 'the connection timed out', later),
  ],
  [
    /^UND_ERR_HEADERS_OVERFLOW$/,
    failure('headers-too-large', '响应头没完没了', 'the response headers never end', reviewFeed),
  ],
  [
    new RegExp(`^${noZstdCode}$`),
    failure(
      'bad-compression',
      '内容用 zstd 压缩，没有按请求用别的方式',
      'its content is compressed with zstd, which was not asked for',
      phrase(
        '这个版本的 Node.js 不会解 zstd：升级到 22.15 或更新。',
        'This Node.js does not know zstd: update it to 22.15 or newer.',
      ),
    ),
  ],
  [
    /^(?:Z_|ZSTD_|ERR__|ERR_BROTLI|ERR_ZSTD)/,
    failure('bad-compression', '压缩的内容是坏的', 'its compressed content is damaged', later),
  ],
];

function isOfResolver(code: string): boolean {
  return /^(ENOTFOUND|ENODATA|EAI_.*|ESERVFAIL|EREFUSED|ETIMEOUT)$/.test(code);
}

function canOpenFiles(): boolean {
  try {
    closeSync(openSync(process.execPath, 'r'));
    return true;
  } catch (error) {
    return !/^(EMFILE|ENFILE)$/.test(codeOf(error));
  }
}

const tooManyFiles = failure(
  'too-many-files',
  '本程序打开的文件和连接太多（EMFILE），不是这个源的问题',
  'this program has too many files and connections open (EMFILE); the feed is not at fault',
  phrase(
    '调高打开文件数的上限（ulimit -n；systemd 是 LimitNOFILE），或调小 collect 的 concurrency。',
    'Raise the limit of open files (ulimit -n; LimitNOFILE in systemd), or lower concurrency under collect.',
  ),
);

/** HTTP faults by the message of undici's parser, whose errors have no code. */
const httpFaults: readonly (readonly [said: RegExp, what: Phrase])[] = [
  [
    /expected (?:CR|LF)/i,
    phrase('它的行尾不是 CR LF（HTTP 规定的换行）', 'its lines do not end with CR LF, as HTTP wants it'),
  ],
  [/content-length/i, phrase('它的 Content-Length 不对，或给了两次', 'its Content-Length is wrong, or is given twice')],
  [/transfer-encoding/i, phrase('它的 Transfer-Encoding 不对', 'its Transfer-Encoding is wrong')],
  [/chunk/i, phrase('它的分块（chunk）不对', 'its chunks are malformed')],
  [
    /header|whitespace/i,
    phrase('它的响应头里有不允许的字符', 'its response headers hold characters that are not allowed'),
  ],
  [/expected HTTP/i, phrase('对方说的不是 HTTP', 'the other side does not speak HTTP')],
];

function badHttp(error: unknown): FeedFailure {
  const said = error instanceof Error ? error.message : '';
  const known = httpFaults.find(([pattern]) => pattern.test(said))?.[1];
  const what = known ?? phrase('回答不是正确的 HTTP', 'its answer is not proper HTTP');
  return { code: 'bad-http', what, remedy: reviewFeed };
}

/** The connection ended before the content did. */
const cutOff = failure('cut-off', '内容传到一半断了', 'its content broke off in the middle', later);

function tlsFailure(code: string): FeedFailure | undefined {
  const mendCertificate = phrase(
    '网站的证书有问题，等它修好；如果所有源都这样，检查服务器的时间和代理。',
    "The site's certificate is at fault: wait until its owner fixes it. If all feeds fail like this, check this server's clock and the proxy.",
  );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return failure('tls-name', '证书是别的主机的', 'its certificate is for another host', mendCertificate);
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return failure('tls-expired', '证书过期或还没有生效', 'its certificate is not valid at this time', mendCertificate);
  }
  if (/^(DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA|HOSTNAME_MISMATCH)/.test(code)) {
    return failure(
      'tls-untrusted',
      `证书不受信任（${code}）`,
      `its certificate is not trusted (${code})`,
      mendCertificate,
    );
  }
  if (/^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) {
    return failure('tls', `加密连接失败（${code}）`, `the encrypted connection failed (${code})`, mendCertificate);
  }
  return undefined;
}

/** The code of the error, or of what caused it. */
function codeOf(error: unknown): string {
  for (let each = error, depth = 0; each instanceof Error && depth < 5; each = each.cause, depth++) {
    if ('code' in each && typeof each.code === 'string') return each.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
