import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Aliases, Topics } from '../model.ts';

/**
 * topics.yaml and aliases.yaml as they are after parsing, beside them as JSON: reading 60 kB of YAML takes longer than
 * everything else that a small command does. `npm run schema` writes it; an edited file has another key and is parsed.
 */
export interface ParsedKnowledge {
  /** Of the two texts, see `knowledgeKey`. */
  readonly key: string;
  readonly topics: Topics;
  readonly aliases: Aliases;
}

export const parsedKnowledgeFile = 'knowledge.json';

/** Another key whenever one of the files is another. */
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
    // Without the file, or with a broken one, the YAML is read.
    return undefined;
  }
}
