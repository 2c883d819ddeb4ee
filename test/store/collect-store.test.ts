import { expect, test } from 'vitest';
import { createCollectStore } from '../../src/store/collect-store.ts';
import { noCrashMarks } from '../../src/store/crash-mark.ts';
import type { Database, Statement, Work } from '../../src/store/database.ts';
import { at, sampleFeedState } from './samples.ts';

test('a batch of unchanged feeds is stored with as many statements as one', async () => {
  const statementsFor = async (feeds: number) => {
    const asked: Statement[] = [];
    const readings = Array.from({ length: feeds }, (_, n) => ({
      state: sampleFeedState({ feedUrl: `https://feed-${n}.example/` }),
      items: [],
      readAt: at('12:00'),
      unchanged: true,
    }));
    await createCollectStore(databaseThatHears(asked), noCrashMarks.reading).saveReadings(readings);
    return asked.length;
  };

  expect(await statementsFor(64)).toBe(await statementsFor(1));
});

/** Nothing is stored; every statement affects no rows. */
function databaseThatHears(asked: Statement[]): Database {
  const perform = async <Result>(work: () => Work<Result>) => {
    const steps = work();
    for (let step = steps.next(); ; step = steps.next(0)) {
      if (step.done === true) return step.value;
      asked.push(step.value);
    }
  };
  return { write: perform, read: perform, close: async () => undefined };
}
