import { expect, test } from 'vitest';
import { createFakeClock } from '../support/fake-clock.ts';
import { type Fault, standInRobot } from '../support/robot.ts';
import { deliveryTraces } from './delivery-traces.ts';
import { groupOf } from './outbox-messages.ts';

const canary = 'canary-4711-not-a-key';

const robots: readonly [string, Fault | undefined][] = [
  ['that takes everything', undefined],
  ['that is busy', { kind: 'errcode', errcode: -1 }],
  ['over its rate', { kind: 'errcode', errcode: 45009 }],
  ['with a call in flight', { kind: 'errcode', errcode: 45033 }],
  ['that refuses the message', { kind: 'errcode', errcode: 40058 }],
  ['that refuses the key', { kind: 'errcode', errcode: 93000 }],
  ['with an unknown errcode', { kind: 'errcode', errcode: 88888 }],
  ['that is overloaded', { kind: 'overloaded' }],
  ['that resets before it accepts', { kind: 'reset', accepted: false }],
  ['that resets after', { kind: 'reset', accepted: true }],
  ['that never answers', { kind: 'silence', accepted: true }],
  ['behind a broken gateway', { kind: 'bad-gateway', accepted: true }],
  ['behind a login page', { kind: 'login-page' }],
];

const tracesOf = (address: string) =>
  deliveryTraces({ address, timeoutMs: 50, messages: (now) => groupOf({ group: 'daily', parts: 2, now }) });

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
