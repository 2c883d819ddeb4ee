import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { kinds } from './rows.ts';

test('our labels name known kinds and a worth, hold no text and label nothing twice', async () => {
  const text = await readFile(join(import.meta.dirname, 'labels.tsv'), 'utf8');
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const row = new RegExp(`^[0-9a-f]{12}\\t(?:${kinds.join('|')})\\t(?:ai\\t[0-3]|other\\t0)$`);
  expect(rows.filter((line) => !row.test(line))).toEqual([]);
  expect(new Set(rows.map((line) => line.slice(0, 12))).size).toBe(rows.length);
});

const invented = ['taught.tsv', 'mirrored.tsv'];

test.each(invented)(
  'the invented headlines of %s name known kinds, have a title and lead to no real site',
  async (file) => {
    const text = await readFile(join(import.meta.dirname, file), 'utf8');
    const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const row = new RegExp(
      `^(?:${kinds.join('|')})\\t(?:ai(?: [0-3])?|other)\\t[^\\t]+(?:\\t[^\\t]*(?:\\t[a-z.]+\\.example/[\\w./?=#-]*)?)?$`,
    );
    expect(rows.filter((line) => !row.test(line))).toEqual([]);
  },
);

test('our invented headlines of known worth name a known kind and have a title', async () => {
  const text = await readFile(join(import.meta.dirname, 'taught-worth.tsv'), 'utf8');
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const row = new RegExp(`^[a-z]+\\t(?:${kinds.join('|')})\\t[0-3]\\t[^\\t]+(?:\\t[^\\t]+)?$`);
  expect(rows.filter((line) => !row.test(line))).toEqual([]);
  expect(new Set(rows.map((line) => line.split('\t')[3])).size).toBe(rows.length);
});
