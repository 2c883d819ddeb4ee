import { describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import type { Fault } from '../support/robot.ts';
import { faultsInOrder, partsOf, startDelivery } from './delivery.ts';

const busy: Fault = { kind: 'errcode', errcode: -1 };
const rate: Fault = { kind: 'errcode', errcode: 45009 };
const keyRefused: Fault = { kind: 'errcode', errcode: 93000 };
const tooLong: Fault = { kind: 'errcode', errcode: 40058 };
const resetAfter: Fault = { kind: 'reset', accepted: true };
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The store, with something that happens after a drain has looked for the last time and before it releases its key. */
function beforeRelease(store: Store, happens: () => Promise<void>): Store {
  return {
    ...store,
    lockKey: async (hash) => {
      const lock = await store.lockKey(hash);
      return lock && { ...lock, release: () => happens().finally(() => lock.release()) };
    },
  };
}

describe('delivering a digest', () => {
  test('a digest’s parts are sent once and in order, and then there is nothing to do', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 3 });
    expect(await delivery.deliverer.drain()).toMatchObject({
      exitCode: 0,
      webhooks: [{ webhook: 'WECOM_WEBHOOK_URL', accepted: 3, waiting: 0, busyElsewhere: false, blocked: undefined }],
    });
    expect(delivery.received()).toEqual(partsOf('daily', 3));
    expect(await delivery.deliverer.drain()).toEqual({ exitCode: 0, webhooks: [] });
    expect(delivery.robot.answers).toHaveLength(3);
    expect(delivery.robot.readerProblems()).toEqual([]);
  });

  test('the parts of two digests are not mixed', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'morning', parts: 2 });
    await delivery.enqueue({ group: 'evening', parts: 2 });
    await delivery.deliverer.drain();
    expect(delivery.received()).toEqual([...partsOf('morning', 2), ...partsOf('evening', 2)]);
  });

  test('a digest for several robots is sent to each at its own pace', async () => {
    await using delivery = await startDelivery({ faults: () => rate });
    await using other = await startDelivery({ key: 'other' });
    delivery.addresses.set('SECOND_URL', other.robot.url);
    await delivery.enqueue({ group: 'first', parts: 2 });
    await delivery.enqueue({ group: 'second', parts: 2, webhook: 'SECOND_URL' });
    const result = await delivery.deliverer.drain({ maxRobotWaitMs: minuteMs });
    expect(result.webhooks.map(({ webhook, accepted, waiting }) => [webhook, accepted, waiting])).toEqual([
      ['WECOM_WEBHOOK_URL', 0, 2],
      ['SECOND_URL', 2, 0],
    ]);
    expect(result.exitCode).toBe(3);
  });
});

describe('delivering some messages only', () => {
  test('a drain of some messages does not use other robots, and does not wait for them', async () => {
    await using delivery = await startDelivery({ faults: () => ({ kind: 'overloaded' }) });
    await using other = await startDelivery({ key: 'other' });
    delivery.addresses.set('TEST_URL', other.robot.url);
    await delivery.enqueue({ group: 'daily', parts: 2 });
    await delivery.enqueue({ group: 'homeless', webhook: 'NO_URL' });
    const own = await delivery.enqueue({ group: 'preview', parts: 2, webhook: 'TEST_URL' });
    const result = await delivery.deliverer.drain({ messages: own.map(({ id }) => id), maxRobotWaitMs: minuteMs });
    expect(result).toMatchObject({ exitCode: 0, webhooks: [{ webhook: 'TEST_URL', accepted: 2 }] });
    expect(result.webhooks).toHaveLength(1);
    expect(delivery.robot.answers).toEqual([]);
    expect(delivery.events.map(({ webhook }) => webhook)).toEqual(['TEST_URL', 'TEST_URL']);
    expect(delivery.clock.elapsedMs()).toBe(0);
  });

  test('a drain of some messages sends earlier ones of the same key first, and reports only its own', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(tooLong) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    const own = await delivery.enqueue({ group: 'by-hand' });
    const result = await delivery.deliverer.drain({ messages: own.map(({ id }) => id) });
    expect(result).toMatchObject({ exitCode: 0, webhooks: [{ accepted: 1, refused: 0 }] });
    expect(delivery.received()).toEqual(['daily (2/2)', 'by-hand (1/1)']);
  });
});

describe('a wake', () => {
  test('a wake sends to the healthy robots while another is down, and waits only for what it began', async () => {
    await using down = await startDelivery({ faults: () => ({ kind: 'overloaded' }) });
    await using other = await startDelivery({ key: 'other' });
    down.addresses.set('SECOND_URL', other.robot.url);
    const stop = new AbortController();
    await down.enqueue({ group: 'daily' });
    const first = down.deliverer.wake({ signal: stop.signal });
    await down.clock.sleep(hourMs);

    const [message] = await down.enqueue({ group: 'reminder', webhook: 'SECOND_URL' });
    await down.deliverer.wake({ signal: stop.signal });

    expect(other.received()).toEqual(['reminder (1/1)']);
    expect(down.clock.elapsedMs()).toBe(hourMs);
    expect(await down.deliverer.fatesOf([[message?.id ?? 0], [1], []])).toEqual([0, 3, 0]);
    stop.abort();
    await Promise.all([first, down.deliverer.ended()]);
  });

  test('a wake that comes while a drain ends is not lost', async () => {
    await using delivery = await startDelivery();
    let releases = 0;
    const store = beforeRelease(delivery.store, async () => {
      releases += 1;
      if (releases > 1) return;
      await delivery.enqueue({ group: 'alert', priority: 'alert' });
      await deliverer.wake();
    });
    const deliverer = delivery.restart({ store });
    await delivery.enqueue({ group: 'daily' });
    await deliverer.wake();
    expect(delivery.received()).toEqual(['daily (1/1)', 'alert (1/1)']);
  });

  test('the end of a wake can be awaited before the store is closed', async () => {
    await using delivery = await startDelivery({ latencyMs: 1_000 });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    void delivery.deliverer.wake();
    await delivery.clock.sleep(500);
    await delivery.deliverer.ended();
    expect(await delivery.states()).toEqual(['accepted', 'accepted']);
  });
});

describe('when the robot', () => {
  test('after -1 the message is sent again after a minute, and the next ones wait for it', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(busy, busy) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 2));
    expect(delivery.clock.elapsedMs()).toBe(1.05 * (1 + 10) * minuteMs);
  });

  test('a message arrives after four seconds behind a login page, without an alert', async () => {
    await using delivery = await startDelivery({
      faults: () => (delivery.clock.elapsedMs() <= 4_000 ? { kind: 'login-page' } : undefined),
    });
    await delivery.enqueue({ group: 'daily' });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(['daily (1/1)']);
    expect(delivery.clock.elapsedMs()).toBeLessThan(minuteMs);
    expect(new Set(delivery.events.map(({ kind }) => kind))).toEqual(new Set(['postponed', 'accepted']));
  });

  test('a message arrives once when a login page disappears shortly before it is too old', async () => {
    await using delivery = await startDelivery({
      faults: () => (delivery.clock.elapsedMs() < 1.8 * hourMs ? { kind: 'login-page' } : undefined),
    });
    await delivery.enqueue({ group: 'daily', parts: 2, giveUpMs: 2 * hourMs });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 2));
  });

  test('after 45009 the whole key rests 65 s, alerts too, and another program is named as the cause', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(rate) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    const drained = delivery.deliverer.drain();
    delivery.clock.after(10_000, async () => {
      await delivery.enqueue({ group: 'alert', priority: 'alert' });
      await delivery.deliverer.drain();
    });
    await drained;
    expect(delivery.received()).toEqual(['alert (1/1)', ...partsOf('daily', 2)]);
    expect(delivery.clock.elapsedMs()).toBe(65_000);
    expect(delivery.events.map(({ kind }) => kind)).toEqual([
      'postponed',
      'rate-taken',
      'accepted',
      'accepted',
      'accepted',
    ]);
  });

  test('the report of a 45009 has the number of messages sent in that minute and the length of the rest', async () => {
    await using delivery = await startDelivery({
      deliverer: { cooldownMs: () => 3 * minuteMs },
      faults: faultsInOrder(undefined, undefined, undefined, rate),
    });
    await delivery.enqueue({ group: 'long ago' });
    await delivery.deliverer.drain();
    await delivery.clock.sleep(2 * minuteMs);
    await delivery.enqueue({ group: 'alert', priority: 'alert' });
    await delivery.enqueue({ group: 'reminder', parts: 3 });
    await delivery.restart().drain();
    const told = delivery.events.filter(({ kind }) => kind === 'rate-taken');
    expect(told).toEqual([{ kind: 'rate-taken', webhook: 'WECOM_WEBHOOK_URL', sentInMinute: 3, restMs: 3 * minuteMs }]);
  });

  test('no other program is named as the cause of a 45009 after more messages than the robot allows', async () => {
    await using delivery = await startDelivery({ deliverer: { rate: () => ({ messages: 30, windowMs: minuteMs }) } });
    await delivery.enqueue({ group: 'daily', parts: 30 });
    await delivery.deliverer.drain();
    expect(delivery.robot.answers).toContain(45009);
    expect(delivery.events.map(({ kind }) => kind)).not.toContain('rate-taken');
  });

  test('repeated 45009 are reported once until a delivery meets none', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(rate, undefined, rate, rate) });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    await delivery.deliverer.drain();
    await delivery.enqueue({ group: 'evening' });
    await delivery.deliverer.drain();
    const told = delivery.events.filter(({ kind }) => kind === 'rate-taken' || kind === 'recovered');
    expect(told.map(({ kind }) => kind)).toEqual(['rate-taken', 'recovered']);
    expect(delivery.events.at(-1)).toEqual(told[1]);
  });

  test('a robot that is unreachable for hours costs no message, however many attempts fail', async () => {
    const faults = Array<Fault>(40).fill({ kind: 'overloaded' });
    await using delivery = await startDelivery({ faults: faultsInOrder(...faults) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 2));
    expect(delivery.clock.elapsedMs()).toBeGreaterThan(2 * hourMs);
  });

  test('after a refused message the next ones are sent, and the exit code is 1', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(undefined, tooLong) });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ accepted: 2, refused: 1 }] });
    expect(await delivery.states()).toEqual(['accepted', 'refused', 'accepted']);
    expect(delivery.events).toContainEqual(expect.objectContaining({ kind: 'refused', errcode: 40058 }));
  });

  test('after a reset the same message is sent again and stays recognisable', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(undefined, resetAfter) });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    await delivery.deliverer.drain();
    expect(delivery.received()).toEqual(['daily (1/3)', 'daily (2/3)', 'daily (2/3)', 'daily (3/3)']);
  });

  test('a message whose outcome is open four times is final and told, and the next ones are sent', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(...Array<Fault>(4).fill(resetAfter)) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ unsure: 1, accepted: 1 }] });
    expect(delivery.received()).toEqual([...Array(4).fill('daily (1/2)'), 'daily (2/2)']);
    expect(delivery.events.map(({ kind }) => kind)).toContain('unsure');
  });

  test.each<[string, Fault]>([
    ['a gateway that answers 502', { kind: 'bad-gateway', accepted: true }],
    ['a gateway that cuts answers short', { kind: 'cut-short', accepted: true }],
    ['a line that breaks after each call', resetAfter],
  ])('behind %s that delivers, readers see a message four times at most, within 75 minutes', async (_, fault) => {
    await using delivery = await startDelivery({ faults: () => fault });
    await delivery.enqueue({ group: 'daily' });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ unsure: 1 }] });
    expect(delivery.received()).toEqual(Array(4).fill('daily (1/1)'));
    expect(delivery.clock.elapsedMs()).toBeLessThan(75 * minuteMs);
  });

  test('a message arrives although a gateway is down for minutes', async () => {
    await using delivery = await startDelivery({
      faults: () => (delivery.clock.elapsedMs() < 4 * minuteMs ? { kind: 'bad-gateway', accepted: false } : undefined),
    });
    await delivery.enqueue({ group: 'daily' });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(['daily (1/1)']);
  });

  test('a robot that never answers does not block the queue past the timeout', async () => {
    await using delivery = await startDelivery({
      timeoutMs: 100,
      faults: faultsInOrder({ kind: 'silence', accepted: true }),
    });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    await delivery.deliverer.drain();
    expect(delivery.received()).toEqual(['daily (1/2)', 'daily (1/2)', 'daily (2/2)']);
  });
});

describe('a refused key', () => {
  test('a refused key is never retried by itself; its messages wait for a person', async () => {
    await using delivery = await startDelivery({ faults: () => keyRefused });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    const blocked = { exitCode: 3, webhooks: [{ waiting: 3, blocked: { keyRefusedWith: 93000 } }] };
    expect(await delivery.deliverer.drain()).toMatchObject(blocked);
    expect(await delivery.deliverer.drain()).toMatchObject(blocked);
    await delivery.enqueue({ group: 'alert', priority: 'alert' });
    await delivery.deliverer.drain();
    expect(delivery.robot.answers).toEqual([93000]);
    expect(delivery.events).toEqual([{ kind: 'key-refused', webhook: 'WECOM_WEBHOOK_URL', errcode: 93000 }]);
  });

  test('a refused key is probed once by each new process, with one message', async () => {
    await using delivery = await startDelivery({ faults: () => keyRefused });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    await delivery.enqueue({ group: 'alert', priority: 'alert' });
    await delivery.deliverer.drain();
    const second = delivery.restart();
    await second.drain();
    await second.drain();
    expect(delivery.robot.answers).toEqual([93000, 93000]);
  });

  test('a refused key that is accepted again delivers everything in order, and the recovery is reported once', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(undefined, keyRefused) });
    await delivery.enqueue({ group: 'daily', parts: 3 });
    await delivery.deliverer.drain();
    expect(await delivery.restart().drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 3));
    const told = delivery.events.filter(({ kind }) => kind === 'recovered');
    expect(told).toEqual([{ kind: 'recovered', webhook: 'WECOM_WEBHOOK_URL', condition: 'key-refused' }]);
  });

  test('a refused key that another process found accepted is used here too, and the recovery is reported', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(keyRefused) });
    await delivery.enqueue({ group: 'daily' });
    await delivery.deliverer.drain();
    await delivery.restart({ onEvent: () => undefined }).drain();
    await delivery.enqueue({ group: 'evening' });
    await delivery.deliverer.drain();
    expect(delivery.received()).toEqual(['daily (1/1)', 'evening (1/1)']);
    expect(delivery.events.map(({ kind }) => kind)).toEqual(['key-refused', 'accepted', 'recovered']);
  });

  test('a replaced key is used at once, without a restart', async () => {
    await using delivery = await startDelivery();
    await using repaired = await startDelivery({ key: 'new' });
    delivery.addresses.set('WECOM_WEBHOOK_URL', delivery.robot.url.replace('stand-in', 'wrong'));
    await delivery.enqueue({ group: 'daily', parts: 2 });
    await delivery.deliverer.drain();
    delivery.addresses.set('WECOM_WEBHOOK_URL', repaired.robot.url);
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(repaired.received()).toEqual(partsOf('daily', 2));
  });

  test.each([
    ['secret', 'WECOM_WEBHOOK_URL_SECRET', ''],
    ['address', 'WECOM_WEBHOOK_URL', '&password='],
  ])('a refused key is tried once, without a restart, when the %s of its room has changed', async (_, name, more) => {
    await using delivery = await startDelivery({ faults: (number) => (number < 3 ? keyRefused : undefined) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    await delivery.deliverer.drain();
    delivery.addresses.set(name, `${delivery.robot.url}${more}wrong`);
    await delivery.deliverer.drain();
    await delivery.deliverer.drain();
    expect(delivery.robot.answers).toEqual([93000, 93000]);
    delivery.addresses.set(name, `${delivery.robot.url}${more}right`);
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 2));
  });

  test('a secret that is corrected while the refusal is on its way is tried', async () => {
    await using delivery = await startDelivery({
      faults: faultsInOrder(keyRefused),
      afterAnswer: () => delivery.addresses.set('WECOM_WEBHOOK_URL_SECRET', 'right'),
    });
    await delivery.enqueue({ group: 'daily' });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.robot.answers).toEqual([93000, 0]);
  });

  test('a key that is replaced during a delivery is not used any more', async () => {
    await using repaired = await startDelivery({ key: 'new' });
    await using delivery = await startDelivery({
      afterAnswer: (number) => {
        if (number === 2) delivery.addresses.set('WECOM_WEBHOOK_URL', repaired.robot.url);
      },
    });
    await delivery.enqueue({ group: 'daily', parts: 4 });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 0 });
    expect([...delivery.received(), ...repaired.received()]).toEqual(partsOf('daily', 4));
  });

  test('messages of a refused key are given up past the catch-up, without asking the robot', async () => {
    await using delivery = await startDelivery({ faults: () => keyRefused });
    await delivery.enqueue({ group: 'daily', catchUpMs: hourMs });
    await delivery.deliverer.drain();
    await delivery.clock.sleep(hourMs + 1);
    expect(await delivery.restart().drain()).toMatchObject({ exitCode: 1, webhooks: [{ givenUp: 1 }] });
    expect(delivery.robot.answers).toEqual([93000]);
  });

  test('a webhook whose address is missing or invalid is reported once', async () => {
    await using delivery = await startDelivery();
    delivery.addresses.clear();
    await delivery.enqueue({ group: 'daily', catchUpMs: hourMs });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 3, webhooks: [{ blocked: 'no-address' }] });
    delivery.addresses.set('WECOM_WEBHOOK_URL', 'http://robot.example/?key=k');
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 3, webhooks: [{ blocked: 'bad-address' }] });
    expect(delivery.events).toEqual([{ kind: 'key-refused', webhook: 'WECOM_WEBHOOK_URL', errcode: undefined }]);
    await delivery.clock.sleep(hourMs + 1);
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ givenUp: 1 }] });
  });
});

describe('a message that was being sent when its program died', () => {
  test('a message in flight at a crash whose address was removed waits for a person; then it is unsure and reported', async () => {
    await using delivery = await startDelivery();
    const [message] = await delivery.enqueue({ group: 'daily', catchUpMs: hourMs });
    const messageId = message?.id ?? 0;
    await delivery.store.startAttempt({ messageId, keyHash: 'k', startedAt: delivery.clock.now() });
    delivery.addresses.clear();
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 3, webhooks: [{ blocked: 'no-address' }] });

    await delivery.clock.sleep(hourMs + 1);

    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ unsure: 1, waiting: 0 }] });
    expect(await delivery.deliverer.drain()).toEqual({ exitCode: 0, webhooks: [] });
    expect(delivery.events.map(({ kind }) => kind)).toEqual(['key-refused', 'unsure']);
    expect(await delivery.store.outboxMessage(messageId)).toMatchObject({
      state: 'unsure',
      attempts: [{ outcome: { kind: 'unsure', cause: 'crash' } }],
    });
    // An attempt left open would take a place in the key's window for ever.
    expect(await delivery.store.ledger('k', new Date(delivery.clock.now().getTime() + 1))).toEqual([]);
  });
});

describe('a message that grew too old', () => {
  test('a message that is too old is given up without being sent', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'old', parts: 2, giveUpMs: hourMs });
    await delivery.clock.sleep(hourMs + 1);
    await delivery.enqueue({ group: 'new' });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1, webhooks: [{ givenUp: 2, accepted: 1 }] });
    expect(delivery.received()).toEqual(['new (1/1)']);
  });

  test('a message is given up when it grows too old while the robot is unreachable', async () => {
    await using delivery = await startDelivery({ faults: () => ({ kind: 'overloaded' }) });
    await delivery.enqueue({ group: 'daily', giveUpMs: hourMs });
    expect(await delivery.deliverer.drain()).toMatchObject({ exitCode: 1 });
    expect(await delivery.states()).toEqual(['given-up']);
    expect(delivery.clock.elapsedMs()).toBeLessThan(hourMs + 5 * minuteMs);
  });

  test('a message that is too old stays told when it may have arrived', async () => {
    const faults = [resetAfter, ...Array<Fault>(60).fill({ kind: 'overloaded' })];
    await using delivery = await startDelivery({ faults: faultsInOrder(...faults) });
    await delivery.enqueue({ group: 'daily', giveUpMs: hourMs });
    await delivery.deliverer.drain();
    expect(await delivery.states()).toEqual(['unsure']);
    expect(delivery.events.at(-1)?.kind).toBe('unsure');
  });
});

describe('waiting', () => {
  test('a drain with a limit ends when the robot has been unavailable for so long; the message stays', async () => {
    await using delivery = await startDelivery({ faults: () => ({ kind: 'overloaded' }) });
    await delivery.enqueue({ group: 'daily', parts: 2 });
    const result = await delivery.deliverer.drain({ maxRobotWaitMs: 5 * minuteMs });
    expect(result).toMatchObject({ exitCode: 3, webhooks: [{ waiting: 2, blocked: undefined }] });
    expect(delivery.clock.elapsedMs()).toBeLessThanOrEqual(5 * minuteMs);
    expect(delivery.clock.elapsedMs()).toBeGreaterThan(2 * minuteMs);
  });

  test('a long delivery at the robot’s pace is not a robot that is unavailable', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 60 });
    expect(await delivery.deliverer.drain({ maxRobotWaitMs: 30_000 })).toMatchObject({ exitCode: 0 });
    expect(delivery.clock.elapsedMs()).toBe(3 * minuteMs);
  });

  test('a stop finishes the request in flight, stores its outcome and leaves the rest', async () => {
    const stop = new AbortController();
    await using delivery = await startDelivery({
      beforeAnswer: (number) => {
        if (number === 2) stop.abort();
      },
    });
    await delivery.enqueue({ group: 'daily', parts: 4 });
    expect(await delivery.deliverer.drain({ signal: stop.signal })).toMatchObject({
      exitCode: 3,
      webhooks: [{ accepted: 2, waiting: 2 }],
    });
    expect(await delivery.states()).toEqual(['accepted', 'accepted', 'waiting', 'waiting']);
    await delivery.restart().drain();
    expect(delivery.received()).toEqual(partsOf('daily', 4));
  });

  test('a stop waits less than ten seconds for a robot that does not answer', async () => {
    const stop = new AbortController();
    await using delivery = await startDelivery({
      deliverer: {
        post: ({ signal }) =>
          new Promise((resolve) => {
            stop.abort();
            signal.addEventListener('abort', () => resolve({ kind: 'unsure', cause: 'timeout' }));
          }),
      },
    });
    await delivery.enqueue({ group: 'daily' });
    await delivery.deliverer.drain({ signal: stop.signal });
    expect(delivery.clock.elapsedMs()).toBeLessThan(10_000);
    expect(await delivery.states()).toEqual(['waiting']);
  });

  test('a stop ends any pause at once', async () => {
    const stop = new AbortController();
    await using delivery = await startDelivery({ faults: faultsInOrder(rate) });
    await delivery.enqueue({ group: 'daily' });
    delivery.clock.after(1_000, () => stop.abort());
    await delivery.deliverer.drain({ signal: stop.signal });
    expect(delivery.clock.elapsedMs()).toBe(1_000);
  });
});

describe('an alert', () => {
  test('an alert in the middle of a long delivery is sent next', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 20 });
    const drained = delivery.deliverer.drain();
    delivery.clock.after(20_000, async () => {
      await delivery.enqueue({ group: 'alert', priority: 'alert' });
      await delivery.deliverer.drain();
    });
    await drained;
    expect(delivery.received().indexOf('alert (1/1)')).toBe(18);
  });

  test('an alert is sent before a digest that waits after a failure', async () => {
    const isDigest = (body: string) => body.includes('daily');
    await using delivery = await startDelivery({
      faults: (number, body) => (isDigest(body) && number < 8 ? { kind: 'overloaded' } : undefined),
    });
    await delivery.enqueue({ group: 'daily' });
    const drained = delivery.deliverer.drain();
    delivery.clock.after(10_000, async () => {
      await delivery.enqueue({ group: 'alert', priority: 'alert' });
      await delivery.deliverer.drain();
    });
    await drained;
    expect(delivery.received()).toEqual(['alert (1/1)', 'daily (1/1)']);
  });
});

describe('after a crash', () => {
  test('a delivery resumes at message 3 after a crash between 2 and 3', async () => {
    await using delivery = await startDelivery();
    const stop = new AbortController();
    await delivery.enqueue({ group: 'daily', parts: 4 });
    const dying = delivery.restart({
      onEvent: ({ kind }) => {
        if (kind === 'accepted' && delivery.received().length === 2) stop.abort();
      },
    });
    await dying.drain({ signal: stop.signal });
    expect(delivery.received()).toEqual(partsOf('daily', 4).slice(0, 2));
    await delivery.restart().drain();
    expect(delivery.received()).toEqual(partsOf('daily', 4));
  });

  test('after a crash while sending, the message is sent again with the same part mark, also after a second crash', async () => {
    await using delivery = await startDelivery();
    const [, second] = await delivery.enqueue({ group: 'daily', parts: 2 });
    for (let crash = 1; crash <= 2; crash++) {
      const dead = { messageId: second?.id ?? 0, keyHash: 'dead', startedAt: delivery.clock.now() };
      await delivery.store.startAttempt(dead);
      await delivery.restart().drain({ signal: AbortSignal.abort() });
    }
    await delivery.restart().drain();
    expect(delivery.received()).toEqual(partsOf('daily', 2));
    const message = await delivery.store.outboxMessage(second?.id ?? 0);
    expect(message?.attempts.map(({ outcome }) => outcome)).toContainEqual({ kind: 'unsure', cause: 'crash' });
  });

  test('after a crash a message waits a minute from when its sending began, and no longer', async () => {
    await using delivery = await startDelivery();
    const [message] = await delivery.enqueue({ group: 'daily' });
    const dead = { messageId: message?.id ?? 0, keyHash: 'dead', startedAt: delivery.clock.now() };
    await delivery.store.startAttempt(dead);
    await delivery.clock.sleep(40_000);
    await delivery.restart().drain();
    expect(delivery.clock.elapsedMs()).toBe(63_000);
  });

  test('after a restart a clock that was set back delays a retry by five minutes at most', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder({ kind: 'overloaded' }) });
    await delivery.enqueue({ group: 'daily' });
    await delivery.deliverer.drain({ maxRobotWaitMs: 0 });
    delivery.clock.step(-hourMs);
    await delivery.restart().drain();
    expect(delivery.received()).toEqual(partsOf('daily', 1));
    expect(delivery.clock.elapsedMs()).toBeLessThanOrEqual(5 * minuteMs);
  });

  test('the rate limit holds across a crash', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 18 });
    await delivery.deliverer.drain();
    await delivery.enqueue({ group: 'evening', parts: 2 });
    await delivery.restart().drain();
    expect(delivery.clock.elapsedMs()).toBe(minuteMs);
    expect(delivery.robot.answers).not.toContain(45009);
  });

  test('the pause of a key holds across a crash', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(rate) });
    await delivery.enqueue({ group: 'daily' });
    await delivery.deliverer.drain({ maxRobotWaitMs: 0 });
    await delivery.clock.sleep(10_000);
    await delivery.restart().drain();
    expect(delivery.clock.elapsedMs()).toBe(65_000);
  });

  test('after a restart a clock that was set back does not make the pause of a key longer', async () => {
    await using delivery = await startDelivery({ faults: faultsInOrder(rate) });
    await delivery.enqueue({ group: 'daily' });
    await delivery.deliverer.drain({ maxRobotWaitMs: 0 });
    delivery.clock.step(-hourMs);
    await delivery.restart().drain();
    expect(delivery.received()).toEqual(partsOf('daily', 1));
    expect(delivery.clock.elapsedMs()).toBe(65_000);
  });
});

describe('two drains', () => {
  test('two drains of one process become one', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 3 });
    const results = await Promise.all([delivery.deliverer.drain(), delivery.deliverer.drain()]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(delivery.received()).toEqual(partsOf('daily', 3));
  });

  test('of two processes that drain one key, one sends and the other reports that', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 3 });
    const results = await Promise.all([delivery.deliverer.drain(), delivery.restart().drain()]);
    expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(results[1]?.webhooks[0]?.busyElsewhere).toBe(true);
    expect(delivery.received()).toEqual(partsOf('daily', 3));
  });

  test('a message that is added while the other process is about to end is sent', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily' });
    const store = beforeRelease(delivery.store, async () => {
      if (delivery.received().length !== 1) return;
      await delivery.enqueue({ group: 'by-hand' });
      expect(await delivery.restart().drain()).toMatchObject({ exitCode: 0 });
    });
    await delivery.restart({ store }).drain();
    expect(delivery.received()).toEqual(['daily (1/1)', 'by-hand (1/1)']);
  });

  test('a process whose lock file was replaced stops before its next message and says so', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 3 });
    const { store } = delivery;
    const deliverer = delivery.restart({
      store: {
        ...store,
        lockKey: async (hash) => {
          const lock = await store.lockKey(hash);
          return lock && { ...lock, isStillHeld: async () => delivery.received().length < 2 };
        },
      },
    });
    expect(await deliverer.drain()).toMatchObject({ exitCode: 3, webhooks: [{ accepted: 2, waiting: 1 }] });
    expect(delivery.events.at(-1)).toEqual({ kind: 'lock-lost', webhook: 'WECOM_WEBHOOK_URL' });
    expect(await delivery.restart().drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(partsOf('daily', 3));
  });

  test('an error of the store reaches the caller, and the key is released', async () => {
    await using delivery = await startDelivery();
    await delivery.enqueue({ group: 'daily', parts: 2 });
    const { store } = delivery;
    const failing = delivery.restart({
      store: { ...store, finishAttempt: () => Promise.reject(new Error('disk full')) },
    });
    await expect(failing.drain()).rejects.toThrow('disk full');
    expect(await delivery.restart().drain()).toMatchObject({ exitCode: 0 });
    expect(delivery.received()).toEqual(['daily (1/2)', 'daily (1/2)', 'daily (2/2)']);
  });
});
