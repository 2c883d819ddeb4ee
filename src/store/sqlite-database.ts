/**
 * One SQLite connection as the store uses it: statements prepared once, transactions that begin by taking the
 * writer's place, and errors that say what the operator can do.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Parameters, Sql, Statement, Work } from './database.ts';
import { searchable, searchableFunction } from './search-index.ts';
import { type Place, toStoreError } from './store-error.ts';

/** Every method may throw a `StoreError`. */
export interface SqliteDatabase {
  get<Row>(sql: string, parameters?: Parameters): Row | undefined;
  /** Statements without parameters or results. */
  script(sql: string): void;
  /** All of `work` or nothing, and nobody else writes meanwhile. Not to be nested. */
  transaction<Result>(work: () => Result): Result;
  /** Runs the statements of `work` at one stretch. */
  perform<Result>(work: Work<Result>): Result;
  /** Rows as arrays, so many at a time. */
  batches(sql: string, size: number): Iterable<readonly (readonly (string | number | null)[])[]>;
  close(): void;
}

/** How long a statement waits for another program's transaction before it fails, in ms. */
export const busyTimeoutMs = 10_000;

export interface DatabaseOptions {
  readonly place: Place;
  /** @default false */
  readonly readOnly?: boolean;
  /** Nothing of it has to survive the process. @default false */
  readonly isScratch?: boolean;
}

/** Opens the file, or begins it. @throws StoreError */
export function openDatabase(
  path: string,
  { place, readOnly = false, isScratch = false }: DatabaseOptions,
): SqliteDatabase {
  const connection = explained(place, () => new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs }));
  const database = wrap(connection, place);
  try {
    connection.function(searchableFunction, { deterministic: true }, (text) => searchable(String(text ?? '')));
    database.script('PRAGMA foreign_keys = ON');
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

/** The connection as the store's methods know it. What they ask is done before they come back to their caller. */
export function asDatabase(database: SqliteDatabase): Database {
  return {
    write: async (work) => database.transaction(() => database.perform(work())),
    read: async (work) => database.perform(work()),
    close: async () => database.close(),
  };
}

function wrap(connection: DatabaseSync, place: Place): SqliteDatabase {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    statements.set(sql, statement);
    return statement;
  };
  const rollBack = () => {
    // Some errors (a full disk) have rolled back already.
    if (connection.isTransaction) connection.exec('ROLLBACK');
  };
  const answer = (statement: Statement): unknown => {
    switch (statement.shape) {
      case 'rows':
        return prepared(textOf(statement.sql)).all(statement.parameters);
      case 'tuples': {
        const tuples = connection.prepare(textOf(statement.sql));
        tuples.setReturnArrays(true);
        tuples.setAllowUnknownNamedParameters(true);
        return tuples.all(statement.parameters);
      }
      case 'changes':
        return Number(prepared(textOf(statement.sql)).run(statement.parameters).changes);
      case 'inserts': {
        const insert = prepared(textOf(statement.sql));
        for (const row of statement.rows) insert.run(row);
        return undefined;
      }
      case 'turn':
        return undefined;
    }
  };

  return {
    get: <Row>(sql: string, parameters: Parameters = {}) =>
      explained(place, () => prepared(sql).get(parameters) as Row | undefined),
    script: (sql) => explained(place, () => connection.exec(sql)),
    transaction: (work) =>
      explained(place, () => {
        connection.exec('BEGIN IMMEDIATE');
        try {
          const result = work();
          connection.exec('COMMIT');
          return result;
        } catch (error) {
          rollBack();
          throw error;
        }
      }),
    perform: (work) =>
      explained(place, () => {
        let step = work.next();
        while (step.done !== true) step = work.next(answer(step.value));
        return step.value;
      }),
    *batches(sql, size) {
      const statement = connection.prepare(sql);
      statement.setReturnArrays(true);
      let batch: (readonly (string | number | null)[])[] = [];
      for (const row of statement.iterate()) {
        batch.push(row as unknown as readonly (string | number | null)[]);
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
    close: () => {
      if (connection.isOpen) connection.close();
    },
  };
}

/** The SQL as SQLite reads it. */
export function textOf(sql: Sql): string {
  return typeof sql === 'string' ? sql : sql.sqlite;
}

/** Runs `work`, and throws what it throws in the operator's words. */
export function explained<Result>(place: Place, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, place);
  }
}
