/** The main job on PostgreSQL, as in main-job.test.ts on SQLite. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { morning, openWorld, type World } from './program.ts';

describe.skipIf(postgresBin === undefined)('on PostgreSQL', () => {
  let server: PostgresServer;
  let world: World;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const run = (...args: string[]) => world.run(args, { env: { DATABASE_URL: server.address } });
  const at = ['--at', morning];

  test('what preview shows is what run sends, once, and status and digests know of it', async () => {
    expect(await run('collect')).toMatchObject({ code: 0 });
    const preview = await run('preview', '--json', ...at);
    const { messages } = JSON.parse(preview.stdout) as { messages: { content: string }[] };
    expect(messages.length).toBeGreaterThan(0);

    expect(await run('run', ...at)).toMatchObject({ code: 0 });
    expect(await run('run', ...at)).toMatchObject({ code: 0, stderr: expect.stringContaining('已经发过') });
    expect(world.robot.received.map(({ content }) => content)).toEqual(messages.map(({ content }) => content));

    const listed = await run('digests', 'list', '--json');
    expect(listed.stdout).toContain('2026-01-15');
    expect(await run('status')).toMatchObject({ code: 0 });
    expect(await run('digests', 'show')).toMatchObject({ code: 0 });
    expect(await run('explain', 'Nova')).toMatchObject({ code: 0 });
    expect(await run('check')).toMatchObject({ code: 0 });
    expect(existsSync(join(world.folder, 'data', 'digest.db'))).toBe(false);
  });

  test('an unreachable database is reported with what to do and without its password', async () => {
    const address = server.address.replace(/@.*/, '@127.0.0.1:9/test');
    const failed = await world.run(['status'], { env: { DATABASE_URL: address } });
    expect(failed.code).not.toBe(0);
    expect(failed.stderr).toContain('DATABASE_URL');
    expect(failed.stderr + failed.stdout).not.toContain('a-secret');
  });
});
