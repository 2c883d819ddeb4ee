/** Messages, their attempts and the robots' keys. */
import type { Attempt, MessageGroup, OutboxMessage, OutboxState, Outcome } from '../model.ts';
import {
  all,
  change,
  type Database,
  get,
  type Parameters,
  type Row,
  type Spelling,
  spelled,
  takeTurn,
  toDate,
  type Work,
} from './database.ts';
import type { KeyState, NewOutboxMessage, OutboxStore } from './store.ts';

/** The delivering side of the store, except the locks. */
export function createOutboxStore(database: Database): Omit<OutboxStore, 'lockKey'> {
  return {
    enqueue: (messages) => database.write(() => enqueue(messages)),
    unfinished: (webhooks) =>
      database.read(() =>
        webhooks === undefined
          ? loadMessages(() => isUnfinished)
          : loadMessages(isOfWebhooks, { webhooks: JSON.stringify(webhooks) }),
      ),
    async webhooksWaiting() {
      const rows = await database.read(() => all<Pick<MessageRow, 'webhook'>>(webhooksSql));
      return rows.map(({ webhook }) => webhook).sort();
    },
    outboxMessage: async (id) => (await database.read(() => loadMessages(hasId, { id })))[0],
    async messageStates(ids) {
      const rows = await database.read(() => all<StateRow>(statesSql, { ids: JSON.stringify(ids) }));
      return new Map(rows.map(({ id, state }) => [id, state]));
    },
    startAttempt: ({ messageId, keyHash, startedAt }) =>
      database.write(function* () {
        yield* setState(messageId, { state: 'sending', notBefore: undefined });
        const row = yield* get<IdRow>(insertAttemptSql, { messageId, keyHash, startedAt });
        return { id: row?.id ?? 0, messageId, keyHash, startedAt, finishedAt: undefined, outcome: undefined };
      }),
    finishAttempt: ({ attemptId, finishedAt, outcome, state, notBefore }) =>
      database.write(function* () {
        const parameters = { attemptId, finishedAt, outcome: JSON.stringify(outcome) };
        const attempt = yield* get<Pick<Attempt, 'messageId'>>(finishAttemptSql, parameters);
        if (attempt === undefined) throw new Error(`attempt ${attemptId} is not stored`);
        yield* setState(attempt.messageId, { state, notBefore });
      }),
    settle: (messageId, state) => database.write(() => setState(messageId, { state, notBefore: undefined })),
    async ledger(keyHash, since) {
      // A hash has only digits and letters, which sort before "~".
      const to = `${keyHash}~`;
      const rows = await database.read(() => all<AttemptRow>(ledgerSql, { keyHash, to, since }));
      return rows.map(toAttempt);
    },
    async keyState(keyHash) {
      const row = await database.read(() => get<KeyRow>('SELECT * FROM robot_key WHERE hash = :keyHash', { keyHash }));
      return {
        restUntil: toDate(row?.restUntil),
        refusedWith: row?.refusedWith ?? undefined,
        refusedAt: toDate(row?.refusedAt),
      };
    },
    async saveKeyState(keyHash, state) {
      await database.write(() => change(saveKeySql, { keyHash, ...state }));
    },
  };
}

/** Stores one message as `waiting`. @returns its id */
export function* insertMessage({ group, storyIds, ...message }: NewOutboxMessage): Work<number> {
  const parameters = { ...message, ...groupColumns(group), storyIds: JSON.stringify(storyIds) };
  return (yield* get<IdRow>(insertMessageSql, parameters))?.id ?? 0;
}

const isUnfinished = "state IN ('waiting', 'sending')";
const webhooksSql = `SELECT DISTINCT webhook FROM message WHERE ${isUnfinished}`;

const statesSql = spelled(
  ({ texts }) => `SELECT id, state FROM message WHERE id IN (SELECT CAST(value AS BIGINT) FROM ${texts(':ids')})`,
);

type StateRow = Pick<MessageRow, 'id' | 'state'>;

/** What follows WHERE: trusted SQL on columns of `message`. */
type Condition = (spelling: Spelling) => string;

const isOfWebhooks: Condition = ({ values }) => `${isUnfinished} AND webhook IN ${values(':webhooks')}`;
const hasId: Condition = () => 'id = :id';

/** The messages of an edition, like `loadMessages`. */
export function messagesOf(editionId: number): Work<readonly OutboxMessage[]> {
  return loadMessages(() => 'edition_id = :editionId', { editionId });
}

/** Messages with their attempts, ordered by id. */
function* loadMessages(where: Condition, parameters: Parameters = {}): Work<readonly OutboxMessage[]> {
  const messagesSql = spelled((spelling) => `SELECT * FROM message WHERE ${where(spelling)} ORDER BY id`);
  const attemptsSql = spelled(
    (spelling) =>
      `SELECT * FROM attempt WHERE message_id IN (SELECT id FROM message WHERE ${where(spelling)}) ORDER BY id`,
  );
  const rows = yield* all<MessageRow>(messagesSql, parameters);
  const attempts = yield* all<AttemptRow>(attemptsSql, parameters);
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
    stored.push(...(yield* loadMessages(hasId, { id })));
  }
  return stored;
}

function* isStored({ webhook, group }: NewOutboxMessage): Work<boolean> {
  return (yield* get(storedGroupSql, { webhook, ...groupColumns(group) })) !== undefined;
}

interface GroupColumns {
  readonly editionId: number | null;
  readonly groupKind: MessageGroup['kind'];
  readonly groupId: string;
  readonly groupSlot: string;
}

function groupColumns(group: MessageGroup): GroupColumns {
  return {
    editionId: group.kind === 'edition' ? group.editionId : null,
    groupKind: group.kind,
    groupId: 'id' in group ? group.id : '',
    groupSlot: 'slot' in group ? group.slot : '',
  };
}

function toGroup({ editionId, groupKind: kind, groupId: id, groupSlot: slot }: GroupColumns): MessageGroup {
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
  const changes = yield* change(setStateSql, { messageId, state, notBefore });
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

type KeyRow = Row<KeyState>;

type AttemptRow = Row<Omit<Attempt, 'outcome'>> & { readonly outcome: string | null };

function toAttempt({ startedAt, finishedAt, outcome, ...attempt }: AttemptRow): Attempt {
  return {
    ...attempt,
    startedAt: new Date(startedAt),
    finishedAt: toDate(finishedAt),
    outcome: outcome === null ? undefined : (JSON.parse(outcome) as Outcome),
  };
}

type MessageRow = GroupColumns &
  Row<Omit<OutboxMessage, 'group' | 'storyIds' | 'attempts'>> & { readonly storyIds: string };

function toMessage(row: MessageRow, attempts: readonly Attempt[]): OutboxMessage {
  const { editionId, groupKind, groupId, groupSlot, ...message } = row;
  return {
    ...message,
    group: toGroup({ editionId, groupKind, groupId, groupSlot }),
    storyIds: JSON.parse(row.storyIds) as string[],
    createdAt: new Date(row.createdAt),
    giveUpAt: new Date(row.giveUpAt),
    catchUpUntil: new Date(row.catchUpUntil),
    notBefore: toDate(row.notBefore),
    attempts,
  };
}
