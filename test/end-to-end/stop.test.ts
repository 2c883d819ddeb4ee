import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { morning, openWorld, type World } from './program.ts';

let world: World;
/** A feed that never answers, and the moment at which it is requested. */
let silent: Server;
let asked: PromiseWithResolvers<void>;
beforeEach(async () => {
  world = await openWorld();
  asked = Promise.withResolvers();
  silent = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  world.writeFeeds({
    feeds: [
      { url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh' },
      { url: `http://127.0.0.1:${port}/feed`, name: '不答', topic: 'ai' },
    ],
  });
});
afterEach(async () => {
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
  await world.close();
});

describe('SIGTERM while feeds are read', () => {
  test.each([
    { command: `run --at ${morning}` },
    { command: `preview --json --at ${morning}` },
    { command: 'collect' },
    { command: 'check --online' },
  ])('$command ends with 143 and uses nothing of the feeds that were read', async ({ command }) => {
    const { code, stdout, stderr } = await world.run(command.split(' '), { stopWhen: asked.promise });

    expect(code).toBe(143);
    expect(stderr).toContain('收到 SIGTERM，停下来了：源还没有读完');
    expect(stderr).not.toContain('企业微信暂时收不了');
    expect(stdout).not.toMatch(/读到|messages|不通/);
    expect(world.robot.received).toEqual([]);
    expect(await world.run(['deliver'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('没有等着要发的'),
    });
  });
});

describe('SIGTERM while the robot cannot be reached', () => {
  test.each([{ command: 'send text 值班提醒' }, { command: `run --at ${morning}` }])(
    '$command ends with 3, and its messages wait in the outbox',
    async ({ command }) => {
      world.writeFeeds({
        feeds: [{ url: world.feedUrl('stardust-weekly.xml'), name: '星尘周报', topic: 'ai', language: 'zh' }],
      });
      const posted = Promise.withResolvers<void>();
      const overloaded = createServer((_, response) => {
        response.writeHead(503, { 'retry-after': '60' }).end();
        setTimeout(posted.resolve, 200);
      });
      await new Promise<void>((resolve) => overloaded.listen(0, '127.0.0.1', resolve));
      const { port } = overloaded.address() as AddressInfo;

      const env = { WECOM_WEBHOOK_URL: `http://127.0.0.1:${port}/send?key=stand-in` };
      const { code, stderr } = await world.run(command.split(' '), { stopWhen: posted.promise, env });
      overloaded.close();

      expect(code).toBe(3);
      expect(stderr).toContain('1 条消息等着发');
      expect(await world.run(['deliver'])).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('1 条消息已送达'),
      });
    },
  );
});

test('a command that waits for the robot says so, also for a message that an earlier command left', async () => {
  // Such a message rests for about a minute.
  world.robotHas({ kind: 'reset', accepted: false });
  for (const command of ['send text 值班提醒', 'deliver']) {
    const running = world.start(command.split(' '));
    await vi.waitFor(() => expect(running.log()).toContain('WECOM_WEBHOOK_URL 暂时收不了：会自动再试'), 40_000);
    running.stop();
    expect(await running.ended).toMatchObject({ code: 3 });
  }
});
