/**
 * One SQLite connection as the store uses it: statements that are prepared once, transactions that take the write lock
 * when they begin, and errors that say what the operator can do.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type Database,
  type Parameters,
  parameterPattern,
  type Sql,
  type Statement,
  valuesOf,
  type Work,
} from './database.ts';
import { searchable, searchableFunction } from './search-index.ts';
import { type Place, toStoreError } from './store-error.ts';

/** How long a statement waits for another program's transaction before it fails, in ms. */
export const busyTimeoutMs = 10_000;

export interface DatabaseOptions {
  readonly place: Place;
  /** @default false */
  readonly readOnly?: boolean;
  /** Its contents need not survive the process. @default false */
  readonly isScratch?: boolean;
}

/** Opens the file, or creates it. @throws StoreError */
export function openDatabase(
  path: string,
  { place, readOnly = false, isScratch = false }: DatabaseOptions,
): SqliteDatabase {
  const connection = explained(place, () => new DatabaseSync(path, { readOnly }));
  const database = wrap(connection, place);
  try {
    connection.function(searchableFunction, { deterministic: true }, (text) => searchable(String(text ?? '')));
    database.script(`PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA foreign_keys = ON`);
    // DELETE, because a reader of a WAL database changes files beside it, and `preview` must not change a byte.
    // EXTRA, because with FULL a power cut right after a commit may bring the journal back and undo it:
    // a message that was sent would then be sent again.
    if (!readOnly) database.script(`PRAGMA journal_mode = DELETE; PRAGMA synchronous = ${isScratch ? 'OFF' : 'EXTRA'}`);
    return database;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The connection as the store's methods use it. Their work is done before they return to their caller. */
export function asDatabase(database: SqliteDatabase): Database {
  return {
    write: async (work) => database.transaction(() => database.perform(work())),
    read: async (work) => database.perform(work()),
    close: async () => database.close(),
  };
}

export type SqliteDatabase = ReturnType<typeof wrap>;

/** Every method may throw a `StoreError`. */
function wrap(connection: DatabaseSync, place: Place) {
  const statements = new Map<string, PreparedStatement>();
  let isOpen = true;
  const prepared: Prepare = (sql) => {
    const statement = statements.get(sql) ?? prepare(connection, sql);
    statements.set(sql, statement);
    return statement;
  };
  return {
    get: <Row>(sql: string, parameters: Parameters = {}): Row | undefined =>
      explained(place, () => {
        const { statement, names } = prepared(sql);
        return statement.get(...valuesOf(names, parameters)) as Row | undefined;
      }),
    /** Statements without parameters or results. */
    script: (sql: string): void => explained(place, () => connection.exec(sql)),
    /** All of `work` or nothing; no other connection writes meanwhile. Must not be nested. */
    transaction: <Result>(work: () => Result): Result =>
      explained(place, () => {
        connection.exec('BEGIN IMMEDIATE');
        try {
          const result = work();
          connection.exec('COMMIT');
          return result;
        } catch (error) {
          rollBack(connection);
          throw error;
        }
      }),
    /** Runs the statements of `work` synchronously. */
    perform: <Result>(work: Work<Result>): Result =>
      explained(place, () => {
        let step = work.next();
        while (step.done !== true) step = work.next(answer(step.value, connection, prepared));
        return step.value;
      }),
    /** Rows as arrays, `size` at a time. */
    *batches(sql: string, size: number): Iterable<readonly Columns[]> {
      const statement = connection.prepare(sql);
      const returnsArrays = returnArrays(statement);
      let batch: Columns[] = [];
      try {
        for (const row of statement.iterate()) {
          batch.push((returnsArrays ? row : Object.values(row)) as Columns);
          if (batch.length < size) continue;
          yield batch;
          batch = [];
        }
      } catch (error) {
        throw toStoreError(error, place);
      }
      if (batch.length > 0) yield batch;
    },
    close: (): void => {
      if (isOpen) connection.close();
      isOpen = false;
    },
  };
}

type Columns = readonly (string | number | null)[];

type Prepare = (sql: string) => PreparedStatement;

function answer(asked: Statement, connection: DatabaseSync, prepared: Prepare): unknown {
  if (asked.shape === 'turn') return undefined;
  const sql = textOf(asked.sql);
  switch (asked.shape) {
    case 'rows': {
      const { statement, names } = prepared(sql);
      return statement.all(...valuesOf(names, asked.parameters));
    }
    case 'tuples': {
      // Not a shared statement, whose rows are objects.
      const { statement, names } = prepare(connection, sql);
      const returnsArrays = returnArrays(statement);
      const rows = statement.all(...valuesOf(names, asked.parameters));
      return returnsArrays ? rows : rows.map(Object.values);
    }
    case 'changes': {
      const { statement, names } = prepared(sql);
      return Number(statement.run(...valuesOf(names, asked.parameters)).changes);
    }
    case 'inserts': {
      const { statement, names } = prepared(sql);
      for (const row of asked.rows) statement.run(...valuesOf(names, row));
      return undefined;
    }
  }
}

interface PreparedStatement {
  readonly statement: StatementSync;
  /** Of its parameters, in order. */
  readonly names: readonly string[];
}

/** Values are passed by position: statements may share parameters, and Node before 22.15 rejects unknown names. */
function prepare(connection: DatabaseSync, sql: string): PreparedStatement {
  const names: string[] = [];
  const text = sql.replace(parameterPattern, (_, name: string) => {
    names.push(name);
    return '?';
  });
  return { statement: connection.prepare(text), names };
}

/** Rows as arrays, which is faster. @returns whether Node supports it, which it does since 22.16 */
function returnArrays(statement: StatementSync): boolean {
  const can = 'setReturnArrays' in statement;
  if (can) statement.setReturnArrays(true);
  return can;
}

function rollBack(connection: DatabaseSync): void {
  try {
    connection.exec('ROLLBACK');
  } catch {
    // Some errors (a full disk) have rolled back already.
  }
}

/** The SQL as SQLite reads it. */
export function textOf(sql: Sql): string {
  return typeof sql === 'string' ? sql : sql.sqlite;
}

/** Runs `work`, and rethrows its errors as `toStoreError` explains them. */
export function explained<Result>(place: Place, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, place);
  }
}
