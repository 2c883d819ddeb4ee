/** Values of variables that only `.env` has. Each function takes the text and returns a trusted value or its fault. */
import { isIP } from 'node:net';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { isSafe } from '../ground/room-address.ts';
import { accept, didYouMean, type Parsed, refuse, refuseValue } from './problem.ts';
import { parseDuration } from './scalars.ts';

/** At most `messages` in any window of `windowMs`. */
export interface MessageRate {
  readonly messages: number;
  readonly windowMs: number;
}

/** WeCom says 20 a minute; clients that pace exactly 20 still meet errcode 45009. */
export const defaultRate = '18/60s';

export function parseRate(text: string): Parsed<MessageRate> {
  const [, messages, window] = /^(\d+)\s*\/\s*(.+)$/.exec(text) ?? [];
  const windowMs = parseDuration(window);
  if (windowMs.ok && Number(messages) > 0) return accept({ messages: Number(messages), windowMs: windowMs.value });
  return refuseValue(
    text,
    phrase('条数/时长', 'messages/duration'),
    phrase(
      `例如 ${defaultRate}：任何 60 秒里最多 18 条`,
      `for example ${defaultRate}: at most 18 messages in any 60 seconds`,
    ),
  );
}

export function parsePort(text: string): Parsed<number> {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return accept(Number(text));
  return refuseValue(
    text,
    phrase('0–65535 的端口', 'a port from 0 to 65535'),
    phrase('0 表示不开网页', '0 means no server'),
  );
}

/** An optional URL that is http or https and passes a further test. */
function isOptionalUrl(text: string, test: (url: URL) => boolean): boolean {
  const url = URL.parse(text);
  return text === '' || (url !== null && /^https?:$/.test(url.protocol) && test(url));
}

export function parsePageUrl(text: string): Parsed<string | undefined> {
  if (isOptionalUrl(text, ({ search, hash, username }) => search === '' && hash === '' && username === ''))
    return accept(text.replace(/\/+$/, '') || undefined);
  return refuseValue(
    text,
    phrase('http 或 https 开头的网址', 'an http or https URL'),
    phrase(
      '写打开网页用的网址，例如 https://digest.example.com',
      'write the URL at which people open the pages, for example https://digest.example.com',
    ),
  );
}

export function parseSwitch(text: string): Parsed<boolean> {
  if (text === '1' || text === '0') return accept(text === '1');
  return refuseValue(text, phrase('1 或 0', '1 or 0'), phrase('1 是打开，0 是关着', '1 is on, 0 is off'));
}

export function parseList(text: string): Parsed<readonly string[]> {
  return accept(text.split(/[,，\s]+/).filter((entry) => entry !== ''));
}

/** The value may contain a password, so no fault shows it. */
export function parseProxy(text: string): Parsed<string | undefined> {
  if (isOptionalUrl(text, isProxy)) return accept(text || undefined);
  return refuse(
    phrase('不是 http 或 https 开头的代理地址', 'is not an http or https proxy URL'),
    phrase(
      '写成 http://主机:端口 或 http://用户名:密码@主机:端口；密码里的 @ : / # % 写成 %40 %3A %2F %23 %25',
      'write http://host:port or http://user:password@host:port; in a password write @ : / # % as %40 %3A %2F %23 %25',
    ),
  );
}

/** undici does not accept a path, or a name or password with a % that encodes nothing, and would throw at the first use. */
function isProxy({ pathname, search, username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return pathname === '/' && search === '';
  } catch {
    return false;
  }
}

/** The value may contain a key, so no fault shows it. */
export function parseBridge(text: string): Parsed<string | undefined> {
  if (isOptionalUrl(text, ({ username, hash }) => username === '' && hash === '')) return accept(text || undefined);
  return refuse(
    phrase('不是 http 或 https 开头的网址', 'is not an http or https URL'),
    phrase(
      '写自己的实例的网址，例如 http://rsshub:1200',
      'write the address of your instance, for example http://rsshub:1200',
    ),
  );
}

/** An https URL, or an http URL of this machine or of a private host. */
export function parseProviderAddress(text: string, privateHosts: readonly string[]): Parsed<string | undefined> {
  const isBare = ({ username, password, search }: URL) => username === '' && password === '' && search === '';
  if (isOptionalUrl(text, (url) => isBare(url) && isSafe(url, privateHosts))) return accept(text || undefined);
  return refuse(
    phrase('不是模型服务的 https 地址', 'is not an https URL'),
    phrase(
      '写到 /v1 为止，例如 https://api.example.com/v1；http 只能是本机或 PRIVATE_HOSTS 里的主机',
      'write the provider’s base URL, for example https://api.example.com/v1; http is allowed only for this machine and for hosts in PRIVATE_HOSTS',
    ),
  );
}

export function parseCount(text: string): Parsed<number> {
  if (/^\d{1,12}$/.test(text)) return accept(Number(text));
  return refuseValue(text, phrase('一个整数', 'a whole number'), phrase('例如 200000', 'for example 200000'));
}

export function parsePrivateHosts(text: string): Parsed<readonly string[]> {
  const hosts = parseList(text);
  const wrong = hosts.ok ? hosts.value.find((host) => !isHostOrRange(host)) : undefined;
  if (wrong === undefined) return hosts;
  return refuse(
    phrase(`里的 "${wrong}" 不是主机名或地址段`, `contains "${wrong}", which is not a host name or range`),
    phrase(
      '例如 intranet.example,10.0.0.0/8，逗号分开',
      'for example intranet.example,10.0.0.0/8, separated by commas',
    ),
  );
}

function isHostOrRange(text: string): boolean {
  const [host = '', bits, ...rest] = text.split('/');
  if (bits === undefined) return isIP(host) > 0 || /^[\w*.-]+$/.test(host);
  return rest.length === 0 && isIP(host) > 0 && /^\d+$/.test(bits) && Number(bits) <= (isIP(host) === 4 ? 32 : 128);
}

export function oneOf<T extends string>(...allowed: readonly T[]): (text: string) => Parsed<T> {
  return (text) => {
    const found = allowed.find((each) => each === text.toLowerCase());
    if (found) return accept(found);
    return refuseValue(
      text,
      phrase(`以下之一：${allowed.join('、')}`, `one of ${allowed.join(', ')}`),
      didYouMean(nearest(text, allowed), phrase('选一个写上', 'choose one of them')),
    );
  };
}
