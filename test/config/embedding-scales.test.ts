import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readEmbeddingScale, scalesFile } from '../../src/config/embedding-scales.ts';

let feedsDir: string;

beforeEach(() => {
  feedsDir = mkdtempSync(join(tmpdir(), 'feeds-'));
});

afterEach(() => rmSync(feedsDir, { recursive: true, force: true }));

test('an embedding model is used as it was calibrated', async () => {
  writeFileSync(join(feedsDir, scalesFile), '{"models":{"vectors":{"at":0.6,"slope":20}}}');
  expect(readEmbeddingScale('vectors', feedsDir)).toEqual({ scale: { at: 0.6, slope: 20 }, fault: undefined });
});

test.each([
  ['another model', '{"models":{"other":{"at":0.6,"slope":20}}}'],
  ['a broken file', '{"models":'],
  ['a slope that falls', '{"models":{"vectors":{"at":0.6,"slope":-20}}}'],
])(
  'an embedding model that is not calibrated is not used, with a warning that says what to do: %s',
  async (_what, content) => {
    writeFileSync(join(feedsDir, scalesFile), content);
    const { scale, fault } = readEmbeddingScale('vectors', feedsDir);
    expect(scale).toBeUndefined();
    expect(fault?.what.en).toContain('vectors');
    expect(fault?.remedy.en).toContain('npm run calibrate');
  },
);

test('without an embedding model no scale is read and no warning is given', async () => {
  expect(readEmbeddingScale(undefined, feedsDir)).toEqual({ scale: undefined, fault: undefined });
});
