import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadKnowledge } from '../../src/config/knowledge.ts';
import { readLabelled } from './labelled.ts';
import { type Classification, type Measured, measure } from './measure.ts';

let measured: Measured;

beforeAll(async () => {
  const knowledge = loadKnowledge({ feedsDir: join(import.meta.dirname, '../../feeds') });
  expect(knowledge.problems).toEqual([]);
  measured = measure(await readLabelled(join(import.meta.dirname, '../fixtures/stories')), knowledge);
});

describe('clustering and classification', () => {
  test('no two events among our invented headlines are merged', () => {
    expect(measured.clustering[0]?.scores.all.precision, measured.errors.join('\n')).toBe(1);
    expect(measured.hardNegatives.merged).toEqual([]);
  });

  test('reports of one event among our invented headlines are joined, also across languages', () => {
    const scores = measured.clustering[0]?.scores;
    expect(scores?.all.recall, measured.errors.join('\n')).toBeGreaterThanOrEqual(0.85);
    expect(scores?.across.recall).toBeGreaterThanOrEqual(0.8);
    expect(scores?.all.bCubed.f1).toBeGreaterThanOrEqual(0.93);
  });

  test('AI news among our invented headlines is separated from other news', () => {
    expect(ours('topic').precision, measured.errors.join('\n')).toBeGreaterThanOrEqual(0.95);
    expect(ours('topic').recall).toBeGreaterThanOrEqual(0.9);
  });

  test('round-ups and promotions among our invented headlines are found, and articles are not refused', () => {
    expect(ours('round-ups and promotions').precision, measured.errors.join('\n')).toBe(1);
    expect(ours('round-ups and promotions').recall).toBeGreaterThanOrEqual(0.9);
  });
});

function ours(what: string): Classification {
  const found = measured.classification.find((each) => each.what === what && each.method === 'ours');
  if (found === undefined) throw new Error(`Expected figures for "${what}", got none`);
  return found;
}
