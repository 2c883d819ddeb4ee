/** The files that `include` of feeds.yaml names, with further digests and reminders, such as one file per group. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { phrase } from '../ground/phrase.ts';
import type { Problem } from '../model.ts';
import { displayPath, readTextFile } from './text-file.ts';
import { checkShape, isRecord, listAt, type Path, parseYaml, type YamlFile } from './yaml-file.ts';

/** The lists that a group file may have; each extends the list of feeds.yaml. */
const joinedKeys = ['digests', 'reminders'] as const;

const groupFileSchema = z.strictObject({
  digests: z.array(z.unknown()).optional(),
  reminders: z.array(z.unknown()).optional(),
});

/** Paths of the files that match a pattern, sorted by name. `*` is allowed in the last part. */
export function filesOf(pattern: string, folder: string): readonly string[] {
  const path = join(folder, pattern);
  const name = basename(path);
  if (!name.includes('*')) return [path];
  const parts = name.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  const wanted = new RegExp(`^${parts.join('.*')}$`);
  return namesIn(dirname(path))
    .filter((each) => wanted.test(each) && !each.startsWith('.'))
    .sort()
    .map((each) => join(dirname(path), each));
}

/** A missing folder has no files: the pattern may be older than the first group. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The text of each group file, by its displayed name. */
export type GroupTexts = ReadonlyMap<string, string>;

/** Reads all files that `include` of `main` names. @param folder the folder of feeds.yaml */
export function readGroups(
  main: YamlFile,
  { folder, cwd }: { readonly folder: string; readonly cwd: string },
): { readonly texts: GroupTexts; readonly problems: readonly Problem[] } {
  const texts = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [index, pattern] of includesOf(main.data).entries()) {
    for (const path of filesOf(pattern, folder)) {
      const name = displayPath(path, cwd);
      const text = readTextFile(path);
      if (!text.ok || text.value === undefined) {
        problems.push(main.problem(['include', index], text.ok ? noSuchFile(name) : text));
      } else texts.set(name, text.value);
    }
  }
  return { texts, problems };
}

export function parseGroups(texts: GroupTexts): {
  readonly files: readonly YamlFile[];
  readonly problems: readonly Problem[];
} {
  const parsed = [...texts].map(([name, text]) => parseYaml(text, name));
  return {
    files: parsed.flatMap((one) => (one.ok ? [one.file] : [])),
    problems: parsed.flatMap((one) => (one.ok ? checkKeys(one.file) : one.problems)),
  };
}

/** Entries are checked later, in the joined file. */
function checkKeys(file: YamlFile): readonly Problem[] {
  const emptyKeys = file.emptyPaths.filter(({ length }) => length === 1);
  return checkShape({ ...file, emptyPaths: emptyKeys }, groupFileSchema).problems;
}

/** The patterns of `include`, which may be one text or a list. The schema refuses other values. */
function includesOf(data: unknown): readonly string[] {
  const include = isRecord(data) ? data.include : undefined;
  return [include].flat().filter((pattern) => typeof pattern === 'string');
}

function noSuchFile(name: string) {
  return {
    what: phrase(`没有 ${name} 这个文件`, `there is no file ${name}`),
    remedy: phrase(
      '路径从 feeds.yaml 所在的文件夹算起；可以写 groups/*.yaml',
      'write a path relative to the folder of feeds.yaml; for all files of a folder, write groups/*.yaml',
    ),
  };
}

/**
 * Joins the lists of the group files to those of feeds.yaml, as one file. Rules then apply across all files, and a problem
 * names the file and line of its value.
 */
export function joinFiles(main: YamlFile, groups: readonly YamlFile[]): YamlFile {
  if (groups.length === 0) return main;
  const all = [main, ...groups];
  const lists = joinedKeys.map((key) => ({ key, parts: all.map((file) => listAt(file.data, key)) }));
  const joined = lists.filter(({ parts }) => parts.some((part) => part.length > 0));

  /** Where each entry of a joined list comes from. */
  const origins = new Map<PropertyKey, readonly { readonly file: YamlFile; readonly index: number }[]>(
    joined.map(({ key, parts }) => [
      key,
      parts.flatMap((part, position) => part.map((_, index) => ({ file: all[position] ?? main, index }))),
    ]),
  );
  /** The file that contains a path of the joined data, and the path in that file. */
  const partWith = (path: Path): { readonly file: YamlFile; readonly path: Path } => {
    const [key = '', index, ...rest] = path;
    const origin = typeof index === 'number' ? origins.get(key)?.[index] : undefined;
    return origin === undefined ? { file: main, path } : { file: origin.file, path: [key, origin.index, ...rest] };
  };
  const emptyPaths = all.flatMap((file) =>
    file.emptyPaths.flatMap((path): readonly Path[] => {
      const [key = '', index, ...rest] = path;
      const position = origins.get(key)?.findIndex((origin) => origin.file === file && origin.index === index) ?? -1;
      if (position !== -1) return [[key, position, ...rest]];
      return file === main ? [path] : [];
    }),
  );
  return {
    data: { ...(main.data as object), ...Object.fromEntries(joined.map(({ key, parts }) => [key, parts.flat()])) },
    emptyPaths,
    problem(path, fault, at) {
      const part = partWith(path);
      return part.file.problem(part.path, fault, at);
    },
    placeOf(path) {
      const part = partWith(path);
      return part.file.placeOf(part.path);
    },
  };
}
