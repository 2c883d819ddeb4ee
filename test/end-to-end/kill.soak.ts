import { expect, test } from 'vitest';
import { deliverAndKill, killFaults, messages, repeatsOf } from './killed-delivery.ts';

const kills = 200;

test(`${kills} kills and more of a worker lose no message; the only repeats were in flight at a kill`, async () => {
  const failed: Record<string, readonly string[]> = {};
  const total = { kills: 0, messages: 0, repeats: 0, losses: 0 };
  // Two deliveries at a time: each spends most of its time starting processes.
  let seed = 0;
  const deliverOn = async () => {
    while (total.kills < kills) {
      const own = ++seed;
      const delivery = await deliverAndKill(own, 20);
      const faults = killFaults(delivery);
      if (faults.length > 0) failed[`seed ${own}`] = faults;
      total.kills += delivery.kills;
      total.messages += messages;
      total.repeats += repeatsOf(delivery);
      total.losses += messages - new Set(delivery.received).size;
    }
  };
  await Promise.all([deliverOn(), deliverOn()]);
  console.info(total);
  expect(failed).toEqual({});
});
