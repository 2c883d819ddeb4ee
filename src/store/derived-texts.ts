/** Texts that can be derived again from stored items: a cache that processes share. */
import { hourMs } from '../ground/durations.ts';
import { change, type Work } from './database.ts';
import type { DerivedText } from './store.ts';

/** New items and the next hour make others necessary. */
const keptMs = 3 * hourMs;
const mostKept = 40;

/** See `ComposeStore.saveDerived`. */
export function* saveDerived(texts: readonly DerivedText[]): Work<void> {
  for (const text of texts) yield* change(saveSql, { ...text });
  const newest = Math.max(...texts.map(({ at }) => at.getTime()));
  yield* change(forgetSql, { before: newest - keptMs, most: mostKept });
}

export const derivedSql = 'SELECT content FROM derived WHERE key = :key';

const saveSql = `
  INSERT INTO derived (key, derived_at, content) VALUES (:key, :at, :content)
  ON CONFLICT (key) DO UPDATE SET derived_at = excluded.derived_at, content = excluded.content`;

const forgetSql = `
  DELETE FROM derived
  WHERE derived_at < :before OR key NOT IN (SELECT key FROM derived ORDER BY derived_at DESC, key LIMIT :most)`;
