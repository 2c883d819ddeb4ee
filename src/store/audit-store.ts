/** The log of changes. */
import { dayMs } from '../ground/durations.ts';
import type { Phrase } from '../model.ts';
import { all, change, type Database } from './database.ts';
import type { AuditStore } from './store.ts';

const keptMs = 365 * dayMs;

export function createAuditStore(database: Database): AuditStore {
  return {
    async recordChange({ at, from, what }) {
      await database.write(function* () {
        yield* change('DELETE FROM change WHERE at < :before', { before: at.getTime() - keptMs });
        yield* change('INSERT INTO change (at, source, what) VALUES (:at, :source, :what)', {
          at: at.getTime(),
          source: from,
          what: JSON.stringify(what),
        });
      });
    },
    async changes({ limit, before }) {
      const parameters = { limit, before: before ?? Number.MAX_SAFE_INTEGER };
      const rows = await database.read(() => all<ChangeRow>(changesSql, parameters));
      return rows.map(({ id, at, source, what }) => ({
        id,
        at: new Date(at),
        from: source,
        what: JSON.parse(what) as Phrase,
      }));
    },
  };
}

const changesSql = 'SELECT * FROM change WHERE id < :before ORDER BY id DESC LIMIT :limit';

interface ChangeRow {
  readonly id: number;
  readonly at: number;
  readonly source: string;
  readonly what: string;
}
