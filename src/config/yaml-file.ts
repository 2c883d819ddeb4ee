/** Checks a YAML file against a schema: trusted data, or all problems with their lines. */
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node, visit } from 'yaml';
import type { z } from 'zod';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import { about, byPlace, type Fault } from './problem.ts';
import { faultOfIssue, labelOf } from './schema-fault.ts';
import { expansionFault, syntaxFaults } from './syntax-fault.ts';
import { parseText } from './yaml-document.ts';

export type Path = readonly PropertyKey[];

/** Where a value is written. */
interface Place {
  /** The displayed name of the file. */
  readonly file: string;
  /** From 1. */
  readonly line: number | undefined;
  /** Whether aliases (`*name`) can refer to it. */
  readonly hasAnchor: boolean;
}

/** A YAML file with valid syntax. */
export interface YamlFile {
  /** Untrusted plain data. */
  readonly data: unknown;
  /** Makes a problem at a path of the data, or at the nearest node above it. */
  problem(path: Path, fault: Fault, at?: 'key' | 'value'): Problem;
  placeOf(path: Path): Place;
  /** Paths of empty values. */
  readonly emptyPaths: readonly Path[];
}

/** Untrusted data that is a map. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list at a key of untrusted data; empty when there is none. */
export function listAt(data: unknown, key: string): readonly unknown[] {
  const list = isRecord(data) ? data[key] : undefined;
  return Array.isArray(list) ? list : [];
}

/** Checks only the syntax. `name` is the displayed name of the file. */
export function parseYaml(
  text: string,
  name: string,
): { readonly ok: true; readonly file: YamlFile } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const { document, lines } = parseText(text);
  const problemAt = (offset: number | undefined, fault: Fault): Problem => {
    const place = offset === undefined ? undefined : lines.linePos(offset);
    return { file: name, line: place?.line, column: place?.col, what: fault.what, remedy: fault.remedy };
  };
  const syntax = syntaxFaults(document, text).map(({ at, fault }) => problemAt(at, fault));
  if (syntax.length > 0) return { ok: false, problems: onePerLine(syntax) };
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    const { at, fault } = expansionFault(document, error);
    return { ok: false, problems: [problemAt(at, fault)] };
  }
  const offset = (path: Path, at: 'key' | 'value') => offsetOf(document, path, at);
  return {
    ok: true,
    file: {
      data,
      emptyPaths: emptyPaths(document),
      problem: (path, fault, at = 'value') => problemAt(offset(path, at), fault),
      placeOf(path) {
        const start = offset(path, 'value');
        const node = document.getIn(path, true);
        return {
          file: name,
          line: start === undefined ? undefined : lines.linePos(start).line,
          hasAnchor: isNode(node) && 'anchor' in node && node.anchor !== undefined,
        };
      },
    },
  };
}

/** Checks data against the schema. An empty value is reported once, and not also as missing or of a wrong type. */
export function checkShape<T extends z.ZodType>(
  file: YamlFile,
  schema: T,
): { readonly data: z.output<T> | undefined; readonly problems: readonly Problem[] } {
  const empty = file.emptyPaths.map((path) =>
    file.problem(
      path,
      {
        what: about(labelOf(path), phrase('是空的', 'is empty')),
        remedy: phrase(
          '填上值，或删掉这一行；空列表写 []',
          'give it a value, or delete the line; write an empty list as []',
        ),
      },
      'key',
    ),
  );
  const result = schema.safeParse(file.data, { reportInput: true });
  const issues = result.error?.issues ?? [];
  const wrong = issues
    .filter((issue) => !file.emptyPaths.some((path) => startsWith(issue.path, path)))
    .flatMap((issue) => faultOfIssue(issue, schema))
    .map(({ path, fault, at, isUnknown }) =>
      file.problem(path, isUnknown && file.placeOf(path).hasAnchor ? sharedSettings : fault, at),
    );
  const problems = [...empty, ...wrong].sort(byPlace);
  return { data: problems.length === 0 ? result.data : undefined, problems };
}

/** The fault of a custom key that exists only for its anchor. */
const sharedSettings: Fault = {
  what: phrase('这里不支持只为别名（*名字）写的键', 'a key that exists only for aliases (*name) is not supported here'),
  remedy: phrase(
    '把 &名字 写在第一个用到它的值上，或把值直接写到每一处',
    'put &name on the first value that uses it, or repeat the values',
  ),
};

/** One mistake can cause several parser errors in a line. */
function onePerLine(problems: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ line }, index) => problems.findIndex((other) => other.line === line) === index);
}

function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((key, index) => path[index] === key);
}

function emptyPaths(document: Document): readonly Path[] {
  const found: Path[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (node.value !== null || key === 'key' || key === null) return;
      found.push(pathOf(ancestors, node));
    },
  });
  return found;
}

/** The path of a node in the plain data, from the nodes and pairs above it. */
function pathOf(ancestors: readonly unknown[], node: Node): Path {
  const chain = [...ancestors, node];
  return chain.flatMap((ancestor, index): PropertyKey[] => {
    if (isSeq(ancestor)) return [ancestor.items.indexOf(chain[index + 1])];
    if (!isMap(ancestor)) return [];
    const pair = ancestor.items.find((each) => each === chain[index + 1]);
    return pair && isScalar(pair.key) ? [String(pair.key.value)] : [];
  });
}

function offsetOf(document: Document, path: Path, at: 'key' | 'value'): number | undefined {
  let node: unknown = document.contents;
  let offset = isNode(node) ? node.range?.[0] : undefined;
  for (const [index, key] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    if (isSeq(node)) {
      node = node.items[Number(key)];
    } else if (isMap(node)) {
      const pair = node.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
      if (at === 'key' && index === path.length - 1) return isNode(pair?.key) ? pair.key.range?.[0] : offset;
      node = pair?.value;
    } else return offset;
    if (!isNode(node)) return offset;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}
