import { expect, test } from 'vitest';
import { sayIn } from '../../src/ground/say.ts';
import type { Attempt, Language, OutboxMessage, Outcome } from '../../src/model.ts';
import { otherWaiting } from '../../src/show/newest-editions.ts';
import { waitingOf } from '../../src/show/status.ts';
import { sampleMessage } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';
import { configWith } from '../worker/worker-world.ts';

const now = new Date('2026-03-02T12:22:00Z');

function waiting(outcomes: readonly Outcome[], changes: Partial<OutboxMessage> = {}): OutboxMessage {
  const attempts = outcomes.map((outcome, index) => attemptOf(index + 1, outcome, 'old'));
  const until = { catchUpUntil: new Date('2026-03-02T18:22:00Z'), giveUpAt: new Date('2026-03-03T12:22:00Z') };
  return { ...sampleMessage(until), id: 1, state: 'waiting', notBefore: undefined, attempts, ...changes };
}

function attemptOf(id: number, outcome: Outcome, keyHash: string): Attempt {
  return { id, messageId: 1, keyHash, startedAt: now, finishedAt: now, outcome };
}

function words(message: OutboxMessage, unfinished: readonly OutboxMessage[], language: Language): string {
  const config = configWith({ digests: [digestSettings()] });
  return otherWaiting(message, { config, language, say: sayIn(language), now, unfinished, nameOf: () => 'Room' });
}

test('a message that waits for a refused robot says that it is stopped, and that it is given up after `catchUp`', () => {
  const refused = waiting([{ kind: 'key-refused', errcode: 93000 }]);

  expect(words(refused, [refused], 'zh-CN')).toBe(
    '告警 → Room：停着，等机器人换上新地址。试过 1 次：企业微信说地址无效（93000）：机器人被移出群，或地址被重置过。最晚试到明天 2:22。',
  );
  expect(words(refused, [refused], 'en')).toBe(
    'An alert → Room: stopped until the robot has a new address. Tried once: WeCom says the address is invalid (93000): the robot was removed or its address reset. It will be given up tomorrow 2:22.',
  );
});

test('a message for a robot that does not answer is given up after `giveUp`', () => {
  const unanswered = waiting([{ kind: 'unsure', cause: 'timeout' }]);

  expect(words(unanswered, [unanswered], 'zh-CN')).toContain('最晚试到明天 20:22。');
});

test('the status gives messages behind a refused robot the same deadline as those that it refused', () => {
  const refused = waiting([{ kind: 'key-refused', errcode: 93000 }]);
  const behind = waiting([], { id: 2 });

  const deadlines = waitingOf([refused, behind], 'en').map(({ giveUpAt }) => giveUpAt);
  expect(deadlines).toEqual(['2026-03-02T18:22:00.000Z', '2026-03-02T18:22:00.000Z']);
});

test('messages behind one for a refused robot are stopped too; those of another robot are in the queue', () => {
  const refused = waiting([{ kind: 'key-refused', errcode: 93000 }]);
  const behind = waiting([], { id: 2 });
  const other = waiting([], { id: 3, webhook: 'OTHER_WEBHOOK' });

  const all = [refused, behind, other];
  expect(words(behind, all, 'zh-CN')).toBe('告警 → Room：停着，等机器人换上新地址');
  expect(words(other, all, 'zh-CN')).toBe('告警 → Room：排着队，马上发');
});

test('a message whose robot was refused stays stopped when a later attempt gets no answer, until the address changes', () => {
  const reset: Outcome = { kind: 'unsure', cause: 'reset' };
  const notBefore = new Date('2026-03-02T12:25:00Z');
  const stopped = waiting([{ kind: 'key-refused', errcode: 93000 }, reset], { notBefore });
  const moved = { ...stopped, attempts: [...stopped.attempts, attemptOf(3, reset, 'new')] };

  expect(words(stopped, [stopped], 'en')).toContain(
    'stopped until the robot has a new address. Tried 2 times: WeCom says',
  );
  expect(waitingOf([stopped], 'en')).toMatchObject([{ notBefore: null, why: expect.stringContaining('93000') }]);
  expect(words(moved, [moved], 'en')).toContain('retried today 20:25. Tried 3 times: the connection was reset');
  expect(waitingOf([moved], 'en')).toMatchObject([{ notBefore: notBefore.toISOString() }]);
});
