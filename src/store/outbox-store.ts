/** Messages, their attempts and the robots' keys. */
import type { Attempt, MessageGroup, OutboxMessage, OutboxState, Outcome } from '../model.ts';
import {
  all,
  change,
  type Database,
  get,
  type Parameters,
  type Spelling,
  spelled,
  takeTurn,
  toDate,
  toMs,
  type Work,
} from './database.ts';
import type { NewOutboxMessage, OutboxStore } from './store.ts';

/** The delivering side of the store, except the locks. */
export function createOutboxStore(database: Database): Omit<OutboxStore, 'lockKey'> {
  return {
    enqueue: (messages) => database.write(() => enqueue(messages)),
    unfinished: (webhooks) =>
      database.read(() =>
        webhooks === undefined
          ? loadMessages(isUnfinished, {})
          : loadMessages(isOfWebhooks, { webhooks: JSON.stringify(webhooks) }),
      ),
    async webhooksWaiting() {
      const rows = await database.read(() => all<Pick<MessageRow, 'webhook'>>(webhooksSql));
      return rows.map(({ webhook }) => webhook).sort();
    },
    outboxMessage: async (id) => (await database.read(() => loadMessages('id = :id', { id })))[0],
    async messageStates(ids) {
      const rows = await database.read(() => all<StateRow>(statesSql, { ids: JSON.stringify(ids) }));
      return new Map(rows.map(({ id, state }) => [id, state]));
    },
    startAttempt: ({ messageId, keyHash, startedAt }) =>
      database.write(function* () {
        yield* setState(messageId, { state: 'sending', notBefore: undefined });
        const row = yield* get<IdRow>(insertAttemptSql, { messageId, keyHash, startedAt: startedAt.getTime() });
        return { id: row?.id ?? 0, messageId, startedAt, finishedAt: undefined, outcome: undefined };
      }),
    finishAttempt: ({ attemptId, finishedAt, outcome, state, notBefore }) =>
      database.write(function* () {
        const attempt = yield* get<{ message_id: number }>(finishAttemptSql, {
          attemptId,
          finishedAt: finishedAt.getTime(),
          outcome: JSON.stringify(outcome),
        });
        if (attempt === undefined) throw new Error(`attempt ${attemptId} is not stored`);
        yield* setState(attempt.message_id, { state, notBefore });
      }),
    settle: (messageId, state) => database.write(() => setState(messageId, { state, notBefore: undefined })),
    async ledger(keyHash, since) {
      // A hash has only digits and letters, which sort before "~".
      const to = `${keyHash}~`;
      const rows = await database.read(() => all<AttemptRow>(ledgerSql, { keyHash, to, since: since.getTime() }));
      return rows.map(toAttempt);
    },
    async keyState(keyHash) {
      const row = await database.read(() => get<KeyRow>('SELECT * FROM robot_key WHERE hash = :keyHash', { keyHash }));
      return {
        restUntil: toDate(row?.rest_until ?? null),
        refusedWith: row?.refused_with ?? undefined,
        refusedAt: toDate(row?.refused_at ?? null),
      };
    },
    async saveKeyState(keyHash, { restUntil, refusedWith, refusedAt }) {
      await database.write(() =>
        change(saveKeySql, {
          keyHash,
          restUntil: toMs(restUntil),
          refusedWith: refusedWith ?? null,
          refusedAt: toMs(refusedAt),
        }),
      );
    },
  };
}

/** Stores one message as `waiting`. @returns its id */
export function* insertMessage(message: NewOutboxMessage): Work<number> {
  const row = yield* get<IdRow>(insertMessageSql, {
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
  return row?.id ?? 0;
}

const isUnfinished = "state IN ('waiting', 'sending')";
const webhooksSql = `SELECT DISTINCT webhook FROM message WHERE ${isUnfinished}`;

const statesSql = spelled(
  ({ texts }) => `SELECT id, state FROM message WHERE id IN (SELECT CAST(value AS BIGINT) FROM ${texts(':ids')})`,
);

type StateRow = Pick<MessageRow, 'id' | 'state'>;

/** What follows WHERE; a function when the databases spell it differently. */
type Condition = string | ((spelling: Spelling) => string);

const isOfWebhooks: Condition = ({ values }) => `${isUnfinished} AND webhook IN ${values(':webhooks')}`;

/** Messages with their attempts, ordered by id. `where` is trusted SQL on columns of `message`. */
export function* loadMessages(where: Condition, parameters: Parameters): Work<readonly OutboxMessage[]> {
  const textOf = typeof where === 'string' ? () => where : where;
  const rows = yield* all<MessageRow>(
    spelled((spelling) => `SELECT * FROM message WHERE ${textOf(spelling)} ORDER BY id`),
    parameters,
  );
  const attempts = yield* all<AttemptRow>(
    spelled(
      (spelling) =>
        `SELECT * FROM attempt WHERE message_id IN (SELECT id FROM message WHERE ${textOf(spelling)}) ORDER BY id`,
    ),
    parameters,
  );
  const byMessage = Map.groupBy(attempts.map(toAttempt), (attempt) => attempt.messageId);
  return rows.map((row) => toMessage(row, byMessage.get(row.id) ?? []));
}

function* enqueue(messages: readonly NewOutboxMessage[]): Work<readonly OutboxMessage[]> {
  yield* takeTurn('enqueue');
  // All are looked up before the first insert, since the messages of a new group come together.
  const fresh: NewOutboxMessage[] = [];
  for (const message of messages) if (!(yield* isStored(message))) fresh.push(message);
  const stored: OutboxMessage[] = [];
  for (const message of fresh) {
    const id = yield* insertMessage(message);
    stored.push(...(yield* loadMessages('id = :id', { id })));
  }
  return stored;
}

function* isStored({ webhook, group }: NewOutboxMessage): Work<boolean> {
  return (yield* get(storedGroupSql, { webhook, ...groupColumns(group) })) !== undefined;
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

/** A final message never changes again: sending or judging it twice is a bug in the caller. */
function* setState(
  messageId: number,
  { state, notBefore }: { readonly state: OutboxState; readonly notBefore: Date | undefined },
): Work<void> {
  const changes = yield* change(setStateSql, { messageId, state, notBefore: toMs(notBefore) });
  if (changes === 0) throw new Error(`message ${messageId} is final or not stored; it cannot become "${state}"`);
}

const insertMessageSql = `
  INSERT INTO message
    (edition_id, webhook, group_kind, group_id, group_slot, part, parts, priority, body, story_ids, created_at,
     give_up_at, catch_up_until, state)
  VALUES
    (:editionId, :webhook, :groupKind, :groupId, :groupSlot, :part, :parts, :priority, :body, :storyIds, :createdAt,
     :giveUpAt, :catchUpUntil, 'waiting')
  RETURNING id`;

const storedGroupSql = `
  SELECT 1 FROM message
  WHERE group_kind = :groupKind AND group_id = :groupId AND group_slot = :groupSlot AND webhook = :webhook
    AND edition_id IS NOT DISTINCT FROM :editionId`;

const insertAttemptSql = `
  INSERT INTO attempt (message_id, key_hash, started_at) VALUES (:messageId, :keyHash, :startedAt)
  RETURNING id`;

const finishAttemptSql = `
  UPDATE attempt SET finished_at = :finishedAt, outcome = :outcome WHERE id = :attemptId RETURNING message_id`;

const setStateSql = `
  UPDATE message SET state = :state, not_before = :notBefore
  WHERE id = :messageId AND state IN ('waiting', 'sending')`;

const ledgerSql = `
  SELECT * FROM attempt
  WHERE key_hash >= :keyHash AND key_hash < :to AND (started_at >= :since OR finished_at >= :since OR finished_at IS NULL)
  ORDER BY id`;

const saveKeySql = `
  INSERT INTO robot_key (hash, rest_until, refused_with, refused_at)
  VALUES (:keyHash, :restUntil, :refusedWith, :refusedAt)
  ON CONFLICT (hash) DO UPDATE SET
    rest_until = excluded.rest_until, refused_with = excluded.refused_with, refused_at = excluded.refused_at`;

interface IdRow {
  readonly id: number;
}

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
