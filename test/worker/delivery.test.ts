import { expect, test } from 'vitest';
import { createDelivery } from '../../src/worker/delivery.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { memoryStore } from './worker-world.ts';

type Fate = 0 | 1 | 3;

const digest = { id: 'daily', title: 'AI 新闻日报', slot: '2026-02-01T09:00' };
const daily = { digest, stories: 15, late: false, messages: [1, 2] };
const second = { ...daily, digest: { ...digest, id: 'second' }, messages: [3] };

/** @param fates of messages by their ids; tests change them. All others have arrived. */
function delivery(fates = new Map<number, Fate>(), store = memoryStore()) {
  const told: string[] = [];
  const logged: string[] = [];
  const failures: unknown[] = [];
  const questions = { count: 0 };
  const wakes: PromiseWithResolvers<void>[] = [];
  let holds = false;
  const made = createDelivery({
    outbox: {
      wake() {
        const began = Promise.withResolvers<void>();
        wakes.push(began);
        if (!holds) began.resolve();
        return began.promise;
      },
      async fatesOf(groups) {
        questions.count += 1;
        return groups.map((messages) => {
          const own = messages.map((id) => fates.get(id) ?? 0);
          return own.find((fate) => fate === 3) ?? own.find((fate) => fate === 1) ?? 0;
        });
      },
      ended: async () => undefined,
    },
    ping: async (event) => void told.push(event),
    alerts: { clear: async (recovery) => void told.push(recovery.kind) },
    store,
    clock: createFakeClock(),
    signal: new AbortController().signal,
    log: { info: (_, message) => void logged.push(message), warn: (_, message) => void logged.push(message) },
    onFailure: (error) => void failures.push(error),
  });
  const kick = async () => {
    made.kick();
    await new Promise(setImmediate);
  };
  /** From now on something else keeps what is woken busy. */
  const hold = () => {
    holds = true;
  };
  return { made, told, logged, failures, questions, store, wakes, kick, hold };
}

test('a slot whose messages all arrived is a success, and ends what kept it from coming', async () => {
  const { made, told, logged } = delivery();

  await made.begin();
  await made.send(daily);
  await made.ended();

  expect(told).toEqual(['start', 'delivered', 'success']);
  expect(logged).toEqual(['digest delivered']);
});

test('a slot of which a message was lost is a failure', async () => {
  const { made, told, logged } = delivery(new Map([[2, 1]]));

  await made.send(daily);
  await made.ended();

  expect(told).toEqual(['fail']);
  expect(logged).toEqual(['digest not delivered']);
});

test('while a message of a slot waits nothing is reported; the outcome is reported once, also after a restart', async () => {
  const fates = new Map<number, Fate>([[1, 3]]);
  const first = delivery(fates);
  await first.made.send(daily);
  await first.made.ended();
  expect(first.told).toEqual([]);

  fates.clear();
  const later = delivery(fates, first.store);
  await Promise.all([later.kick(), later.kick()]);
  await later.kick();
  expect(later.told).toEqual(['delivered', 'success']);
});

test('a slot is judged by its own messages, whatever becomes of others', async () => {
  const fates = new Map<number, Fate>([[3, 3]]);
  const { made, told, kick } = delivery(fates);

  await made.send(second);
  await made.send(daily);
  await kick();
  expect(told).toEqual(['delivered', 'success']);

  fates.set(3, 1);
  await kick();
  expect(told.slice(2)).toEqual(['fail']);
});

test('messages without a digest send no ping', async () => {
  const { told, kick } = delivery(new Map([[9, 1]]));

  await kick();

  expect(told).toEqual([]);
});

test('a kick during a delivery starts the idle keys and reports what has arrived meanwhile', async () => {
  const fates = new Map<number, Fate>([[1, 3]]);
  const { made, told, wakes, kick, hold } = delivery(fates);
  hold();
  await made.send(daily);
  await kick();
  expect(wakes).toHaveLength(2);

  fates.clear();
  wakes[1]?.resolve();
  await new Promise(setImmediate);
  expect(told).toEqual(['delivered', 'success']);
});

test('a delivery that throws is reported, and the next try works', async () => {
  const { made, told, failures, wakes, hold, kick } = delivery();
  hold();
  await made.send(daily);
  wakes[0]?.reject(new Error('database locked'));
  await made.ended();
  expect(failures).toHaveLength(1);

  void kick();
  wakes[1]?.resolve();
  await made.ended();
  expect(told).toEqual(['delivered', 'success']);
});

test('one query reads the outcome of all slots, however many robots were served meanwhile', async () => {
  const { made, questions, told } = delivery(new Map([[1, 3]]));

  await made.send(daily);
  await made.send(second);
  await made.ended();
  const before = questions.count;
  for (let kick = 0; kick < 100; kick++) made.kick();
  await made.ended();

  expect(questions.count - before).toBeLessThan(5);
  expect(told).toEqual(['delivered', 'success']);
});
