/**
 * What the store's methods are written in: SQL for both databases, and work made of SQL statements.
 *
 * Sql: one text if SQLite and PostgreSQL both accept it, otherwise one text for each. Parameters are `:named`.
 * Statement: one Sql with its parameters, and the shape of its result.
 * Work: a generator of statements in order, so that one body serves both databases. SQLite runs it synchronously, so no
 * other code of the process runs in between; PostgreSQL waits for each answer.
 */

export type Sql = string | { readonly sqlite: string; readonly postgres: string };

/** SQL on JSON texts that the two databases spell differently, so that each statement is written once. */
export interface Spelling {
  /** The texts of a list, for `IN`. */
  values(list: string): string;
  /** A table with the column `value`: the texts of a list. */
  texts(list: string): string;
  /** The same for the objects of a list. */
  list(json: string): string;
  /** The same for the objects in the list under `name`. */
  objects(json: string, name: string): string;
}

/** One text, spelled for each database. */
export function spelled(text: (spelling: Spelling) => string): Sql {
  return { sqlite: text(sqliteSpelling), postgres: text(postgresSpelling) };
}

const sqliteSpelling: Spelling = {
  values: (list) => `(SELECT value FROM json_each(${list}))`,
  texts: (list) => `json_each(${list})`,
  list: (json) => `json_each(${json})`,
  objects: (json, name) => `json_each(${json}, '$.${name}')`,
};

const postgresSpelling: Spelling = {
  values: (list) => `(SELECT json_array_elements_text(CAST(${list} AS json)))`,
  texts: (list) => `json_array_elements_text(CAST(${list} AS json))`,
  list: (json) => `json_array_elements(CAST(${json} AS json))`,
  objects: (json, name) => `json_array_elements(CAST(${json} AS json) -> '${name}')`,
};

/** Values by name, without the colon; `valuesOf` says how each is stored. Lists are given as JSON text. */
export type Parameters = Readonly<Record<string, string | number | boolean | Date | null | undefined>>;

/** Rows with a column for each property of `Of`: `slot_local` comes back as `slotLocal`. */
export type Row<Of> = { readonly [Name in keyof Of]: Stored<Of[Name]> };
type Stored<Value> = Value extends Date
  ? number
  : Value extends boolean
    ? 0 | 1
    : Value extends undefined
      ? null
      : Value;

export type Statement =
  | { readonly shape: 'rows' | 'tuples' | 'changes'; readonly sql: Sql; readonly parameters: Parameters }
  | { readonly shape: 'inserts'; readonly sql: Sql; readonly rows: Iterable<Parameters> }
  | { readonly shape: 'turn'; readonly name: string };

/** A parameter in SQL text. `::` and a colon after a word do not match. */
export const parameterPattern = /(?<![:\w]):([a-zA-Z]\w*)/g;

/**
 * Values in the order of `names`, as they are stored: instants as whole milliseconds since 1970 (UTC), booleans as 0 or
 * 1, undefined as NULL, and text without NUL: PostgreSQL does not store it, and older versions of Node read text from
 * SQLite only up to the first one.
 */
export function valuesOf(names: readonly string[], parameters: Parameters): (string | number | null)[] {
  return names.map((name) => {
    const value = parameters[name] ?? null;
    if (typeof value === 'string') return value.replaceAll('\0', '');
    if (typeof value === 'boolean') return Number(value);
    return value instanceof Date ? value.getTime() : value;
  });
}

/** `yield*` returns the answer. The caller states the type of the rows, which come from our own schema. */
export type Work<Result> = Generator<Statement, Result, unknown>;

/** Methods may reject with a `StoreError`. `work` is retried when the connection broke before anything was stored. */
export interface Database {
  /** All of `work` or nothing. */
  write<Result>(work: () => Work<Result>): Promise<Result>;
  /** `work` changes nothing. */
  read<Result>(work: () => Work<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Rows as objects. */
export function* all<Row>(sql: Sql, parameters: Parameters = {}): Work<readonly Row[]> {
  const rows = (yield { shape: 'rows', sql, parameters }) as readonly Readonly<Record<string, unknown>>[];
  const names = Object.keys(rows[0] ?? {}).map((column) => [column, propertyOf(column)] as const);
  return rows.map((row) => Object.fromEntries(names.map(([column, name]) => [name, row[column]])) as Row);
}

function propertyOf(column: string): string {
  return column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The first row. */
export function* get<Row>(sql: Sql, parameters: Parameters = {}): Work<Row | undefined> {
  return (yield* all<Row>(sql, parameters))[0];
}

/**
 * Rows as arrays, in column order. For many rows it takes half the time of `all`. Parameters that the statement does
 * not name are ignored, so several statements may share `parameters`.
 */
export function* tuples<Row>(sql: Sql, parameters: Parameters = {}): Work<readonly Row[]> {
  return (yield { shape: 'tuples', sql, parameters }) as readonly Row[];
}

/** @returns how many rows changed */
export function* change(sql: Sql, parameters: Parameters = {}): Work<number> {
  return (yield { shape: 'changes', sql, parameters }) as number;
}

/** The same INSERT for many rows. It names its columns, its `VALUES (…)` are parameters, and no two rows may conflict. */
export function* insertAll(sql: Sql, rows: Iterable<Parameters>): Work<void> {
  yield { shape: 'inserts', sql, rows };
}

/**
 * Blocks other work with the same turn, in any process, until this work ends: for decisions that take more than one
 * statement. SQLite has one writer at a time in any case.
 */
export function* takeTurn(name: string): Work<void> {
  yield { shape: 'turn', name };
}

/** The instant of a column that may be NULL, or of a row that may be missing. */
export function toDate(ms: number | null | undefined): Date | undefined {
  return ms === null || ms === undefined ? undefined : new Date(ms);
}
