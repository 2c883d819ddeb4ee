import { describe, expect, test } from 'vitest';
import { type Alerts, createAlerts, type OutgoingAlert } from '../../src/operator/alerts.ts';
import type { Condition } from '../../src/operator/condition.ts';
import type { ScheduleStore } from '../../src/store/store.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { memoryStore } from '../worker/worker-world.ts';
import { conditions } from './alert-examples.ts';

const hourMs = 3_600_000;
const noon = '2026-02-01T04:00:00Z'; // 12:00 in Shanghai
const night = '2026-02-01T15:00:00Z'; // 23:00 in Shanghai

function find<K extends Condition['kind']>(kind: K): Extract<Condition, { kind: K }> {
  const found = conditions.find((condition) => condition.kind === kind);
  if (found === undefined) throw new Error(`no example of ${kind}`);
  return found as Extract<Condition, { kind: K }>;
}

async function operator(start: string, store: ScheduleStore = memoryStore()) {
  const clock = createFakeClock(new Date(start));
  const sent: OutgoingAlert[] = [];
  const warned: string[] = [];
  const state = { fails: false };
  const unstored = new Map();
  const make = (): Promise<Alerts> =>
    createAlerts({
      store,
      async send(alert) {
        if (state.fails) throw new Error('outbox locked');
        sent.push(alert);
      },
      voice: () => ({ language: 'zh-CN', timezone: 'Asia/Shanghai' }),
      clock,
      log: { warn: (_fields, message) => void warned.push(message) },
      unstored,
    });
  return { clock, sent, warned, state, alerts: await make(), restart: make };
}

/** Heads of the alerts about what endangers the next slot. */
const endangering = [
  '日报没发出',
  '源全都读不到',
  '机器人失效',
  '消息发不出去',
  '磁盘快满',
  '数据库连不上',
  '数据库拒绝访问',
  '数据库太忙',
  '数据库出错',
  '数据库比程序新',
  '数据库被占用',
  '数据库坏了',
  '数据写不进去',
  '磁盘满了',
  '打开的文件太多',
];

const heads = (sent: readonly OutgoingAlert[]) => sent.map(({ text }) => /^【(.+?)】/.exec(text)?.[1]);

describe('day', () => {
  test.each(conditions.map((condition) => [condition.kind, condition] as const))(
    'the alert %s is sent once, also after a restart, however often it is raised',
    async (_kind, condition) => {
      const { alerts, sent, restart } = await operator(noon);

      await alerts.raise(condition);
      await alerts.raise(condition);
      await (await restart()).raise(condition);

      expect(sent).toHaveLength(1);
    },
  );

  test('an alert is sent again when its condition changes', async () => {
    const { alerts, sent } = await operator(noon);
    const down = find('feeds-down');

    await alerts.raise(down);
    await alerts.raise({ ...down, digest: { ...down.digest, slot: '2026-02-02T09:00' } });

    expect(sent).toHaveLength(2);
  });

  test('an alert is not sent again when only its numbers change', async () => {
    const { alerts, sent } = await operator(noon);
    const disk = find('disk');

    await alerts.raise(disk);
    await alerts.raise({ ...disk, freeBytes: disk.freeBytes / 2 });

    expect(sent).toHaveLength(1);
  });

  test('an alert has one recovery message when its condition ends, and is sent again when the condition returns', async () => {
    const { alerts, sent } = await operator(noon);
    const refused = find('robot-refused');
    const recovery = { kind: 'robot-accepted', webhook: refused.webhook } as const;

    await alerts.clear(recovery);
    await alerts.raise(refused);
    await alerts.clear(recovery);
    await alerts.clear(recovery);
    await alerts.raise(refused);

    expect(heads(sent)).toEqual(['机器人失效', '已恢复', '机器人失效']);
  });

  test('an alert mentions a person only where a person must act', async () => {
    const { alerts, sent } = await operator(noon);

    for (const condition of conditions) await alerts.raise(condition);

    const mentioned = new Set(heads(sent.filter(({ mention }) => mention)));
    expect(mentioned).toEqual(new Set([...endangering, '日报缺一段', '日报没送达', '提醒没送达', '消息没送达']));
  });
});

describe('night', () => {
  test('at night only alerts about what endangers the next slot are sent; others wait for the morning', async () => {
    const { alerts, sent, clock } = await operator(night);

    for (const condition of conditions) await alerts.raise(condition);
    await alerts.sendHeld();
    expect(new Set(heads(sent))).toEqual(new Set(endangering));

    const before = sent.length;
    clock.step(9 * hourMs); // 08:00
    await alerts.sendHeld();
    await alerts.sendHeld();
    expect(heads(sent.slice(before)).toSorted()).toEqual(
      [
        '频率被占用',
        '配置没生效',
        '日报缺一段',
        '提醒没送达',
        '提醒没送达',
        '消息没送达',
        '来源太少',
        '漏了一期',
        '漏了 2 次提醒',
        '漏了一份周报',
        '模型用量用完',
        '缺明年放假安排',
        '2 个源要看看',
      ].toSorted(),
    );
  });

  test('a condition that ends before the morning is never reported, and neither is its end', async () => {
    const { alerts, sent, clock } = await operator(night);
    const broken = find('config-broken');

    await alerts.raise(broken);
    await alerts.clear({ kind: 'config-good', file: 'feeds/feeds.yaml' });
    clock.step(9 * hourMs);
    await alerts.sendHeld();

    expect(sent).toEqual([]);
  });

  test('the end of an alert is reported even if its last change waited for the morning', async () => {
    const { alerts, sent, clock } = await operator(noon);
    const broken = find('config-broken');

    await alerts.raise(broken);
    clock.step(11 * hourMs); // 23:00
    await alerts.raise({ ...broken, problems: broken.problems.map((problem) => ({ ...problem, line: 9 })) });
    await alerts.clear({ kind: 'config-good', file: 'feeds/feeds.yaml' });

    expect(heads(sent)).toEqual(['配置没生效', '已恢复']);
  });

  test('two slots that were missed in one night are both reported in the morning', async () => {
    const { alerts, sent, clock } = await operator(night);
    const missed = find('missed');

    await alerts.raise(missed);
    await alerts.raise({ ...missed, slots: ['2026-01-31T23:30'] });
    clock.step(9 * hourMs);
    await alerts.sendHeld();

    expect(heads(sent)).toEqual(['漏了一期', '漏了一期']);
  });

  test('an alert that waits for the morning survives a restart', async () => {
    const { alerts, sent, clock, restart } = await operator(night);
    await alerts.raise(find('config-broken'));

    const next = await restart();
    clock.step(9 * hourMs);
    await next.sendHeld();

    expect(heads(sent)).toEqual(['配置没生效']);
  });
});

describe('feeds', () => {
  const ailing = find('feeds-ailing').feeds;
  const [first, second] = ailing;

  test('ailing feeds are reported in one summary a day, each problem once', async () => {
    const { alerts, sent, clock } = await operator(noon);

    await alerts.feeds(ailing.slice(0, 1), []);
    await alerts.feeds(ailing.slice(0, 2), []);
    expect(heads(sent)).toEqual(['1 个源要看看']);

    clock.step(24 * hourMs);
    await alerts.feeds(ailing.slice(0, 2), []);
    clock.step(24 * hourMs);
    await alerts.feeds(ailing.slice(0, 2), []);
    expect(heads(sent)).toEqual(['1 个源要看看', '1 个源要看看']);
    expect(sent[1]?.text).toContain(second?.name);
  });

  test('feeds that are read again have one recovery message, also after a restart', async () => {
    const { alerts, sent, restart } = await operator(noon);
    await alerts.feeds(ailing.slice(0, 1), []);

    const healthy = [{ url: first?.url ?? '', name: first?.name ?? '', newItems: 2 }];
    const next = await restart();
    await next.feeds([], healthy);
    await next.feeds([], healthy);

    expect(sent.slice(1).map(({ text }) => text)).toEqual(['【已恢复】星尘周报：读到 2 条新内容。']);
  });

  test('feeds that were never reported have no recovery message, and those no longer polled have none either', async () => {
    const { alerts, sent } = await operator(noon);

    await alerts.feeds([], [{ url: 'https://other.example/feed', name: '别的', newItems: 1 }]);
    await alerts.feeds(ailing.slice(0, 1), []);
    await alerts.feeds([], []);
    await alerts.feeds([], [{ url: first?.url ?? '', name: first?.name ?? '', newItems: 2 }]);

    expect(sent).toHaveLength(1);
  });

  test('the summary of ailing feeds waits for the morning', async () => {
    const { alerts, sent, clock } = await operator(night);

    await alerts.feeds(ailing, []);
    expect(sent).toEqual([]);
    clock.step(9 * hourMs);
    await alerts.feeds(ailing, []);

    expect(heads(sent)).toEqual(['3 个源要看看']);
  });
});

describe('failures', () => {
  test('an alert that cannot be stored is sent the next time', async () => {
    const { alerts, sent, state, warned } = await operator(noon);
    state.fails = true;
    await alerts.raise(find('disk'));
    expect(warned).toEqual(['alert failed']);

    state.fails = false;
    await alerts.raise(find('disk'));

    expect(heads(sent)).toEqual(['磁盘快满']);
  });

  test('an alert that cannot be remembered in the store is not sent again and again', async () => {
    const store: ScheduleStore = {
      ...memoryStore(),
      saveFact: () => Promise.reject(new Error('disk full')),
    };
    const { alerts, sent } = await operator(noon, store);

    await alerts.raise(find('disk'));
    await alerts.raise(find('disk'));

    expect(heads(sent)).toEqual(['磁盘快满']);
  });
});

test('the open alerts can be read by subject', async () => {
  const { alerts } = await operator(noon);
  const down = find('feeds-down');

  await alerts.raise(down);
  expect([...alerts.standing().keys()]).toEqual(['feeds-down:daily']);
  await alerts.clear({
    kind: 'delivered',
    digest: down.digest,
    at: new Date(noon),
    stories: 3,
    late: true,
  });
  expect(alerts.standing().size).toBe(0);
});

test('an event is forgotten a week after its alert, a state only when it ends', async () => {
  const { alerts, clock } = await operator(noon);
  await alerts.raise(find('missed'));
  await alerts.raise(find('disk'));

  clock.step(8 * 24 * hourMs);
  await alerts.sendHeld();

  expect([...alerts.standing().keys()]).toEqual(['disk']);
});

test('a worker that was cut off from its database neither repeats its alert nor forgets to end it', async () => {
  const state = { isDown: true };
  const stored = memoryStore();
  const store: ScheduleStore = {
    ...stored,
    saveFact: (...fact) => (state.isDown ? Promise.reject(new Error('unreachable')) : stored.saveFact(...fact)),
  };
  const { alerts, sent, clock, restart } = await operator(noon, store);
  const down: Condition = { kind: 'database', trouble: 'unreachable' };
  await alerts.raise(down);
  const again = await restart();
  await again.raise(down);
  state.isDown = false;
  await (await restart()).clear({ kind: 'database-good' });
  expect(heads(sent)).toEqual(['数据库连不上', '已恢复']);

  state.isDown = true;
  await again.raise(find('disk'));
  await clock.sleep(25 * hourMs);
  expect((await restart()).standing().size).toBe(0);
});
