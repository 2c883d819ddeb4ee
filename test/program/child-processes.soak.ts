import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { breakReader, type ChildWorld, collectBroken, composing, onlyItsFeed, openChildWorld } from './child-world.ts';

let world: ChildWorld;
beforeEach(async () => {
  world = await openChildWorld();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await world.close();
});

test('a document that takes all memory of the child process costs only its feed, and the log has the cause', async () => {
  vi.stubEnv('NODE_OPTIONS', `${breakReader} --max-old-space-size=80`);

  expect(await collectBroken(world, '<!--takes all memory-->')).toEqual(onlyItsFeed);
  expect(world.warnings[0]).toMatchObject({ said: expect.stringMatching(/heap out of memory/) });
});

test('a document that blocks the child process for ever costs only its feed', async () => {
  vi.stubEnv('NODE_OPTIONS', breakReader);

  expect(await collectBroken(world, '<!--ends or blocks-->', { silentMs: 4_000 })).toEqual(onlyItsFeed);
  expect(world.warnings.length).toBeGreaterThanOrEqual(2);
});

test('templates that crash the child process twice are replaced, and the edition is composed', async () => {
  const { config, request } = await composing(world, { header: '{{ title }}<!--ends-->' });
  vi.stubEnv('NODE_OPTIONS', breakReader);

  const composed = await world.open().compose(config, world.store, request);

  expect(composed.messages[0]?.content).not.toContain('<!--ends-->');
  expect(composed.desk.input.templates).not.toEqual(config.templates);
  expect(world.warnings).toMatchObject([{ how: 'SIGKILL', digest: 'daily' }, { how: 'SIGKILL' }]);
});
