import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RE2JS } from 're2js';
import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import type { Alias, Aliases, KindRules, Pattern, Phrase, Problem, Topics } from '../model.ts';

/** What feeds/topics.yaml and feeds/aliases.yaml say, and everything that is wrong with them. */
export interface Knowledge {
  readonly topics: Topics;
  readonly aliases: Aliases;
  readonly problems: readonly Problem[];
}

/**
 * Reads topics.yaml and aliases.yaml in `feedsDir`. What is wrong is told with its line and left out; the rest
 * holds. A missing file is a problem, and knows nothing: then a general feed gives no AI news.
 */
export async function loadKnowledge({ feedsDir }: { readonly feedsDir: string }): Promise<Knowledge> {
  const [topics, aliases] = await Promise.all([
    readYaml(join(feedsDir, 'topics.yaml'), topicsSchema),
    readYaml(join(feedsDir, 'aliases.yaml'), aliasesSchema),
  ]);
  const problems = [...topics.problems, ...aliases.problems];
  return {
    topics: toTopics(topics.value ?? topicsSchema.parse({}), problemTeller(topics, problems)),
    aliases: toAliases(aliases.value ?? aliasesSchema.parse({})),
    problems,
  };
}

const wordList = z.array(z.coerce.string().trim().min(1)).default([]);
const kindSchema = z
  .strictObject({ titles: wordList, summaries: wordList, addresses: wordList })
  .default({ titles: [], summaries: [], addresses: [] });

const topicsSchema = z.strictObject({
  words: wordList,
  ambiguous: z.array(z.strictObject({ words: wordList, beside: wordList })).default([]),
  unlike: wordList,
  roundups: kindSchema,
  promotions: kindSchema,
  'members-only': kindSchema,
  'search-pages': kindSchema,
});

const nameList = z.array(z.array(z.coerce.string().trim().min(1)).min(1)).default([]);
const aliasesSchema = z.strictObject({
  labs: nameList,
  companies: nameList,
  people: nameList,
  models: nameList,
  products: nameList,
  agencies: nameList,
  media: nameList,
  terms: nameList,
});

const kinds = {
  labs: 'lab',
  companies: 'company',
  people: 'person',
  models: 'model',
  products: 'product',
  agencies: 'agency',
  media: 'media',
  terms: 'term',
} as const satisfies Record<keyof z.infer<typeof aliasesSchema>, Alias['kind']>;

interface ReadYaml<Value> {
  readonly file: string;
  readonly value: Value | undefined;
  readonly problems: readonly Problem[];
  readonly placeOf: (path: readonly PropertyKey[]) => { line: number | undefined; column: number | undefined };
}

async function readYaml<Schema extends z.ZodType>(path: string, schema: Schema): Promise<ReadYaml<z.infer<Schema>>> {
  const file = `feeds/${basename(path)}`;
  const nowhere = { line: undefined, column: undefined };
  const text = await readFile(path, 'utf8').catch((error: unknown) => String((error as Error).message ?? error));
  if (text.startsWith('ENOENT')) {
    const problem: Problem = { file, ...nowhere, what: missing(file), remedy: restore(file) };
    return { file, value: undefined, problems: [problem], placeOf: () => nowhere };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (at: readonly PropertyKey[]) => place(document, lines, at);
  const broken = document.errors.map((error): Problem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { file, line, column: col, what: same(`YAML: ${error.message}`), remedy: fixLine };
  });
  if (broken.length > 0) return { file, value: undefined, problems: broken, placeOf };
  const parsed = schema.safeParse(document.toJS() ?? {});
  if (parsed.success) return { file, value: parsed.data, problems: [], placeOf };
  const problems = parsed.error.issues.map(
    (issue): Problem => ({
      file,
      ...placeOf(issue.path),
      what: same(`${issue.path.join('.')}: ${issue.message}`),
      remedy: fixLine,
    }),
  );
  return { file, value: undefined, problems, placeOf };
}

/** Line and column, from 1, of the value at `path`, or of the nearest value around it that exists. */
function place(document: Document, lines: LineCounter, path: readonly PropertyKey[]) {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return { line, column: col };
  }
  return { line: undefined, column: undefined };
}

type TellProblem = (path: readonly PropertyKey[], what: string) => void;

function problemTeller(read: ReadYaml<unknown>, problems: Problem[]): TellProblem {
  return (path, what) => problems.push({ file: read.file, ...read.placeOf(path), what: same(what), remedy: fixLine });
}

function toTopics(file: z.infer<typeof topicsSchema>, tell: TellProblem): Topics {
  const kindRules = (key: 'roundups' | 'promotions' | 'members-only' | 'search-pages'): KindRules => {
    const patterns = (part: keyof KindRules) =>
      file[key][part].flatMap((text, index) => toPattern(text, (what) => tell([key, part, index], what)));
    return { titles: patterns('titles'), summaries: patterns('summaries'), addresses: patterns('addresses') };
  };
  return {
    words: file.words,
    ambiguous: file.ambiguous.flatMap(({ words, beside }) => words.map((word) => ({ word, beside }))),
    unlike: file.unlike,
    roundups: kindRules('roundups'),
    promotions: kindRules('promotions'),
    membersOnly: kindRules('members-only'),
    searchPages: kindRules('search-pages'),
  };
}

function toPattern(text: string, tell: (what: string) => void): Pattern[] {
  const written = /^\/(?<source>.+)\/(?<flags>[a-z]*)$/su.exec(text)?.groups;
  if (written === undefined) return [{ kind: 'words', text }];
  const { source = '', flags = '' } = written;
  try {
    RE2JS.compile(source);
  } catch (error) {
    tell(`${text}: ${(error as Error).message}`);
    return [];
  }
  return [{ kind: 'regex', text, source, flags }];
}

function toAliases(file: z.infer<typeof aliasesSchema>): Aliases {
  const keys = Object.keys(kinds) as (keyof typeof kinds)[];
  return { names: keys.flatMap((key) => file[key].map((names) => ({ kind: kinds[key], names }))) };
}

const same = (text: string): Phrase => ({ 'zh-CN': text, en: text });
const fixLine: Phrase = { 'zh-CN': '改好这一行再保存。', en: 'Correct this line and save.' };
const missing = (file: string): Phrase => ({ 'zh-CN': `找不到 ${file}`, en: `${file} is missing` });
const restore = (file: string): Phrase => ({
  'zh-CN': `从程序的 feeds 文件夹复制一份 ${basename(file)}。`,
  en: `Copy ${basename(file)} from the feeds folder that came with the program.`,
});
