import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { load, oneFeed, told, valid, workspace } from './workspace.ts';

type Input = Parameters<typeof load>[0];

/** In both languages; without those about alerts, unless `env` says otherwise. */
async function warnings(input: Input): Promise<string> {
  const env = { ALERT_WEBHOOK_URL: 'https://qyapi.weixin.qq.com/alert', ...input.env };
  const loaded = valid(await load({ ...input, env }));
  return [told(loaded.warnings()), told(loaded.warnings(), 'en')].join('\n').trim();
}

const scheduled = (schedule: string) => ({ feeds: `digests: [{ schedule: "${schedule}" }]\n${oneFeed}` });
const kept = (keep: string) => ({ feeds: `collect: { keep: ${keep} }\ndigests: [{ maxAge: 3d }]\n${oneFeed}` });
const limited = (timeout: string, maxBytes: string, keepEditions: string, maxAge: string) => ({
  feeds: `collect: { timeout: ${timeout}, maxBytes: ${maxBytes}, keepEditions: ${keepEditions} }\ndigests: [{ maxAge: ${maxAge} }]\n${oneFeed}`,
});
const model = (address: string) => ({ env: { LLM_BASE_URL: address, LLM_MODEL: 'small' } });
const robot = 'https://qyapi.weixin.qq.com/send?key=canary';
const twoRobots = (one: string, other: string) => ({
  feeds: `digests: [{ id: a }, { id: b, webhook: OTHER }]\n${oneFeed}`,
  env: { WECOM_WEBHOOK_URL: one, OTHER: other },
});

/** Settings that are probably not intended. The golden file has the warnings. */
const doubtful: readonly (readonly [what: string, input: Input])[] = [
  ['no robot for alerts', { env: { ALERT_WEBHOOK_URL: '' } }],
  [
    'mentions in groups that are not WeCom’s',
    {
      feeds: `reminders:\n  - { id: tea, schedule: "0 15 * * *", text: tea, to: TEAM, mention: ["@all"] }\n${oneFeed}`,
      env: {
        ALERT_MENTION: '@all',
        ALERT_WEBHOOK_URL: 'https://hooks.slack.com/services/T0/B0/canary',
        TEAM: 'https://hooks.slack.com/services/T0/B0/canary2',
      },
    },
  ],
  ['limits so small that hardly any news is left', limited('1ms', '1B', '1d', '1m')],
  [
    'a day that is off and on',
    { feeds: `calendar: { daysOff: [2026-05-01, 2026-05-02], workdays: [2026-05-02] }\n${oneFeed}` },
  ],
  [
    'two digests that share feeds and a robot',
    { feeds: `digests: [{ id: a }, { id: b, webhook: [OTHER, WECOM_WEBHOOK_URL] }]\n${oneFeed}` },
  ],
  ['two variables with one robot’s address', twoRobots(robot, robot)],
  [
    'a digest that selects a tag without feeds',
    { feeds: 'digests:\n  - feeds: { tags: [labs] }\nfeeds: [{ url: "https://a.example/", tags: [lab] }]\n' },
  ],
  [
    'two feeds with one name',
    { feeds: 'feeds:\n  - { url: "https://a.example/1", name: A }\n  - { url: "https://a.example/2", name: A }\n' },
  ],
  ['news that is deleted before its digest', kept('2d')],
  ['a digest that is due every minute of an hour', scheduled('* 9 * * 1-5')],
  ['a digest that is due every ten minutes', scheduled('*/10 * * * *')],
  ['a misspelt variable', { dotenv: '# robot\nWECOM_WEBHOK_URL=canary\n' }],
  [
    'lines of .env that are not NAME=value',
    {
      dotenv: [
        'HTTPS_PROXY：http://me:canary@proxy.example',
        'ALERT_WEBHOOK_URL＝https://robot.example/canary',
        'http_token:canary',
        'this is canary',
        'canary：1',
        'NOTE="of two',
        'lines"',
        ' # a comment',
        '',
        'export PING_URL: https://ping.example/x',
      ].join('\r\n'),
    },
  ],
  [
    'variables in lower case, except curl’s proxy variables',
    { dotenv: 'http_port=1\nhttp_token_file=a\nhttps_proxy=http://a.example\n' },
  ],
  [
    'a variable that is set twice',
    { dotenv: 'WECOM_WEBHOOK_URL=https://qyapi.weixin.qq.com/canary\n\nexport WECOM_WEBHOOK_URL =\n' },
  ],
  ['a language model without an address', { dotenv: 'LLM_MODEL=small\nLLM_API_KEY=canary\n' }],
  ['a language model with an address that is too long', model('https://api.example/v1/chat/completions')],
];

test('settings that are probably not intended cause warnings with their place and what to do', async () => {
  const reports = doubtful.map(async ([what, input]) => {
    const warned = await warnings(input);
    expect(warned, what).not.toContain('canary');
    return `${what}\n${warned}\n`;
  });
  await expect((await Promise.all(reports)).join('\n')).toMatchFileSnapshot('../golden/config-warnings.txt');
});

test.each<readonly [string, Input]>([
  ['a usual configuration', { dotenv: 'WECOM_WEBHOOK_URL=https://qyapi.weixin.qq.com/a\nMY_OWN=1\n' }],
  ['the smallest limits that leave some news', limited('1s', '100KB', '30d', '1h')],
  ['two robots', twoRobots(robot, `${robot}2`)],
  [
    'digests that share a robot but no feed',
    {
      feeds: `digests: [{ id: a, feeds: { topics: [ai] } }, { id: b, feeds: { topics: [general] } }]
feeds: [{ url: "https://a.example/", topic: ai }, { url: "https://b.example/" }]\n`,
    },
  ],
  ['news that is kept until its digest', kept('3d')],
  ['a digest that is due four times an hour', scheduled('*/15 * * * *')],
  ['a language model with an address', model('https://api.example/v1')],
])('%s causes no warning', async (_, input) => {
  expect(await warnings(input)).toBe('');
});

test('the warnings about thirty digests read each variable as often as those about two', () => {
  const readsFor = (count: number) => {
    const digests = Array.from({ length: count }, (_, index) => `{ id: d${index}, webhook: ROBOT_${index} }`);
    const cwd = workspace({ 'feeds/feeds.yaml': `digests: [${digests.join(', ')}]\n${oneFeed}` });
    let reads = 0;
    const env = {
      TEMPLATES_DIR: 'templates',
      get MY_OWN() {
        reads += 1;
        return '1';
      },
    };
    valid(loadConfig({ cwd, env }));
    return reads;
  };
  expect(readsFor(30)).toBe(readsFor(2));
});
