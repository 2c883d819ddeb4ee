/** Copies everything from one database into another, of either kind, and verifies the copy. */
import { createHash } from 'node:crypto';
import { all, insertAll, type Parameters, type Work } from './database.ts';
import { indexStories } from './search-index.ts';

/** Every table that is not derived from others, each after the tables that it refers to. */
export const copiedTables = [
  'feed',
  'item',
  'edition',
  'story',
  'message',
  'attempt',
  'robot_key',
  'fact',
  'change',
  'draft',
] as const;

type Value = string | number | null;

/** One transaction on a database with this program's schema. */
export interface TableSession {
  /** Columns that are stored, not generated. */
  columns(table: string): Promise<readonly string[]>;
  /** All rows, in batches; values in the order of `columns`. */
  rows(table: string, columns: readonly string[]): AsyncIterable<readonly (readonly Value[])[]>;
  perform<Result>(work: Work<Result>): Promise<Result>;
  /** Call it after all inserts: it makes generated ids continue after the inserted ones. */
  commit(): Promise<void>;
  /** Without a commit, nothing is stored. */
  close(): Promise<void>;
}

export interface CopiedTable {
  readonly table: string;
  readonly rows: number;
}

/** Thrown before anything is committed. */
export class CopyError extends Error {
  readonly reason: 'not-empty' | 'differs';
  readonly table: string;

  constructor(reason: CopyError['reason'], table: string) {
    super(reason === 'not-empty' ? `the target has rows in "${table}"` : `what arrived in "${table}" differs`);
    this.name = 'CopyError';
    this.reason = reason;
    this.table = table;
  }
}

/**
 * Copies `from` into `to`, which must be empty, reads it back and commits only when counts and hashes agree.
 * @throws CopyError
 */
export async function copyTables(from: TableSession, to: TableSession): Promise<readonly CopiedTable[]> {
  for (const table of copiedTables) {
    if ((await to.perform(all(`SELECT 1 FROM ${table} LIMIT 1`))).length > 0) throw new CopyError('not-empty', table);
  }
  const copied: CopiedTable[] = [];
  for (const table of copiedTables) copied.push(await copyTable(table, from, to));
  await to.perform(indexStories());
  await to.commit();
  return copied;
}

async function copyTable(table: string, from: TableSession, to: TableSession): Promise<CopiedTable> {
  const columns = (await from.columns(table)).toSorted();
  const sent = createFingerprint();
  const insertSql = `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((name) => `:${name}`).join(', ')})`;
  for await (const batch of from.rows(table, columns)) {
    sent.add(batch);
    await to.perform(
      insertAll(
        insertSql,
        batch.map((row): Parameters => Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null]))),
      ),
    );
  }
  const arrived = createFingerprint();
  for await (const batch of to.rows(table, columns)) arrived.add(batch);
  if (arrived.value() !== sent.value()) throw new CopyError('differs', table);
  return { table, rows: sent.rows() };
}

/** Row count and sum of row hashes, whatever the order of the rows. */
function createFingerprint() {
  let rows = 0;
  let sum = 0n;
  return {
    add(batch: readonly (readonly Value[])[]) {
      for (const row of batch) {
        // PostgreSQL does not store NUL in text.
        const text = JSON.stringify(row).replaceAll(String.raw`\u0000`, '');
        const hash = createHash('sha256').update(text).digest();
        sum = (sum + hash.readBigUInt64BE(0) * 2n ** 64n + hash.readBigUInt64BE(8)) % 2n ** 128n;
        rows++;
      }
    },
    rows: () => rows,
    value: () => `${rows}:${sum}`,
  };
}
