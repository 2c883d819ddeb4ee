import type { FeedReach } from '../collect/probe.ts';
import type { Config } from '../config/config.ts';
import { robotsOf } from '../control/robots.ts';
import { digestCommand } from '../ground/command-name.ts';
import { counted } from '../ground/counted.ts';
import { phrase } from '../ground/phrase.ts';
import { roomKindOf } from '../ground/room-kinds.ts';
import { refusalOf } from '../ground/room-refusal.ts';
import { type Say, sayIn } from '../ground/say.ts';
import type { Outcome, Phrase, RoomKind } from '../model.ts';
import { failureLines, isOutage } from '../show/feed-failures.ts';
import { whyNotDelivered } from '../show/message-states.ts';
import { probeLine } from '../show/model-probe.ts';
import type { App } from './app.ts';
import { firewallHosts } from './firewall-hosts.ts';

/** Asks each room whether its key is valid, without posting anything. False when one of them is not. */
export async function checkRobots(app: App, config: Config): Promise<boolean> {
  const say = sayIn(app.language);
  let good = true;
  for (const name of robotsOf(config)) {
    const address = config.secret(name);
    if (address === undefined) continue;
    const outcome = await app.probeRoom(config, name);
    good &&= outcome === undefined || outcome.kind === 'accepted';
    const told = robotLine(outcome, { name, room: roomKindOf(address) });
    app.terminal.print(`${say('机器人  ', 'Robot   ')} ${name}  ${told[app.language]}`);
  }
  return good;
}

function robotLine(
  outcome: Outcome | undefined,
  { name, room }: { readonly name: string; readonly room: RoomKind },
): Phrase {
  if (outcome === undefined) {
    return phrase(
      '地址的写法没问题；这种房间只有发了才知道通不通，所以没有问（试发：preview --to）',
      'the address is well-formed; this kind of room cannot be checked without posting (to try it: preview --to)',
    );
  }
  const why = whyNotDelivered(outcome, room);
  if (why === undefined)
    return phrase('能连上，key 有效（没有往群里发消息）', 'reachable, the key is valid (nothing was posted)');
  const remedy =
    outcome.kind === 'key-refused' || outcome.kind === 'refused'
      ? refusalOf(room, outcome.errcode).remedy(name)
      : checkWay(room);
  return phrase(`${why['zh-CN']}。怎么办：${remedy['zh-CN']}`, `${why.en}. To do: ${remedy.en}`);
}

function checkWay(room: RoomKind): Phrase {
  // Mail does not use the proxy.
  return room === 'mail'
    ? phrase('检查主机名、端口和防火墙', 'check the host, the port and the firewall')
    : phrase('检查网络、代理（HTTPS_PROXY）和防火墙', 'check the network, the proxy (HTTPS_PROXY) and the firewall');
}

/** Asks each language model one question and prints the answer. The exit code does not depend on it. */
export async function checkModels(app: App, config: Config): Promise<void> {
  const say = sayIn(app.language);
  for (const probe of await app.probeModels(config)) {
    app.terminal.print(`${say('语言模型', 'Model   ')} ${probeLine(probe, say)}`);
  }
}

/** Prints how many feeds can be read directly or by proxy, which cannot, and what to do. */
export async function checkFeeds(app: App, config: Config): Promise<void> {
  const say = sayIn(app.language);
  const reaches = await app.probeFeeds(config);
  const lines = [waysLine(config, reaches, say)];
  const onlyByProxy = reaches.filter((reach) => reach.proxy && !reach.direct);
  if (onlyByProxy.length > 0) {
    const hosts = new Set(onlyByProxy.flatMap(({ feed }) => new URL(feed.url).hostname || []));
    lines.push(say('         只有走代理才通：', '         by proxy only: ') + [...hosts].join(', '));
  }
  const lost = reaches.filter((reach) => !reach.proxy && !reach.direct);
  if (lost.length > 0) {
    lines.push(
      say('         不通：', '         cannot be read:'),
      ...failureLines(lost, { language: app.language, ran: 'check --online' }),
      remedyOfLost(reaches, { hasProxy: hasProxy(config), say }),
    );
  }
  const hosts = firewallHosts(
    config,
    reaches.flatMap((reach) => reach.hosts),
  );
  lines.push(
    say(
      `放行     给网管的域名（含跳转，${hosts.length} 个）：`,
      `Firewall ${counted(hosts.length, 'host name')}, redirects included:`,
    ),
    `         ${hosts.join(' ')}`,
  );
  app.terminal.print(lines.join('\n'));
}

function waysLine(config: Config, reaches: readonly FeedReach[], say: Say): string {
  const count = (test: (reach: FeedReach) => boolean) => `${reaches.filter(test).length}/${reaches.length}`;
  const byProxy = hasProxy(config)
    ? say(` · 经代理 ${count((r) => r.proxy)}`, ` · by proxy ${count((r) => r.proxy)}`)
    : '';
  return say(`网络     直连 ${count((r) => r.direct)}`, `Network  direct ${count((r) => r.direct)}`) + byProxy;
}

/** What to do about feeds that cannot be read. Disabling them helps only when they fail, not the network or the proxy. */
export function remedyOfLost(
  reaches: readonly FeedReach[],
  { hasProxy, say }: { readonly hasProxy: boolean; readonly say: Say },
): string {
  const lost = reaches.filter((reach) => !reach.proxy && !reach.direct);
  if (isOutage(reaches.length - lost.length, reaches.length)) {
    return say(
      '         几乎都不通，是这里的网络，不是源：检查网络、DNS 和防火墙；要走代理就把 HTTPS_PROXY 写进 .env',
      '         Almost no feed can be read, so the cause is this network and not the feeds: check network, DNS and firewall; for a proxy set HTTPS_PROXY in .env',
    );
  }
  const blocked = hasProxy ? [] : lost.filter(({ failure }) => proxyHelps.has(failure?.code ?? ''));
  const atProxy = lost.filter(({ failure }) => failure?.code === 'proxy').length;
  const others = lost.length - blocked.length - atProxy;
  const aboutProxy = say(
    `${atProxy} 个过不了代理：看代理开着没有，HTTPS_PROXY 写得对不对。`,
    `${atProxy} fail${atProxy === 1 ? 's' : ''} at the proxy: check that it is running and that HTTPS_PROXY is right.`,
  );
  const byProxy = say(
    `${blocked.length} 个走代理也许能通：把 HTTPS_PROXY 写进 .env。`,
    `${blocked.length} may be read by proxy: set HTTPS_PROXY in .env.`,
  );
  const byAddress = say(
    `${others} 个要改好地址，或等它的服务器修好。`,
    `${others} need${others === 1 ? 's' : ''} a correct address, or a server that works again.`,
  );
  const advice = [
    ...(atProxy === 0 ? [] : [aboutProxy]),
    ...(blocked.length === 0 ? [] : [byProxy]),
    ...(others === 0 ? [] : [byAddress]),
  ];
  if (atProxy === lost.length) return say(`         怎么办：${aboutProxy}`, `         To do: ${aboutProxy}`);
  return say(
    `         怎么办：${advice.join('')}都不行就停用它们：\n                 ${digestCommand} feeds disable --unreachable`,
    `         To do: ${advice.join(' ')} If that fails, disable them:\n                ${digestCommand} feeds disable --unreachable`,
  );
}

/** Codes of failures that a network between here and the feed can cause. */
const proxyHelps: ReadonlySet<string> = new Set(
  'connect-timeout timeout stalled too-slow reset cut-off unreachable tls http-403 http-451 robot-check'.split(' '),
);

function hasProxy({ environment }: Config): boolean {
  return environment.proxies.https !== undefined || environment.proxies.http !== undefined;
}
