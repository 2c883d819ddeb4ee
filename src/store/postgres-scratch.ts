/**
 * A session whose writes do not change the database: before its first write it copies the tables into temporary ones of
 * the same names, which shadow the originals and end with the session.
 */
import type { ClientBase, Pool } from 'pg';
import { type Connections, continueIds } from './postgres-database.ts';
import { copiedTables } from './table-copy.ts';

/** The program's tables. Those of other programs in the same database are left alone. */
const ownTables = [...copiedTables, 'derived', 'story_text'];

export async function createScratchConnection(pool: Pool): Promise<Connections> {
  const client = await pool.connect();
  let isCopied = false;
  // One piece of work at a time, since all share the session.
  let last: Promise<void> = Promise.resolve();
  return {
    async lend({ writes }) {
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      last = promise;
      await before;
      try {
        if (writes && !isCopied) await copyTables(client);
        isCopied ||= writes;
      } catch (error) {
        await client.query('ROLLBACK').catch(() => undefined);
        resolve();
        throw error;
      }
      return { client, giveBack: () => resolve() };
    },
    async close() {
      client.release(true);
      await pool.end();
    },
  };
}

async function copyTables(client: ClientBase): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  const { rows: tables } = await client.query<TableRow>(tablesSql, [ownTables]);
  const { rows: references } = await client.query<Reference>(referencesSql, [ownTables]);
  for (const { name, columns } of tables) {
    await client.query(`CREATE TEMP TABLE "${name}" (LIKE public."${name}" INCLUDING ALL)`);
    await client.query(`INSERT INTO pg_temp."${name}" (${columns}) SELECT ${columns} FROM public."${name}"`);
  }
  for (const { table, definition } of references)
    await client.query(`ALTER TABLE pg_temp."${table}" ADD ${definition}`);
  // A table that was forgotten here is missing from now on, and not written.
  await client.query('SET search_path TO pg_temp');
  await continueIds(client);
  await client.query('COMMIT');
}

interface Reference {
  readonly table: string;
  readonly definition: string;
}

interface TableRow {
  readonly name: string;
  /** Without generated columns. */
  readonly columns: string;
}

const tablesSql = `
  SELECT table_name AS name,
    string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) FILTER (WHERE is_generated = 'NEVER') AS columns
  FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY (CAST($1 AS TEXT[]))
  GROUP BY table_name`;

/** Read before the temporary tables shadow the originals, so that table names come back unqualified. */
const referencesSql = `
  SELECT conrelid::regclass::text AS table, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
    AND conrelid::regclass::text = ANY (CAST($1 AS TEXT[]))`;
