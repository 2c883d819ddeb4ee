/** Errors of the store that the operator can do something about, explained in both languages. */
import { closeSync, openSync } from 'node:fs';
import { phrase } from '../ground/phrase.ts';
import type { Phrase, Problem } from '../model.ts';

export type StoreErrorCode =
  | 'unwritable'
  | 'not-a-folder'
  | 'full'
  | 'locked'
  | 'corrupt'
  | 'newer'
  | 'too-many-files'
  | 'io'
  | ServerTrouble;

/** Troubles of a PostgreSQL server that a database in a file does not have. */
export type ServerTrouble = 'unreachable' | 'server-refused' | 'server-busy' | 'server-failed';

/** What is wrong, and what the operator can do. */
export type Explanation = Pick<Problem, 'what' | 'remedy'>;

/** The store cannot go on; `what` says why and `remedy` what the operator can do. `message` is `what` in English. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly what: Phrase;
  readonly remedy: Phrase;

  constructor(code: StoreErrorCode, text: Explanation, cause?: unknown) {
    super(text.what.en, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
    this.what = text.what;
    this.remedy = text.remedy;
  }
}

/** For the texts: the folder, and the user and group of this process (undefined on Windows). */
export interface Place {
  readonly dataDir: string;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** What `error` of node:sqlite or node:fs means to the operator; any other error is returned unchanged. */
export function toStoreError(error: unknown, place: Place): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const code = 'errcode' in error ? codeOfDatabase(Number(error.errcode), place) : codeOfSystem(error);
  if (code === undefined) return error;
  return new StoreError(
    code,
    textOf(code, { ...place, reason: error.message, readOnlyDisk: isReadOnlyDisk(error) }),
    error,
  );
}

/** The database was written by a newer program, whose schema this one does not know. */
export function newerDatabase(place: Place, versions: { readonly found: number; readonly known: number }): StoreError {
  const { found, known } = versions;
  return new StoreError('newer', {
    what: phrase(
      `${place.dataDir}/digest.db 由更新版本的程序写成（数据库版本 ${found}，本程序只认识到 ${known}）。`,
      `${place.dataDir}/digest.db was written by a newer program (schema ${found}; this one knows up to ${known}).`,
    ),
    remedy: phrase(
      `请运行更新的程序；若确要退回旧版，停止程序后把同目录的备份 digest.db.backup-v${known}（如有）改名为 digest.db；升级后发过的可能再发一次。`,
      `Run the newer program. To go back to the older version, stop it and replace digest.db with the backup beside it, digest.db.backup-v${known}, if there is one; what was sent since the upgrade may be sent again.`,
    ),
  });
}

/** The file has lost its content (a copy onto a full disk, say): with a new one, the program would send its news again. */
export function emptiedDatabase(place: Place): StoreError {
  const reason = 'the file is empty, and messages were sent from this folder before';
  return new StoreError('corrupt', textOf('corrupt', { ...place, reason, readOnlyDisk: false }));
}

/** A folder in the path of DATA_DIR is a link to a place that does not exist, such as a disk that is not mounted. */
export function danglingLink({ dataDir }: Place, link: string): StoreError {
  return new StoreError('not-a-folder', {
    what: phrase(
      `${link} 是一个链接，它指向的地方不存在（DATA_DIR 是 ${dataDir}）。`,
      `${link} is a link to a place that does not exist (DATA_DIR is ${dataDir}).`,
    ),
    remedy: phrase(
      '请挂上那块盘，或改好链接，或把 DATA_DIR 指向别处。',
      'Mount the disk that it leads to, fix the link, or set DATA_DIR to another folder.',
    ),
  });
}

/** DATA_DIR does not exist and cannot be created; an error that says more (a full disk) is returned unchanged. */
export function folderNotMade({ dataDir, uid, gid }: Place, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code !== 'EACCES' && error.code !== 'EPERM' && error.code !== 'ENOENT') return error;
  const path = quoted(dataDir);
  const command = `sudo mkdir -p ${path} && sudo chown ${uid}:${gid} ${path}`;
  return new StoreError(
    'unwritable',
    {
      what: phrase(
        `建不了 DATA_DIR（${dataDir}）：${error.message}。`,
        `DATA_DIR (${dataDir}) cannot be made: ${error.message}.`,
      ),
      remedy: phrase(
        `请把 DATA_DIR 指向能写的地方${uid === undefined ? '' : `，或执行 ${command}`}。`,
        `Set DATA_DIR to a folder that can be written${uid === undefined ? '' : `, or run ${command}`}.`,
      ),
    },
    error,
  );
}

/** Codes of library errors: we detect `newer` ourselves. */
type TroubleCode = Exclude<StoreErrorCode, 'newer' | ServerTrouble>;

/** SQLite also reports "cannot open" when the process has no free descriptor: then opening the folder fails as well. */
function codeOfDatabase(errcode: number, { dataDir }: Place): TroubleCode | undefined {
  const code = codeOfSqlite(errcode);
  if (code !== 'unwritable') return code;
  try {
    closeSync(openSync(dataDir, 'r'));
    return code;
  } catch (error) {
    return error instanceof Error && codeOfSystem(error) === 'too-many-files' ? 'too-many-files' : code;
  }
}

/** Primary result codes: https://www.sqlite.org/rescode.html (the low byte of an extended code). */
function codeOfSqlite(errcode: number): TroubleCode | undefined {
  switch (errcode & 0xff) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return 'locked';
    case 3: // SQLITE_PERM
    case 8: // SQLITE_READONLY
    case 14: // SQLITE_CANTOPEN
    case 23: // SQLITE_AUTH
      return 'unwritable';
    case 13: // SQLITE_FULL
      return 'full';
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return 'corrupt';
    case 10: // SQLITE_IOERR
      return 'io';
    default:
      return undefined;
  }
}

function codeOfSystem(error: Error): TroubleCode | undefined {
  switch ('code' in error ? error.code : undefined) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'unwritable';
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'ELOOP':
      return 'not-a-folder';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'full';
    case 'EMFILE':
    case 'ENFILE':
      return 'too-many-files';
    case 'EIO':
      return 'io';
    default:
      return undefined;
  }
}

function isReadOnlyDisk(error: Error): boolean {
  return 'code' in error && error.code === 'EROFS';
}

interface Trouble extends Place {
  /** The message of the library, which is English and is shown in both languages. */
  readonly reason: string;
  readonly readOnlyDisk: boolean;
}

function textOf(code: TroubleCode, trouble: Trouble): Explanation {
  const { dataDir, reason } = trouble;
  const file = `${dataDir}/digest.db`;
  switch (code) {
    case 'unwritable':
      return trouble.readOnlyDisk ? readOnlyDiskText(dataDir) : unwritableText(trouble);
    case 'not-a-folder':
      return {
        what: phrase(`DATA_DIR（${dataDir}）不是文件夹。`, `DATA_DIR (${dataDir}) is not a folder.`),
        remedy: phrase(
          '请移走同名文件，或把 DATA_DIR 指向一个文件夹。',
          'Move the file of that name away, or set DATA_DIR to a folder.',
        ),
      };
    case 'full':
      return {
        what: phrase(
          `磁盘已满，无法写入 ${file}（${reason}）。`,
          `The disk is full: cannot write ${file} (${reason}).`,
        ),
        remedy: phrase(
          `请腾出空间（df -h ${quoted(dataDir)} 可查看）：常驻程序会自己继续，别的命令再运行一次；已保存的内容没有丢失。`,
          `Free some space (df -h ${quoted(dataDir)} shows it): a running worker then continues by itself, any other command must be run again; nothing that was stored is lost.`,
        ),
      };
    case 'locked':
      return {
        what: phrase(
          `${file} 被另一个程序占用太久（${reason}）。`,
          `Another program has held ${file} for too long (${reason}).`,
        ),
        remedy: phrase(
          `请关闭占用它的程序（sqlite3 命令行、备份等；fuser ${quoted(file)} 可列出），并且不要把 DATA_DIR 放在网络盘上。`,
          `Close the program that holds it (a sqlite3 shell, a backup; fuser ${quoted(file)} names it), and keep DATA_DIR off network drives.`,
        ),
      };
    case 'corrupt':
      return {
        what: phrase(
          `${file} 已损坏，或不是本程序的数据库（${reason}）。`,
          `${file} is damaged, or is not a database (${reason}).`,
        ),
        remedy: phrase(
          `请恢复备份；没有备份时执行 mv ${quoted(file)} ${quoted(`${file}.damaged`)} 后重启：会从头开始，已推送的新闻可能再推送一次。`,
          `Restore a backup. Without one, run mv ${quoted(file)} ${quoted(`${file}.damaged`)} and start again: the program then starts from nothing, and may send news that it sent before.`,
        ),
      };
    case 'too-many-files':
      return {
        what: phrase(
          `本程序打开的文件和连接太多，打不开 ${file}（${reason}）。`,
          `This program has too many files and connections open, so it cannot open ${file} (${reason}).`,
        ),
        remedy: phrase(
          '请调高打开文件数的上限（ulimit -n；systemd 是 LimitNOFILE；容器是 --ulimit nofile），然后重启。',
          'Raise the limit of open files (ulimit -n; LimitNOFILE in systemd; --ulimit nofile for a container), then restart.',
        ),
      };
    case 'io':
      return {
        what: phrase(`读写 ${file} 失败（${reason}）。`, `Reading or writing ${file} failed (${reason}).`),
        remedy: phrase(
          '请检查磁盘（dmesg、df -h），并且不要把 DATA_DIR 放在网络盘上。',
          'Check the disk (dmesg, df -h), and keep DATA_DIR off network drives.',
        ),
      };
  }
}

function readOnlyDiskText(dataDir: string): Explanation {
  return {
    what: phrase(
      `DATA_DIR（${dataDir}）所在的盘是只读的。`,
      `DATA_DIR (${dataDir}) is on a disk that is mounted read-only.`,
    ),
    remedy: phrase(
      '请以可写方式挂载（容器里去掉该卷的 :ro），或把 DATA_DIR 指向别处。',
      "Mount it writable (in a container, without the volume's :ro), or set DATA_DIR to another folder.",
    ),
  };
}

function unwritableText({ dataDir, uid, gid, reason }: Trouble): Explanation {
  if (uid === undefined) {
    return {
      what: phrase(`无法写入 DATA_DIR（${dataDir}）：${reason}。`, `Cannot write to DATA_DIR (${dataDir}): ${reason}.`),
      remedy: phrase(
        '请给运行本程序的用户写入该文件夹的权限。',
        'Give the user who runs this program the right to write to that folder.',
      ),
    };
  }
  const command = `sudo chown -R ${uid}:${gid ?? uid} ${quoted(dataDir)}`;
  return {
    what: phrase(
      `uid 为 ${uid} 的用户无法写入 DATA_DIR（${dataDir}）：${reason}。`,
      `The user with uid ${uid} cannot write to DATA_DIR (${dataDir}): ${reason}.`,
    ),
    remedy: phrase(
      `请执行 ${command}（容器：在宿主机上对挂载的文件夹执行）。`,
      `Run ${command} (for a container: on the host, on the folder that is mounted).`,
    ),
  };
}

/** A path quoted for a POSIX shell. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
