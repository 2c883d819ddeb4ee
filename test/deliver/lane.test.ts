import { expect, test } from 'vitest';
import { nextInLane } from '../../src/deliver/lane.ts';
import type { OutboxMessage } from '../../src/model.ts';
import { groupOf } from './outbox-messages.ts';

const now = new Date('2026-02-01T01:00:00Z');

function outbox(...groups: Parameters<typeof groupOf>[0][]): OutboxMessage[] {
  return groups
    .flatMap((group) => groupOf(group))
    .map((message, index) => ({
      ...message,
      id: index + 1,
      editionId: undefined,
      state: 'waiting',
      notBefore: undefined,
      attempts: [],
    }));
}

const nameOf = (message: OutboxMessage | undefined) => message && `${message.group}/${message.part}`;

test('the oldest group begins, with its first part', () => {
  const messages = outbox({ group: 'first', parts: 2, now }, { group: 'second', now });
  expect(nameOf(nextInLane(messages.toReversed(), 'normal'))).toBe('first/1');
});

test('a group that has begun goes on before an older one begins', () => {
  const messages = outbox({ group: 'older', now }, { group: 'begun', parts: 3, now });
  const unfinished = messages.filter(({ group, part }) => group !== 'begun' || part > 1);
  expect(nameOf(nextInLane(unfinished, 'normal'))).toBe('begun/2');
});

test('a message that was tried goes before an older group that was not', () => {
  const [older, tried] = outbox({ group: 'older', now }, { group: 'tried', now });
  const attempt = { id: 1, messageId: 2, startedAt: now, finishedAt: now, outcome: undefined };
  const messages = [older, tried && { ...tried, attempts: [attempt] }].filter((message) => message !== undefined);
  expect(nameOf(nextInLane(messages, 'normal'))).toBe('tried/1');
});

test('groups of one name for two robots are two groups', () => {
  const messages = outbox(
    { group: 'daily', parts: 2, webhook: 'ONE', now },
    { group: 'daily', parts: 2, webhook: 'TWO', now },
  );
  const unfinished = messages.filter(({ webhook, part }) => webhook === 'TWO' || part === 2);
  expect(nextInLane(unfinished, 'normal')).toMatchObject({ webhook: 'ONE', part: 2 });
});

test('alerts have a lane of their own', () => {
  const messages = outbox({ group: 'digest', now }, { group: 'alert', priority: 'alert', now });
  expect(nameOf(nextInLane(messages, 'alert'))).toBe('alert/1');
  expect(nameOf(nextInLane(messages, 'normal'))).toBe('digest/1');
  expect(nextInLane(outbox({ group: 'digest', now }), 'alert')).toBeUndefined();
});
