import { createArchiveStore } from './archive-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createCollectStore } from './collect-store.ts';
import { createComposeStore } from './compose-store.ts';
import type { CrashMarks } from './crash-mark.ts';
import { change, type Database, type Work } from './database.ts';
import { createDraftStore } from './draft-store.ts';
import { createFiguresStore } from './figures-store.ts';
import type { KeyLocks } from './key-lock.ts';
import { createOutboxStore } from './outbox-store.ts';
import { createScheduleStore } from './schedule-store.ts';
import type { Store } from './store.ts';

/** The whole store over one database of either kind. */
export function createStore(
  database: Database,
  { locks, marks }: { readonly locks: KeyLocks; readonly marks: CrashMarks },
): Store {
  return {
    ...createCollectStore(database, marks.reading),
    ...createComposeStore(database, marks.rendering),
    ...createArchiveStore(database),
    ...createDraftStore(database),
    ...createOutboxStore(database),
    ...createScheduleStore(database),
    ...createAuditStore(database),
    ...createFiguresStore(database),
    lockKey: (keyHash) => locks.take(keyHash),
    isKeyLocked: (keyHash) => locks.isTaken(keyHash),
    forgetHistory: (before) => database.write(() => forgetHistory(before)),
    async close() {
      for (const mark of Object.values(marks)) mark.close();
      await locks.releaseAll();
      await database.close();
    },
  };
}

/** Forgets finished editions, finished messages, drafts and derived texts from before `before`, and feeds not visited since. */
function* forgetHistory(before: Date): Work<void> {
  for (const sql of [forgetEditionsSql, forgetMessagesSql, forgetFeedsSql, forgetDraftsSql, forgetDerivedSql]) {
    yield* change(sql, { before });
  }
}

/** Includes their stories, messages and attempts. A digest keeps its newest edition: the next window begins there. */
const forgetEditionsSql = `
  DELETE FROM edition
  WHERE composed_at < :before
    AND id NOT IN (SELECT max(id) FROM edition GROUP BY digest_id)
    AND NOT EXISTS (
      SELECT 1 FROM message WHERE edition_id = edition.id
        AND (state IN ('waiting', 'sending') OR created_at >= :before)
    )`;

const forgetMessagesSql = `
  DELETE FROM message
  WHERE edition_id IS NULL AND created_at < :before AND state NOT IN ('waiting', 'sending')`;

const forgetFeedsSql = 'DELETE FROM feed WHERE last_attempt_at < :before';

const forgetDraftsSql = 'DELETE FROM draft WHERE slot_instant < :before';

const forgetDerivedSql = 'DELETE FROM derived WHERE derived_at < :before';
