import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ended } from '../support/started-process.ts';
import { canary, morning, openWorld, type World } from './program.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const at = ['--at', morning];

test('the key of a robot appears in no output and in no file, whatever the command and however it fails', async () => {
  const port = new URL(world.deadUrl).port;
  const dead = { WECOM_WEBHOOK_URL: `http://127.0.0.1:${port}/cgi-bin/webhook/send?key=${canary}` };
  const broken = { WECOM_WEBHOOK_URL: `https://[${canary}` };
  const wrongScheme = { WECOM_WEBHOOK_URL: `ftp://example.com/?key=${canary}` };
  const loud = { LOG_LEVEL: 'trace', ALERT_WEBHOOK_URL: world.robot.url, WECOM_TEST_WEBHOOK_URL: world.robot.url };
  const runs: readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] = [
    [['check', '--online'], loud],
    [['preview', ...at], loud],
    [['preview', '--to', 'WECOM_TEST_WEBHOOK_URL', ...at], loud],
    [['collect'], loud],
    [['send', 'text', 'hello'], loud],
    [['send', 'text', 'hello'], { ...loud, ...broken }],
    [['run', ...at], { ...loud, ...wrongScheme }],
    [['run', ...at], loud],
    [['run', '--force', ...at], loud],
    [['deliver'], loud],
    [['deliver'], { ...loud, ...broken }],
    [['check', '--online'], { ...loud, ...dead }],
    [['status', '--json'], loud],
    [['digests', 'list'], loud],
    [['digests', 'show', '2026-01-15T09:00'], loud],
    [['digests', 'resend', '2026-01-15T09:00'], loud],
    [['explain', 'Nova'], loud],
    [['feeds', 'list'], loud],
    [['feeds', 'inspect', world.feedUrl('lumen-blog.atom')], loud],
  ];
  const ended: Ended[] = [];
  for (const [args, env] of runs) ended.push(await world.run(args, { env }));

  for (const [index, { stdout, stderr }] of ended.entries()) {
    expect(`${stdout}${stderr}`.includes(canary), runs[index]?.[0].join(' ')).toBe(false);
  }
  const data = join(world.folder, 'data');
  for (const file of readdirSync(data)) expect(readFileSync(join(data, file)).includes(canary), file).toBe(false);
  // The commands did run; otherwise the test would prove nothing.
  expect(world.robot.received.length).toBeGreaterThan(4);
});
