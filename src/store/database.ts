/**
 * What the store's methods are written in: SQL for both databases, and work that is made of it.
 *
 * Sql: one text, where SQLite and PostgreSQL read it alike, else both texts side by side. Parameters are `:named`.
 * Statement: one Sql with its parameters, and the shape of what comes back.
 * Work: statements in their order, as a generator, so that one body serves both: SQLite runs it at one stretch, and
 * nothing else in the process comes between; PostgreSQL waits for each answer.
 */

export type Sql = string | { readonly sqlite: string; readonly postgres: string };

/** What the two databases spell differently about JSON that is kept as text, so that a statement stands once. */
export interface Spelling {
  /** The texts of a list, for `IN`. */
  values(list: string): string;
  /** A table with the column `value`: the texts of a list. */
  texts(list: string): string;
  /** The same of the objects in a list that stands under `name`. */
  objects(json: string, name: string): string;
}

/** One text, spelled for each database. */
export function spelled(text: (spelling: Spelling) => string): Sql {
  return { sqlite: text(sqliteSpelling), postgres: text(postgresSpelling) };
}

const sqliteSpelling: Spelling = {
  values: (list) => `(SELECT value FROM json_each(${list}))`,
  texts: (list) => `json_each(${list})`,
  objects: (json, name) => `json_each(${json}, '$.${name}')`,
};

const postgresSpelling: Spelling = {
  values: (list) => `(SELECT json_array_elements_text(CAST(${list} AS json)))`,
  texts: (list) => `json_array_elements_text(CAST(${list} AS json))`,
  objects: (json, name) => `json_array_elements(CAST(${json} AS json) -> '${name}')`,
};

/** Values by name, without the colon. Lists are given as JSON text. */
export type Parameters = Readonly<Record<string, string | number | null>>;

export type Statement =
  | { readonly shape: 'rows' | 'tuples' | 'changes'; readonly sql: Sql; readonly parameters: Parameters }
  | { readonly shape: 'inserts'; readonly sql: Sql; readonly rows: Iterable<Parameters> }
  | { readonly shape: 'turn'; readonly name: string };

/** Where a parameter stands in a text of SQL. `::` and what follows a word are something else. */
export const parameterPattern = /(?<![:\w]):([a-zA-Z]\w*)/g;

/**
 * Parameters in the order of their names. Without NUL: PostgreSQL keeps none in text, and older Nodes read text
 * from SQLite only up to it.
 */
export function valuesOf(names: readonly string[], parameters: Parameters): (string | number | null)[] {
  return names.map((name) => {
    const value = parameters[name] ?? null;
    return typeof value === 'string' ? value.replaceAll('\0', '') : value;
  });
}

/** `yield*` gives the answer. Rows are what our own schema gives, so their type is the caller's word. */
export type Work<Result> = Generator<Statement, Result, unknown>;

/** Every method may reject with a `StoreError`. `work` begins anew when the connection broke before anything was kept. */
export interface Database {
  /** All of `work` or nothing. */
  write<Result>(work: () => Work<Result>): Promise<Result>;
  /** `work` changes nothing. */
  read<Result>(work: () => Work<Result>): Promise<Result>;
  close(): Promise<void>;
}

export function* all<Row>(sql: Sql, parameters: Parameters = {}): Work<readonly Row[]> {
  return (yield { shape: 'rows', sql, parameters }) as readonly Row[];
}

/** The first row. */
export function* get<Row>(sql: Sql, parameters: Parameters = {}): Work<Row | undefined> {
  return (yield* all<Row>(sql, parameters))[0];
}

/**
 * Rows as arrays, in the order of the statement's columns: half the time of `all` over many rows. Several statements
 * may share `parameters`: those that this one does not name are ignored.
 */
export function* tuples<Row>(sql: Sql, parameters: Parameters = {}): Work<readonly Row[]> {
  return (yield { shape: 'tuples', sql, parameters }) as readonly Row[];
}

/** @returns how many rows changed */
export function* change(sql: Sql, parameters: Parameters = {}): Work<number> {
  return (yield { shape: 'changes', sql, parameters }) as number;
}

/** The same INSERT for many rows. Its `VALUES (…)` has no parenthesis inside, and no two rows are in conflict. */
export function* insertAll(sql: Sql, rows: Iterable<Parameters>): Work<void> {
  yield { shape: 'inserts', sql, rows };
}

/**
 * Until the end of this work no other work with the same turn goes on, in any process: for what no single statement
 * decides. SQLite has one writer at a time in any case.
 */
export function* takeTurn(name: string): Work<void> {
  yield { shape: 'turn', name };
}

/** Instants are stored as whole milliseconds since 1970, UTC. */
export function toMs(instant: Date | null | undefined): number | null {
  return instant?.getTime() ?? null;
}

/** The instant that `toMs` stored. */
export function toDate(ms: number | null): Date | undefined {
  return ms === null ? undefined : new Date(ms);
}
