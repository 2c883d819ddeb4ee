import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { groupOf } from '../deliver/outbox-messages.ts';
import { everyItem } from '../store/samples.ts';
import { rssFeed } from '../support/feed-server.ts';
import { openWorkerWorld, serveNews, type WorkerWorld } from './worker-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

let world: WorkerWorld;
beforeEach(async () => {
  // A Monday, half an hour before the digest.
  world = await openWorkerWorld('2026-02-02T08:30:00+08:00');
});
afterEach(() => world[Symbol.asyncDispose]());

const heads = (messages: readonly string[]) => messages.map((message) => message.split('\n')[0]);
const messagesLogged = (level = 30) => world.log.filter((line) => line.level >= level).map(({ msg }) => msg);

test('on a normal morning the log has one line for each collection and one for the digest', async () => {
  await world.run(hourMs);

  expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  expect(messagesLogged()).toEqual([
    'worker started',
    'collection done',
    'collection done',
    'digest delivered',
    'collection done',
    'worker stopped',
  ]);
});

test('an edition finds what was derived ahead of it', async () => {
  await world.run(hourMs);

  expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  expect(world.foundDerived).toEqual([2]);
});

test('a failing feed is logged at its first failure, not in each hour that follows', async () => {
  world.feeds.serve('/harbor', { status: 500 });

  await world.run(4 * hourMs);

  expect(messagesLogged(40).filter((message) => message === 'feed failed')).toHaveLength(1);
});

test('a worker that is stopped while it reads for a digest composes nothing from the feeds read so far', async () => {
  for (const path of ['/lumen', '/harbor']) world.feeds.serve(path, { status: 500 });
  // At this time the digest is retried, after a new collection.
  world.after(35 * minuteMs, () => {
    serveNews(world, 'lumen', 3);
    world.feeds.serve('/harbor', () => world.stop());
  });

  await world.run(2 * hourMs);

  expect(world.clock.now().getTime()).toBeLessThan(Date.parse('2026-02-02T10:00:00+08:00'));
  expect(await world.read(everyItem)).toHaveLength(3);
  expect(await world.read((store) => store.editions({ limit: 1 }))).toEqual([]);
});

describe('one alert and one recovery', () => {
  test('for a key that the robot refuses', async () => {
    const good = world.robot.url;
    world.setEnv('WECOM_WEBHOOK_URL', good.replace('good-key', 'dead-key'));
    world.setEnv('ALERT_MENTION', '@all');
    world.after(2 * hourMs, () => world.setEnv('WECOM_WEBHOOK_URL', good));

    await world.run(3 * hourMs);

    expect(world.alerts()).toEqual([
      [
        '【机器人失效】AI 新闻日报 2月2日 09:00',
        '企业微信说地址无效（93000）：机器人被移出群，或地址被重置过。',
        '影响：日报已存好，没有发出；15:00 前修好就补发，否则并入下一期。',
        '处理：群里重新添加机器人，把新地址填进 WECOM_WEBHOOK_URL，再运行 ./digest deliver',
      ].join('\n'),
      '【已恢复】群机器人 WECOM_WEBHOOK_URL：又能发送了。',
    ]);
    expect(JSON.parse(world.operator.received[0]?.body ?? '')).toMatchObject({
      text: { mentioned_list: ['@all'] },
    });
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  });

  test('for a robot that cannot be reached for longer than a short outage', async () => {
    world.robotHas({ kind: 'login-page' });
    world.after(hourMs + 35 * minuteMs, () => world.robotHas(undefined));

    await world.run(3 * hourMs);

    expect(world.alerts().map((text) => text.split('\n'))).toEqual([
      [
        '【消息发不出去】群机器人 WECOM_WEBHOOK_URL',
        expect.stringMatching(/^2月2日 09:00 的消息还在等，试了 \d+ 次：答的不是机器人/),
        '影响：消息都存着，会一直再试，到 2月3日 09:00 为止。',
        '处理：查网络和代理：./digest check --online',
      ],
      ['【已恢复】群机器人 WECOM_WEBHOOK_URL：没有消息在等了。'],
    ]);
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  });

  test('for feeds that are all down, until the digest is caught up', async () => {
    for (const name of ['lumen', 'harbor']) world.feeds.serve(`/${name}`, { status: 503 });
    world.after(90 * minuteMs, () => {
      for (const name of ['lumen', 'harbor']) serveNews(world, name, 3);
    });

    await world.run(3 * hourMs);

    expect(heads(world.alerts())).toEqual([
      '【源全都读不到】连续两次收集',
      '【日报没发出】AI 新闻日报 2月2日 09:00',
      '【已恢复】又能读到源了：2/2 个。',
      '【已恢复】AI 新闻日报：2月2日这期 10:00 补发成功，6 条。',
    ]);
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条｜迟到补发']);
  });

  test('for feeds that are down, also when some back off after failures', async () => {
    world.feeds.serve('/lumen', { status: 429, headers: { 'retry-after': '3600' } });
    world.feeds.serve('/harbor', { status: 500 });
    world.after(90 * minuteMs, () => {
      for (const name of ['lumen', 'harbor']) serveNews(world, name, 3);
    });

    await world.run(3 * hourMs);

    expect(heads(world.alerts())).toEqual(
      expect.arrayContaining([
        '【日报没发出】AI 新闻日报 2月2日 09:00',
        '【已恢复】AI 新闻日报：2月2日这期 10:00 补发成功，3 条。',
      ]),
    );
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜3 条｜迟到补发']);
  });

  test('are not sent for a digest without feeds', async () => {
    world.writeFeeds({ digest: { feeds: { tags: ['nobody'] } } });

    await world.run(hourMs);

    expect(world.alerts()).toEqual([]);
  });

  test('for a message that the robot finally refuses', async () => {
    world.robotHas({ kind: 'errcode', errcode: 40058 });

    await world.run(hourMs);

    expect(world.alerts()).toEqual([
      [
        '【日报没送达】AI 新闻日报 2月2日，共 1 条消息',
        '这条消息被企业微信拒收（40058）。',
        '影响：第 1 到 6 条新闻没人看到，会并入下一期日报。',
        '处理：不用补发。若经常出现，看 ./digest status',
      ].join('\n'),
    ]);
  });

  test('for a reminder that the robot finally refuses', async () => {
    const reminders = [{ id: '写周报', schedule: '40 8 * * 1', text: '请写周报' }];
    world.writeFeeds({ more: { reminders } });
    world.robotHas({ kind: 'errcode', errcode: 40058 });
    world.after(15 * minuteMs, () => world.robotHas(undefined));

    await world.run(hourMs);

    expect(world.alerts()).toEqual([
      [
        '【提醒没送达】写周报 2月2日 08:40',
        '发往 WECOM_WEBHOOK_URL 的提醒被企业微信拒收（40058）。',
        '影响：群里没人看到，不会再发。',
        '处理：改好内容，还用得上就用 ./digest send 补发。',
      ].join('\n'),
    ]);
  });

  test('for messages sent by hand that may not have arrived, together for one group of messages', async () => {
    await world.read((store) => store.enqueue(groupOf({ group: 'hand@1', parts: 2, now: world.clock.now() })));
    world.writeFeeds({ digest: { schedule: '0 20 * * *' } });
    world.robotHas({ kind: 'reset', accepted: true });

    await world.run(3 * hourMs);

    expect(world.alerts()).toEqual([
      [
        '【消息没送达】群机器人 WECOM_WEBHOOK_URL',
        '2月2日 08:30 的消息在 71 分钟里试了 4 次，不知道企业微信收到没有。',
        '影响：可能没人看到；为免重复，不会自己再发。',
        '处理：看一眼群里；没有、又还用得上，就用 ./digest send 补发。',
      ].join('\n'),
    ]);
  });

  test('for another program that uses the robot', async () => {
    world.robotHas({ kind: 'errcode', errcode: 45009 });
    world.after(32 * minuteMs, () => world.robotHas(undefined));

    await world.run(hourMs);
    expect(world.told()).toHaveLength(1);
    await world.clock.sleep(23 * hourMs);
    serveNews(world, 'lumen', 5);
    await world.run(hourMs);

    expect(heads(world.alerts())).toEqual([
      '【频率被占用】群机器人 WECOM_WEBHOOK_URL',
      '【已恢复】群机器人 WECOM_WEBHOOK_URL：频率不再被占用。',
    ]);
  });

  test('for far fewer feeds read than usual', async () => {
    await world.run(10 * minuteMs);
    world.feeds.serve('/harbor', { status: 404 });
    world.feeds.serve('/lumen', { status: 404 });
    await world.clock.sleep(12 * minuteMs);
    await world.run(hourMs);
    for (const name of ['lumen', 'harbor']) serveNews(world, name, 4);
    await world.clock.sleep(23 * hourMs);

    await world.run(hourMs);

    expect(world.alerts()).toEqual([
      expect.stringContaining('【源全都读不到】连续两次收集\n2 个源一个也没有读到：服务器回答 404'),
      expect.stringContaining('【来源太少】AI 新闻日报 2月2日 09:00\n2 个源只读到 0 个，'),
      '【已恢复】又能读到源了：2/2 个。',
      '【已恢复】AI 新闻日报：2月3日读到 2/2 个源。',
    ]);
  });

  test('for a digest that was finally missed', async () => {
    await world.run(10 * minuteMs);
    await world.clock.sleep(8 * hourMs);

    await world.run(hourMs);

    expect(world.alerts()[0]).toContain(
      '【漏了一期】AI 新闻日报 2月2日 09:00\n程序 2月2日 08:39 到 2月2日 16:40 没有运行',
    );
    expect(world.told()).toEqual([]);
  });
});

describe('an edit of feeds.yaml', () => {
  test('changes the hour and adds a feed within two minutes, without a restart and without a second digest', async () => {
    serveNews(world, 'stardust', 2);
    world.after(10 * minuteMs, () =>
      world.writeFeeds({
        digest: { schedule: '45 8 * * *' },
        feeds: ['lumen', 'harbor', 'stardust'].map((name) => ({ url: world.feeds.url(`/${name}`), name, topic: 'ai' })),
      }),
    );
    world.after(40 * minuteMs, () => world.writeFeeds({ digest: { schedule: '30 9 * * *' } }));

    await world.run(2 * hourMs);

    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜8 条']);
    expect(world.robot.received[0]?.atMs).toBe(Date.parse('2026-02-02T08:45:00+08:00'));
    expect(world.log.filter(({ msg }) => msg === 'configuration changed').map(({ change }) => change)).toEqual([
      { en: expect.stringContaining('+1'), 'zh-CN': expect.stringContaining('+1') },
      {
        en: expect.stringContaining('schedule 08:45 → 09:30'),
        'zh-CN': expect.stringContaining('schedule 08:45 → 09:30'),
      },
    ]);
  });

  test('that makes it invalid is reported with its line, loses no digest, and has a recovery', async () => {
    world.after(10 * minuteMs, () =>
      world.write('feeds.yaml', 'digests:\n  - id: daily\n    schedule: "9 点"\nfeeds: []\n'),
    );
    world.after(hourMs, () => world.writeFeeds());

    await world.run(2 * hourMs);

    expect(heads(world.alerts())).toEqual(['【配置没生效】feeds.yaml 第 3 行', '【已恢复】feeds.yaml：新版本已生效。']);
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  });

  test('of .env that deletes it is reported, and the rooms are still reached', async () => {
    const env = readFileSync(join(world.folder, '.env'), 'utf8');
    world.after(10 * minuteMs, () => rmSync(join(world.folder, '.env')));
    world.after(hourMs, () => world.write('.env', env));

    await world.run(2 * hourMs);

    expect(heads(world.alerts())).toEqual(['【配置没生效】.env', '【已恢复】.env：新版本已生效。']);
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  });

  test.each([
    ['is deleted', undefined, '没有这个模板'],
    ['is broken', '{% if %}', 'story.liquid'],
    ['loops', '{% for i in (1..300000) %}{% for j in (1..300000) %}{% endfor %}{% endfor %}', 'story.liquid'],
  ])('or a template that %s, is reported, and the digest still looks as before', async (_how, content, told) => {
    const path = 'templates/markdown/story.liquid';
    const before = readFileSync(join(world.folder, path), 'utf8');
    world.after(10 * minuteMs, () => {
      if (content === undefined) rmSync(join(world.folder, path));
      else world.write(path, content);
    });
    world.after(hourMs, () => world.write(path, before));

    await world.run(2 * hourMs);

    expect(world.alerts()).toHaveLength(2);
    expect(world.alerts()[0]).toContain('【配置没生效】templates/markdown/story.liquid');
    expect(world.alerts()[0]).toContain(told);
    expect(world.alerts()[1]).toContain('【已恢复】');
    expect(heads(world.told())).toEqual(['AI 新闻日报｜2月2日 周一｜6 条']);
  });
});

test('an edit of WECOM_RATE in .env paces the next messages, without a restart', async () => {
  const reminders = ['a', 'b', 'c'].map((id) => ({ id, schedule: '10 9 * * 1', text: `提醒 ${id}` }));
  world.writeFeeds({ more: { reminders } });
  world.after(5 * minuteMs, () => world.setEnv('WECOM_RATE', '1/10m'));

  await world.run(2 * hourMs);

  const [digest, ...times] = world.robot.received.map(({ atMs }) => atMs ?? 0);
  expect(digest).toBe(Date.parse('2026-02-02T09:00:00+08:00'));
  expect(times).toHaveLength(3);
  for (const [index, at] of times.entries()) {
    expect(at - (times[index - 1] ?? digest ?? 0)).toBeGreaterThanOrEqual(10 * minuteMs);
  }
});

test('after the Spring Festival the digest reaches back, takes two messages, and says so in its first line', async () => {
  await using holidays = await openWorkerWorld('2026-02-14T08:45:00+08:00');
  holidays.writeFeeds({ digest: { days: 'workdays', maxMessages: 1, floor: 0 } });
  await holidays.run(30 * minuteMs);
  await holidays.clock.sleep(10 * dayMs - 20 * minuteMs);
  const wordy = `lumen${'-and-all-that-comes-with-it'.repeat(3)}`;
  const newest = new Date(holidays.clock.now().getTime() - hourMs);
  serveNews(holidays, 'harbor', 4);
  holidays.feeds.serve('/lumen', { body: rssFeed(wordy, { items: 60, newest }) });

  await holidays.run(30 * minuteMs);

  const [before, ...after] = heads(holidays.told());
  expect(before).toBe('AI 新闻日报｜2月14日 周六｜6 条');
  expect(after).toEqual(['AI 新闻日报｜2月24日 周二｜春节 9 天 25 条 (1/2)', expect.stringMatching(/\(2\/2\)$/)]);
  expect(holidays.alerts()).toEqual([]);
});

test('a reminder is caught up after a standstill, sent once, and mentions the right people', async () => {
  const reminders = [{ id: 'weekly', schedule: '0 10 * * 1', text: '请写周报', mention: ['lin', '13800001111'] }];
  world.writeFeeds({ digest: { schedule: '0 3 * * *' }, more: { reminders } });
  await world.run(10 * minuteMs);
  await world.clock.sleep(3 * hourMs);

  await world.run(hourMs);
  await world.run(hourMs);

  expect(world.told()).toEqual(['请写周报']);
  expect(JSON.parse(world.robot.received[0]?.body ?? '').text).toMatchObject({
    mentioned_list: ['lin'],
    mentioned_mobile_list: ['13800001111'],
  });
});

describe('while one robot is down', () => {
  const logged = (message: string) => world.log.filter(({ msg }) => msg === message);

  test('a reminder goes out through another', async () => {
    const reminders = [{ id: 'weekly', schedule: '0 10 * * 1', text: '请写周报', webhook: 'ALERT_WEBHOOK_URL' }];
    world.writeFeeds({ more: { reminders } });
    world.robotHas({ kind: 'overloaded' });

    await world.run(2 * hourMs);

    const reminded = world.operator.received.filter(({ content }) => content === '请写周报');
    expect(reminded).toMatchObject([{ atMs: Date.parse('2026-02-02T10:00:00+08:00') }]);
    expect(world.told()).toEqual([]);
  });

  test('a digest that arrived through another robot is logged as delivered', async () => {
    world.writeFeeds({
      digest: { webhook: 'ALERT_WEBHOOK_URL' },
      more: { reminders: [{ id: 'weekly', schedule: '40 8 * * 1', text: '请写周报' }] },
    });
    world.robotHas({ kind: 'overloaded' });

    await world.run(hourMs);

    expect(world.told()).toEqual([]);
    expect(heads(world.alerts())).toContain('AI 新闻日报｜2月2日 周一｜6 条');
    expect(logged('digest delivered')).toMatchObject([{ digest: 'daily', slot: '2026-02-02T09:00', stories: 6 }]);
  });
});

test('the weekly report goes to the operator as one markdown message, once, and after a standstill too', async () => {
  // The general feed has no word about AI.
  world.write('topics.yaml', 'words: [AI]\n');
  serveNews(world, 'stardust', 12);
  world.feeds.serve('/gone', { status: 404 });
  world.writeFeeds({
    feeds: [
      { url: world.feeds.url('/lumen'), name: 'lumen', topic: 'ai' },
      { url: world.feeds.url('/stardust'), name: 'stardust [x](y)', topic: 'general', weight: 3 },
      { url: world.feeds.url('/gone'), name: 'gone', topic: 'ai' },
    ],
    more: { report: { schedule: '0 12 * * 2' } },
  });
  await world.run(2 * hourMs);
  await world.clock.sleep(2 * dayMs);

  await world.run(hourMs);
  await world.run(hourMs);

  const reports = world.operator.received.filter(({ msgtype }) => msgtype === 'markdown');
  expect(reports).toHaveLength(1);
  expect(reports[0]?.content).toContain('发了 1 期，3 条新闻');
  expect(reports[0]?.content).toContain('**有新闻入选的源（1）**\nlumen 3');
  expect(reports[0]?.content).toContain('stardust ［x］(y)（12 条新内容）');
  expect(reports[0]?.content).toContain('停用 gone：');
  expect(reports[0]?.content).toContain('降低权重 stardust ［x］(y)：权重 3，12 条新内容没有一条入选');
  expect(world.operator.readerProblems()).toEqual([]);
});
