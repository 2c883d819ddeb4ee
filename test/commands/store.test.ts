import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { App } from '../../src/commands/app.ts';
import { backUpStore, copyStore } from '../../src/commands/store.ts';
import { CommandError } from '../../src/ground/command-error.ts';
import { openStore } from '../../src/store/sqlite-store.ts';

test.runIf(process.platform === 'linux')('a copy whose target cannot be opened closes its source', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await (await openStore({ dataDir: join(folder, 'data') })).close();
  writeFileSync(join(folder, 'a-file'), '');
  const app = { callerDir: folder, language: 'en', environment: () => ({}), secret: () => undefined } as unknown as App;

  await expect(copyStore(app, 'data', 'a-file')).rejects.toThrow(CommandError);

  expect(openFiles().filter((file) => file.includes(basename(folder)))).toEqual([]);
});

test('a backup of a damaged database says so, and leaves no database that could be taken for a backup', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const dataDir = join(folder, 'data');
  await (await openStore({ dataDir })).close();
  eraseFirstPageOf('story', join(dataDir, 'digest.db'));
  const app = {
    callerDir: folder,
    language: 'en',
    environment: () => ({ dataDir, database: 'sqlite' }),
    secret: () => undefined,
    terminal: { print: () => undefined },
  } as unknown as App;

  await expect(backUpStore(app, 'backup')).rejects.toMatchObject({ name: 'StoreError', code: 'corrupt' });

  expect(existsSync(join(folder, 'backup', 'digest.db'))).toBe(false);
});

test('a copy to a variable that is not set makes no folder of that name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await (await openStore({ dataDir: join(folder, 'data') })).close();
  const app = { callerDir: folder, language: 'en', environment: () => ({}), secret: () => undefined } as unknown as App;

  await expect(copyStore(app, 'data', 'DATABASE_URL')).rejects.toThrow('DATABASE_URL is not set');

  expect(existsSync(join(folder, 'DATABASE_URL'))).toBe(false);
});

function eraseFirstPageOf(table: string, file: string): void {
  const database = new DatabaseSync(file);
  const { page_size: pageSize } = database.prepare('PRAGMA page_size').get() as { page_size: number };
  const sql = 'SELECT rootpage FROM sqlite_schema WHERE name = ?';
  const { rootpage } = database.prepare(sql).get(table) as { rootpage: number };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (rootpage - 1) * pageSize, rootpage * pageSize));
}

function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // It belonged to this reading of the folder.
      return [];
    }
  });
}
