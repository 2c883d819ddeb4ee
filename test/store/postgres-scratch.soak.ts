/** The whole contract on the scratch store: it copies every table for each test, which takes its time. */
import { afterAll, beforeAll, describe } from 'vitest';
import { openPostgresScratchStore } from '../../src/store/postgres-store.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';
import { describeStore } from './store-contract.ts';

describe.skipIf(postgresBin === undefined)('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  describeStore('the scratch store', async () => {
    await server.empty();
    return openPostgresScratchStore({ address: server.address });
  });
});
