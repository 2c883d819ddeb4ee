/** One of several processes that keep a shared pace: `node shared-pace-child.ts DATA_DIR KEY_HASH MESSAGE ATTEMPTS`. */
import { startWithin } from '../../src/deliver/shared-pace.ts';
import { systemClock } from '../../src/program/system-clock.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { sharedRate } from './shared-rate.ts';

const [dataDir = '', keyHash = '', message = '', attempts = ''] = process.argv.slice(2);
const store = await openStore({ dataDir });
const messageId = Number(message);
/** As on a slow disk: a process that reads the ledger meanwhile would find a place that is taken. */
async function start() {
  await systemClock.sleep(10);
  return store.startAttempt({ messageId, keyHash, startedAt: new Date() });
}

for (let taken = 0; taken < Number(attempts); ) {
  const attempt = await startWithin({ prefix: 'abcdef', rates: [sharedRate] }, { store, clock: systemClock }, start);
  if ('waitMs' in attempt) await systemClock.sleep(attempt.waitMs);
  else {
    taken += 1;
    const outcome = { kind: 'not-delivered', cause: 'connect' } as const;
    const finish = { attemptId: attempt.id, finishedAt: new Date(), outcome, notBefore: undefined };
    await store.finishAttempt({ ...finish, state: 'waiting' });
  }
}
await store.close();
