import type pg from 'pg';
import { expect, test } from 'vitest';
import { all, type Work } from '../../src/store/database.ts';
import { createPostgresDatabase } from '../../src/store/postgres-database.ts';

/** @returns a database of one connection, and what it was asked */
function recorded() {
  const asked: string[] = [];
  const client = {
    async query(query: string | pg.QueryConfig) {
      asked.push(typeof query === 'string' ? query : query.text);
      return { rows: [{ asked: asked.length }], rowCount: 1 };
    },
  } as unknown as pg.ClientBase;
  const database = createPostgresDatabase(
    { lend: async () => ({ client, giveBack: () => undefined }), close: async () => undefined },
    { host: 'db.example', port: 5432, database: 'digest', user: 'digest' } as never,
  );
  return { database, asked };
}

function* two(): Work<number> {
  yield* all('SELECT 1');
  return (yield* all('SELECT 2')).length;
}

test('a read of one statement needs no transaction', async () => {
  const { database, asked } = recorded();

  expect(await database.read(() => all('SELECT 1'))).toHaveLength(1);

  expect(asked).toEqual(['SELECT 1']);
});

test('a read of several statements sees one state of the database, and begins with it once it is known', async () => {
  const { database, asked } = recorded();

  expect(await database.read(two)).toBe(1);
  await database.read(two);

  const together = [expect.stringContaining('REPEATABLE READ'), 'SELECT 1', 'SELECT 2', 'COMMIT'];
  expect(asked).toEqual(['SELECT 1', ...together, ...together]);
});
