/** Lines of `.env` and variables that have no effect, or probably not the intended one. */
import { isDeepStrictEqual as isSame } from 'node:util';
import { parse as parseDotenv } from 'dotenv';
import { nearest } from '../ground/nearest.ts';
import { phrase } from '../ground/phrase.ts';
import { signingSecretOf } from '../ground/room-kinds.ts';
import type { Problem } from '../model.ts';
import { alertVariable, knownSecrets, knownSettings, readVariables, type VariableSource } from './environment.ts';
import { byPlace, type Fault } from './problem.ts';
import type { Variables } from './secrets.ts';

/** A line that sets a variable, as dotenv reads it. */
const assignment = /^\s*(?:export\s+)?([\w.-]+)(?:\s*=|:\s)/;

/**
 * Unreadable lines, variables that are set twice, unknown names that resemble known ones, and a language model that
 * cannot be used. No value is shown.
 */
export function envSlips(source: VariableSource, referenced: readonly string[]): readonly Problem[] {
  const { variables, dotenv, text, problem } = readVariables(source);
  const signed = [alertVariable, ...referenced].map(signingSecretOf);
  const names = [...knownSecrets, ...knownSettings, ...referenced, ...signed];
  const lines = text.split(/\r?\n/);
  return [
    ...unreadableLines(lines, names),
    ...repeatedNames(lines),
    ...[...unknownNames(Object.keys(dotenv), names), ...modelSlips(variables)].map(([name, fault]) =>
      problem(name, fault),
    ),
  ].sort(byPlace);
}

function unreadableLines(lines: readonly string[], names: readonly string[]): readonly Problem[] {
  const all = parseDotenv(lines.join('\n'));
  const changesNothing = (index: number) => isSame(parseDotenv(lines.toSpliced(index, 1).join('\n')), all);
  return lines.flatMap((line, index) => {
    const isMeant = /^\s*(?:#|$)/.test(line) || assignment.test(line);
    // A line inside a value in quotes changes that value.
    return isMeant || !changesNothing(index) ? [] : problemOfLine(index, noAssignment(line, names));
  });
}

function noAssignment(line: string, names: readonly string[]): Fault {
  const [, first = '', sign] = /^\s*(?:export\s+)?(\w+)\s*([:：＝])/.exec(line) ?? [];
  const name = names.find((each) => each === first.toUpperCase());
  const [zh, en] = [name ?? '名字', name ?? 'NAME'];
  return {
    what: phrase('这一行不是 名字=值，不起作用', 'this line is not NAME=value, so it has no effect'),
    remedy: sign
      ? phrase(`把 ${sign} 换成半角的 =，写成 ${zh}=值`, `replace ${sign} by an ordinary =: write ${en}=value`)
      : phrase('写成 名字=值；是注释就在前面加 #', 'write NAME=value, or put # before a comment'),
  };
}

function repeatedNames(lines: readonly string[]): readonly Problem[] {
  const first = new Map<string, number>();
  return lines.flatMap((line, index) => {
    const name = assignment.exec(line)?.[1];
    const earlier = name === undefined ? undefined : first.get(name);
    if (name !== undefined && earlier === undefined) first.set(name, index);
    if (earlier === undefined) return [];
    return problemOfLine(index, {
      what: phrase(
        `${name} 在第 ${earlier + 1} 行和第 ${index + 1} 行各写了一次，以后面的为准`,
        `${name} is set in line ${earlier + 1} and in line ${index + 1}; the later one counts`,
      ),
      remedy: phrase('留下一个', 'keep one of them'),
    });
  });
}

function unknownNames(written: readonly string[], names: readonly string[]): readonly (readonly [string, Fault])[] {
  const known = new Set(names.flatMap((name) => [name, `${name}_FILE`]));
  const curlNames = names.filter((name) => name.endsWith('_PROXY')).map((name) => name.toLowerCase());
  const taken = known.union(new Set(curlNames));
  return written.flatMap((name) => {
    if (taken.has(name)) return [];
    const capitals = name.toUpperCase();
    const suggestion = known.has(capitals) ? capitals : nearest(name, names);
    if (suggestion === undefined) return [];
    const what = phrase(`没有用到 ${name}`, `unknown variable ${name}`);
    return [[name, { what, remedy: phrase(`是不是 ${suggestion}？`, `did you mean ${suggestion}?`) }]];
  });
}

function modelSlips(variables: Variables): readonly (readonly [string, Fault])[] {
  const isSet = (name: string) => Boolean(variables[name]?.trim());
  const tooLong = ['LLM_BASE_URL', 'LLM_FALLBACK_BASE_URL'].filter((name) =>
    /\/(?:chat\/)?completions\/*$/.test(variables[name]?.trim() ?? ''),
  );
  const alone = ['LLM_MODEL', 'LLM_API_KEY', 'LLM_API_KEY_FILE'].find(isSet);
  return [
    ...tooLong.map((name) => [name, tooLongAddress(name)] as const),
    ...(alone === undefined || isSet('LLM_BASE_URL') ? [] : [[alone, modelWithoutAddress(alone)] as const]),
  ];
}

function tooLongAddress(name: string): Fault {
  return {
    what: phrase(
      `${name} 写到了 /completions，模型服务不会回答`,
      `${name} ends with /completions, so the model cannot answer`,
    ),
    remedy: phrase(
      '去掉 /chat/completions，写到 /v1 为止，例如 https://api.example.com/v1',
      'remove /chat/completions: end it at /v1, for example https://api.example.com/v1',
    ),
  };
}

function modelWithoutAddress(name: string): Fault {
  return {
    what: phrase(
      `设置了 ${name}，没有设置 LLM_BASE_URL：不用语言模型，标题不翻译`,
      `${name} is set, but LLM_BASE_URL is not, so no language model is used and no title is translated`,
    ),
    remedy: phrase(
      '写上 LLM_BASE_URL，例如 https://api.example.com/v1；不用就都删掉',
      'set LLM_BASE_URL, for example https://api.example.com/v1, or delete the other variables of the model',
    ),
  };
}

function problemOfLine(index: number, { what, remedy }: Fault): Problem {
  return { file: '.env', line: index + 1, column: 1, what, remedy };
}
