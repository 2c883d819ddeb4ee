import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { readWeights } from '../../src/config/weights-file.ts';

let feedsDir: string;

beforeEach(async () => {
  feedsDir = await mkdtemp(join(tmpdir(), 'weights-'));
});

describe('judge.json', () => {
  test('the shipped judge.json is used for a folder that has none', async () => {
    const { weights, weightsProblem } = readWeights(feedsDir);
    expect(weightsProblem).toBeUndefined();
    expect(weights?.kinds).toContain('roundup');
  });

  test('a judge.json in the folder is used in place of the shipped one', async () => {
    const own = {
      kinds: ['news', 'promo'],
      features: { 'sign offer': [-100, 100, 0, 0] },
      signs: { offer: ['sale'] },
      thresholds: { ai: 0.5, kinds: { promo: 0.5 } },
      points: { 'kind news': 2 },
    };
    await writeFile(join(feedsDir, 'judge.json'), JSON.stringify(own));
    expect(readWeights(feedsDir)).toEqual({ weights: own, weightsProblem: undefined });
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
    const { weights, weightsProblem } = readWeights(feedsDir);
    expect(weights).toBeUndefined();
    expect(weightsProblem?.file).toBe('feeds/judge.json');
    expect(weightsProblem?.what.en).toMatch(/only the words of topics\.yaml decide/);
  });
});
