import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { canary, openWorld, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

test('store backup makes a folder that the program can use, and never overwrites one', async () => {
  world.writeFeeds({ feeds: [{ url: world.feedUrl('lumen-blog.atom'), name: 'Lumen', topic: 'ai' }] });
  expect(await world.run(['store', 'backup', 'backup'])).toMatchObject({ code: 2 });
  expect(existsSync(join(world.folder, 'backup'))).toBe(false);
  expect(await world.run(['collect'])).toMatchObject({ code: 0 });

  const backup = await world.run(['store', 'backup', 'backup']);
  expect(backup).toMatchObject({ code: 0 });
  expect(backup.stdout).toMatch(/item {2}[1-9]/);
  expect(await world.run(['store', 'backup', 'backup'])).toMatchObject({ code: 2 });
  for (const place of ['feeds.yaml', '/proc/backup']) {
    const refused = await world.run(['store', 'backup', place]);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringMatching(`^${place} (不是|建不了)`) });
    expect(refused.stderr).not.toContain('DATA_DIR');
  }

  const status = (dataDir: string) => world.run(['status', '--json'], { env: { DATA_DIR: dataDir } });
  const told = ({ stdout }: { stdout: string }) => JSON.parse(stdout).feeds;
  expect(told(await status('backup'))).toEqual(told(await status('data')));
});

test('store copy says what is missing, and refuses a typed database address without repeating it', async () => {
  world.writeFeeds({ feeds: [{ url: world.feedUrl('lumen-blog.atom'), name: 'Lumen', topic: 'ai' }] });
  expect(await world.run(['store', 'copy', 'nowhere', 'there'])).toMatchObject({ code: 2 });
  const refused = await world.run(['store', 'copy', 'data', `postgres://digest:${canary}@127.0.0.1/digest`]);
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('DATABASE_URL') });
  expect(refused.stderr + refused.stdout).not.toContain(canary);
});
