import { hostOf, isLoopback } from '../ground/hosts.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { parseRoomAddress } from '../ground/room-address.ts';
import { knownKindOf } from '../ground/room-kinds.ts';
import { quoteAtStart, slipIn } from './address.ts';
import type { Fault } from './problem.ts';

/** The host of WeCom group robots. Source: https://developer.work.weixin.qq.com/document/path/91770 */
export const robotHost = 'qyapi.weixin.qq.com';
const robotPath = '/cgi-bin/webhook/send';
const keyForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The fault of a room's address, of any kind; undefined when there is none. The address is never shown.
 * @param privateHosts from PRIVATE_HOSTS: hosts for which http is allowed
 */
export function roomAddressFault(value: string, privateHosts: readonly string[]): Fault | undefined {
  const quote = quoteAtStart(value);
  if (quote !== undefined) return quote;
  const known = knownKindOf(value);
  const isOpen = parseRoomAddress(value, privateHosts) !== undefined;
  if (known === undefined) return robotAddressFault(value, isOpen);
  const url = new URL(value.trim());
  const lack = known.lack(url);
  const remedy = phrase(`写成 ${known.example} 这样`, `write it like ${known.example}`);
  if (lack !== undefined) return { what: lack, remedy };
  const slip = known.kind === 'mail' ? undefined : slipIn(value.replace(/^(ntfy|webhook)\+/, ''));
  if (slip !== undefined) return { what: slip.what, remedy };
  return isOpen ? undefined : noHttps;
}

/**
 * The fault of a WeCom robot's address; undefined when there is none. Addresses on this machine and of relays may have
 * another form. The address is never shown, because it contains the key.
 */
function robotAddressFault(value: string, isOpen: boolean): Fault | undefined {
  const slip = slipIn(value);
  if (slip !== undefined) return { what: slip.what, remedy: copyAgain };
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol))
    return { what: phrase('不是网址', 'is not a URL'), remedy: copyAgain };
  // A test robot on this machine needs neither https nor a key.
  if (isLoopback(url.hostname)) return undefined;
  return isOpen ? (hostFault(url) ?? keyFault(url)) : noHttps;
}

const noHttps: Fault = {
  what: phrase('不是 https', 'does not use https'),
  remedy: phrase(
    '改成 https://…；http 只能用于本机和 PRIVATE_HOSTS 里的主机',
    'write https://…; http is allowed only for this machine and for hosts in PRIVATE_HOSTS',
  ),
};

/** The host of an address that is not of a known kind, not WeCom's and not on this machine: a relay, or a mistake. */
export function relayHost(value: string): string | undefined {
  const host = knownKindOf(value) === undefined ? hostOf(value) : undefined;
  return host === undefined || host === robotHost || isLoopback(host) ? undefined : host;
}

function hostFault({ hostname, pathname }: URL): Fault | undefined {
  if (hostname === robotHost) {
    if (pathname === robotPath) return undefined;
    return {
      what: phrase(`的路径不是 ${robotPath}`, `does not have the path ${robotPath}`),
      remedy: copyAgain,
    };
  }
  const isMeant =
    /(^|\.)(weixin|work\.weixin)\.qq\.com$|(^|\.)wecom/.test(hostname) || nearest(hostname, [robotHost]) !== undefined;
  if (!isMeant) return undefined;
  return {
    what: phrase(`的域名是 ${hostname}`, `has the host ${hostname}`),
    remedy: phrase(`是不是 ${robotHost}？`, `did you mean ${robotHost}?`),
  };
}

function keyFault({ hostname, searchParams }: URL): Fault | undefined {
  const key = searchParams.get('key');
  if (!key && hostname !== robotHost) return unknownHost(hostname);
  if (!key) return { what: phrase('里没有 key=…', 'has no key=…'), remedy: copyAgain };
  if (hostname !== robotHost || keyForm.test(key)) return undefined;
  return {
    what: phrase(
      '里的 key 不对：应是 8-4-4-4-12 位的数字和 a–f',
      'has an invalid key: expected 8-4-4-4-12 digits and letters a–f',
    ),
    remedy: copyAgain,
  };
}

function unknownHost(hostname: string): Fault {
  return {
    what: phrase(`的域名是 ${hostname}，不是认得的群机器人`, `has the unknown host ${hostname}`),
    remedy: phrase(
      '从群机器人的页面重新复制整个地址；自己的接口在前面加 webhook+',
      'copy the whole address from the robot’s page again; for your own endpoint, prefix it with webhook+',
    ),
  };
}

const copyAgain = phrase(
  '从群机器人的页面重新复制整个 Webhook 地址，只填一个',
  'copy the whole webhook address from the robot’s page again, and enter only one',
);
