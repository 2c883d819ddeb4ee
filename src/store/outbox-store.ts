/** Messages, their attempts and the robots' keys in SQLite. */
import type { Attempt, MessageGroup, OutboxMessage, OutboxState, Outcome } from '../model.ts';
import { type Database, type Parameters, toDate, toMs } from './database.ts';
import type { NewOutboxMessage, OutboxStore } from './store.ts';

/** The delivering side of the store, but for the locks (key-lock.ts). */
export function createOutboxStore(database: Database): Omit<OutboxStore, 'lockKey'> {
  return {
    async enqueue(messages) {
      return database.transaction(() => enqueue(database, messages));
    },
    unfinished: async () => loadMessages(database, "state IN ('waiting', 'sending')", {}),
    outboxMessage: async (id) => loadMessages(database, 'id = :id', { id })[0],
    async startAttempt({ messageId, keyHash, startedAt }) {
      return database.transaction(() => {
        setState(database, messageId, { state: 'sending', notBefore: undefined });
        const { lastId: id } = database.run(insertAttemptSql, { messageId, keyHash, startedAt: startedAt.getTime() });
        return { id, messageId, startedAt, finishedAt: undefined, outcome: undefined };
      });
    },
    async finishAttempt({ attemptId, finishedAt, outcome, state, notBefore }) {
      database.transaction(() => {
        const attempt = database.get<{ message_id: number }>(finishAttemptSql, {
          attemptId,
          finishedAt: finishedAt.getTime(),
          outcome: JSON.stringify(outcome),
        });
        if (attempt === undefined) throw new Error(`attempt ${attemptId} is not stored`);
        setState(database, attempt.message_id, { state, notBefore });
      });
    },
    async settle(messageId, state) {
      setState(database, messageId, { state, notBefore: undefined });
    },
    async ledger(keyHash, since) {
      return database.all<AttemptRow>(ledgerSql, { keyHash, since: since.getTime() }).map(toAttempt);
    },
    async keyState(keyHash) {
      const row = database.get<KeyRow>('SELECT * FROM robot_key WHERE hash = :keyHash', { keyHash });
      return {
        restUntil: toDate(row?.rest_until ?? null),
        refusedWith: row?.refused_with ?? undefined,
        refusedAt: toDate(row?.refused_at ?? null),
      };
    },
    async saveKeyState(keyHash, { restUntil, refusedWith, refusedAt }) {
      database.run('INSERT OR REPLACE INTO robot_key VALUES (:keyHash, :restUntil, :refusedWith, :refusedAt)', {
        keyHash,
        restUntil: toMs(restUntil),
        refusedWith: refusedWith ?? null,
        refusedAt: toMs(refusedAt),
      });
    },
  };
}

/** Stores one message that waits. Only within a transaction. @returns its id */
export function insertMessage(database: Database, message: NewOutboxMessage): number {
  const { lastId } = database.run(insertMessageSql, {
    ...groupColumns(message.group),
    webhook: message.webhook,
    part: message.part,
    parts: message.parts,
    priority: message.priority,
    body: message.body,
    storyIds: JSON.stringify(message.storyIds),
    createdAt: message.createdAt.getTime(),
    giveUpAt: message.giveUpAt.getTime(),
    catchUpUntil: message.catchUpUntil.getTime(),
  });
  return lastId;
}

/** Messages with their attempts, in the order of their ids. `where` is SQL of ours on columns of `message`. */
export function loadMessages(database: Database, where: string, parameters: Parameters): readonly OutboxMessage[] {
  const rows = database.all<MessageRow>(`SELECT * FROM message WHERE ${where} ORDER BY id`, parameters);
  const attempts = database
    .all<AttemptRow>(
      `SELECT * FROM attempt WHERE message_id IN (SELECT id FROM message WHERE ${where}) ORDER BY id`,
      parameters,
    )
    .map(toAttempt);
  const byMessage = Map.groupBy(attempts, (attempt) => attempt.messageId);
  return rows.map((row) => toMessage(row, byMessage.get(row.id) ?? []));
}

function enqueue(database: Database, messages: readonly NewOutboxMessage[]): readonly OutboxMessage[] {
  // All are looked up before the first insert: the messages of one new group come together.
  const fresh = messages.filter((message) => !isStored(database, message));
  return fresh
    .map((message) => insertMessage(database, message))
    .flatMap((id) => loadMessages(database, 'id = :id', { id }));
}

function isStored(database: Database, { webhook, group }: NewOutboxMessage): boolean {
  return database.get(storedGroupSql, { webhook, ...groupColumns(group) }) !== undefined;
}

function groupColumns(group: MessageGroup) {
  return {
    editionId: group.kind === 'edition' ? group.editionId : null,
    groupKind: group.kind,
    groupId: 'id' in group ? group.id : '',
    groupSlot: 'slot' in group ? group.slot : '',
  };
}

function toGroup({
  edition_id: editionId,
  group_kind: kind,
  group_id: id,
  group_slot: slot,
}: MessageRow): MessageGroup {
  switch (kind) {
    case 'edition':
      return { kind, editionId: editionId ?? 0 };
    case 'reminder':
      return { kind, id, slot };
    case 'report':
      return { kind, slot };
    case 'alert':
    case 'by-hand':
      return { kind, id };
  }
}

/** A final message never moves again: to send or to judge it twice is a bug of the caller. */
function setState(
  database: Database,
  messageId: number,
  { state, notBefore }: { readonly state: OutboxState; readonly notBefore: Date | undefined },
): void {
  const { changes } = database.run(setStateSql, { messageId, state, notBefore: toMs(notBefore) });
  if (changes === 0) throw new Error(`message ${messageId} is final or not stored; it cannot become "${state}"`);
}

const insertMessageSql = `
  INSERT INTO message
    (edition_id, webhook, group_kind, group_id, group_slot, part, parts, priority, body, story_ids, created_at,
     give_up_at, catch_up_until, state)
  VALUES
    (:editionId, :webhook, :groupKind, :groupId, :groupSlot, :part, :parts, :priority, :body, :storyIds, :createdAt,
     :giveUpAt, :catchUpUntil, 'waiting')`;

const storedGroupSql = `
  SELECT 1 FROM message
  WHERE group_kind = :groupKind AND group_id = :groupId AND group_slot = :groupSlot AND webhook = :webhook
    AND edition_id IS :editionId`;

const insertAttemptSql =
  'INSERT INTO attempt (message_id, key_hash, started_at) VALUES (:messageId, :keyHash, :startedAt)';

const finishAttemptSql = `
  UPDATE attempt SET finished_at = :finishedAt, outcome = :outcome WHERE id = :attemptId RETURNING message_id`;

const setStateSql = `
  UPDATE message SET state = :state, not_before = :notBefore
  WHERE id = :messageId AND state IN ('waiting', 'sending')`;

const ledgerSql = `
  SELECT * FROM attempt
  WHERE key_hash = :keyHash AND (started_at >= :since OR finished_at >= :since OR finished_at IS NULL)
  ORDER BY id`;

interface KeyRow {
  readonly rest_until: number | null;
  readonly refused_with: number | null;
  readonly refused_at: number | null;
}

interface AttemptRow {
  readonly id: number;
  readonly message_id: number;
  readonly started_at: number;
  readonly finished_at: number | null;
  readonly outcome: string | null;
}

function toAttempt(row: AttemptRow): Attempt {
  return {
    id: row.id,
    messageId: row.message_id,
    startedAt: new Date(row.started_at),
    finishedAt: toDate(row.finished_at),
    outcome: row.outcome === null ? undefined : (JSON.parse(row.outcome) as Outcome),
  };
}

interface MessageRow {
  readonly id: number;
  readonly edition_id: number | null;
  readonly webhook: string;
  readonly group_kind: MessageGroup['kind'];
  readonly group_id: string;
  readonly group_slot: string;
  readonly part: number;
  readonly parts: number;
  readonly priority: OutboxMessage['priority'];
  readonly body: string;
  readonly story_ids: string;
  readonly created_at: number;
  readonly give_up_at: number;
  readonly catch_up_until: number;
  readonly state: OutboxState;
  readonly not_before: number | null;
}

function toMessage(row: MessageRow, attempts: readonly Attempt[]): OutboxMessage {
  return {
    id: row.id,
    webhook: row.webhook,
    group: toGroup(row),
    part: row.part,
    parts: row.parts,
    priority: row.priority,
    body: row.body,
    storyIds: JSON.parse(row.story_ids) as string[],
    createdAt: new Date(row.created_at),
    giveUpAt: new Date(row.give_up_at),
    catchUpUntil: new Date(row.catch_up_until),
    state: row.state,
    notBefore: toDate(row.not_before),
    attempts,
  };
}
