import { expect, test } from 'vitest';
import { createDelivery } from '../../src/schedule/delivery.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { configWith, memoryStore } from './worker-world.ts';

const config = configWith();
const digest = { id: 'daily', title: 'AI 新闻日报', slot: '2026-02-01T09:00' };

function delivery(exitCodes: readonly (0 | 1 | 3 | 'throws')[], store = memoryStore()) {
  const told: string[] = [];
  const failures: unknown[] = [];
  let drains = 0;
  const made = createDelivery({
    async drain() {
      const exitCode = exitCodes[drains] ?? 0;
      drains += 1;
      if (exitCode === 'throws') throw new Error('database locked');
      return { exitCode };
    },
    ping: async (event) => void told.push(event),
    alerts: { clear: async (subject, recovery) => void told.push(`${subject} ${recovery.kind}`) },
    store,
    clock: createFakeClock(),
    signal: new AbortController().signal,
    log: { info: () => undefined, warn: () => undefined },
    onFailure: (error) => void failures.push(error),
  });
  return { made, told, failures, store, drains: () => drains };
}

test('a slot whose messages all arrived is a success, and ends what kept it from coming', async () => {
  const { made, told } = delivery([0]);

  await made.begin();
  await made.send(config, { digest, stories: 15, late: false });
  await made.ended();

  expect(told).toEqual(['start', 'success', 'feeds-down:daily delivered']);
});

test('a message that was refused for good is a failure', async () => {
  const { made, told } = delivery([1]);

  await made.send(config, { digest, stories: 15, late: false });
  await made.ended();

  expect(told).toEqual(['fail']);
});

test('while something waits nothing is said, and the end is told by whoever sees it, also after a restart', async () => {
  const first = delivery([3]);
  await first.made.send(config, { digest, stories: 15, late: false });
  await first.made.ended();
  expect(first.told).toEqual([]);

  const second = delivery([0, 0], first.store);
  second.made.kick(config);
  await second.made.ended();
  second.made.kick(config);
  await second.made.ended();
  expect(second.told).toEqual(['success']);
});

test('an idle outbox tells the switch nothing', async () => {
  const { made, told } = delivery([0]);

  made.kick(config);
  await made.ended();

  expect(told).toEqual([]);
});

test('a kick while something is being sent is none', async () => {
  const { made, drains } = delivery([0]);

  made.kick(config);
  made.kick(config);
  await made.ended();

  expect(drains()).toBe(1);
});

test('a drain that throws is told and the next one works', async () => {
  const { made, failures, drains } = delivery(['throws', 0]);

  made.kick(config);
  await made.ended();
  made.kick(config);
  await made.ended();

  expect(failures).toHaveLength(1);
  expect(drains()).toBe(2);
});
