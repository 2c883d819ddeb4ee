import { type Document, type ErrorCode, isAlias, isCollection, isScalar, visit, type YAMLError } from 'yaml';
import { phrase } from '../ground/phrase.ts';
import type { Fault } from './problem.ts';

const wrongAlignment: Fault = {
  what: phrase('缩进不对', 'the indentation is wrong'),
  remedy: phrase('同一层的行要对齐，缩进只用空格', 'align the lines of one level, using spaces'),
};

const meanings: Partial<Record<ErrorCode, Fault>> = {
  TAB_AS_INDENT: {
    what: phrase('缩进用了 Tab', 'a tab is used for indentation'),
    remedy: phrase('缩进只能用空格', 'indent with spaces'),
  },
  BAD_INDENT: wrongAlignment,
  DUPLICATE_KEY: {
    what: phrase('同一个键写了两遍', 'duplicate key'),
    remedy: phrase('留下一个', 'keep one of them'),
  },
  MISSING_CHAR: {
    what: phrase('少了引号、逗号或括号', 'a quote, comma or bracket is missing'),
    remedy: phrase(
      '看这一行和上一行：引号、[ ]、{ } 要成对，项之间要逗号',
      'check this line and the one above: close quotes, [ ] and { }, and put commas between items',
    ),
  },
  BLOCK_AS_IMPLICIT_KEY: {
    what: phrase('一行里有两个冒号', 'this line has two colons'),
    remedy: phrase('值里有冒号时，给整个值加上引号', 'put a value that contains a colon in quotes'),
  },
  MULTILINE_IMPLICIT_KEY: {
    what: phrase('这一行不像 键: 值', 'this line is not of the form key: value'),
    remedy: phrase('冒号后面要有空格，引号要成对', 'put a space after the colon and close all quotes'),
  },
  BAD_SCALAR_START: {
    what: phrase('值的第一个字符有特殊含义', 'the value starts with a special character of YAML'),
    remedy: phrase('给整个值加上引号', 'put the whole value in quotes'),
  },
  BLOCK_IN_FLOW: {
    what: phrase('{ } 或 [ ] 里的写法不对', 'the content of { } or [ ] is invalid'),
    remedy: phrase('里面每一项是 键: 值，项之间要逗号', 'write key: value, separated by commas'),
  },
  BAD_DQ_ESCAPE: {
    what: phrase('双引号里的反斜杠有特殊含义', 'a backslash has a special meaning in double quotes'),
    remedy: phrase('改用单引号', 'use single quotes'),
  },
  MULTIPLE_DOCS: {
    what: phrase('文件里有第二个 --- ', 'the file contains a second --- '),
    remedy: phrase('删掉它', 'delete it'),
  },
};

export interface SyntaxFault {
  /** Offset in the text. */
  readonly at: number;
  readonly fault: Fault;
}

/** All syntax errors or, if there are none, values that YAML reads differently from what was meant. */
export function syntaxFaults(document: Document, text: string): readonly SyntaxFault[] {
  const errors = document.errors.map((error) => ({
    at: startOfError(document, error),
    fault: faultOfSyntax(error, text),
  }));
  return errors.length > 0 ? errors : misreadNodes(document);
}

function misreadNodes(document: Document): readonly SyntaxFault[] {
  const used = new Set<string>();
  visit(document, {
    Alias(_, { source }) {
      used.add(source);
    },
  });
  const found: SyntaxFault[] = [];
  visit(document, {
    Alias(_, node) {
      if (!node.resolve(document)) found.push({ at: node.range?.[0] ?? 0, fault: danglingAlias(node.source) });
    },
    Scalar(_, node) {
      const at = node.range?.[0] ?? 0;
      if (node.anchor !== undefined && !used.has(node.anchor)) found.push({ at, fault: beginsWith('&') });
      else if (node.type === 'PLAIN' && wrongSpaces.test(node.source ?? '')) found.push({ at, fault: wrongIndent });
    },
  });
  return found;
}

/** The fault of a document whose aliases or merges cannot be resolved. @param error thrown by `toJS` */
export function expansionFault(document: Document, error: unknown): SyntaxFault {
  let at = 0;
  visit(document, {
    Alias(_, node) {
      at = node.range?.[0] ?? 0;
      return visit.BREAK;
    },
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.source !== '<<' || isAlias(value) || isCollection(value)) return undefined;
      at = key.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  const isMerge = error instanceof Error && error.message.startsWith('Merge');
  return { at, fault: isMerge ? wrongMerge : tooManyAliases };
}

const wrongMerge: Fault = {
  what: phrase('<< 后面不是一组 键: 值 的别名', '<< is not followed by an alias of a map'),
  remedy: phrase('写成 <<: *名字，或把值直接写出来', 'write <<: *name, or repeat the values'),
};

const tooManyAliases: Fault = {
  what: phrase('别名（*名字）互相引用得太多', 'the aliases (*name) refer to each other too often'),
  remedy: phrase('不用别名，把值直接写出来', 'repeat the values instead of using aliases'),
};

/** Spaces from chat programs or Chinese keyboards, which YAML treats as letters. */
const wrongSpaces = /^[\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff]/;

const wrongIndent: Fault = {
  what: phrase('缩进里有不换行空格或全角空格', 'the indentation contains no-break or full-width spaces'),
  remedy: phrase('删掉这一行前面的空格，换成普通的', 'replace the spaces at the start of this line by ordinary ones'),
};

/** A dash of a Chinese keyboard or a word processor in front of an item. */
const wideDash = /^ *[－—–]/;

const wrongDash: Fault = {
  what: phrase('这一项前面的横线不是半角的 -', 'the dash before this item is not the ASCII -'),
  remedy: phrase('换成半角（英文）的 -，后面空一格', 'replace it by -, followed by a space'),
};

function beginsWith(character: string): Fault {
  return {
    what: phrase(
      `值以 ${character} 开头，它在 YAML 里有特殊含义`,
      `the value starts with ${character}, which has a special meaning in YAML`,
    ),
    remedy: phrase('给整个值加上引号', 'put the whole value in quotes'),
  };
}

/** For an unclosed quote, the position of the opening quote; the parser reports the end of the file. */
function startOfError(document: Document, error: YAMLError): number {
  let start = error.pos[0];
  if (error.code !== 'MISSING_CHAR' || !error.message.includes('quote')) return start;
  visit(document, {
    Scalar(_, node) {
      const [from, to] = node.range ?? [0, -1];
      if (from <= error.pos[0] && error.pos[0] <= to) start = from;
    },
  });
  return start;
}

function danglingAlias(name: string): Fault {
  return {
    what: phrase(`*${name} 指向的 &${name} 不存在`, `*${name} points to &${name}, which does not exist`),
    remedy: phrase('给文字加上引号，或补上 &', 'put the text in quotes, or add the anchor'),
  };
}

/** Rewrites an error of the YAML parser for people without programming experience. */
function faultOfSyntax(error: YAMLError, text: string): Fault {
  const meaning = meanings[error.code];
  const line = lineAt(text, error.pos[0]);
  if (wrongSpaces.test(line.replace(/^ +/, ''))) return wrongIndent;
  if (wideDash.test(line)) return wrongDash;
  const alignment = alignmentFault(error, text);
  if (alignment !== undefined) return alignment;
  const first = valueStart(line, error);
  if (first !== undefined) return beginsWith(first);
  if (fullWidth.test(line)) return { what: meaning?.what ?? notYaml(error.message), remedy: halfWidthRemedy };
  return (
    meaning ?? {
      what: notYaml(error.message),
      remedy: phrase(
        '看这一行和上一行的缩进、冒号、引号',
        'check indentation, colons and quotes in this line and the one above',
      ),
    }
  );
}

/** The fault of a line that is not aligned, which the parser reports as something that is missing or one too many. */
function alignmentFault({ code, message, pos }: YAMLError, text: string): Fault | undefined {
  if (/^A block sequence may not|without - indicator$/.test(message)) return wrongAlignment;
  const [rest = ''] = text.slice(pos[0]).split('\n', 1);
  if (code !== 'BLOCK_AS_IMPLICIT_KEY' || /:\s|:$/.test(rest)) return undefined;
  return {
    what: phrase('下一行缩进得太多', 'the next line is indented too far'),
    remedy: wrongAlignment.remedy,
  };
}

/** The special character at the start of the value, if that explains the error. */
function valueStart(line: string, { code, message }: YAMLError): string | undefined {
  const [, first] =
    /^\s*(?:- +)*(?:[^\s:#'"[{][^:#'"[{]*: +)?(?:[[{] *)?(?:[\w.]+: +)?([*&!>%@`["'-])/.exec(line) ?? [];
  if (first === undefined) return undefined;
  switch (code) {
    case 'BAD_ALIAS':
      return message.startsWith('Anchor') ? '&' : '*';
    case 'BAD_SCALAR_START':
      return first;
    case 'UNEXPECTED_TOKEN':
      return /["'[]/.test(first) && !message.endsWith('at node end') ? undefined : first;
    case 'MISSING_CHAR':
    case 'TAG_RESOLVE_FAILED':
      return first === '!' ? first : undefined;
    default:
      return undefined;
  }
}

const fullWidth = /[：“”‘’，｛｝［］【】]/;

/** For full-width punctuation, which YAML does not recognise. */
export const halfWidthRemedy = phrase(
  '冒号、引号、逗号、括号要用半角（英文）的，冒号后面要有空格',
  'use half-width (ASCII) colons, quotes, commas and brackets, and a space after the colon',
);

function notYaml(message: string) {
  return phrase(`YAML 读不懂：${message}`, `invalid YAML: ${message}`);
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end);
}
