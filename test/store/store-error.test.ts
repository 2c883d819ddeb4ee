import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { troubleOf } from '../../src/operator/own-failures.ts';
import { databaseTexts } from '../../src/operator/texts/program-alerts.ts';
import { explainedPostgres } from '../../src/store/postgres-error.ts';
import { StoreError, toStoreError } from '../../src/store/store-error.ts';
import { newFolder } from '../support/new-folder.ts';

const place = { dataDir: 'data', uid: 1000, gid: 1001 };

/** What the operator is told of an error of `work`. */
function toldOf(work: () => unknown, where = place): StoreError {
  try {
    work();
  } catch (error) {
    const told = toStoreError(error, where);
    if (told instanceof StoreError) return told;
  }
  throw new Error('expected a StoreError');
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something, mkdir 'data'`), { code });
}

test('a full disk is reported with what to do', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE t (x); PRAGMA max_page_count = 3');

  const error = toldOf(() => database.exec('INSERT INTO t VALUES (zeroblob(100000))'));

  expect(error.code).toBe('full');
  expect(error.remedy['zh-CN']).toContain('常驻程序会自己继续，别的命令再运行一次');
  expect(error.remedy.en).not.toContain('start again');
  expect(error.what.en).toContain('The disk is full: cannot write data/digest.db');
  expect(error.remedy['zh-CN']).toContain('df -h data');
  expect(error.cause).toBeInstanceOf(Error);
});

test('a database that another program holds is reported with the command that finds that program', () => {
  const folder = newFolder();
  const holder = new DatabaseSync(join(folder, 'digest.db'));
  const waiter = new DatabaseSync(join(folder, 'digest.db'), { timeout: 0 });
  holder.exec('BEGIN EXCLUSIVE');

  const error = toldOf(() => waiter.exec('BEGIN IMMEDIATE'));

  expect(error).toMatchObject({ code: 'locked', message: expect.stringContaining('has held data/digest.db') });
  expect(error.remedy.en).toContain('fuser data/digest.db');
  holder.close();
  waiter.close();
});

test('a folder that may not be written is reported with the uid and the command', () => {
  const error = toldOf(() => {
    throw systemError('EACCES');
  });

  expect(error.what.en).toContain('uid 1000');
  expect(error.remedy.en).toContain('sudo chown -R 1000:1001 data');
  expect(error.remedy['zh-CN']).toContain('sudo chown -R 1000:1001 data');
});

test('the path of DATA_DIR goes into the command as a shell takes it', () => {
  const error = toldOf(
    () => {
      throw systemError('EACCES');
    },
    { ...place, dataDir: "/srv/Ann's news" },
  );

  expect(error.remedy.en).toContain(String.raw`chown -R 1000:1001 '/srv/Ann'\''s news'`);
});

test('for a disk that is mounted read-only the remedy is not chown', () => {
  const error = toldOf(() => {
    throw systemError('EROFS');
  });

  expect(error.code).toBe('unwritable');
  expect(error.remedy.en).not.toContain('chown');
  expect(error.remedy.en).toContain('Mount it writable');
});

test('where there are no uids (Windows) the remedy is not chown', () => {
  const error = toStoreError(systemError('EPERM'), { dataDir: 'data', uid: undefined, gid: undefined });

  expect(error).toMatchObject({ code: 'unwritable', remedy: { en: expect.not.stringContaining('chown') } });
});

test.each([
  ['EACCES', 'unwritable'],
  ['ENOTDIR', 'not-a-folder'],
  ['EEXIST', 'not-a-folder'],
  ['EISDIR', 'not-a-folder'],
  ['ELOOP', 'not-a-folder'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EMFILE', 'too-many-files'],
  ['ENFILE', 'too-many-files'],
  ['EIO', 'io'],
])('the system error %s is reported as %s', (code, meaning) => {
  expect(toStoreError(systemError(code), place)).toMatchObject({ code: meaning });
});

// https://www.sqlite.org/rescode.html
test.each([
  ['SQLITE_PERM', 3, 'unwritable'],
  ['SQLITE_BUSY', 5, 'locked'],
  ['SQLITE_LOCKED', 6, 'locked'],
  ['SQLITE_READONLY', 8, 'unwritable'],
  ['SQLITE_IOERR_FSYNC', 1034, 'io'],
  ['SQLITE_CORRUPT', 11, 'corrupt'],
  ['SQLITE_FULL', 13, 'full'],
  ['SQLITE_CANTOPEN', 14, 'unwritable'],
  ['SQLITE_AUTH', 23, 'unwritable'],
  ['SQLITE_NOTADB', 26, 'corrupt'],
])('the database error %s (%i) is reported as %s', (name, errcode, meaning) => {
  const error = Object.assign(new Error(name), { errcode });

  expect(toStoreError(error, { ...place, dataDir: tmpdir() })).toMatchObject({ code: meaning });
});

test.skipIf(process.platform === 'win32')(
  'a database that cannot be opened because the process has no free descriptor is reported as too many open files',
  () => {
    const child = join(import.meta.dirname, 'no-free-descriptor.ts');
    const limited = spawnSync('sh', ['-c', `ulimit -n 40 && exec "$0" "$1"`, process.execPath, child], {
      encoding: 'utf8',
    });

    expect(limited.stdout, limited.stderr).toBe('too-many-files');
  },
);

test('an error of the program itself is passed on unchanged', () => {
  const database = new DatabaseSync(':memory:');
  const mistake = new TypeError('x is not a function');

  expect(toStoreError(mistake, place)).toBe(mistake);
  expect(() => toldOf(() => database.exec('SELECT nonsense'))).toThrow('expected a StoreError');
});

test('too many open files are reported with the limit to raise', () => {
  const error = toldOf(() => {
    throw systemError('EMFILE');
  });

  expect(error.code).toBe('too-many-files');
  expect(error.remedy.en).toContain('ulimit -n');
});

test.each(['08006', '28P01', '3D000', '42501', '53300', '57P01', 'XX000', '22P02', 'ECONNREFUSED', 'CERT_HAS_EXPIRED'])(
  'the alert about error %s of PostgreSQL does not speak of the data directory',
  (code) => {
    const error = explainedPostgres(Object.assign(new Error('no'), { code }), { name: 'db.example:5432/digest' });
    if (!(error instanceof StoreError)) throw new Error('Expected a StoreError.');
    const texts = JSON.stringify(databaseTexts[troubleOf(error)]);
    expect(texts).toContain('PostgreSQL');
    expect(texts).not.toMatch(/DATA_DIR|data directory|数据目录/);
  },
);
