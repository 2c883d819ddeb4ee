import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobOutputs, JobQueue } from '../../src/store/job-queue.ts';
import { openPostgresJobs } from '../../src/store/postgres-jobs.ts';
import { type PostgresServer, postgresBin, startPostgres } from './postgres-server.ts';

describe.skipIf(postgresBin === undefined)('jobs of replicas on one PostgreSQL', () => {
  let server: PostgresServer;
  let leader: JobQueue;
  let other: JobQueue;
  /** Gives again soon what is not answered, which on a busy machine may be done already. */
  let hasty: JobQueue;
  /** Keys of the feeds that were read, over both replicas. */
  const read: string[] = [];
  beforeAll(async () => {
    server = await startPostgres();
    const open = (options = {}) =>
      openPostgresJobs({ address: server.address, onTrouble: () => undefined, ...options });
    [leader, other, hasty] = await Promise.all([open(), open(), open({ insistMs: 500 })]);
    for (const replica of [leader, other]) {
      await replica.take('read', (jobs) => {
        read.push(...jobs.map(({ key }) => key));
        return upper(jobs);
      });
    }
  });
  afterAll(async () => {
    await Promise.all([leader?.close(), other?.close(), hasty?.close()]);
    await server?.stop();
  });

  const soon = () => AbortSignal.timeout(45_000);
  const upper = async (jobs: readonly Job[]): Promise<JobOutputs> =>
    new Map(jobs.map(({ key, input }) => [key, input.toUpperCase()]));

  test('jobs that a replica gives are each done once, and the outputs come back', async () => {
    const odd = JSON.stringify({ title: 'nul \0, half a pair \u{d800}' });
    const jobs = Array.from({ length: 40 }, (_, index) => ({ key: `host-${index}`, input: odd }));

    const outputs = await leader.give('read', jobs, soon());

    expect(outputs.size).toBe(40);
    expect(outputs.get('host-7')).toBe(odd.toUpperCase());
    expect(read.toSorted()).toEqual(jobs.map(({ key }) => key).toSorted());
  });

  test('a job of one key runs on one replica at a time', async () => {
    let running = 0;
    let most = 0;
    for (const one of [leader, other]) {
      await one.take('drain', async (jobs) => {
        running++;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 300));
        running--;
        return upper(jobs);
      });
    }
    const give = () => hasty.give('drain', [{ key: 'robot', input: 'x' }], soon());

    const outputs = await Promise.all([give(), give()]);

    expect(outputs.map((output) => output.get('robot'))).toEqual(['X', 'X']);
    expect(most).toBe(1);
  });

  test('a job that cannot be done is left out at once, and a giver without more time gets what there is', async () => {
    await leader.take('compose', async (jobs) => upper(jobs.filter(({ key }) => key === 'known')));
    const slots = [
      { key: 'known', input: 'a' },
      { key: 'unknown', input: 'b' },
    ];
    expect([...(await leader.give('compose', slots, soon()))]).toEqual([['known', 'A']]);

    const out = await leader.give('compose', [{ key: 'known', input: 'a' }], AbortSignal.abort());
    expect(out.size).toBe(0);
  });

  test('jobs are given again after a crash of the PostgreSQL server', async () => {
    await server.restart();

    expect((await hasty.give('read', [{ key: 'after', input: 'b' }], soon())).get('after')).toBe('B');
  });
});
