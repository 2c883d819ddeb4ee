import { RE2JS } from 're2js';
import { fold } from '../ground/fold.ts';
import { phrase } from '../ground/phrase.ts';
import type { Pattern } from '../model.ts';
import { accept, type Parsed, refuse, refuseBlank, refuseValue } from './problem.ts';

/**
 * Maximum number of instructions of a compiled regex. A regex of this size takes at most about 20 µs per character, so 300
 * items take seconds and not minutes. The longest pattern in feeds/topics.yaml has 508.
 */
const maxInstructions = 600;

/** A word, a phrase, or a `/regex/flags` that re2js can compile. A pattern that cannot match anything is refused. */
export function parsePattern(value: unknown): Parsed<Pattern> {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') {
    return refuseValue(
      value,
      phrase('一个词、"几个词" 或 /正则/', 'a word, "several words" or /regex/'),
      phrase('给它加上引号，或删掉这一项', 'put it in quotes, or delete it'),
    );
  }
  if (text.trim() === '') return refuseBlank;
  const trimmed = text.trim();
  const [, source, flags] = /^\/(.+)\/([a-z]*)$/is.exec(trimmed) ?? [];
  return source === undefined || flags === undefined ? parseWords(trimmed) : parseRegex(trimmed, source, flags);
}

function parseWords(text: string): Parsed<Pattern> {
  if (text.startsWith('/') || text.startsWith('／')) return refuseHalfRegex(text);
  if (/^[^/\s]{2,}\/[imsu]$/.test(text) && /[|\\[\](){}^$]/.test(text)) return refuseHalfRegex(text);
  if (/^[*＊]|[\p{L}\p{N}]{2}[*＊]$/u.test(text)) return refuseWildcard(text);
  if (/[\p{L}\p{N}]\|[\p{L}\p{N}]/u.test(text)) {
    return refuse(
      phrase(
        `里的 "${text}" 不是正则，| 在词里没有特殊含义`,
        `contains "${text}", which is not a regex: | has no special meaning in words`,
      ),
      phrase(`写成 /${text}/i，或分成几项`, `write /${text}/i, or one entry for each word`),
    );
  }
  return fold(text) === '' ? refuseBlank : accept({ kind: 'words', text });
}

function refuseHalfRegex(text: string) {
  if (/^\/+$/.test(text)) {
    return refuse(
      phrase(`里的 "${text}" 是空的正则，什么也找不到`, `contains "${text}", an empty regex`),
      phrase('两个 / 之间写上要找的，或删掉这一项', 'write an expression between the slashes, or delete the entry'),
    );
  }
  const source = text.replace(/^[/／]|[/／][imsu]*$/g, '');
  return refuse(
    phrase(
      `里的 "${text}" 不像词，也不是完整的 /正则/`,
      `contains "${text}", which is neither a word nor a complete /regex/`,
    ),
    phrase(
      `正则写成 /${source}/i，前后各一个半角的 /；只是词就写 ${source}`,
      `write a regex as /${source}/i, with one slash at each end; for plain words write ${source}`,
    ),
  );
}

function refuseWildcard(text: string) {
  const word = text.replace(/[*＊]/g, '').trim();
  return refuse(
    phrase(`里的 "${text}" 用了 *，这里没有通配符`, `contains "${text}", but * is not a wildcard here`),
    word === ''
      ? phrase('写上要找的词，或删掉这一项', 'write the word to look for, or delete the entry')
      : phrase(
          `写 ${word}：标题里任何地方有它都算；只要开头相同就写 /\\b${word}/i`,
          `write ${word}, which matches anywhere in a title; to match only the beginning of words, write /\\b${word}/i`,
        ),
  );
}

function parseRegex(text: string, source: string, flags: string): Parsed<Pattern> {
  const wrongFlag = /[^imsu]/.exec(flags)?.[0];
  if (wrongFlag) {
    return refuse(
      phrase(`里的 ${text} 有不认识的标志 "${wrongFlag}"`, `contains ${text} with the unknown flag "${wrongFlag}"`),
      phrase('正则后面只能写 i（不分大小写）、m、s、u', 'allowed regex flags: i (ignore case), m, s, u'),
    );
  }
  const compiled = compile(source);
  if (typeof compiled === 'string') return refuseRegex(text, source, compiled);
  if (compiled.programSize() > maxInstructions) {
    return refuse(
      phrase(
        `里的 ${shortened(text)} 展开后有 ${compiled.programSize()} 步，太慢（最多 ${maxInstructions}）`,
        `contains ${shortened(text)}, which is too slow: it expands to ${compiled.programSize()} steps (limit ${maxInstructions})`,
      ),
      phrase(
        '把 {次数} 写小，或把很多词分成几项（词比正则快）',
        'use smaller repeat counts, or write the words as separate entries, which are faster than a regex',
      ),
    );
  }
  return accept({ kind: 'regex', text, source: RE2JS.translateRegExp(source), flags });
}

/** @returns the regex, or the error of re2js */
function compile(source: string): RE2JS | string {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source));
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

function refuseRegex(text: string, source: string, fault: string) {
  return refuse(
    phrase(`里的 ${text} 不是能用的正则（${fault}）`, `contains ${text}, which is not a valid regex (${fault})`),
    /\(\?(?:=|!|<=|<!)|\\[1-9]/.test(source)
      ? phrase(
          '为了速度有保证，不支持环视 (?=…) 和反向引用 \\1；换一种写法，或改成普通的词',
          'lookaround (?=…) and backreferences \\1 are not supported, because matching must stay fast; rewrite it, or use plain words',
        )
      : phrase('改正它，或改成普通的词', 'correct it, or use plain words'),
  );
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
