/**
 * A replica's locks and jobs in a process of their own, which a test stops: it says `holds` once it has the lock, `works`
 * once it has a job, which it never ends, and `lost` once it knows that the lock is gone.
 */
import { openPostgresJobs } from '../../src/store/postgres-jobs.ts';
import { openPostgresStore } from '../../src/store/postgres-store.ts';

const [address = '', dataDir = ''] = process.argv.slice(2);

const store = await openPostgresStore({ address, dataDir });
const lock = await store.lockKey('worker');
if (lock !== undefined) console.log('holds');
const jobs = await openPostgresJobs({ address, onTrouble: () => undefined });
await jobs.take('read', () => {
  console.log('works');
  return new Promise(() => undefined);
});
while (await lock?.isStillHeld()) await new Promise((resolve) => setTimeout(resolve, 200));
console.log('lost');
