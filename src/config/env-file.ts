import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import { problemWithoutPlace } from './problem.ts';

/**
 * Notices that `.env` was deleted while the program runs. Without it every variable would get its default: other feeds,
 * and no address for the digest or for the alert about that.
 * @returns the problem, from the call after which the file was there; undefined if it never was
 */
export function createEnvFileWatch(cwd: string): () => Problem | undefined {
  let wasThere = false;
  return () => {
    const isThere = existsSync(join(cwd, '.env'));
    wasThere ||= isThere;
    if (isThere || !wasThere) return undefined;
    return problemWithoutPlace('.env', {
      what: phrase('这个文件不见了', 'the file is gone'),
      remedy: phrase('把它放回去；真的不要了就重启', 'put it back; if it was removed on purpose, restart'),
    });
  };
}

/**
 * Sets `NAME=value` in the text of `.env`. It replaces the last line that sets NAME, else a commented one (`# NAME=`),
 * else it adds a line at the end.
 * @throws {Error} .env cannot express the value (line breaks, or all kinds of quotes). The message omits the value.
 */
export function setEnv(text: string, name: string, value: string): string {
  const lines = text === '' ? [] : text.split('\n');
  const active = lines.findLastIndex((each) => new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=`).test(each));
  const proposed = lines.findLastIndex((each) => new RegExp(`^\\s*#\\s*${name}\\s*=`).test(each));
  const index = active === -1 ? proposed : active;
  const lineEnd = (index === -1 ? text.includes('\r\n') : lines[index]?.endsWith('\r')) ? '\r' : '';

  const line = `${name}=${quoted(value)}${lineEnd}`;
  if (index !== -1) lines[index] = line;
  else if (lines.at(-1) === '') lines.splice(-1, 0, line);
  else lines.push(line, '');
  const changed = lines.join('\n');
  if (/[\r\n]/.test(value) || parse(changed)[name] !== value) throw new Error(`.env cannot hold this value of ${name}`);
  return changed;
}

function quoted(value: string): string {
  if (/^[^\s#'"`]*$/.test(value)) return value;
  const quote = ["'", '"', '`'].find((each) => !value.includes(each)) ?? '';
  return `${quote}${value}${quote}`;
}
