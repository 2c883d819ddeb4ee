import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadKnowledge } from '../../src/config/knowledge.ts';

let feedsDir: string;

beforeEach(async () => {
  feedsDir = await mkdtemp(join(tmpdir(), 'knowledge-'));
});

afterEach(async () => {
  await rm(feedsDir, { recursive: true });
});

async function load(topics: string, aliases: string) {
  await writeFile(join(feedsDir, 'topics.yaml'), topics);
  await writeFile(join(feedsDir, 'aliases.yaml'), aliases);
  return loadKnowledge({ feedsDir });
}

test('topics.yaml and aliases.yaml become words, rules and names', async () => {
  const { topics, aliases, problems } = await load(
    'words: [AI]\nambiguous: [{ words: [Nova], beside: [model] }]\nroundups: { titles: ["早报", "/^Weekly/i"], summaries: [], addresses: [] }',
    'labs: [[Lumen, 流明]]\nterms: [[buy, 收购]]',
  );
  expect(problems).toEqual([]);
  expect(topics.ambiguous).toEqual([{ word: 'Nova', beside: ['model'] }]);
  expect(topics.roundups.titles.map(({ kind }) => kind)).toEqual(['words', 'regex']);
  expect(aliases.names).toEqual([
    { kind: 'lab', names: ['Lumen', '流明'] },
    { kind: 'term', names: ['buy', '收购'] },
  ]);
});

test('errors in topics.yaml and aliases.yaml are reported with their line', async () => {
  const { problems } = await load('words: [AI]\nwrods: [LLM]', 'labs:\n  - Lumen');
  expect(problems.map(({ file, line }) => [file, line])).toEqual([
    ['feeds/topics.yaml', 2],
    ['feeds/aliases.yaml', 2],
  ]);
});

test('an invalid regex in topics.yaml is reported with its key, entry and line', async () => {
  const { problems } = await load('roundups:\n  titles:\n    - 早报\n    - /(/\n  summaries: []', '');
  expect(problems.map(({ line, what }) => `${line} ${what.en}`)).toEqual([
    expect.stringMatching(/^4 titles entry 2 contains \/\(\/, which is not a valid regex/),
  ]);
});

test('a missing topics.yaml or aliases.yaml is reported', async () => {
  const { problems } = loadKnowledge({ feedsDir });
  expect(problems.map(({ file }) => file)).toEqual(['feeds/topics.yaml', 'feeds/aliases.yaml']);
});

test('the shipped aliases are valid, and no spelling belongs to two things', async () => {
  const { aliases, problems } = loadKnowledge({ feedsDir: 'feeds' });
  expect(problems).toEqual([]);
  const owners = new Map<string, string>();
  for (const { kind, names } of aliases.names) {
    for (const name of names) {
      const owner = `${kind} ${names[0]}`;
      expect(owners.get(name) ?? owner, name).toBe(owner);
      owners.set(name, owner);
    }
  }
});
