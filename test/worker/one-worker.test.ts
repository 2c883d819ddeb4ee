import { mkdirSync, rmSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../src/store/sqlite-store.ts';
import type { KeyLock } from '../../src/store/store.ts';
import { StoreError, type StoreErrorCode } from '../../src/store/store-error.ts';
import { workInTurn } from '../../src/worker/one-worker.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { newFolder } from '../support/new-folder.ts';

async function twoWorkers() {
  const dataDir = newFolder();
  const [first, second] = [await openStore({ dataDir }), await openStore({ dataDir })];
  onTestFinished(async () => {
    await Promise.all([first.close(), second.close()]);
  });
  return { first, second, dataDir };
}

function turns(lock: () => Promise<KeyLock | undefined>, isOfSession = true) {
  const clock = createFakeClock(new Date('2026-02-01T00:00:00Z'));
  const stop = new AbortController();
  const logged: string[] = [];
  const write = (_fields: object, message: string) => void logged.push(message);
  /** When work began and how it was told to end. */
  const worked: string[] = [];
  const run = (work: (signal: AbortSignal) => Promise<void>) =>
    workInTurn({
      lock,
      isOfSession,
      async work(signal) {
        worked.push(`from ${clock.elapsedMs() / 1000} s`);
        await work(signal);
        worked.push(`to ${clock.elapsedMs() / 1000} s: ${signal.reason}`);
      },
      clock,
      signal: stop.signal,
      log: { info: write, warn: write },
    });
  const untilTold = (signal: AbortSignal) => clock.sleep(86_400_000, signal);
  return { clock, stop, logged, worked, run, untilTold };
}

test('the second worker on one database says so once, waits, and starts when the first has ended', async () => {
  const { first, second } = await twoWorkers();
  const held = await first.lockKey('worker');
  const { clock, logged, worked, run } = turns(() => second.lockKey('worker'), false);
  clock.after(55_000, () => void held?.release());

  await run(async () => undefined);

  expect(worked).toEqual(['from 55 s', 'to 55 s: undefined']);
  expect(logged).toEqual(['another worker uses this database, waiting until it ends', 'the other worker has ended']);
});

test('a replica does not say that it only waits: it shares the work of the one that leads', async () => {
  const held: KeyLock = { isStillHeld: async () => true, release: async () => undefined };
  let isTaken = true;
  const { clock, logged, run } = turns(async () => (isTaken ? undefined : held));
  clock.after(12_000, () => {
    isTaken = false;
  });

  await run(async () => undefined);

  expect(logged).toEqual(['another replica leads, this one takes over when it ends', 'the other worker has ended']);
});

test('a second worker that is stopped while it waits does not start', async () => {
  const { first, second } = await twoWorkers();
  await first.lockKey('worker');
  const { clock, stop, worked, run } = turns(() => second.lockKey('worker'));
  clock.after(60_000, () => stop.abort());

  await run(async () => undefined);

  expect(worked).toEqual([]);
});

test('a worker that lost its turn stops within 5 s, stands by, and works again when it may', async () => {
  let isHeld = true;
  let isFree = true;
  const lock: KeyLock = { isStillHeld: async () => isHeld, release: async () => undefined };
  const { clock, stop, logged, worked, run, untilTold } = turns(async () => (isFree ? lock : undefined));
  clock.after(12_000, () => {
    isHeld = false;
    isFree = false;
  });
  clock.after(40_000, () => {
    isHeld = true;
    isFree = true;
  });
  clock.after(100_000, () => stop.abort('SIGTERM'));

  await run(untilTold);

  expect(worked).toEqual(['from 0 s', 'to 15 s: lost', 'from 40 s', 'to 100 s: SIGTERM']);
  expect(logged).toEqual([
    'another worker may use this database now, standing by',
    'another replica leads, this one takes over when it ends',
    'the other worker has ended',
  ]);
});

describe('a new folder', () => {
  async function withoutFolder(then: (world: { take(): void; make(): void; clock: FakeClock }) => void) {
    const { first, dataDir } = await twoWorkers();
    const { clock, stop, worked, run, untilTold } = turns(() => first.lockKey('worker'), false);
    let other: KeyLock | undefined;
    const take = () =>
      void clock.whileBusy(async () => {
        const store = await openStore({ dataDir });
        onTestFinished(() => store.close());
        other = await store.lockKey('worker');
      });
    clock.after(12_000, () => {
      rmSync(dataDir, { recursive: true });
      then({ take, make: () => mkdirSync(dataDir), clock });
    });
    clock.after(100_000, () => stop.abort('SIGTERM'));
    await run(untilTold);
    return { worked, hasOther: other !== undefined };
  }

  test('a worker whose folder is replaced stops within 5 s if another worker has the lock of the new folder', async () => {
    const { worked } = await withoutFolder(({ take }) => take());
    expect(worked).toEqual(['from 0 s', 'to 15 s: lost']);
  });

  test('a worker whose folder is replaced continues if no other worker has the lock of the new folder, and takes it', async () => {
    const { worked, hasOther } = await withoutFolder(({ make, take, clock }) => {
      make();
      clock.after(30_000, take);
    });
    expect(worked).toEqual(['from 0 s', 'to 100 s: SIGTERM']);
    expect(hasOther).toBe(false);
  });

  test('a worker continues while its folder is missing', async () => {
    const { worked } = await withoutFolder(() => undefined);
    expect(worked).toEqual(['from 0 s', 'to 100 s: SIGTERM']);
  });
});

function storeError(code: StoreErrorCode): StoreError {
  const text = { 'zh-CN': code, en: code };
  return new StoreError(code, { what: text, remedy: text });
}

describe('a database that fails while a replica waits for its turn', () => {
  /** `led`: another replica has the lock. */
  function failing(answers: readonly (StoreErrorCode | 'led')[]) {
    const left = [...answers];
    const lock: KeyLock = { isStillHeld: async () => true, release: async () => undefined };
    const { run, ...turn } = turns(async () => {
      const answer = left.shift();
      if (answer === undefined) return lock;
      if (answer === 'led') return undefined;
      throw storeError(answer);
    });
    return { ended: run(async () => undefined), ...turn };
  }

  test.each(['unreachable', 'server-busy', 'server-failed', 'full', 'locked'] as const)(
    'is tried again if it is %s',
    async (code) => {
      const { ended, worked } = failing([code]);
      await ended;
      expect(worked).toEqual(['from 5 s', 'to 5 s: undefined']);
    },
  );

  test('is tried again if it fails again when the work begins', async () => {
    const { clock, stop, logged, worked, run } = turns(async () => ({
      isStillHeld: async () => true,
      release: async () => void logged.push('released'),
    }));
    const failures = [storeError('server-busy'), storeError('server-busy')];
    await run(async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      clock.after(0, () => stop.abort('SIGTERM'));
    });

    expect(worked).toEqual(['from 0 s', 'from 5 s', 'from 10 s', 'to 10 s: undefined']);
    expect(logged).toEqual(['the database cannot be used, trying again', 'released', 'released']);
  });

  test('ends the program if it refuses its settings, which are read at the start', async () => {
    const { ended, worked } = failing(['unreachable', 'server-refused']);
    await expect(ended).rejects.toMatchObject({ code: 'server-refused' });
    expect(worked).toEqual([]);
  });

  test('is logged when an outage begins and when its reason changes', async () => {
    const days: StoreErrorCode[] = Array(500).fill('unreachable');
    const { ended, logged } = failing([...days, 'server-busy', 'server-busy', 'led', 'server-busy']);
    await ended;
    const outage = 'the database cannot be used, trying again';
    const standby = 'another replica leads, this one takes over when it ends';
    expect(logged).toEqual([outage, outage, standby, outage, 'the other worker has ended']);
  });
});
