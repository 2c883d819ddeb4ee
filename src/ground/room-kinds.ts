/** Derives the kind of room from an address alone. deliver/rooms/ has one file for each kind. */
import querystring from 'node:querystring';
import type { Phrase, RoomKind } from '../model.ts';
import { phrase } from './phrase.ts';

interface KnownKind {
  readonly kind: Exclude<RoomKind, 'wecom'>;
  readonly name: Phrase;
  /** What an address looks like. */
  readonly example: string;
  /** What the vendor calls the secret of NAME_SECRET; undefined for kinds without one. */
  readonly secret?: Phrase;
  /** Whether an address is of this kind, on any host. */
  isMeant(url: URL): boolean;
  /** What is missing in such an address; undefined when nothing is. The address itself is never shown. */
  lack(url: URL): Phrase | undefined;
}

const nothing = () => undefined;

function lackOfPath(path: RegExp, en: string, zh = en): KnownKind['lack'] {
  const lack = phrase(`路径不是 ${zh}`, `does not have the path ${en}`);
  return ({ pathname }) => (path.test(pathname) ? undefined : lack);
}

/** One row for each kind except WeCom, recognised by the path or the scheme: a relay keeps the path. */
export const knownKinds: readonly KnownKind[] = [
  {
    kind: 'feishu',
    name: phrase('飞书', 'Feishu/Lark'),
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
    secret: phrase('“签名校验”的密钥', 'signing secret'),
    isMeant: ({ hostname, pathname }) =>
      /^open\.(feishu\.cn|larksuite\.com)$/.test(hostname) || pathname.startsWith('/open-apis/bot/'),
    lack: lackOfPath(/^\/open-apis\/bot\/v2\/hook\/[\w-]+$/, '/open-apis/bot/v2/hook/…'),
  },
  {
    kind: 'dingtalk',
    name: phrase('钉钉', 'DingTalk'),
    example: 'https://oapi.dingtalk.com/robot/send?access_token=…',
    secret: phrase('“加签”的密钥 SEC…', 'signing secret (SEC…)'),
    isMeant: ({ hostname, pathname }) => hostname === 'oapi.dingtalk.com' || pathname === '/robot/send',
    lack: ({ searchParams }) =>
      searchParams.get('access_token') ? undefined : phrase('里没有 access_token=…', 'has no access_token=… in it'),
  },
  {
    kind: 'slack',
    name: phrase('Slack', 'Slack'),
    example: 'https://hooks.slack.com/services/T…/B…/…',
    isMeant: ({ hostname, pathname }) =>
      hostname === 'hooks.slack.com' || /^\/services\/T\w+\/B\w+\/\w+$/.test(pathname),
    lack: lackOfPath(/^\/services\/T\w+\/B\w+\/\w+$/, '/services/T…/B…/…'),
  },
  {
    kind: 'discord',
    name: phrase('Discord', 'Discord'),
    example: 'https://discord.com/api/webhooks/…/…',
    isMeant: ({ hostname, pathname }) =>
      /(^|\.)discord(app)?\.com$/.test(hostname) || /^\/api\/(v\d+\/)?webhooks\/\d+\//.test(pathname),
    lack: lackOfPath(/^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+$/, '/api/webhooks/NUMBER/…', '/api/webhooks/编号/…'),
  },
  {
    kind: 'telegram',
    name: phrase('Telegram', 'Telegram'),
    example: 'https://api.telegram.org/bot123456:…?chat=-100…',
    isMeant: ({ hostname, pathname }) => hostname === 'api.telegram.org' || /^\/bot\d+:[\w-]+/.test(pathname),
    lack: ({ pathname, searchParams }) => {
      if (!/^\/bot\d+:[\w-]+(\/sendMessage)?$/.test(pathname))
        return phrase('路径不是 /bot…', 'does not have the path /bot…');
      const chat = searchParams.get('chat') ?? '';
      return /^(-?\d+|@\w+)$/.test(chat) ? undefined : phrase('里没有 ?chat=群的编号', 'has no ?chat=… in it');
    },
  },
  {
    kind: 'mattermost',
    name: phrase('Mattermost', 'Mattermost'),
    example: 'https://chat.example.com/hooks/…',
    isMeant: ({ pathname }) => /^\/hooks\/[a-z0-9]{26}$/.test(pathname),
    lack: nothing,
  },
  {
    kind: 'ntfy',
    name: phrase('ntfy', 'ntfy'),
    example: 'ntfy+https://ntfy.sh/…',
    secret: phrase('访问令牌 tk_…', 'access token (tk_…)'),
    isMeant: ({ protocol }) => /^ntfy\+https?:$/.test(protocol),
    lack: ({ pathname }) =>
      /\/[-_A-Za-z0-9]{1,64}$/.test(pathname) ? undefined : phrase('末尾没有主题', 'does not end in a topic'),
  },
  {
    kind: 'webhook',
    name: phrase('Webhook', 'webhook'),
    example: 'webhook+https://example.com/hook',
    secret: phrase('签名密钥', 'signing secret'),
    isMeant: ({ protocol }) => /^webhook\+https?:$/.test(protocol),
    lack: nothing,
  },
  {
    kind: 'mail',
    name: phrase('邮件', 'mail'),
    example: 'smtps://user:password@smtp.example.com?from=digest@example.com&to=team@example.com',
    isMeant: ({ protocol }) => protocol === 'smtps:' || protocol === 'smtp:',
    lack: (url) => {
      const { from, to } = mailAddresses(url);
      if (!isMailAddress(from)) return phrase('里没有 from=发件地址', 'has no from=ADDRESS in it');
      if (to.length === 0) return phrase('里没有 to=收件地址', 'has no to=ADDRESS in it');
      return to.every(isMailAddress)
        ? undefined
        : phrase('的 to 里有不是邮件地址的', 'has a recipient that is not an address');
    },
  },
];

/** Any other https address belongs to a WeCom robot, or to a relay in front of one. */
export function roomKindOf(address: string): RoomKind {
  return knownKindOf(address)?.kind ?? 'wecom';
}

export function knownKindOf(address: string): KnownKind | undefined {
  const url = URL.parse(address.trim());
  return url === null ? undefined : knownKinds.find(({ isMeant }) => isMeant(url));
}

/** User name and password of an address. A `%` that begins no escape stands for itself: it is common in passwords. */
export function loginOf({ username, password }: URL): { readonly user: string; readonly password: string } {
  return { user: querystring.unescape(username), password: querystring.unescape(password) };
}

/** Sender and recipients of a mail room. Without `from` the account is the sender. */
export function mailAddresses(url: URL): { readonly from: string; readonly to: readonly string[] } {
  const { searchParams } = url;
  const to = searchParams.getAll('to').flatMap((list) => list.split(','));
  return {
    from: (searchParams.get('from') ?? loginOf(url).user).trim(),
    to: [...new Set(to.map((one) => one.trim()).filter((one) => one !== ''))],
  };
}

function isMailAddress(text: string): boolean {
  return /^[^\s<>,;:"@]+@[^\s<>,;:"@]+$/.test(text);
}

/** The variable with the signing secret or the token of the room in `webhook`. */
export function signingSecretOf(webhook: string): string {
  return `${webhook}_SECRET`;
}

/** The display name of a kind of room. */
export function roomName(kind: RoomKind): Phrase {
  return knownKinds.find((known) => known.kind === kind)?.name ?? phrase('企业微信', 'WeCom');
}
