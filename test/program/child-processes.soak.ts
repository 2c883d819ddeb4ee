import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { breakReader, type ChildWorld, collectBroken, onlyItsFeed, openChildWorld } from './child-world.ts';

let world: ChildWorld;
beforeEach(async () => {
  world = await openChildWorld();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

test('a document that takes all memory costs its feed, and the log has the cause', async () => {
  vi.stubEnv('NODE_OPTIONS', `${breakReader} --max-old-space-size=80`);

  expect(await collectBroken(world, '<!--takes all memory-->')).toEqual(onlyItsFeed);
  expect(world.warnings[0]).toMatchObject({ said: expect.stringMatching(/heap out of memory/) });
});

test('a document that never ends costs its feed', async () => {
  vi.stubEnv('NODE_OPTIONS', breakReader);

  expect(await collectBroken(world, '<!--ends or blocks-->', { silentMs: 4_000 })).toEqual(onlyItsFeed);
  expect(world.warnings.length).toBeGreaterThanOrEqual(2);
});
