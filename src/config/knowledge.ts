import { basename, join } from 'node:path';
import { z } from 'zod';
import { signs } from '../ground/kinds.ts';
import { phrase } from '../ground/phrase.ts';
import type { Alias, Aliases, Problem, Topics } from '../model.ts';
import { programDir } from './environment.ts';
import { patterns } from './feeds-schema.ts';
import { knowledgeKey, parsedKnowledgeFile, readParsedKnowledge, rememberParsed } from './parsed-knowledge.ts';
import { problemWithoutPlace } from './problem.ts';
import { readTextFile } from './text-file.ts';
import { checkShape, parseYaml } from './yaml-file.ts';

/** The content of feeds/topics.yaml and feeds/aliases.yaml, and their problems. */
export interface Knowledge {
  readonly topics: Topics;
  readonly aliases: Aliases;
  readonly problems: readonly Problem[];
}

/**
 * Reads topics.yaml and aliases.yaml in `feedsDir`. A missing or invalid file counts as empty: without topics.yaml a
 * general feed gives no AI news. So a caller that has an earlier good version should keep it when there are problems.
 */
export function loadKnowledge({ feedsDir }: { readonly feedsDir: string }): Knowledge {
  const key = keyOf(feedsDir);
  const stored = join(programDir, 'feeds', parsedKnowledgeFile);
  const known = key === undefined ? undefined : readParsedKnowledge(stored, key);
  if (known !== undefined) return { topics: known.topics, aliases: known.aliases, problems: [] };
  const parsed = parseKnowledge({ feedsDir });
  const { topics, aliases, problems } = parsed;
  // The files may have been edited in the meantime.
  if (key !== undefined && problems.length === 0 && keyOf(feedsDir) === key) rememberParsed({ key, topics, aliases });
  return parsed;
}

/** Names the texts of the files; undefined when one is missing, or is not UTF-8. */
function keyOf(feedsDir: string): string | undefined {
  const texts = ['topics.yaml', 'aliases.yaml'].map((name) => readTextFile(join(feedsDir, name)));
  const [topics, aliases] = texts.map((text) => (text.ok ? text.value : undefined));
  return topics === undefined || aliases === undefined ? undefined : knowledgeKey(topics, aliases);
}

/** Like `loadKnowledge`, but always from the YAML. */
export function parseKnowledge({ feedsDir }: { readonly feedsDir: string }): Knowledge {
  const topics = readKnowledge(join(feedsDir, 'topics.yaml'), topicsSchema);
  const aliases = readKnowledge(join(feedsDir, 'aliases.yaml'), aliasesSchema);
  return {
    topics: toTopics(topics.data),
    aliases: toAliases(aliases.data),
    problems: [...topics.problems, ...aliases.problems],
  };
}

const word = z.coerce.string().trim().min(1);
const wordList = z.array(word).default([]);
const kindSchema = z
  .strictObject({ titles: patterns(''), summaries: patterns(''), addresses: patterns('') })
  .prefault({});

const topicsSchema = z.strictObject({
  words: wordList,
  ambiguous: z.array(z.strictObject({ words: wordList, beside: wordList })).default([]),
  unlike: wordList,
  always: wordList,
  never: wordList,
  roundups: kindSchema,
  promotions: kindSchema,
  'members-only': kindSchema,
  'search-pages': kindSchema,
  wording: z
    .strictObject({ sites: wordList, columns: wordList, credits: wordList, leaning: wordList, empty: wordList })
    .prefault({}),
});

const nameList = z.array(z.array(word).min(1)).default([]);
const signsSchema = z.partialRecord(z.enum(signs), wordList);
const aliasesSchema = z.strictObject({
  labs: nameList,
  companies: nameList,
  people: nameList,
  models: nameList,
  products: nameList,
  agencies: nameList,
  media: nameList,
  terms: nameList,
  signs: signsSchema.default({}),
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
} as const satisfies Record<Exclude<keyof z.infer<typeof aliasesSchema>, 'signs'>, Alias['kind']>;

interface ReadKnowledge<Schema extends z.ZodType> {
  readonly data: z.output<Schema>;
  readonly problems: readonly Problem[];
}

function readKnowledge<Schema extends z.ZodType>(path: string, schema: Schema): ReadKnowledge<Schema> {
  const name = `feeds/${basename(path)}`;
  const nothing = schema.parse({});
  const text = readTextFile(path);
  if (!text.ok) return { data: nothing, problems: [problemWithoutPlace(name, text)] };
  if (text.value === undefined) return { data: nothing, problems: [missing(name)] };
  const parsed = parseYaml(text.value, name);
  if (!parsed.ok) return { data: nothing, problems: parsed.problems };
  const { data, problems } = checkShape({ ...parsed.file, data: parsed.file.data ?? {} }, schema);
  return { data: data ?? nothing, problems };
}

function missing(name: string): Problem {
  return problemWithoutPlace(name, {
    what: phrase('找不到这个文件', 'there is no such file'),
    remedy: phrase(
      `从程序的 feeds 文件夹复制一份 ${basename(name)}`,
      `copy ${basename(name)} from the program’s own feeds folder`,
    ),
  });
}

function toTopics({
  ambiguous,
  'members-only': membersOnly,
  'search-pages': searchPages,
  ...same
}: z.output<typeof topicsSchema>): Topics {
  const words = ambiguous.flatMap(({ words, beside }) => words.map((each) => ({ word: each, beside })));
  return { ...same, ambiguous: words, membersOnly, searchPages };
}

function toAliases(file: z.output<typeof aliasesSchema>): Aliases {
  const keys = Object.keys(kinds) as (keyof typeof kinds)[];
  return {
    names: keys.flatMap((key) => file[key].map((names) => ({ kind: kinds[key], names }))),
    signs: file.signs,
  };
}
