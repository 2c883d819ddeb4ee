/** 100,000 damaged documents. CORPUS_DIR adds the feeds of a folder to our own samples. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sampleFeeds } from '../sample-feeds.ts';
import { readMutants } from './read-mutants.ts';

test('100,000 damaged documents are read without a throw, each within a second and into clean text', async () => {
  const own = Object.values(sampleFeeds).map((feed) => new TextEncoder().encode(feed));
  const seed = Number(process.env.SEED ?? 20260201);

  const tally = await readMutants([...own, ...corpusFeeds()], 100_000, seed);

  expect(tally.slowestMs).toBeLessThan(1000);
  expect(tally.read).toBeGreaterThan(30_000);
  expect(tally.named).toBeGreaterThan(1_000);
});

function corpusFeeds(): readonly Uint8Array[] {
  const corpus = process.env.CORPUS_DIR;
  if (!corpus) return [];
  const folder = join(corpus, 'feeds');
  return readdirSync(folder).map((file) => readFileSync(join(folder, file)).subarray(0, 20_000));
}
