import type { FeedReach } from '../collect/probe.ts';
import type { Config } from '../config/config.ts';
import { alertVariable } from '../config/environment.ts';
import type { Language, Outcome } from '../model.ts';
import type { App } from './app.ts';

/** Asks each robot whether it knows its key, without posting anything. False when one of them does not. */
export async function checkRobots(app: App, config: Config): Promise<boolean> {
  const names = new Set(config.digests.flatMap((digest) => digest.webhooks));
  if (config.secret(alertVariable) !== undefined) names.add(alertVariable);
  let good = true;
  for (const name of names) {
    if (config.secret(name) === undefined) continue;
    const outcome = await app.probeRobot(config, name);
    good &&= outcome.kind === 'accepted';
    app.terminal.print(
      `${app.language === 'en' ? 'Robot   ' : '机器人  '} ${name}  ${robotLine(outcome, app.language)}`,
    );
  }
  return good;
}

function robotLine(outcome: Outcome, language: Language): string {
  const say = (zh: string, en: string) => (language === 'en' ? en : zh);
  switch (outcome.kind) {
    case 'accepted':
      return say('能连上，key 有效（没有往群里发消息）', 'reachable, the key is good (nothing was posted)');
    case 'key-refused':
      return say(
        `企业微信说地址无效（${outcome.errcode}）：在群里重新添加机器人，把新地址写进 .env`,
        `WeCom says the address is invalid (${outcome.errcode}): add the robot to the group again, put its new address into .env`,
      );
    case 'refused':
      return say(`企业微信答 ${outcome.errcode}`, `WeCom answered ${outcome.errcode}`);
    case 'not-delivered':
    case 'unsure':
      return say(
        '现在连不上：检查网络、代理（HTTPS_PROXY）和防火墙',
        'cannot be reached now: check the network, the proxy (HTTPS_PROXY) and the firewall',
      );
  }
}

/** What a firewall must let through besides the feeds. */
export const robotHost = 'qyapi.weixin.qq.com';

/** Tells for each feed whether it can be read direct, by proxy, or neither; and what to do. */
export async function checkFeeds(app: App, config: Config): Promise<void> {
  const say = (zh: string, en: string) => (app.language === 'en' ? en : zh);
  const reaches = await app.probeFeeds(config);
  const count = (test: (reach: FeedReach) => boolean) => `${reaches.filter(test).length}/${reaches.length}`;
  const hasProxy = config.environment.proxies.https !== undefined || config.environment.proxies.http !== undefined;
  const byProxy = hasProxy ? say(` · 经代理 ${count((r) => r.proxy)}`, ` · by proxy ${count((r) => r.proxy)}`) : '';
  app.terminal.print(
    say(`网络     直连 ${count((r) => r.direct)}`, `Network  direct ${count((r) => r.direct)}`) + byProxy,
  );
  const onlyByProxy = reaches.filter((reach) => reach.proxy && !reach.direct);
  const neither = reaches.filter((reach) => !reach.proxy && !reach.direct);
  if (onlyByProxy.length > 0) {
    app.terminal.print(say('         只有走代理才通：', '         only by proxy: ') + namesOf(onlyByProxy));
  }
  for (const { feed, failure } of neither) {
    app.terminal.print(
      `${say('         不通：', '         neither: ')}${feed.name}  ${failure?.what[app.language] ?? ''}`,
    );
  }
  if (neither.length > 0) {
    app.terminal.print(
      say(
        '         怎么办：把 HTTPS_PROXY 写进 .env；没有代理就运行\n                 npm run digest -- feeds disable --unreachable',
        '         To do: put HTTPS_PROXY into .env; without a proxy run\n                npm run digest -- feeds disable --unreachable',
      ),
    );
  }
  const hosts = [...new Set([robotHost, ...reaches.flatMap((reach) => reach.hosts)])].sort();
  app.terminal.print(
    say(
      `放行     给网管的域名（含跳转，${hosts.length} 个）：`,
      `Firewall ${hosts.length} host names, redirects included:`,
    ),
  );
  app.terminal.print(`         ${hosts.join(' ')}`);
}

function namesOf(reaches: readonly FeedReach[]): string {
  return [...new Set(reaches.map(({ feed }) => new URL(feed.url).hostname))].join(', ');
}
