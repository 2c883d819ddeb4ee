import { continueIds, perform } from './postgres-database.ts';
import { explainedPostgres, serverOf } from './postgres-error.ts';
import { settingsOf } from './postgres-store.ts';
import type { TableSession } from './table-copy.ts';

const batchRows = 500;

/** One transaction over all tables of a PostgreSQL database. It reads one snapshot and blocks no other session. */
export async function openPostgresTables(
  address: string,
  { writes }: { readonly writes: boolean },
): Promise<TableSession> {
  const { default: pg } = await import('pg');
  const server = serverOf(address);
  const client = new pg.Client(settingsOf(address, pg.types));
  client.on('error', () => undefined);
  const explained = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      throw explainedPostgres(error, server);
    }
  };
  await explained(client.connect());
  await explained(client.query(writes ? 'BEGIN' : 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'));
  return {
    async columns(table) {
      const { rows } = await explained(client.query<{ name: string }>(columnsSql, [table]));
      return rows.map(({ name }) => name);
    },
    async *rows(table, columns) {
      await explained(client.query(`DECLARE copied CURSOR FOR SELECT ${columns.join(', ')} FROM ${table}`));
      for (;;) {
        const { rows } = await explained(client.query({ text: `FETCH ${batchRows} FROM copied`, rowMode: 'array' }));
        if (rows.length === 0) break;
        yield rows;
      }
      await explained(client.query('CLOSE copied'));
    },
    perform: (work) => explained(perform(client, work)),
    async commit() {
      await explained(continueIds(client));
      await explained(client.query('COMMIT'));
    },
    close: () => client.end(),
  };
}

const columnsSql = `
  SELECT column_name AS name FROM information_schema.columns
  WHERE table_schema = current_schema() AND table_name = $1 AND is_generated = 'NEVER'`;
