/** The histories of simulation.soak.ts on a real PostgreSQL, fewer of them: each call of the store takes its time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres-store.ts';
import { type PostgresServer, postgresBin, startPostgres } from '../store/postgres-server.ts';
import { historyFaults } from './history-faults.ts';
import { simulate } from './simulation.ts';

const histories = Number(process.env.HISTORIES ?? 10);
const firstSeed = Number(process.env.SEED ?? 1);

describe.skipIf(postgresBin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'simulation-postgres-'));
    server = await startPostgres();
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test(`on PostgreSQL ${histories} histories of faults, restarts and clock steps lose no message, keep order and pace, and end`, async () => {
    const failed: Record<string, readonly string[]> = {};
    const total = { messages: 0, calls: 0, kills: 0 };
    for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
      await (await openPostgresStore({ address: server.address, dataDir })).close();
      await server.empty();
      const history = await simulate(seed, () => openPostgresStore({ address: server.address, dataDir }));
      const faults = historyFaults(history);
      // Reproduce one with SEED=… HISTORIES=1.
      if (faults.length > 0) failed[`seed ${seed}`] = faults;
      total.messages += history.messages.length;
      total.calls += history.arrivals.length;
      total.kills += history.kills;
    }
    console.info(`${histories} histories on PostgreSQL:`, total);
    expect(failed).toEqual({});
  });
});
