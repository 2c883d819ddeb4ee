import { type Document, type ErrorCode, visit, YAMLError } from 'yaml';
import { type Fault, phrase } from './problem.ts';

const meanings: Partial<Record<ErrorCode, Fault>> = {
  TAB_AS_INDENT: {
    what: phrase('缩进用了 Tab', 'a tab is used for indentation'),
    remedy: phrase('缩进只能用空格', 'indent with spaces only'),
  },
  BAD_INDENT: {
    what: phrase('缩进不对', 'the indentation is wrong'),
    remedy: phrase('同一层的行要对齐，缩进只用空格', 'align lines of one level, with spaces only'),
  },
  DUPLICATE_KEY: {
    what: phrase('同一个键写了两遍', 'the same key stands twice'),
    remedy: phrase('留下一个', 'keep one of them'),
  },
  MISSING_CHAR: {
    what: phrase('少了引号、逗号或括号', 'a quote, comma or bracket is missing'),
    remedy: phrase(
      '看这一行和上一行：引号、[ ]、{ } 要成对，项之间要逗号',
      'look here and one line above: close quotes, [ ] and { }, put commas between items',
    ),
  },
  BLOCK_AS_IMPLICIT_KEY: {
    what: phrase('一行里有两个冒号', 'two colons stand in one line'),
    remedy: phrase('值里有冒号时，给整个值加上引号', 'put a value that has a colon into quotes'),
  },
  MULTILINE_IMPLICIT_KEY: {
    what: phrase('这一行不像 键: 值', 'this line is not key: value'),
    remedy: phrase('冒号后面要有空格，引号要成对', 'put a space after the colon and close all quotes'),
  },
  BAD_SCALAR_START: {
    what: phrase('值的第一个字符有特殊含义', 'the value begins with a character that has a meaning of its own'),
    remedy: phrase('给整个值加上引号', 'put the whole value into quotes'),
  },
  BLOCK_IN_FLOW: {
    what: phrase('{ } 或 [ ] 里的写法不对', 'what stands in { } or [ ] is wrong'),
    remedy: phrase('里面每一项是 键: 值，项之间要逗号', 'write key: value, with commas between'),
  },
  BAD_DQ_ESCAPE: {
    what: phrase('双引号里的反斜杠有特殊含义', 'a backslash has a meaning of its own in double quotes'),
    remedy: phrase('改用单引号', 'use single quotes'),
  },
  MULTIPLE_DOCS: {
    what: phrase('文件里有第二个 --- ', 'the file has a second --- '),
    remedy: phrase('删掉它', 'delete it'),
  },
};

/** Everything that keeps a document from being read, each with its offset in the text. */
export function syntaxFaults(
  document: Document,
  text: string,
): readonly { readonly at: number; readonly fault: Fault }[] {
  const errors = document.errors.map((error) => ({
    at: startOfError(document, error),
    fault: faultOfSyntax(error, text),
  }));
  if (errors.length > 0) return errors;
  const dangling: { at: number; fault: Fault }[] = [];
  visit(document, {
    Alias(_, node) {
      if (!node.resolve(document)) dangling.push({ at: node.range?.[0] ?? 0, fault: danglingAlias(node.source) });
    },
  });
  return dangling;
}

/** Where a quote that never closes was opened; the parser names the end of the file. */
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
    remedy: phrase('给文字加上引号，或补上 &', 'put the text into quotes, or add the anchor'),
  };
}

/** What an error of the YAML parser means to a person who is not a programmer. */
export function faultOfSyntax(error: unknown, text: string): Fault {
  const code = error instanceof YAMLError ? error.code : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const meaning = code && meanings[code];
  if (error instanceof YAMLError && fullWidth.test(lineAt(text, error.pos[0]))) {
    return { what: meaning?.what ?? notYaml(message), remedy: halfWidthRemedy };
  }
  return (
    meaning ?? {
      what: notYaml(message),
      remedy: phrase(
        '看这一行和上一行的缩进、冒号、引号',
        'look at indentation, colons and quotes here and one line above',
      ),
    }
  );
}

const fullWidth = /[：“”‘’，｛｝［］【】]/;

/** For punctuation that a Chinese keyboard types and YAML does not read. */
export const halfWidthRemedy = phrase(
  '冒号、引号、逗号、括号要用半角（英文）的，冒号后面要有空格',
  'use half-width (ASCII) colons, quotes, commas and brackets, and a space after the colon',
);

function notYaml(message: string) {
  return phrase(`YAML 读不懂：${message}`, `this is no YAML: ${message}`);
}

function lineAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(start, end === -1 ? undefined : end);
}
