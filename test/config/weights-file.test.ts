import { writeFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { configDifference } from '../../src/config/config-diff.ts';
import { findWeights, readWeights } from '../../src/config/weights-file.ts';
import { oneFeed, told, valid, workspace } from './workspace.ts';

let feedsDir: string;

beforeEach(async () => {
  feedsDir = await mkdtemp(join(tmpdir(), 'weights-'));
});

const own = {
  kinds: ['news', 'promo'],
  features: { 'sign offer': [-100, 100, 0, 0] },
  signs: { offer: ['sale'] },
  thresholds: { ai: 0.5, kinds: { promo: 0.5 } },
  points: { 'kind news': 2 },
};

test('the shipped judge.json is used for a folder that has none', async () => {
  const { weights, weightsProblem } = readWeights(findWeights(feedsDir));
  expect(weightsProblem).toBeUndefined();
  expect(weights?.kinds).toContain('roundup');
});

test('a judge.json in the folder is used in place of the shipped one', async () => {
  await writeFile(join(feedsDir, 'judge.json'), JSON.stringify(own));
  expect(readWeights(findWeights(feedsDir))).toEqual({ weights: own, weightsProblem: undefined });
});

test.each([
  ['cut short', '{"kinds": ["news"'],
  ['something else', '{"hello": 1}'],
  [
    'a row that is too short',
    '{"kinds":["news","promo"],"features":{"a b":[1]},"signs":{},"thresholds":{"ai":0.5,"kinds":{}},"points":{}}',
  ],
])('a judge.json that is %s is reported and not used', async (_what, text) => {
  await writeFile(join(feedsDir, 'judge.json'), text);
  const { weights, weightsProblem } = readWeights(findWeights(feedsDir));
  expect(weights).toBeUndefined();
  expect(weightsProblem?.file).toBe('feeds/judge.json');
  expect(weightsProblem?.what.en).toMatch(/only the words of topics\.yaml decide/);
});

const brokenJudge = () => {
  const cwd = workspace({ 'feeds/feeds.yaml': oneFeed, 'feeds/judge.json': 'broken' });
  return {
    judgeFile: join(cwd, 'feeds/judge.json'),
    load() {
      const result = valid(loadConfig({ cwd, env: { TEMPLATES_DIR: 'templates', FEEDS_FILE: 'feeds/feeds.yaml' } }));
      return result;
    },
  };
};

test('judge.json is not read until its weights are used', () => {
  const { judgeFile, load } = brokenJudge();
  const { config } = load();
  writeFileSync(judgeFile, JSON.stringify(own));

  expect(readWeights(config.weightsFile).weights).toEqual(own);
});

test('an edit of judge.json is a change of the configuration', () => {
  const { judgeFile, load } = brokenJudge();
  const { config } = load();
  expect(configDifference(config, load().config)).toBeUndefined();
  writeFileSync(judgeFile, JSON.stringify(own));

  expect(configDifference(config, load().config)?.en).toBe('judge.json changed');
});

test('a judge.json that cannot be used causes a warning', () => {
  expect(told(brokenJudge().load().warnings(), 'en')).toContain('feeds/judge.json the file is invalid');
});
