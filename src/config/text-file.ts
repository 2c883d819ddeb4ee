import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import { accept, type Parsed, refuse } from './problem.ts';

/**
 * The text of a UTF-8 file without byte-order mark; undefined when the file does not exist. Files of the configuration are
 * few and small, so reading them takes less time than parsing them.
 */
export function readTextFile(path: string): Parsed<string | undefined> {
  try {
    return decodeText(readFileSync(path));
  } catch (error) {
    return fileFault(error);
  }
}

function fileFault(error: unknown): Parsed<undefined> {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return accept(undefined);
  if (code === 'EISDIR') {
    return refuse(
      phrase('这是一个文件夹，不是文件', 'this is a folder, not a file'),
      phrase(
        '删掉这个文件夹，换成文件（容器挂载的文件不存在时会变成文件夹），或改写路径',
        'replace the folder by a file (a container creates a folder when a mounted file is missing), or change the path',
      ),
    );
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return refuse(
      phrase(`程序打开的文件太多（${code}）`, `the program has too many files open (${code})`),
      phrase(
        '调高打开文件数的上限（ulimit -n；systemd 是 LimitNOFILE）',
        'raise the limit of open files (ulimit -n; LimitNOFILE in systemd)',
      ),
    );
  }
  return refuse(
    phrase(`读不了这个文件（${code}）`, `the file cannot be read (${code})`),
    phrase('检查文件的权限', 'check the permissions of the file'),
  );
}

/** Decodes UTF-8 without byte-order mark. The fault names another encoding. */
function decodeText(bytes: Uint8Array): Parsed<string> {
  const wide = isWide(bytes);
  const text = wide ? undefined : decodeAs('utf-8', bytes);
  if (text !== undefined) return accept(text);
  const remedy = phrase('用编辑器“另存为”UTF-8 编码', 'save it as UTF-8 in your editor');
  if (wide) return refuse(phrase('文件是 UTF-16 编码，不是 UTF-8', 'the file is UTF-16, not UTF-8'), remedy);
  const isGbk = /\p{sc=Han}/u.test(decodeAs('gb18030', bytes) ?? '');
  return isGbk
    ? refuse(phrase('文件像是 GBK 编码，不是 UTF-8', 'the file looks like GBK, not UTF-8'), remedy)
    : refuse(phrase('文件不是 UTF-8 编码', 'the file is not UTF-8'), remedy);
}

/** UTF-16, by its byte-order mark or by the zero bytes of its ASCII characters. */
function isWide([first, second, third, fourth]: Uint8Array): boolean {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (first === 0 && third === 0) || (second === 0 && fourth === 0);
}

function decodeAs(encoding: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined; // not in this encoding
  }
}

/** The path to show to a person: relative to `cwd` if it is inside, always with `/`. */
export function displayPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  const shown = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  return shown.split(sep).join('/');
}

/** The stamp of a file that does not exist. */
export const noFile = 'none';

/**
 * A text that changes when the file does. An editor may save within one clock tick and keep the length, but then the
 * inode or one of the times differs.
 */
export function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? noFile : `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
}
