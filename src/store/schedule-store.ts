/** Small facts. */
import { all, change, type Database, get } from './database.ts';
import type { ScheduleStore } from './store.ts';

/** The scheduling side of the store. */
export function createScheduleStore(database: Database): ScheduleStore {
  return {
    async fact(name) {
      const row = await database.read(() =>
        get<{ value: string }>('SELECT value FROM fact WHERE name = :name', { name }),
      );
      return row?.value;
    },
    async saveFact(name, value) {
      await database.write(() =>
        value === undefined
          ? change('DELETE FROM fact WHERE name = :name', { name })
          : change(saveFactSql, { name, value }),
      );
    },
    async facts(prefix) {
      const rows = await database.read(() => all<{ name: string; value: string }>(factsSql, { prefix }));
      return new Map(rows.map((row) => [row.name, row.value]));
    },
  };
}

const saveFactSql = `
  INSERT INTO fact (name, value) VALUES (:name, :value)
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;

/** Not LIKE, which ignores case in SQLite and has wildcards. */
const factsSql = `
  SELECT name, value FROM fact
  WHERE substr(name, 1, length(CAST(:prefix AS TEXT))) = :prefix ORDER BY name`;
