import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { createDeliverer } from '../../src/deliver/deliver.ts';
import { postToRoom } from '../../src/deliver/post-to-room.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { type Fault, standInRobot } from '../support/robot.ts';
import { groupOf } from './outbox-messages.ts';

const canary = 'canary-4711-not-a-key';

const robots: readonly [string, Fault | undefined][] = [
  ['that takes everything', undefined],
  ['that is busy', { kind: 'errcode', errcode: -1 }],
  ['over its rate', { kind: 'errcode', errcode: 45009 }],
  ['with a call in flight', { kind: 'errcode', errcode: 45033 }],
  ['that refuses the message', { kind: 'errcode', errcode: 40058 }],
  ['that refuses the key', { kind: 'errcode', errcode: 93000 }],
  ['that resets before it accepts', { kind: 'reset', accepted: false }],
  ['that resets after', { kind: 'reset', accepted: true }],
  ['that never answers', { kind: 'silence', accepted: true }],
  ['behind a broken gateway', { kind: 'bad-gateway', accepted: true }],
  ['behind a login page', { kind: 'login-page' }],
];

/** Everything that a delivery to this address lets others see: files, events, the result. */
async function tracesOf(address: string): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ai-news-digest-secrets-'));
  const clock = createFakeClock();
  const traces: unknown[] = [];
  try {
    const store = await openStore({ dataDir });
    await store.enqueue(groupOf({ group: 'daily', parts: 2, now: clock.now() }));
    const deliverer = createDeliverer({
      store,
      secret: () => address,
      clock,
      elapsedMs: clock.elapsedMs,
      random: () => 0,
      post: async (request) => {
        const outcome = await clock.whileBusy(() => postToRoom({ ...request, timeoutMs: 50 }));
        traces.push(outcome);
        return outcome;
      },
      rate: () => ({ messages: 18, windowMs: 60_000 }),
      cooldownMs: () => 65_000,
      onEvent: (event) => void traces.push(event),
    });
    traces.push(await deliverer.drain({ maxRobotWaitMs: 10_000 }), await store.unfinished());
    const files = () => readdirSync(dataDir).map((file) => file + readFileSync(join(dataDir, file), 'latin1'));
    traces.push(...files());
    await store.close();
    traces.push(...files());
  } finally {
    rmSync(dataDir, { recursive: true });
  }
  return traces.map((trace) => (typeof trace === 'string' ? trace : inspect(trace, { depth: 20 }))).join('\n');
}

test.each(robots)('the key leaves no trace with a robot %s', async (_, fault) => {
  await using robot = await standInRobot({ clock: createFakeClock(), key: canary, faults: () => fault });
  const traces = await tracesOf(robot.url);
  expect(traces).toContain('WECOM_WEBHOOK_URL');
  expect(traces).not.toContain(canary);
});

test.each([
  ['that cannot be reached', `http://127.0.0.1:9/send?key=${canary}`],
  ['whose address is none', `not an address ${canary}`],
  ['whose address is neither https nor loopback', `http://robot.example/send?key=${canary}`],
  ['whose address is broken', `https://[/send?key=${canary}`],
])('the key leaves no trace with a robot %s', async (_, address) => {
  expect(await tracesOf(address)).not.toContain(canary);
});
