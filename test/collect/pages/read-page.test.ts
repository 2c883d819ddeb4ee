import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readWebSource } from '../../../src/collect/pages/read-web-source.ts';
import { decode } from '../../../src/collect/read/decode.ts';
import type { PageSelectors } from '../../../src/model.ts';

/** Pages of invented sites, each with the entries that a reader sees on it, or with what it is instead. */
const folder = join(import.meta.dirname, '../../fixtures/pages');
const now = new Date('2026-02-01T01:00:00Z');

interface Expected {
  readonly address: string;
  /** As feeds.yaml or the catalogue gives it. */
  readonly select?: PageSelectors;
  readonly error?: string;
  /** Title, address, and date: a day is its first instant in UTC. */
  readonly items?: readonly (readonly [string, string, string | null])[];
}

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.html'))
  .map((name) => name.slice(0, -'.html'.length));

test.each(names)('the page %s is read as its fixture says', (name) => {
  const expected: Expected = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
  const { text } = decode(readFileSync(join(folder, `${name}.html`)), undefined);
  const page = readWebSource({ text, address: expected.address, now, maxEntries: 500, select: expected.select });
  if (page.kind === 'failed') expect(page.failure.code).toBe(expected.error ?? 'a list');
  else {
    const items = page.entries.map(({ title, url, publishedAt }) => [title, url, shown(publishedAt?.at)]);
    expect(items).toEqual(expected.items);
  }
});

function shown(at: Date | undefined): string | null {
  return at?.toISOString().replace(/T00:00:00\.000Z$/, '') ?? null;
}

test('selectors of the user’s own count before anything that is recognised', () => {
  const text = readFileSync(join(folder, 'utility-classes.html'), 'utf8');
  const address = 'https://lumen.example/news';
  const read = (select: PageSelectors) => readWebSource({ text, address, now, maxEntries: 2, select });
  const page = read({ item: '.grid > div:has(img)', title: 'p', date: '.text-xs span:last-child' });
  expect(page.kind === 'feed' && page.entries).toMatchObject([
    { title: 'Lumen opens its weather model to researchers', publishedAt: { at: new Date('2026-01-30') } },
    { title: 'How we test agents before they ship', publishedAt: { at: new Date('2026-01-27') } },
  ]);
  expect(read({ item: '.gone' })).toMatchObject({ kind: 'failed', failure: { code: 'changed-page' } });
  expect(read({ item: 'div[' })).toMatchObject({ kind: 'failed', failure: { code: 'bad-selector' } });
});

test('in the first hours of a year in Beijing, days without a year are of the new year', () => {
  const rows = [
    ['01-01 00:30', 'Lumen opens a laboratory on the first day'],
    ['12-31 21:00', 'Vega closes its books on the last evening'],
    ['12-30 09:00', 'Nova learns to read the tide tables'],
  ].map(([date, title], index) => `<li><a href="/news/${index}.html">${title}</a><span>${date}</span></li>`);
  const text = `<html lang="zh-CN"><body><main><ul>${rows.join('')}</ul></main></body></html>`;
  const beijingNewYear = new Date('2025-12-31T17:00:00Z');
  const page = readWebSource({
    text,
    address: 'https://lumen.example/news/',
    now: beijingNewYear,
    maxEntries: 9,
    language: 'zh',
  });

  const dates = page.kind === 'feed' ? page.entries.map(({ publishedAt }) => publishedAt?.at.toISOString()) : [];
  expect(dates).toEqual(['2025-12-31T16:30:00.000Z', '2025-12-31T13:00:00.000Z', '2025-12-30T01:00:00.000Z']);
});
