/**
 * Migrates a PostgreSQL database to this program's schema. Replicas of the previous version use it until they are
 * replaced, so a migration only adds; what is no longer used is removed one release later.
 */
import type { ClientBase } from 'pg';
import type { Sql } from './database.ts';
import { migrations } from './migrations.ts';
import { lockSeeds } from './postgres-database.ts';
import { isRetried, newerSchema, type Server } from './postgres-error.ts';

/** Replicas at work use the tables in an order of their own, so the migration may be what a deadlock ends. */
const attempts = 10;

/** One transaction; replicas that start together wait for the first. @throws StoreError if a newer program wrote it */
export async function migratePostgres(
  client: ClientBase,
  { server, steps = migrations }: { readonly server: Server; readonly steps?: readonly Sql[] },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await migrateOnce(client, server, steps);
    } catch (error) {
      if (attempt === attempts || !isRetried(error)) throw error;
    }
  }
}

async function migrateOnce(client: ClientBase, server: Server, steps: readonly Sql[]): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, $2))', ['schema', lockSeeds.migration]);
    await client.query('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)');
    const { rows } = await client.query<{ version: number }>('SELECT version FROM schema_version');
    const found = rows[0]?.version ?? 0;
    if (found > steps.length) throw newerSchema(server, { found, known: steps.length });
    for (const step of steps.slice(found)) await client.query(typeof step === 'string' ? step : step.postgres);
    if (found < steps.length) {
      await client.query('DELETE FROM schema_version');
      await client.query('INSERT INTO schema_version VALUES ($1)', [steps.length]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
