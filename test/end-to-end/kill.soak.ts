import { expect, test } from 'vitest';
import { deliverAndKill, killFaults, messages, repeatsOf } from './killed-delivery.ts';

const kills = 200;

test(`${kills} kills lose nothing; the only repeats were in flight at a kill`, async () => {
  const failed: Record<string, readonly string[]> = {};
  const total = { kills: 0, messages: 0, repeats: 0, losses: 0 };
  for (let seed = 1; total.kills < kills; seed++) {
    const delivery = await deliverAndKill(seed, Math.min(20, kills - total.kills));
    const faults = killFaults(delivery);
    if (faults.length > 0) failed[`seed ${seed}`] = faults;
    total.kills += delivery.kills;
    total.messages += messages;
    total.repeats += repeatsOf(delivery);
    total.losses += messages - new Set(delivery.received).size;
  }
  console.info(total);
  expect(failed).toEqual({});
});
