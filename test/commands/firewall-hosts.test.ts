import { expect, test } from 'vitest';
import { firewallHosts } from '../../src/commands/firewall-hosts.ts';
import type { Environment } from '../../src/config/environment.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { reminder } from '../worker/worker-world.ts';

test('the hosts for a firewall are those of feeds, every room, the models and the ping, but not this machine', () => {
  const values: Readonly<Record<string, string>> = {
    TEAM_FEISHU: 'https://open.feishu.cn/open-apis/bot/v2/hook/abc',
    TEAM_MAIL: 'smtps://u:p@smtp.example.com?from=a@example.com&to=b@example.com',
    OWN_HOOK: 'webhook+http://127.0.0.1:9000/hook',
    NOTES: 'ntfy+https://ntfy.example/topic',
    ALERT_WEBHOOK_URL: 'https://hooks.slack.com/services/T1/B1/xyz',
    PING_URL: 'https://ping.example/abc',
  };
  const llm = {
    baseUrl: 'https://model.example/v1',
    model: 'nova',
    dailyTokens: 1,
    embeddingModel: undefined,
    fallback: { baseUrl: 'https://second.example/v1', model: 'nova' },
  };

  const config = {
    digests: [digestSettings({ webhooks: ['TEAM_FEISHU', 'TEAM_MAIL', 'OWN_HOOK', 'NOT_SET'] })],
    reminders: [reminder({ webhooks: ['NOTES'] })],
    secret: (name: string) => values[name],
    environment: { llm } as unknown as Environment,
  };
  const feedHosts = ['news.example', 'localhost', '127.0.0.1', '::1', 'news.example'];

  expect(firewallHosts(config, feedHosts)).toEqual([
    'hooks.slack.com',
    'model.example',
    'news.example',
    'ntfy.example',
    'open.feishu.cn',
    'ping.example',
    'qyapi.weixin.qq.com',
    'second.example',
    'smtp.example.com',
  ]);
});

test('the host of WeCom is left out when every room has an address elsewhere', () => {
  const hosts = firewallHosts(
    {
      digests: [digestSettings({ webhooks: ['TEAM_FEISHU'] })],
      reminders: [],
      secret: (name) => (name === 'TEAM_FEISHU' ? 'https://open.feishu.cn/open-apis/bot/v2/hook/abc' : undefined),
      environment: {} as Environment,
    },
    [],
  );
  expect(hosts).toEqual(['open.feishu.cn']);
});
