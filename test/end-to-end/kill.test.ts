import { expect, test } from 'vitest';
import { partsOf } from '../deliver/delivery.ts';
import { deliverAndKill, killFaults } from './killed-delivery.ts';
import { openOutboxWorld } from './outbox-world.ts';

test('killed in a delivery of 30, every message arrives, in order; repeats were in flight at the kill', async () => {
  const delivery = await deliverAndKill(1, 1);
  expect(killFaults(delivery)).toEqual([]);
  expect(delivery.kills).toBe(1);
});

test('of two programs on one DATA_DIR one sends, and the other ends with 0', async () => {
  const second = Promise.withResolvers<{ readonly code: number | null }>();
  await using world = await openOutboxWorld({
    beforeAnswer: async (number) => {
      if (number !== 1) return;
      second.resolve(await world.start().ended);
    },
  });
  await world.enqueue('daily', 5);
  // The robot answers only after the second program has started and ended, which may take long on a busy machine.
  const { code } = await world.start(['deliver'], { WECOM_TIMEOUT: '60s' }).ended;
  expect([code, (await second.promise).code]).toEqual([0, 0]);
  expect(world.received()).toEqual(partsOf('daily', 5));
});

test('on SIGTERM the request in flight is finished and its outcome stored; the exit code is 3 because messages wait', async () => {
  await using world = await openOutboxWorld({
    beforeAnswer: async (number) => {
      if (number !== 2) return;
      running.process.kill('SIGTERM');
      // Long enough for a busy machine to hand over the signal before the answer.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    },
  });
  await world.enqueue('daily', 4);
  const running = world.start();
  const { code } = await running.ended;
  expect(code).toBe(3);
  expect((await world.unfinished()).map(({ part, state }) => [part, state])).toEqual([
    [3, 'waiting'],
    [4, 'waiting'],
  ]);
  expect(world.received()).toEqual(partsOf('daily', 4).slice(0, 2));
});
