import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { morning, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const at = ['--at', morning];

test('a digest whose robot has no address is reported and does not stop the others', async () => {
  world.writeFeeds({
    more: {
      digests: [
        { id: 'daily', title: 'AI 新闻日报' },
        { id: 'english', webhook: 'ENGLISH_WEBHOOK_URL', language: 'en' },
      ],
    },
  });
  expect(await world.run(['run', '--digest', 'daily', ...at])).toMatchObject({ code: 0 });
  expect(world.robot.received).toHaveLength(1);
  expect(await world.run(['deliver'])).toMatchObject({ code: 0 });
  const needy = [['run', '--digest', 'english', ...at], ['check'], ['start']];
  for (const { code, stderr } of await Promise.all(needy.map((args) => world.run(args)))) {
    expect(code).toBe(2);
    expect(stderr).toContain('没有设置 ENGLISH_WEBHOOK_URL，日报 english 要发到那里');
  }
});

test('the advice to resend an edition that may have arrived names its digest, and can be followed', async () => {
  world.writeFeeds({ more: { digests: [{ id: 'daily' }, { id: 'later', schedule: '0 10 * * *' }] } });
  expect(await world.run(['run', '--digest', 'daily', ...at])).toMatchObject({ code: 0 });
  const database = new DatabaseSync(join(world.folder, 'data/digest.db'));
  database.exec("UPDATE message SET state = 'unsure'");
  database.close();
  const again = await world.run(['run', '--digest', 'daily', ...at]);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('1 条消息不知送到没有') });
  const [advice = ''] = /digests resend \S+ --digest \S+/.exec(again.stderr) ?? [];
  expect(advice).toBe('digests resend 2026-01-15T09:00 --digest daily');
  expect(await world.run(advice.split(' '))).toMatchObject({ code: 0 });
  expect(world.robot.received).toHaveLength(2);
});

test('two digests have their own schedule, time zone, format, language, feeds and history', async () => {
  world.writeFeeds({
    more: {
      digests: [
        { id: 'daily', title: 'AI 新闻日报', feeds: { tags: ['zh'] } },
        {
          id: 'world',
          title: 'AI World',
          schedule: '30 1 * * *',
          timezone: 'Europe/Berlin',
          format: 'text',
          language: 'en',
          floor: 0,
          maxMessages: 1,
        },
        { id: 'cards', title: '卡片', format: 'news', floor: 0, mute: [{ match: 'Nova' }] },
      ],
    },
    feeds: [
      { url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh', tags: ['zh'] },
      { url: world.feedUrl('lumen-blog.atom'), name: 'Lumen Blog', topic: 'ai', language: 'en' },
    ],
  });
  for (const id of ['daily', 'world', 'cards']) {
    expect(await world.run(['run', '--digest', id, ...at])).toMatchObject({ code: 0 });
  }
  const [daily, english, cards] = world.robot.received;
  expect(daily).toMatchObject({ msgtype: 'markdown' });
  expect(daily?.content).toContain('AI 新闻日报｜1月15日');
  expect(daily?.content).not.toContain('lumen.example');

  expect(english).toMatchObject({ msgtype: 'text' });
  expect(english?.content.split('\n')[0]).toMatch(/^AI World.*Thu, Jan 15|^AI World.*15 Jan/);
  // A story that the first digest told is new to the second.
  expect(english?.content).toContain('lumen.example/blog/nova-3');
  expect(english?.content).toContain('stardust.example');

  expect(cards).toMatchObject({ msgtype: 'news' });
  expect(cards?.content).not.toContain('Nova');
  expect(world.robot.readerProblems()).toEqual([]);

  const explained = await world.run(['explain', '--digest', 'cards', 'Nova']);
  expect(explained.stdout).toContain('2026-01-15 09:00  ×');
  expect(explained.stdout).toMatch(/屏蔽|Nova/);
});

test('digests show and resend require --digest when two digests have an edition of the slot', async () => {
  world.writeFeeds({ more: { digests: [{ id: 'daily' }, { id: 'cards', format: 'news' }] } });
  for (const id of ['daily', 'cards']) await world.run(['run', '--digest', id, ...at]);
  const slot = '2026-01-15T09:00';
  for (const command of ['show', 'resend']) {
    const unclear = await world.run(['digests', command, slot]);
    expect(unclear).toMatchObject({ code: 2, stderr: expect.stringContaining('daily, cards') });
  }
  expect(world.robot.received).toHaveLength(2);

  const shown = await world.run(['digests', 'show', slot, '--digest', 'daily', '--json']);
  expect(JSON.parse(shown.stdout)).toMatchObject({ digest: 'daily' });
  expect(await world.run(['digests', 'resend', slot, '--digest', 'cards'])).toMatchObject({ code: 0 });
  expect(world.robot.received.map(({ msgtype }) => msgtype)).toEqual(['markdown', 'news', 'news']);
});
