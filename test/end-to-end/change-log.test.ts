/** Every change that a command makes is in the log that the page /log shows. */
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import { command } from '../support/main-file.ts';
import { openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

async function logged(): Promise<readonly string[]> {
  const store = await openStore({ dataDir: join(world.folder, 'data') });
  try {
    const changes = await store.changes({ limit: 50 });
    return changes.toReversed().map(({ from, what }) => `${from}: ${what['zh-CN']}`);
  } finally {
    await store.close();
  }
}

test('commands record edits of feeds and words, a further edition and a resend in the log of changes', async () => {
  world.writeFeeds({ feeds: [{ url: world.feedUrl('lumen-blog.atom'), name: 'First', topic: 'ai' }] });
  await world.run(['feeds', 'add', world.feedUrl('polar-lab.xml')]);
  await world.run(['feeds', 'disable', 'First']);
  await world.run(['feeds', 'enable', 'First']);
  await world.run(['mute', '双十二']);
  await world.run(['boost', '流明', '3']);
  await world.run(['feeds', 'remove', 'Polar Lab']);
  // These commands change nothing.
  await world.run(['feeds', 'enable', '--all']);
  await world.run(['feeds', 'disable', 'Nobody']);
  expect(await world.run(['run', '--force'])).toMatchObject({ code: 0 });
  const lines = await logged();
  const slot = /：(\d{4}-\d\d-\d\d) (\d\d:\d\d)/.exec(lines.at(-1) ?? '');
  expect(await world.run(['digests', 'resend', `${slot?.[1]}T${slot?.[2]}`])).toMatchObject({ code: 0 });
  expect(await logged()).toEqual([
    `${command} feeds add: 加上了源 Polar Lab`,
    `${command} feeds disable: 停用 First`,
    `${command} feeds enable: 启用 First`,
    `${command} mute: 屏蔽“双十二”`,
    `${command} boost: 关注“流明”，加 3 分`,
    `${command} feeds remove: 移除源 Polar Lab`,
    `${command} run --force: 另编一期 daily：${slot?.[1]} ${slot?.[2]}`,
    `${command} digests resend: 再发 ${slot?.[1]} ${slot?.[2]} 这一期到日报群`,
  ]);
});

test('a command makes its change even if the log of changes cannot be written', async () => {
  world.writeFeeds({ feeds: [{ url: world.feedUrl('lumen-blog.atom'), name: 'First', topic: 'ai' }] });
  world.write('data', 'a file where the folder should be');
  const done = await world.run(['mute', '双十二']);
  expect(done).toMatchObject({ code: 0, stderr: expect.stringContaining('没有写进操作记录') });
  expect(done.stdout).toContain('屏蔽“双十二”');
});
