import { expect, test } from 'vitest';
import { postgresBin } from '../store/postgres-server.ts';
import { replicaHistory } from './replica-history.ts';

/** As many faults as fit into it; with what it takes to start and to end, three minutes in all. */
const faultsMs = 110_000;

test.skipIf(postgresBin === undefined)(
  'four replicas that are killed, stopped and cut off, on a server that crashes: nothing lost, nothing twice but what was in flight',
  async () => {
    const history = await replicaHistory(3, { faultsMs, calmMs: 60_000 });

    console.info(history);
    expect(history.wrongs).toEqual([]);
    expect(history.takers).toBeGreaterThan(1);
  },
  6 * 60_000,
);
