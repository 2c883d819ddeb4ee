import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { databaseVariable } from '../config/environment.ts';
import { closeAfter } from '../ground/close-after.ts';
import { CommandError, type ExitCode, exitCode } from '../ground/command-error.ts';
import { phrase } from '../ground/phrase.ts';
import { sayIn } from '../ground/say.ts';
import type { Phrase } from '../model.ts';
import { workerLock } from '../operator/heartbeat.ts';
import { databaseFile } from '../store/sqlite-store.ts';
import type { Store } from '../store/store.ts';
import { StoreError } from '../store/store-error.ts';
import { openStoreAt, openTables, type StorePlace } from '../store/store-place.ts';
import { type CopiedTable, CopyError, copyTables } from '../store/table-copy.ts';
import type { App } from './app.ts';

/** Copies the whole database. A place is a folder (SQLite) or a variable with an address (PostgreSQL). */
export async function copyStore(app: App, from: string, to: string): Promise<ExitCode> {
  const [source, target] = [placeNamed(app, from), placeNamed(app, to)];
  if (source.kind === 'sqlite' && !existsSync(join(source.dataDir, databaseFile)))
    throw new CommandError(noDatabase(from));
  return closeAfter(openStoreAt(source), (sourceStore) =>
    closeAfter(openGiven(target, to), async (targetStore) => {
      if ((await sourceStore.lockKey(workerLock)) === undefined) throw new CommandError(stillRunning(from));
      if ((await targetStore.lockKey(workerLock)) === undefined) throw new CommandError(stillRunning(to));
      app.terminal.print(report(app, await copy(source, target, to)));
      return exitCode.ok;
    }),
  );
}

/** Copies the present state of the database into a new folder, as SQLite. The worker may keep running. */
export async function backUpStore(app: App, folder: string): Promise<ExitCode> {
  const { dataDir, database } = app.environment();
  const address = app.secret(databaseVariable);
  const source: StorePlace =
    database === 'postgres' && address !== undefined
      ? { kind: 'postgres', address, dataDir }
      : { kind: 'sqlite', dataDir };
  if (source.kind === 'sqlite' && !existsSync(join(dataDir, databaseFile))) throw new CommandError(noDatabase(dataDir));
  const target: StorePlace = { kind: 'sqlite', dataDir: resolve(app.callerDir, folder) };
  if (existsSync(join(target.dataDir, databaseFile))) throw new CommandError(notEmpty(folder));
  // Opening a store migrates it to this program's schema.
  await (await openStoreAt(source)).close();
  await (await openGiven(target, folder)).close();
  try {
    app.terminal.print(report(app, await copy(source, target, folder)));
  } catch (error) {
    // An empty database could be taken for a backup.
    rmSync(join(target.dataDir, databaseFile), { force: true });
    throw error;
  }
  return exitCode.ok;
}

/** Opens a place that was named on the command line. @throws CommandError when it is not a folder, or cannot be written */
async function openGiven(place: StorePlace, name: string): Promise<Store> {
  try {
    return await openStoreAt(place);
  } catch (error) {
    if (place.kind !== 'sqlite' || !(error instanceof StoreError)) throw error;
    if (error.code === 'not-a-folder') throw new CommandError(notAFolder(name), exitCode.usage, { cause: error });
    if (error.code === 'unwritable') throw new CommandError(notWritable(name), exitCode.usage, { cause: error });
    throw error;
  }
}

async function copy(source: StorePlace, target: StorePlace, to: string): Promise<readonly CopiedTable[]> {
  const from = await openTables(source, { writes: false });
  try {
    return await closeAfter(openTables(target, { writes: true }), (into) => copyTables(from, into));
  } catch (error) {
    if (!(error instanceof CopyError)) throw error;
    if (error.reason === 'not-empty') throw new CommandError(notEmpty(to));
    throw new CommandError(differs(error.table), exitCode.failed, { cause: error });
  } finally {
    await from.close();
  }
}

function placeNamed(app: App, name: string): StorePlace {
  if (/^postgres(ql)?:/i.test(name)) throw new CommandError(addressGiven);
  const { dataDir } = app.environment();
  const looksLikeVariable = /^[A-Z][A-Z0-9_]*$/.test(name);
  const address = looksLikeVariable ? app.secret(name) : undefined;
  if (address === undefined) {
    const folder = resolve(app.callerDir, name);
    if (looksLikeVariable && !existsSync(folder)) throw new CommandError(notSet(name));
    return { kind: 'sqlite', dataDir: folder };
  }
  if (/^postgres(ql)?:/i.test(address)) return { kind: 'postgres', address, dataDir };
  throw new CommandError(
    phrase(
      `变量 ${name} 里不是 PostgreSQL 的地址（postgres://…）。`,
      `The value of ${name} is not the address of a PostgreSQL database (postgres://…).`,
    ),
  );
}

function report(app: App, copied: readonly CopiedTable[]): string {
  const say = sayIn(app.language);
  const lines = copied.map(({ table, rows }) => `  ${table}  ${rows}`);
  return [say('已复制，行数和哈希都一致：', 'Copied; row counts and hashes match:'), ...lines].join('\n');
}

const addressGiven = phrase(
  '不要把数据库地址写在命令里：别人能在进程列表里看到密码。把它放进 .env 的一个变量（例如 DATABASE_URL），这里写变量名。',
  'Do not write the address on the command line: others could read its password in the process list. Put it in a variable in .env (such as DATABASE_URL) and give the name of the variable.',
);

function notSet(name: string): Phrase {
  return phrase(
    `没有设变量 ${name}，也没有叫这个名字的文件夹。请在 .env 里把它设为数据库的地址；要新建文件夹就写 ./${name}。`,
    `The variable ${name} is not set, and there is no folder of that name. Set it to the address of the database in .env; for a new folder write ./${name}.`,
  );
}

function notAFolder(name: string): Phrase {
  return phrase(
    `${name} 不是文件夹。请写一个新文件夹的路径。`,
    `${name} is not a folder. Give the path of a new folder.`,
  );
}

function notWritable(name: string): Phrase {
  return phrase(
    `${name} 建不了，或不能写。请换一个能写的文件夹。`,
    `${name} cannot be made or written. Give a folder that can be written.`,
  );
}

function noDatabase(place: string): Phrase {
  return phrase(`${place} 里没有数据库（${databaseFile}）。`, `There is no database (${databaseFile}) in ${place}.`);
}

function notEmpty(place: string): Phrase {
  return phrase(
    `${place} 里已经有数据，什么都没有改。请换一个空的文件夹或空的库。`,
    `${place} already contains data, so nothing was changed. Give an empty folder or an empty database.`,
  );
}

function stillRunning(place: string): Phrase {
  return phrase(
    `${place} 正被常驻程序使用。请先停下它，复制完再启动。`,
    `The worker is using ${place}. Stop it first, and start it again after the copy.`,
  );
}

function differs(table: string): Phrase {
  return phrase(
    `复制后的 ${table} 与原来不一致，所以什么都没有留下。请再试一次；若还是这样，请报告。`,
    `The copy of ${table} differs from the original, so it was discarded. Try again, and report a bug if it happens again.`,
  );
}
