/** What a PostgreSQL error means to the operator. The address is shown without user, password and parameters. */
import { phrase } from '../ground/phrase.ts';
import { type Explanation, type ServerTrouble, StoreError } from './store-error.ts';

/** A server as it is shown to people. */
export interface Server {
  /** host:port/database */
  readonly name: string;
}

/** @param address DATABASE_URL, already validated */
export function serverOf(address: string): Server {
  const { host, pathname } = new URL(address);
  return { name: `${host === '' ? 'localhost' : host}${pathname === '/' ? '' : pathname}` };
}

/**
 * Whether the connection can no longer be used. Classes 08 and 57P:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function brokeOff(error: unknown): boolean {
  const code = codeOf(error);
  if (code === undefined) return error instanceof Error && /terminated|timeout|not queryable/i.test(error.message);
  return isBroken(code);
}

function isBroken(code: string): boolean {
  return code.startsWith('08') || code.startsWith('57P') || code === '25P03' || isOfSystem(code);
}

/** Whether the same work may be retried: nothing of it was stored. 40001 and 40P01: it conflicted with other work. */
export function isRetried(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01' || (brokeOff(error) && !isUnreachable(code));
}

/** An error of the database becomes a StoreError; any other is returned unchanged. */
export function explainedPostgres(error: unknown, server: Server): unknown {
  if (error instanceof StoreError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  if (isOfTls(code, error.message)) return new StoreError('server-refused', untrusted(server, error.message), error);
  if (code === undefined && !brokeOff(error) && !(error.cause instanceof Error)) return error;
  const meaning = meaningOf(code);
  return new StoreError(meaning, textOf(meaning, server, error.message), error);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Node's own codes begin with E: ECONNREFUSED, ENOTFOUND, ETIMEDOUT. */
function isOfSystem(code: string): boolean {
  return /^E[A-Z]/.test(code);
}

/** Errors of Node and the client about a certificate, its file, or a server without TLS. */
function isOfTls(code: string | undefined, message: string): boolean {
  if (code === undefined) return /does not support SSL|certificate/i.test(message);
  return /^ERR_(TLS|SSL|OSSL)_|CERT|VERIFY_LEAF_SIGNATURE/.test(code) || code === 'ENOENT';
}

/** The server could not be reached at all: an immediate retry would fail too. */
function isUnreachable(code: string | undefined): boolean {
  return code !== undefined && isOfSystem(code) && code !== 'ECONNRESET' && code !== 'EPIPE';
}

function meaningOf(code: string | undefined): Meaning {
  if (code === undefined || isBroken(code)) return 'unreachable';
  if (code.startsWith('28') || code.startsWith('3D') || code.startsWith('42501')) return 'server-refused';
  if (code.startsWith('53100')) return 'full';
  if (code.startsWith('53')) return 'server-busy';
  if (code.startsWith('55') || code.startsWith('40') || code === '57014') return 'locked';
  if (code === 'XX001' || code === 'XX002') return 'corrupt';
  return 'server-failed';
}

type Meaning = ServerTrouble | 'full' | 'locked' | 'corrupt';

function textOf(code: Meaning, { name }: Server, reason: string): Explanation {
  switch (code) {
    case 'unreachable':
      return {
        what: phrase(`连不上数据库 ${name}（${reason}）。`, `The database ${name} cannot be reached (${reason}).`),
        remedy: phrase(
          '请检查 DATABASE_URL 的主机和端口，以及数据库是否在运行。恢复后，常驻程序会自己接着做；别的命令要再运行一次。',
          'Check host and port in DATABASE_URL, and that the server runs. Then a running worker goes on by itself; run any other command again.',
        ),
      };
    case 'server-refused':
      return {
        what: phrase(
          `数据库 ${name} 拒绝了本程序（${reason}）。`,
          `The database ${name} refused this program (${reason}).`,
        ),
        remedy: phrase(
          '请检查 DATABASE_URL 的用户、密码和库名；该用户要能在这个库里建表（数据库所有者可以）。',
          'Check user, password and database in DATABASE_URL; the user must be allowed to create tables there, as the owner of the database is.',
        ),
      };
    case 'full':
      return {
        what: phrase(
          `数据库 ${name} 的磁盘已满（${reason}）。`,
          `The disk of the database ${name} is full (${reason}).`,
        ),
        remedy: phrase(
          '请在数据库服务器上腾出空间；已保存的内容没有丢失。',
          'Free some space on its server; nothing that was stored is lost.',
        ),
      };
    case 'server-busy':
      return {
        what: phrase(
          `数据库 ${name} 的连接或内存用完了（${reason}）。`,
          `The database ${name} has run out of connections or memory (${reason}).`,
        ),
        remedy: phrase(
          '每个副本最多用 14 个连接：请调高数据库的 max_connections，或减少副本。',
          'A replica uses at most 14 connections: raise max_connections of the server, or run fewer replicas.',
        ),
      };
    case 'locked':
      return {
        what: phrase(
          `数据库 ${name} 被另一个程序占用太久（${reason}）。`,
          `Another program has held the database ${name} for too long (${reason}).`,
        ),
        remedy: phrase(
          '请在 pg_stat_activity 里找到长事务并结束它。',
          'Find the long transaction in pg_stat_activity and end it.',
        ),
      };
    case 'corrupt':
    case 'server-failed':
      return {
        what: phrase(`数据库 ${name} 出错（${reason}）。`, `The database ${name} failed (${reason}).`),
        remedy: phrase(
          '请查看数据库服务器的日志；若数据已损坏，恢复备份。',
          "Look into the server's log; where data is damaged, restore a backup.",
        ),
      };
  }
}

/** Nothing was sent to the server, not even the password. */
function untrusted({ name }: Server, reason: string): Explanation {
  return {
    what: phrase(
      `不能确认数据库 ${name} 的身份（TLS：${reason}）。`,
      `The identity of the database ${name} cannot be verified (TLS: ${reason}).`,
    ),
    remedy: phrase(
      '请在 DATABASE_URL 里写 sslmode=verify-full，用 sslrootcert 指到签发证书的文件，主机名要和证书里的一致；服务器没有开 TLS 就写 sslmode=disable。',
      'In DATABASE_URL, set sslmode=verify-full, name the file of the issuer in sslrootcert, and use the host name of the certificate; for a server without TLS, set sslmode=disable.',
    ),
  };
}

/** The database was written by a newer program, whose schema this one does not know. */
export function newerSchema(
  { name }: Server,
  versions: { readonly found: number; readonly known: number },
): StoreError {
  const { found, known } = versions;
  return new StoreError('newer', {
    what: phrase(
      `数据库 ${name} 由更新版本的程序写成（数据库版本 ${found}，本程序只认识到 ${known}）。`,
      `The database ${name} was written by a newer program (schema ${found}; this one knows up to ${known}).`,
    ),
    remedy: phrase(
      '请运行更新的程序；若确要退回旧版，恢复升级前的备份。',
      'Run the newer program. To go back to the older version, restore a backup from before the upgrade.',
    ),
  });
}
