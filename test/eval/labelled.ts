import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A headline and the event that a person says it tells of. */
export interface LabelledHeadline {
  readonly id: string;
  readonly title: string;
  readonly url: string;
  readonly source: string;
  readonly published: string;
  readonly lang: 'zh' | 'en';
  readonly story: string;
}

/** Two stories that must not be merged, and why somebody might. */
export interface HardNegative {
  readonly story_a: string;
  readonly story_b: string;
  readonly why: string;
}

/** A headline of a general feed, and what a person says it is. */
export interface LabelledTopic {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly url: string;
  readonly topic: 'ai' | 'other';
  readonly kind: 'article' | 'roundup' | 'promo' | 'page';
  /** A keyword rule would likely fail here. */
  readonly hard: boolean;
}

export interface Labelled {
  readonly headlines: readonly LabelledHeadline[];
  readonly hardNegatives: readonly HardNegative[];
  readonly topics: readonly LabelledTopic[];
}

/** Reads `gold.jsonl`, `hard-negatives.jsonl` and `topics.jsonl` in `dir`. */
export async function readLabelled(dir: string): Promise<Labelled> {
  return {
    headlines: await readLines(join(dir, 'gold.jsonl')),
    hardNegatives: await readLines(join(dir, 'hard-negatives.jsonl')),
    topics: await readLines(join(dir, 'topics.jsonl')),
  };
}

async function readLines<Row>(path: string): Promise<Row[]> {
  const text = await readFile(path, 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row);
}
