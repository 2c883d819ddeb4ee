import { expect, test } from 'vitest';
import { postgresBin } from '../store/postgres-server.ts';
import { replicaHistory } from './replica-history.ts';

const [days, faultsADay] = [5, 40];

test.skipIf(postgresBin === undefined)(
  `${days} days of four replicas, ${days * faultsADay} times killed, stopped, cut off or on a server that crashes: each slot once, nothing lost, nothing twice but what was in flight`,
  async () => {
    const history = await replicaHistory(3, { days, faultsADay, calmMs: 10 * 60_000 });

    console.info(history);
    expect(history.wrongs).toEqual([]);
    // On an idle machine no slot is missed. Each missed slot was reported.
    expect(history.missed).toBeLessThan(history.slots / 2);
    expect(history.takers).toBeGreaterThan(1);
  },
);
