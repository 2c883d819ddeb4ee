import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Fault } from './problem.ts';

/** Variables by name; blank values count as not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads a secret: the value of NAME, or the content of the file NAME_FILE. Undefined when neither is set or the file
 * cannot be read.
 */
export function readSecret(name: string, variables: Variables, cwd: string): string | undefined {
  const value = variables[name]?.trim();
  if (value) return value;
  const path = variables[`${name}_FILE`]?.trim();
  if (!path) return undefined;
  try {
    return readFileSync(resolve(cwd, path), 'utf8').trim() || undefined;
  } catch {
    // `secretFault` reports it.
    return undefined;
  }
}

/** The fault of a secret's variables, without its value; undefined when there is none. */
export function secretFault(name: string, variables: Variables, cwd: string): Fault | undefined {
  const path = variables[`${name}_FILE`]?.trim();
  if (!path) return undefined;
  if (variables[name]?.trim()) {
    return {
      what: phrase(`${name} 和 ${name}_FILE 都设置了`, `${name} and ${name}_FILE are both set`),
      remedy: phrase('留下一个', 'keep one of them'),
    };
  }
  try {
    if (readFileSync(resolve(cwd, path), 'utf8').trim()) return undefined;
    return {
      what: phrase(`${name}_FILE 指向的文件 ${path} 是空的`, `the file ${path} of ${name}_FILE is empty`),
      remedy: phrase('把值写进这个文件', 'write the value into it'),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      what: phrase(
        `${name}_FILE 指向的文件 ${path} 读不了（${code}）`,
        `the file ${path} of ${name}_FILE cannot be read (${code})`,
      ),
      remedy: phrase('检查路径和权限', 'check the path and its permissions'),
    };
  }
}
