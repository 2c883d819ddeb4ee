/** Texts for issues of zod. Scalars bring their own texts. */
import { z } from 'zod';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import type { Phrase } from '../model.ts';
import { about, didYouMean, type Fault, unexpected } from './problem.ts';
import { halfWidthRemedy } from './syntax-fault.ts';

interface PlacedFault {
  readonly path: readonly PropertyKey[];
  readonly fault: Fault;
  readonly at: 'key' | 'value';
  readonly isUnknown?: boolean;
}

/** The faults of one issue: one for each unknown key. `schema` provides the known keys. */
export function faultOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType): readonly PlacedFault[] {
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, issue.path);
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      fault: unknownKey(key, known),
      at: 'key',
      isUnknown: true,
    }));
  }
  const { path } = issue;
  if (path.length === 0 && issue.input === null) return [{ path, fault: emptyFile(keysAt(schema, [])), at: 'value' }];
  const at = issue.code === 'custom' && issue.params?.at === 'key' ? 'key' : 'value';
  const label = labelOf(at === 'key' ? path.slice(0, -1) : path);
  const { what, remedy } = isBareFeed(issue) ? bareFeed : valueFault(issue, label);
  const isWide = typeof issue.input === 'string' && wideScalar.test(issue.input.trim());
  return [{ path, fault: { what: about(label, what), remedy: isWide ? halfWidthScalar : remedy }, at }];
}

function valueFault(issue: z.core.$ZodIssue, label: Phrase): Fault {
  const { input } = issue;
  switch (issue.code) {
    case 'custom': {
      const fault = issue.params?.fault as Fault | undefined;
      return fault ?? missing;
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      return {
        what: unexpected(input, phrase(`以下之一：${allowed.join('、')}`, `one of ${allowed.join(', ')}`)),
        remedy: didYouMean(
          typeof input === 'string' ? meant(input, allowed) : undefined,
          phrase('选一个写上，或删掉这一行', 'choose one of them, or delete the line'),
        ),
      };
    }
    case 'too_small':
    case 'too_big':
      return outOfRange(issue);
    case 'invalid_type':
      return input === undefined ? missing : wrongType(input, issue.expected);
    default:
      return {
        what: phrase(`不对：${issue.message}`, `is wrong: ${issue.message}`),
        remedy: phrase(`改正 ${label['zh-CN']}`, `correct ${label.en}`),
      };
  }
}

/** The nearest allowed value. `cn` means Chinese, although it is nearer to `en`. */
function meant(input: string, allowed: readonly string[]): string | undefined {
  const isChinese = /^(cn|chs|zh.*|chinese|中文|简体中文)$/i.test(input.trim());
  return (isChinese ? allowed.find((value) => value.startsWith('zh')) : undefined) ?? nearest(input, allowed);
}

/** A text in full-width quotes, or with full-width digits. */
const wideScalar = /^[“”‘’「＂＇]|[“”‘’」＂＇]$|[０-９]/;

const halfWidthScalar = phrase(
  '引号和数字要用半角（英文）的："0 9 * * *"、15',
  'use half-width (ASCII) quotes and digits: "0 9 * * *", 15',
);

/** `feeds: - https://…`, without `url:`. */
function isBareFeed({ code, input, path }: z.core.$ZodIssue): boolean {
  return code === 'invalid_type' && path.length === 2 && path[0] === 'feeds' && /^https?:\/\//.test(String(input));
}

const bareFeed: Fault = {
  what: phrase('只写了网址', 'is only a URL'),
  remedy: phrase('写成 { url: 网址, name: 名字 }', 'write { url: THE_URL, name: A_NAME }'),
};

function emptyFile(known: readonly string[]): Fault {
  return {
    what: phrase('文件里什么也没有', 'the file is empty'),
    remedy: known.includes('feeds')
      ? phrase('至少要有 feeds: 和一个源', 'write at least `feeds:` with one feed')
      : phrase(
          `删掉文件，或至少写其中一项：${known.join('、')}`,
          `delete the file, or write at least one of ${known.join(', ')}`,
        ),
  };
}

const missing: Fault = {
  what: phrase('没有写', 'is missing'),
  remedy: phrase('补上这一项', 'add it'),
};

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): Fault {
  if (Array.isArray(issue.input)) {
    return {
      what: phrase('是空列表', 'is an empty list'),
      remedy: phrase('至少写一项，或删掉这一行', 'list at least one, or delete the line'),
    };
  }
  const bound =
    issue.code === 'too_small'
      ? phrase(`至少 ${issue.minimum} 的数`, `a number of at least ${issue.minimum}`)
      : phrase(`至多 ${issue.maximum} 的数`, `a number of at most ${issue.maximum}`);
  return { what: unexpected(issue.input, bound), remedy: phrase('改成范围内的数', 'choose a number in that range') };
}

const typeNames: Readonly<Record<string, Phrase>> = {
  string: phrase('文字', 'text'),
  number: phrase('数字', 'a number'),
  int: phrase('整数', 'a whole number'),
  boolean: phrase('true 或 false', 'true or false'),
  array: phrase('列表', 'a list'),
  object: phrase('若干行 键: 值', 'lines of key: value'),
  record: phrase('若干行 键: 值', 'lines of key: value'),
};

function wrongType(input: unknown, expected: string): Fault {
  const what = unexpected(input, typeNames[expected] ?? phrase(expected, expected));
  if (expected === 'object' || expected === 'record') {
    const glued = typeof input === 'string' && /[:：]/.test(input);
    return {
      what,
      remedy: glued
        ? halfWidthRemedy
        : phrase('写成 键: 值，冒号后面有空格', 'write key: value, with a space after the colon'),
    };
  }
  if (expected === 'array') {
    const example = typeof input === 'string' ? `[${input}]` : '[a, b]';
    return { what, remedy: phrase(`写成列表，例如 ${example}`, `write a list, for example ${example}`) };
  }
  if (expected === 'boolean') return { what, remedy: phrase('只能写 true（是）或 false（否）', 'write true or false') };
  return { what, remedy: phrase('只写数字，不要引号和单位', 'write digits only, without quotes or unit') };
}

function unknownKey(key: string, known: readonly string[]): Fault {
  const listed = phrase(`这里可以写：${known.join('、')}`, `allowed keys: ${known.join(', ')}`);
  return {
    what: phrase(`没有 ${key} 这个键`, `unknown key ${key}`),
    remedy: /[:：]/.test(key) ? halfWidthRemedy : didYouMean(nearest(key, known), listed),
  };
}

/** `exclude` for the key itself, `exclude 第 2 项` for an entry of a list, `boost 的 OpenAI` for one of a record. */
export function labelOf(path: readonly PropertyKey[]): Phrase {
  const keyIndex = path.findLastIndex((part) => typeof part === 'string');
  const key = keyIndex === -1 ? undefined : String(path[keyIndex]);
  const position = path.slice(keyIndex + 1).find((part) => typeof part === 'number');
  if (key === undefined) return phrase('整个文件', 'the file');
  const record = path[keyIndex - 1];
  if (record === 'boost' || record === 'headers') return phrase(`${record} 的 ${key}`, `${record} ${key}`);
  if (position === undefined) return phrase(key, key);
  return phrase(`${key} 第 ${position + 1} 项`, `${key} entry ${position + 1}`);
}

/** The keys of the schema at a path. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let current = unwrapped(schema);
  for (const part of path) {
    if (current instanceof z.ZodObject) current = unwrapped(current.shape[String(part)]);
    else if (current instanceof z.ZodArray) current = unwrapped(current.element);
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function unwrapped(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return unwrapped(schema.unwrap());
  }
  return schema;
}
