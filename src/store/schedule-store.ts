/** Small facts in SQLite. */
import type { Database } from './database.ts';
import type { ScheduleStore } from './store.ts';

/** The scheduling side of the store. */
export function createScheduleStore(database: Database): ScheduleStore {
  return {
    async fact(name) {
      return database.get<{ value: string }>('SELECT value FROM fact WHERE name = :name', { name })?.value;
    },
    async saveFact(name, value) {
      if (value === undefined) database.run('DELETE FROM fact WHERE name = :name', { name });
      else database.run('INSERT OR REPLACE INTO fact VALUES (:name, :value)', { name, value });
    },
    async facts(prefix) {
      // Not LIKE: it ignores case and knows wildcards.
      const rows = database.all<{ name: string; value: string }>(
        'SELECT name, value FROM fact WHERE substr(name, 1, length(:prefix)) = :prefix ORDER BY name',
        { prefix },
      );
      return new Map(rows.map((row) => [row.name, row.value]));
    },
  };
}
