/** PostgreSQL as the store uses it: one connection per piece of work, and errors that say what the operator can do. */
import type pg from 'pg';
import {
  type Database,
  type Parameters,
  parameterPattern,
  type Sql,
  type Statement,
  valuesOf,
  type Work,
} from './database.ts';
import { brokeOff, explainedPostgres, isRetried, type Server } from './postgres-error.ts';

/** Lends a connection to one piece of work. */
export interface Connections {
  /** A connection that is given back broken is not lent again. */
  lend(purpose: {
    readonly writes: boolean;
  }): Promise<{ readonly client: pg.ClientBase; giveBack(isBroken: boolean): void }>;
  close(): Promise<void>;
}

/** How often work is tried when it conflicts with other work, or when its connection breaks before the end. */
const attempts = 3;

export function createPostgresDatabase(connections: Connections, server: Server): Database {
  /** First statements of read-only work that had more of them: such work needs one snapshot of the database. */
  const firstOfSeveral = new Set<string>();

  /** Most read-only work is one statement, which takes a third of the time outside a transaction. */
  async function readOnce<Result>(work: () => Work<Result>): Promise<Result> {
    const steps = work();
    const first = steps.next();
    if (first.done === true) return first.value;
    const text = 'sql' in first.value ? textOf(first.value.sql) : '';
    if (!firstOfSeveral.has(text)) {
      const second = steps.next(await alone(first.value));
      if (second.done === true) return second.value;
      firstOfSeveral.add(text);
    }
    return transaction(reading, work);
  }

  async function alone(statement: Statement): Promise<unknown> {
    const { client, giveBack } = await connections.lend(reading);
    try {
      const answered = await answer(client, statement);
      giveBack(false);
      return answered;
    } catch (error) {
      giveBack(brokeOff(error));
      throw error;
    }
  }

  async function transaction<Result>(kind: Kind, work: () => Work<Result>): Promise<Result> {
    const { client, giveBack } = await connections.lend(kind);
    let isCommitting = false;
    try {
      await client.query(kind.begin);
      const result = await perform(client, work());
      isCommitting = true;
      await client.query('COMMIT');
      giveBack(false);
      return result;
    } catch (error) {
      const isBroken = brokeOff(error) || !(await isRolledBack(client));
      giveBack(isBroken);
      // After COMMIT was sent, its outcome is unknown: a retry might do the work twice.
      throw isCommitting && isBroken
        ? Object.assign(new Error('the connection broke during a commit'), { cause: error })
        : error;
    }
  }

  return {
    write: (work) => insist(server, () => transaction(writing, work)),
    read: (work) => insist(server, () => readOnce(work)),
    close: () => connections.close(),
  };
}

/** Tries again when nothing was stored. */
async function insist<Result>(server: Server, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !isRetried(error)) throw explainedPostgres(error, server);
    }
  }
}

interface Kind {
  readonly begin: string;
  readonly writes: boolean;
}

const writing: Kind = { begin: 'BEGIN', writes: true };
/** All its statements see one snapshot of the database. */
const reading: Kind = { begin: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', writes: false };

async function isRolledBack(client: pg.ClientBase): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    return false;
  }
}

/** Runs the statements of `work`, each after the answer to the one before. */
export async function perform<Result>(client: pg.ClientBase, work: Work<Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) step = work.next(await answer(client, step.value));
  return step.value;
}

async function answer(client: pg.ClientBase, statement: Statement): Promise<unknown> {
  switch (statement.shape) {
    case 'rows':
      return (await client.query(queryOf(statement))).rows;
    case 'tuples':
      return (await client.query({ ...queryOf(statement), rowMode: 'array' })).rows;
    case 'changes':
      return (await client.query(queryOf(statement))).rowCount ?? 0;
    case 'inserts': {
      const rows = [...statement.rows];
      for (let from = 0; from < rows.length; from += rowsOfOneInsert) {
        const { text, values } = manyRows(textOf(statement.sql), rows.slice(from, from + rowsOfOneInsert));
        await client.query(text, values);
      }
      return undefined;
    }
    case 'turn':
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', [statement.name, lockSeeds.turn]);
      return undefined;
  }
}

function queryOf({ sql, parameters }: { readonly sql: Sql; readonly parameters: Parameters }) {
  const { text, names } = numbered(textOf(sql));
  return { text, values: valuesOf(names, parameters) };
}

/** Advisory locks share one number space, so each use hashes its names with its own seed. */
export const lockSeeds = { turn: 1, key: 2, migration: 3 } as const;

function textOf(sql: Sql): string {
  return typeof sql === 'string' ? sql : sql.postgres;
}

/** `:name` becomes `$1`, `$2` … in the order of first use. */
export function numbered(sql: string): { readonly text: string; readonly names: readonly string[] } {
  const names: string[] = [];
  const text = sql.replace(parameterPattern, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text, names };
}

/** Limits the size of a statement, which the server keeps in memory. */
const rowsOfOneInsert = 500;

/**
 * One statement that inserts all rows, as one JSON text. It takes PostgreSQL and this process half the time of a
 * `VALUES` list with thousands of parameters. The columns of the table give the types.
 */
export function manyRows(sql: string, rows: readonly Parameters[]) {
  const [begin = '', table, columns = '', tuple = ''] = insertOfOneRow.exec(sql) ?? [];
  const columnNames = columns.split(/,\s*/);
  const names = tuple.split(',').map((name) => name.trim().slice(1));
  const texts = rows.map((row) => {
    const values = valuesOf(names, row).map((value) => (typeof value === 'string' ? value.toWellFormed() : value));
    return Object.fromEntries(columnNames.map((column, index) => [column, values[index]]));
  });
  const all = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(CAST(NULL AS ${table}), $1)`;
  return { text: all + sql.slice(begin.length), values: [JSON.stringify(texts)] };
}

const insertOfOneRow = /^\s*INSERT INTO (\w+) \(([^()]*)\)\s*VALUES \(([^()]*)\)/;

/** Makes generated ids continue after those in the tables of the current schema. */
export async function continueIds(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(identitiesSql);
  for (const { table, name } of rows) {
    const next = `SELECT coalesce(max(${name}), 0) + 1 FROM ${table}`;
    await client.query(`SELECT setval(pg_get_serial_sequence($1, $2), (${next}), false)`, [table, name]);
  }
}

const identitiesSql = `
  SELECT table_name AS table, column_name AS name FROM information_schema.columns
  WHERE table_schema = current_schema() AND is_identity = 'YES'`;
