import { expect, test } from 'vitest';
import type { FeedReach } from '../../src/collect/probe.ts';
import { remedyOfLost } from '../../src/commands/check-online.ts';
import { sayIn } from '../../src/ground/say.ts';
import type { Feed } from '../../src/model.ts';

const say = sayIn('zh-CN');

function reach(code: string | undefined): FeedReach {
  const text = { 'zh-CN': '', en: '' };
  return {
    feed: {} as Feed,
    direct: code === undefined,
    proxy: false,
    failure: code === undefined ? undefined : { code, what: text, remedy: text },
    hosts: [],
  };
}
const read = [reach(undefined), reach(undefined), reach(undefined)];

test('changing or disabling feeds that fail at the proxy is not advised', () => {
  const advice = remedyOfLost([...read, reach('proxy'), reach('proxy')], { hasProxy: true, say });
  expect(advice).toContain('2 个过不了代理');
  expect(advice).toContain('HTTPS_PROXY');
  expect(advice).not.toContain('改好地址');
  expect(advice).not.toContain('--unreachable');
});

test('feeds with another fault beside them are advised about as without a proxy', () => {
  const advice = remedyOfLost([...read, reach('proxy'), reach('http-404')], { hasProxy: true, say });
  expect(advice).toContain('1 个过不了代理');
  expect(advice).toContain('1 个要改好地址');
  expect(advice).toContain('--unreachable');
});
