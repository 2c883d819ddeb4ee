/**
 * One SQLite connection as the store uses it: statements prepared once, transactions that begin by taking the
 * writer's place, and errors that say what the operator can do.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { searchable, searchableFunction } from './search-index.ts';
import { type Place, toStoreError } from './store-error.ts';

/** Named parameters of a statement, without their colon. */
export type Parameters = Readonly<Record<string, SQLInputValue>>;

/** Every method may throw a `StoreError`. Rows are what our own schema gives, so their type is the caller's word. */
export interface Database {
  all<Row>(sql: string, parameters?: Parameters): Row[];
  /**
   * Rows as arrays, in the order of the statement's columns: half the time of `all` over many rows. Several statements
   * may share `parameters`: those that this one does not name are ignored.
   */
  tuples<Row>(sql: string, parameters?: Parameters): Row[];
  get<Row>(sql: string, parameters?: Parameters): Row | undefined;
  /** @returns how many rows changed, and the id of the row that was inserted last */
  run(sql: string, parameters?: Parameters): { readonly changes: number; readonly lastId: number };
  /** Statements without parameters or results. */
  script(sql: string): void;
  /** All of `work` or nothing, and nobody else writes meanwhile. `work` is synchronous. Not to be nested. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** How long a statement waits for another program's transaction before it fails, in ms. */
export const busyTimeoutMs = 10_000;

/** `image`: contents of a database in memory. */
export interface DatabaseOptions {
  readonly place: Place;
  readonly image?: Uint8Array | undefined;
}

/** Opens the file (or `:memory:` with the contents of `image`). @throws StoreError */
export function openDatabase(path: string, { place, image }: DatabaseOptions): Database {
  const connection = explained(place, () => new DatabaseSync(path, { timeout: busyTimeoutMs }));
  const database = wrap(connection, place);
  try {
    if (image !== undefined) connection.deserialize(image);
    // DELETE, because a reader of a WAL database changes files beside it, and `preview` must not change a byte.
    // EXTRA, because with FULL a power cut right after a commit may bring the journal back and undo it:
    // a message that was sent would then be sent again.
    connection.function(searchableFunction, { deterministic: true }, (text) => searchable(String(text ?? '')));
    database.script('PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON;');
    return database;
  } catch (error) {
    connection.close();
    throw error;
  }
}

function wrap(connection: DatabaseSync, place: Place): Database {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = connection.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const rollBack = () => {
    // Some errors (a full disk) have rolled back already.
    if (connection.isTransaction) connection.exec('ROLLBACK');
  };

  return {
    all: <Row>(sql: string, parameters: Parameters = {}) =>
      explained(place, () => prepared(sql).all(parameters) as Row[]),
    tuples: <Row>(sql: string, parameters: Parameters = {}) =>
      explained(place, () => {
        const statement = connection.prepare(sql);
        statement.setReturnArrays(true);
        statement.setAllowUnknownNamedParameters(true);
        return statement.all(parameters) as unknown[] as Row[];
      }),
    get: <Row>(sql: string, parameters: Parameters = {}) =>
      explained(place, () => prepared(sql).get(parameters) as Row | undefined),
    run: (sql, parameters = {}) =>
      explained(place, () => {
        const { changes, lastInsertRowid } = prepared(sql).run(parameters);
        return { changes: Number(changes), lastId: Number(lastInsertRowid) };
      }),
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
    close: () => {
      if (connection.isOpen) connection.close();
    },
  };
}

/** Runs `work`, and throws what it throws in the operator's words. */
export function explained<Result>(place: Place, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, place);
  }
}

/** Instants are stored as whole milliseconds since 1970, UTC. */
export function toMs(instant: Date | null | undefined): number | null {
  return instant?.getTime() ?? null;
}

/** The instant that `toMs` stored. */
export function toDate(ms: number | null): Date | undefined {
  return ms === null ? undefined : new Date(ms);
}
