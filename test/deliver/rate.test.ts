import { expect, test } from 'vitest';
import type { RateModel } from '../support/robot-model.ts';
import { partsOf, startDelivery } from './delivery.ts';

const messages = 109;
/** 18 at once, then 18 a minute. */
const leastMs = Math.floor((messages - 1) / 18) * 60_000;

test.each<RateModel>(['sliding', 'fixed', 'sliding+block'])(
  '109 messages to a robot that counts "%s" meet no rate limit (45009) and lose no time; an alert waits one window at most',
  async (rateModel) => {
    await using delivery = await startDelivery({ rateModel, latencyMs: 300 });
    await delivery.enqueue({ group: 'daily', parts: messages });
    const drained = delivery.deliverer.drain();
    let alertAtMs = 0;
    delivery.clock.after(200_000, async () => {
      alertAtMs = delivery.clock.now().getTime();
      await delivery.enqueue({ group: 'alert', priority: 'alert' });
      await delivery.deliverer.drain();
    });
    await drained;
    expect(delivery.robot.answers).toEqual(Array(messages + 1).fill(0));
    expect(delivery.received().filter((content) => content !== 'alert (1/1)')).toEqual(partsOf('daily', messages));
    expect(delivery.clock.elapsedMs()).toBeLessThanOrEqual(leastMs * 1.03);
    const alert = delivery.robot.received.find(({ content }) => content === 'alert (1/1)');
    expect((alert?.atMs ?? Number.POSITIVE_INFINITY) - alertAtMs).toBeLessThanOrEqual(60_000);
  },
);
