/** Limits the growth of the database, together with `forgetItems`. */
import { change, type Work } from './database.ts';

/** Forgets finished editions, finished messages, drafts and derived texts from before `before`, and feeds not visited since. */
export function* forgetHistory(before: Date): Work<void> {
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
