import { describe, expect, test } from 'vitest';
import { planNext, type Situation } from '../../src/deliver/plan-next.ts';
import { hourMs, minuteMs } from '../../src/ground/durations.ts';
import type { OutboxMessage } from '../../src/model.ts';
import { type GroupOf, groupOf } from './outbox-messages.ts';

const now = new Date('2026-02-01T01:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

function outbox(...groups: readonly Omit<GroupOf, 'now'>[]): OutboxMessage[] {
  return groups
    .flatMap((group) => groupOf({ ...group, now }))
    .map((message, index) => ({
      ...message,
      id: index + 1,
      state: 'waiting',
      notBefore: undefined,
      attempts: [],
    }));
}

const ready: Situation = { now, key: 'good', waitMs: 0, isResting: false, pauseMs: () => 0 };
const paused = (...pauses: readonly [id: number, ms: number][]): Situation => ({
  ...ready,
  pauseMs: ({ id }) => new Map(pauses).get(id) ?? 0,
});

describe('which message of a key is sent next', () => {
  test('the first part of the oldest group is next, when none has begun', () => {
    const messages = outbox({ group: 'first', parts: 2 }, { group: 'second' });
    expect(planNext(messages.toReversed(), ready)).toEqual({ kind: 'send', message: messages[0] });
  });

  test('the next part of a group that has begun is sent before an older group', () => {
    const [older, , second, third] = outbox({ group: 'older' }, { group: 'begun', parts: 3 });
    expect(planNext([older, second, third] as OutboxMessage[], ready)).toEqual({ kind: 'send', message: second });
  });

  test('a message that was tried is sent before an older group that was not', () => {
    const [older, tried] = outbox({ group: 'older' }, { group: 'tried' });
    const attempt = { id: 1, messageId: 2, keyHash: 'k', startedAt: now, finishedAt: now, outcome: undefined };
    const again = { ...tried, attempts: [attempt] } as OutboxMessage;
    expect(planNext([older as OutboxMessage, again], ready)).toEqual({ kind: 'send', message: again });
  });

  test('one robot’s copy of a digest is sent whole before another robot’s copy', () => {
    const messages = outbox({ group: 'daily', parts: 2, webhook: 'ONE' }, { group: 'daily', parts: 2, webhook: 'TWO' });
    expect(planNext(messages.slice(1), ready)).toEqual({ kind: 'send', message: messages[1] });
  });

  test('an alert is sent before all other messages', () => {
    const messages = outbox({ group: 'digest' }, { group: 'alert', priority: 'alert' });
    expect(planNext(messages, ready)).toEqual({ kind: 'send', message: messages[1] });
  });

  test('a digest is sent while an alert waits after a failure, and the other way round', () => {
    const messages = outbox({ group: 'digest' }, { group: 'alert', priority: 'alert' });
    expect(planNext(messages, paused([2, minuteMs]))).toEqual({ kind: 'send', message: messages[0] });
    expect(planNext(messages, paused([1, minuteMs]))).toEqual({ kind: 'send', message: messages[1] });
  });
});

describe('several recipients of one key', () => {
  const [older, , second] = outbox({ group: 'older' }, { group: 'begun', parts: 2 });
  const messages = [older, second] as OutboxMessage[];
  const apart = (situation: Situation): Situation => ({ ...situation, laneOf: ({ id }) => String(id) });

  test('a group that has begun is sent before an older one to another recipient', () => {
    expect(planNext(messages, apart(ready))).toEqual({ kind: 'send', message: second });
  });

  test('a message that waits for a retry does not hold up another recipient', () => {
    const pause = paused([3, minuteMs]);
    expect(planNext(messages, apart(pause))).toEqual({ kind: 'send', message: older });
    expect(planNext(messages, pause)).toMatchObject({ kind: 'wait', ms: minuteMs });
  });
});

describe('a key waits', () => {
  test('a key waits for the shortest pause of its messages, because of the robot', () => {
    const messages = outbox({ group: 'digest' }, { group: 'alert', priority: 'alert' });
    const situation = paused([1, 4_000], [2, 5_000]);
    expect(planNext(messages, situation)).toEqual({ kind: 'wait', ms: 4_000, because: 'robot' });
  });

  test('a key waits until its window has room, and until its pause has ended', () => {
    const messages = outbox({ group: 'digest' });
    const full = { ...ready, waitMs: 7_000 };
    expect(planNext(messages, full)).toEqual({ kind: 'wait', ms: 7_000, because: 'window' });
    expect(planNext(messages, { ...full, isResting: true })).toMatchObject({ because: 'robot' });
  });

  test('a key waits a moment for another program that sends one of its messages', () => {
    const [message] = outbox({ group: 'digest' });
    const elsewhere = { ...message, state: 'sending' } as OutboxMessage;
    expect(planNext([elsewhere], ready)).toEqual({ kind: 'wait', ms: 1_000, because: 'other-program' });
  });

  test('a key waits no longer than until the first message is too old', () => {
    const messages = outbox({ group: 'digest', giveUpMs: hourMs }, { group: 'next', giveUpMs: minuteMs });
    expect(planNext(messages, paused([1, 2 * hourMs]))).toMatchObject({ kind: 'wait', ms: minuteMs + 1 });
  });
});

describe('a message is given up', () => {
  const messages = outbox({ group: 'digest', giveUpMs: hourMs, catchUpMs: minuteMs });

  test('a message is given up when it is too old, also while its key pauses', () => {
    const situation = { ...ready, now: later(hourMs + 1), waitMs: 5_000 };
    expect(planNext(messages, situation)).toEqual({ kind: 'give-up', message: messages[0] });
  });

  test('a message is given up past its catch-up only while the key is refused', () => {
    const situation = { ...ready, now: later(minuteMs + 1) };
    expect(planNext(messages, situation).kind).toBe('send');
    expect(planNext(messages, { ...situation, key: 'refused' }).kind).toBe('give-up');
    expect(planNext(messages, { ...situation, key: 'to-probe' }).kind).toBe('give-up');
  });
});

test('a drain ends when nothing is left, and when the key is refused; a refused key that may be asked is asked', () => {
  const messages = outbox({ group: 'digest' });
  expect(planNext([], ready)).toEqual({ kind: 'end' });
  expect(planNext(messages, { ...ready, key: 'refused' })).toEqual({ kind: 'end' });
  expect(planNext(messages, { ...ready, key: 'to-probe' }).kind).toBe('send');
});
