/**
 * `npm run schema`: writes generated files: feeds.schema.json, with which editors complete and check feeds.yaml, and the
 * parsed form of topics.yaml and aliases.yaml.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { editorSchema } from './editor-schema.ts';
import { programDir } from './environment.ts';
import { parseKnowledge } from './knowledge.ts';
import { knowledgeKey, parsedKnowledgeFile } from './parsed-knowledge.ts';

const feedsDir = join(programDir, 'feeds');
await writeFile(join(feedsDir, 'feeds.schema.json'), editorSchema());

const read = (name: string) => readFile(join(feedsDir, name), 'utf8');
const key = knowledgeKey(await read('topics.yaml'), await read('aliases.yaml'));
const { topics, aliases } = parseKnowledge({ feedsDir });
await writeFile(join(feedsDir, parsedKnowledgeFile), `${JSON.stringify({ key, topics, aliases })}\n`);
