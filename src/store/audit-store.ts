/** The log of changes. */
import { dayMs } from '../ground/durations.ts';
import type { Phrase } from '../model.ts';
import { all, change, type Database, type Row } from './database.ts';

interface Change {
  readonly at: Date;
  /** The page's path, or the command as it was typed. */
  readonly from: string;
  readonly what: Phrase;
}

export interface RecordedChange extends Change {
  readonly id: number;
}

const keptMs = 365 * dayMs;

export type AuditStore = ReturnType<typeof createAuditStore>;

export function createAuditStore(database: Database) {
  return {
    /** Remembers a change that a person made. Changes older than a year are forgotten. */
    async recordChange({ at, from, what }: Change): Promise<void> {
      await database.write(function* () {
        yield* change('DELETE FROM change WHERE at < :before', { before: at.getTime() - keptMs });
        const parameters = { at, from, what: JSON.stringify(what) };
        yield* change('INSERT INTO change (at, source, what) VALUES (:at, :from, :what)', parameters);
      });
    },
    /** Newest first. @param query `before`: only changes with a smaller id */
    async changes(query: { readonly limit: number; readonly before?: number }): Promise<readonly RecordedChange[]> {
      const parameters = { before: Number.MAX_SAFE_INTEGER, ...query };
      const rows = await database.read(() => all<ChangeRow>(changesSql, parameters));
      return rows.map((row) => ({ ...row, at: new Date(row.at), what: JSON.parse(row.what) as Phrase }));
    },
  };
}

const changesSql = `
  SELECT id, at, source AS "from", what FROM change WHERE id < :before ORDER BY id DESC LIMIT :limit`;

type ChangeRow = Row<Omit<RecordedChange, 'what'>> & { readonly what: string };
