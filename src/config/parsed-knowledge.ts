import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Aliases, Topics } from '../model.ts';

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
export async function readParsedKnowledge(path: string, key: string): Promise<ParsedKnowledge | undefined> {
  if (latest?.key === key) return latest;
  try {
    const parsed = JSON.parse(await readFile(path, 'utf8')) as ParsedKnowledge;
    if (parsed.key !== key) return undefined;
    latest = parsed;
    return parsed;
  } catch {
    // Missing or broken: the caller parses the YAML.
    return undefined;
  }
}
