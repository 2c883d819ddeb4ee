import { hostOf, isLoopback } from '../ground/hosts.ts';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { parseRoomAddress } from '../ground/room-address.ts';
import { knownKindOf } from '../ground/room-kinds.ts';
import { slipIn } from './address.ts';
import type { Fault } from './problem.ts';

/** Where group robots live. Source: https://developer.work.weixin.qq.com/document/path/91770 */
export const robotHost = 'qyapi.weixin.qq.com';
const robotPath = '/cgi-bin/webhook/send';
const keyForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What is wrong with the address of a room of any kind; undefined when it can be right. It is never shown.
 * @param privateHosts as PRIVATE_HOSTS lists them: http may lead there
 */
export function roomAddressFault(value: string, privateHosts: readonly string[]): Fault | undefined {
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
 * What is wrong with the address of a group robot; undefined when it can be right. Addresses on this machine and on other
 * hosts (a relay) may look otherwise. The address is never shown, since it holds the key.
 */
function robotAddressFault(value: string, isOpen: boolean): Fault | undefined {
  const slip = slipIn(value);
  if (slip !== undefined) return { what: slip.what, remedy: copyAgain };
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol))
    return { what: phrase('不是网址', 'is not a URL'), remedy: copyAgain };
  // A stand-in on this machine needs neither https nor a key.
  if (isLoopback(url.hostname)) return undefined;
  return isOpen ? (hostFault(url) ?? keyFault(url)) : noHttps;
}

const noHttps: Fault = {
  what: phrase('不是 https', 'is not https'),
  remedy: phrase(
    '改成 https://…；http 只能用于本机和 PRIVATE_HOSTS 里的主机',
    'write https://…; http is only for this machine and for hosts in PRIVATE_HOSTS',
  ),
};

/** The host of an address that is neither WeCom's nor on this machine nor of another kind: a relay, or a mistake. */
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
  if (!key) return { what: phrase('里没有 key=…', 'has no key=… in it'), remedy: copyAgain };
  if (hostname !== robotHost || keyForm.test(key)) return undefined;
  return {
    what: phrase(
      '里的 key 不对：应是 8-4-4-4-12 位的数字和 a–f',
      'has a wrong key: expected 8-4-4-4-12 digits and letters a–f',
    ),
    remedy: copyAgain,
  };
}

function unknownHost(hostname: string): Fault {
  return {
    what: phrase(`的域名是 ${hostname}，不是认得的群机器人`, `has the host ${hostname}, which is not of a known robot`),
    remedy: phrase(
      '从群机器人的页面重新复制整个地址；自己的接口在前面加 webhook+',
      'copy the whole address from the robot’s page again; for an interface of your own put webhook+ before it',
    ),
  };
}

const copyAgain = phrase(
  '从群机器人的页面重新复制整个 Webhook 地址，一个变量一个地址',
  'copy the whole webhook address from the robot’s page again, one address in one variable',
);
