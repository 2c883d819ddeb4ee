import { all } from './database.ts';
import { openDatabase } from './sqlite-database.ts';
import type { Place } from './store-error.ts';
import type { TableSession } from './table-copy.ts';

const batchRows = 500;

/** One transaction over all tables of a SQLite file; while it reads, a writer waits. */
export function openSqliteTables(
  file: string,
  { place, writes }: { readonly place: Place; readonly writes: boolean },
): TableSession {
  const database = openDatabase(file, { place });
  database.script(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
  return {
    async columns(table) {
      // `hidden` is 0 for a column that is stored.
      const sql = `SELECT name FROM pragma_table_xinfo('${table}') WHERE hidden = 0`;
      return database.perform(all<{ name: string }>(sql)).map(({ name }) => name);
    },
    async *rows(table, columns) {
      yield* database.batches(`SELECT ${columns.join(', ')} FROM ${table}`, batchRows);
    },
    perform: async (work) => database.perform(work),
    commit: async () => database.script('COMMIT'),
    close: async () => database.close(),
  };
}
