/**
 * The outbox without a database: histories by the ten thousand are simulated on it, since SQLite takes most of a history's
 * time. simulation.test.ts lives the same histories on both and compares them to the last attempt.
 */
import { groupName } from '../../src/ground/group-name.ts';
import type { Attempt, OutboxMessage, OutboxState } from '../../src/model.ts';
import { createScratchLocks } from '../../src/store/key-lock.ts';
import type { KeyState, OutboxStore } from '../../src/store/store.ts';

export type Outbox = OutboxStore & { close(): Promise<void> };

export function createOutboxInMemory(): Outbox {
  const locks = createScratchLocks();
  const messages = new Map<number, OutboxMessage>();
  /** In the order of their ids; a final message never comes back. */
  const unfinished = new Map<number, OutboxMessage>();
  const attempts: Attempt[] = [];
  const keys = new Map<string, KeyState>();
  const groups = new Set<string>();

  function keep(message: OutboxMessage): void {
    messages.set(message.id, message);
    if (message.state === 'waiting' || message.state === 'sending') unfinished.set(message.id, message);
    else unfinished.delete(message.id);
  }

  function unfinishedMessage(id: number, state: OutboxState): OutboxMessage {
    const message = unfinished.get(id);
    if (message === undefined) throw new Error(`message ${id} is final or not stored; it cannot become "${state}"`);
    return message;
  }

  return {
    async enqueue(given) {
      const nameOf = ({ webhook, group }: (typeof given)[number]) => `${webhook} ${groupName(group)}`;
      const fresh = given.filter((message) => !groups.has(nameOf(message)));
      return fresh.map((message): OutboxMessage => {
        groups.add(nameOf(message));
        const stored = {
          ...message,
          id: messages.size + 1,
          state: 'waiting',
          notBefore: undefined,
          attempts: [],
        } as const;
        keep(stored);
        return stored;
      });
    },
    unfinished: async (webhooks) =>
      [...unfinished.values()].filter(({ webhook }) => webhooks?.includes(webhook) ?? true),
    webhooksWaiting: async () => [...new Set([...unfinished.values()].map(({ webhook }) => webhook))].sort(),
    outboxMessage: async (id) => messages.get(id),
    messageStates: async (ids) =>
      new Map([...messages].filter(([id]) => ids.includes(id)).map(([id, { state }]) => [id, state])),
    async startAttempt({ messageId, keyHash, startedAt }) {
      const message = unfinishedMessage(messageId, 'sending');
      const id = attempts.length + 1;
      const attempt: Attempt = { id, messageId, keyHash, startedAt, finishedAt: undefined, outcome: undefined };
      attempts.push(attempt);
      keep({ ...message, state: 'sending', notBefore: undefined, attempts: [...message.attempts, attempt] });
      return attempt;
    },
    async finishAttempt({ attemptId, finishedAt, outcome, state, notBefore }) {
      const attempt = attempts[attemptId - 1];
      if (attempt === undefined) throw new Error(`attempt ${attemptId} is not stored`);
      const message = unfinishedMessage(attempt.messageId, state);
      const finished = { ...attempt, finishedAt, outcome };
      attempts[attemptId - 1] = finished;
      const all = message.attempts.map((one) => (one.id === attemptId ? finished : one));
      keep({ ...message, state, notBefore, attempts: all });
    },
    settle: async (id, state) => keep({ ...unfinishedMessage(id, state), state, notBefore: undefined }),
    async ledger(keyHash, since) {
      const isRecent = ({ startedAt, finishedAt }: Attempt) =>
        finishedAt === undefined || startedAt >= since || finishedAt >= since;
      return attempts.filter((attempt) => attempt.keyHash.startsWith(keyHash) && isRecent(attempt));
    },
    keyState: async (keyHash) => keys.get(keyHash) ?? unknownKey,
    async saveKeyState(keyHash, state) {
      keys.set(keyHash, state);
    },
    lockKey: (keyHash) => locks.take(keyHash),
    close: () => locks.releaseAll(),
  };
}

const unknownKey: KeyState = { restUntil: undefined, refusedWith: undefined, refusedAt: undefined };
