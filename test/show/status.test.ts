import { expect, test } from 'vitest';
import type { FeedState, ModelStatus } from '../../src/model.ts';
import { isThin, unreadFeeds } from '../../src/show/arrivals.ts';
import { failureLines, isOutage } from '../../src/show/feed-failures.ts';
import { statesText, whyNotDelivered } from '../../src/show/message-states.ts';
import { statusText } from '../../src/show/status.ts';
import { sampleStatus } from '../server/samples.ts';
import { sampleFeedState } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { sampleFeed } from '../support/sample-feed.ts';

test('in Chinese no state of the outbox is shown by its English name', () => {
  const report = sampleStatus();
  const text = statusText(report, 'zh-CN');
  expect(text).toContain('1 条消息已送达');
  expect(text).toContain('WECOM_WEBHOOK_URL 2/2 等着发 · 试过 3 次 · 连不上');
  expect(text).not.toMatch(/accepted|waiting/);
});

/** The status with this use of a language model. */
function statusWith(use: Partial<ModelStatus>): string {
  const unused = { day: '2026-01-30', calls: 0, failed: 0, tokens: 0, averageMs: 0, passed: 0, refused: {} };
  const model = { name: 'nova-small', host: 'nova.example', cap: 200_000, ...unused, ...use };
  return statusText({ ...sampleStatus(), model }, 'zh-CN');
}

test('why answers of the language model are not used is said in words', () => {
  expect(statusWith({ calls: 2, passed: 1, refused: { negation: 2, number: 1 } })).toContain(
    '未采用：肯定和否定反了 2、数字不在原文 1',
  );
});

test('failed calls of the language model and a used-up day come with what to do', () => {
  expect(statusWith({ calls: 3, failed: 3 })).toMatch(/3 次失败.*\n +看失败的原因：\.\/digest check --online/);
  expect(statusWith({ calls: 80, tokens: 199_000 })).toMatch(
    /199000\/200000.*\n +要更多就改 \.env 的 LLM_DAILY_TOKENS/,
  );
  expect(statusWith({ calls: 3 })).not.toMatch(/check --online|LLM_DAILY_TOKENS/);
});

test('waiting messages stand below the line that counts them', () => {
  expect(statusWith({ calls: 3 })).toMatch(/待发消息.*\n +WECOM_WEBHOOK_URL 2\/2/);
});

test('four or more feeds that failed for one cause are shown together', () => {
  const report = sampleStatus();
  const [feed] = report.feeds;
  if (feed === undefined) throw new Error('The sample has a feed.');
  const lost = ['甲', '乙', '丙', '丁'].map((name) => ({
    ...feed,
    name,
    verdict: 'failing',
    cause: 'dns',
    what: '找不到主机',
    remedy: '检查网络',
  }));
  expect(statusText({ ...report, feeds: lost }, 'zh-CN')).toContain(
    '4 个源：甲、乙、丙、丁\n      找不到主机 …\n      检查网络',
  );
  const failure = {
    code: 'dns',
    what: { 'zh-CN': '找不到主机', en: 'no host' },
    remedy: { 'zh-CN': '检查', en: 'check' },
  };
  const failed = lost.map((feed) => ({ feed, failure }));
  expect(failureLines(failed, { language: 'en' })).toHaveLength(1);
});

test('feeds that were not read yet, or not last time, are not counted as fine', () => {
  const report = sampleStatus();
  const [fine, bad] = report.feeds;
  if (fine === undefined || bad === undefined) throw new Error('The sample has two feeds.');
  const [unread, tired] = [
    { ...fine, successes: 0 },
    { ...fine, failures: 1 },
  ];
  const lineOf = (feeds: (typeof fine)[]) =>
    (['zh-CN', 'en'] as const).map(
      (language) => /^(源|Feeds) .*$/m.exec(statusText({ ...report, feeds }, language))?.[0],
    );
  expect(lineOf([unread, unread])).toEqual(['源        2 个，2 个还没有读过', 'Feeds    2: 2 not read yet']);
  expect(lineOf([fine, fine])).toEqual(['源        2 个，都正常', 'Feeds    2: all fine']);
  expect(lineOf([fine, bad, tired, unread])).toEqual([
    '源        4 个，1 个要看看，1 个上次没读到，会自动再试，1 个还没有读过',
    'Feeds    4: 1 to check; 1 not read last time, tried again; 1 not read yet',
  ]);
});

test('an outage is reported when fewer than a third of the feeds can be read', () => {
  expect([isOutage(0, 3), isOutage(1, 3), isOutage(13, 40), isOutage(14, 40), isOutage(0, 2)]).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
});

test('the states of messages are counted in words, and an attempt says why it failed', () => {
  expect(statesText(['accepted', 'accepted', 'refused'], 'zh-CN')).toBe('2 条消息已送达，1 条消息被拒收');
  expect(statesText(['accepted', 'accepted', 'refused'], 'en')).toBe('2 messages delivered, 1 message refused');
  expect(statesText([], 'en')).toBe('—');
  expect(whyNotDelivered({ kind: 'key-refused', errcode: 93000 })?.['zh-CN']).toContain('93000');
  expect(whyNotDelivered({ kind: 'accepted' })).toBeUndefined();
  // Also a redirect, or JSON of another service.
  expect(whyNotDelivered({ kind: 'not-delivered', cause: 'intercepted' }, 'ntfy')?.en).toContain('another service');
});

test('the command that was run is not proposed again', () => {
  const failure = {
    code: 'refused',
    what: { 'zh-CN': '服务器拒绝连接', en: 'the server refuses connections' },
    remedy: { 'zh-CN': '运行 digest check --online', en: 'run digest check --online' },
  };
  const failed = [{ feed: { name: 'Nova' }, failure }];
  expect(failureLines(failed, { language: 'en' })[0]).toContain('run digest check --online');
  expect(failureLines(failed, { language: 'en', ran: 'check --online' })).toEqual([
    '  x Nova  the server refuses connections',
  ]);
});

test('the status warns of a thinner edition when a quarter of the feeds fail', () => {
  const feeds = ['a', 'b', 'c', 'd'].map((name) => sampleFeed(`https://${name}.example/feed`));
  const digests = [digestSettings()];
  const unreadAmong = (...urls: readonly (string | undefined)[]) => {
    const failing = {
      ...sampleFeedState(),
      lastSuccessAt: undefined,
      failure: { code: 'dns', what: none, remedy: none },
    };
    const states = new Map(urls.map((url) => [url ?? '', failing as FeedState]));
    return unreadFeeds({ digests, feeds }, states, new Date());
  };
  const [first, second] = feeds.map(({ url }) => url);
  expect(unreadAmong()).toEqual({ total: 4, unread: 0 });
  expect([unreadAmong(), unreadAmong(first), unreadAmong(first, second)].map(isThin)).toEqual([false, true, true]);
  expect(isThin({ total: 5, unread: 1 })).toBe(false);
});

const none = { 'zh-CN': '', en: '' };
