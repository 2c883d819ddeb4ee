import { expect, test } from 'vitest';
import { wordsOf } from '../../src/program/log-words.ts';

const line = (fields: object) => JSON.stringify({ level: 30, time: '2026-02-01T01:00:00.000Z', ...fields });

test('a log line for people has the time, the message and its facts in the program’s language', () => {
  const delivered = line({ digest: 'daily', slot: '2026-02-01T09:00', stories: 12, msg: 'digest delivered' });
  expect(wordsOf(delivered, 'zh-CN')).toMatch(/^\d\d:\d\d:\d\d {3}发出去了 · daily · 2026-02-01T09:00 · 新闻 12\n$/);
  expect(wordsOf(delivered, 'en')).toContain('digest delivered · daily');
});

test('log messages and their fields are translated into the program’s language', () => {
  const what = { 'zh-CN': '没有设置 ALERT_WEBHOOK_URL', en: 'ALERT_WEBHOOK_URL is not set' };
  const warning = line({ level: 40, what, msg: 'configuration warning' });
  expect(wordsOf(warning, 'zh-CN')).toContain('· 没有设置 ALERT_WEBHOOK_URL\n');
  expect(wordsOf(warning, 'en')).toContain('· ALERT_WEBHOOK_URL is not set\n');
  expect(wordsOf(line({ retryMs: 10_000, msg: 'digest not composed' }), 'en')).toContain('· next try in 10.0 s\n');
  const collected = line({ read: 7, resting: 1, newItems: 0, durationMs: 244, msg: 'collection done' });
  expect(wordsOf(collected, 'zh-CN')).toContain('收集完了 · 读到 7 · 歇着 1 · 新内容 0 · 用时 0.2 s\n');
  expect(wordsOf(collected, 'en')).toContain('collection done · read 7 · resting 1 · new items 0 · took 0.2 s\n');
});

test('log lines for people mark warnings and errors, and say what happened', () => {
  const event = { event: 'postponed', webhook: 'WECOM_WEBHOOK_URL', part: 1, parts: 2, why: 'refused' };
  const trouble = line({ level: 40, ...event, msg: 'delivery problem' });
  expect(wordsOf(trouble, 'zh-CN')).toContain(
    '! 发送有问题 · 没送到，稍后再试 · WECOM_WEBHOOK_URL · 对方拒绝连接 · 1/2\n',
  );
  expect(wordsOf(trouble, 'en')).toContain('not delivered, retry later');
  expect(wordsOf(line({ level: 50, err: { message: 'EMFILE' }, msg: 'page failed' }), 'zh-CN')).toContain(
    'x 网页出错 · EMFILE',
  );
});

test('a log line about a refused key does not say that the address is wrong, since it may be the secret', () => {
  const refused = line({ level: 40, event: 'key-refused', webhook: 'ROOM', errcode: 19021, msg: 'delivery problem' });
  expect(wordsOf(refused, 'en')).toContain('the address or secret was refused · ROOM · errcode 19021\n');
});

test('a log line about a limit names no code of WeCom, because any room may have answered', () => {
  for (const why of ['rate', 'busy']) {
    expect(wordsOf(line({ level: 40, event: 'postponed', why, msg: 'delivery problem' }), 'en')).not.toMatch(
      /\(-?\d+\)|WeCom/,
    );
  }
});

test('a log line shows an explained error in its language, and once', () => {
  const what = { 'zh-CN': '连不上数据库（ECONNREFUSED）。', en: 'The database cannot be reached (ECONNREFUSED).' };
  const err = { message: `${what.en}: ECONNREFUSED`, what };
  const failed = line({ level: 50, err, msg: 'page failed' });
  expect(wordsOf(failed, 'zh-CN')).toContain(`x 网页出错 · ${what['zh-CN']}\n`);
  expect(wordsOf(failed, 'en')).toContain(`page failed · ${what.en}\n`);
});

test('a log line for people shows a place in a file and an alert without names of fields', () => {
  const warning = line({ level: 40, file: 'feeds.yaml', line: 9, what: 'twice', msg: 'configuration warning' });
  expect(wordsOf(warning, 'zh-CN')).toContain('· feeds.yaml · 第 9 行 · twice');
  expect(wordsOf(warning, 'en')).toContain('· feeds.yaml · line 9 · twice');
  expect(wordsOf(line({ level: 50, alert: '【磁盘满了】', msg: 'alert' }), 'zh-CN')).toContain('x 告警 · 【磁盘满了】');
});

test('a log line for people shows a long alert as a whole, with its further lines indented', () => {
  const cause = 'Only 1 of 40 feeds could be read. '.repeat(8);
  const alert = line({ level: 50, alert: `[Few feeds read]\n\n${cause}`, msg: 'alert' });
  expect(wordsOf(alert, 'en')).toContain(`x alert · [Few feeds read]\n           ${cause}\n`);
});

test('text that is not a log line is not changed by the log for people', () => {
  expect(wordsOf('plain text\n', 'zh-CN')).toBe('plain text\n');
  expect(wordsOf(line({ msg: 'never heard of' }), 'zh-CN')).toContain('never heard of');
});
