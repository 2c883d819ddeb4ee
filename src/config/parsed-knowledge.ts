import { hash } from 'node:crypto';
import { parseJson } from '../ground/parse-json.ts';
import type { Aliases, Topics } from '../model.ts';
import { readTextFile } from './text-file.ts';

/**
 * The parsed topics.yaml and aliases.yaml, stored as JSON: parsing 60 kB of YAML takes longer than all other work of a
 * small command. `npm run schema` writes it. Edited files have another key and are parsed from YAML.
 */
export interface ParsedKnowledge {
  /** See `knowledgeKey`. */
  readonly key: string;
  readonly topics: Topics;
  readonly aliases: Aliases;
}

export const parsedKnowledgeFile = 'knowledge.json';

/** Changes whenever one of the files changes. */
export function knowledgeKey(topics: string, aliases: string): string {
  return hash('sha256', `${topics}\0${aliases}`);
}

let latest: ParsedKnowledge | undefined;

/**
 * The knowledge of these two texts, if it was parsed before: while they are the same it is the same object, so that what
 * was computed from it stays true.
 */
export function readParsedKnowledge(path: string, key: string): ParsedKnowledge | undefined {
  if (latest?.key === key) return latest;
  const text = readTextFile(path);
  const parsed = parseJson(text.ok ? (text.value ?? '') : '') as ParsedKnowledge | undefined;
  if (parsed?.key === key) latest = parsed;
  return parsed?.key === key ? parsed : undefined;
}

/** Keeps what was parsed from edited files, like the shipped ones. */
export function rememberParsed(parsed: ParsedKnowledge): void {
  latest = parsed;
}
