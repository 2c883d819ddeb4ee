import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { phrase } from '../ground/phrase.ts';
import type { Fault } from './problem.ts';

/** Variables by name; empty and blank ones count as not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads a secret at the moment of its use: the value of NAME, or the content of the file that NAME_FILE names.
 * Undefined when neither is set or the file cannot be read.
 */
export function readSecret(name: string, variables: Variables, cwd: string): string | undefined {
  const value = variables[name]?.trim();
  if (value) return value;
  const path = variables[`${name}_FILE`]?.trim();
  if (!path) return undefined;
  try {
    return readFileSync(resolve(cwd, path), 'utf8').trim() || undefined;
  } catch {
    // Told as a problem by `secretFault`; a secret that vanished is as good as not set.
    return undefined;
  }
}

/** What is wrong with how a secret is given, its value unseen; undefined when it is right or not set. */
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
      what: phrase(`${name}_FILE 指向的文件 ${path} 是空的`, `the file ${path} that ${name}_FILE names is empty`),
      remedy: phrase('把值写进这个文件', 'write the value into it'),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return {
      what: phrase(
        `${name}_FILE 指向的文件 ${path} 读不了（${code}）`,
        `the file ${path} that ${name}_FILE names cannot be read (${code})`,
      ),
      remedy: phrase('检查路径和权限', 'check the path and its permissions'),
    };
  }
}
