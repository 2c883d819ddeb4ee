import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { accept, type Parsed, phrase, refuse } from './problem.ts';

/** A file's text without its byte-order mark, `undefined` when there is no such file. Only UTF-8 is text here. */
export async function readTextFile(path: string): Promise<Parsed<string | undefined>> {
  try {
    return decodeUtf8(await readFile(path));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return accept(undefined);
    return refuse(
      phrase(`读不了这个文件（${code}）`, `the file cannot be read (${code})`),
      code === 'EISDIR'
        ? phrase('这是一个文件夹；请写文件的路径', 'it is a folder: give the path of a file')
        : phrase('检查文件的权限', 'check the permissions of the file'),
    );
  }
}

function decodeUtf8(bytes: Buffer): Parsed<string> {
  try {
    return accept(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse(
      phrase('文件不是 UTF-8 编码', 'the file is not UTF-8'),
      phrase('用编辑器“另存为”UTF-8 编码', 'save it as UTF-8 in your editor'),
    );
  }
}

/** The path as a person knows it: relative to `cwd` if it is inside, with `/` on every system. */
export function displayPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  const shown = inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  return shown.split(sep).join('/');
}
