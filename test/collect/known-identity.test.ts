import { describe, expect, test } from 'vitest';
import { recognise as recogniseIn } from '../../src/collect/known-identity.ts';
import type { Item } from '../../src/model.ts';
import type { KnownEntry } from '../../src/store/store.ts';
import { at, sampleItem } from '../store/samples.ts';

const item = (entryId: string, page: string, title = `Nova ${page} is out`): Item =>
  sampleItem({ entryId, title, canonicalUrl: `nova.example/${page}` });

function known(...items: readonly Item[]): ReadonlyMap<string, KnownEntry> {
  return new Map(
    items.map(({ entryId, title, canonicalUrl, firstSeenAt }) => [entryId, { firstSeenAt, title, canonicalUrl }]),
  );
}

const recognise = (items: readonly Item[], stored: ReadonlyMap<string, KnownEntry>) =>
  recogniseIn(items, stored, false);
const idsOf = ({ items }: { readonly items: readonly Item[] }) => items.map(({ entryId }) => entryId);

test('an entry under a new identity is the stored one with its link and title', () => {
  const result = recognise([item('new-1', 'a'), item('new-2', 'b')], known(item('old-1', 'a'), item('old-2', 'b')));
  expect(idsOf(result)).toEqual(['old-1', 'old-2']);
  expect(result.renamed).toBe(2);
});

test('an entry under a new identity is a new one when the link or the title is new', () => {
  const stored = known(item('old', 'a'));
  expect(idsOf(recognise([item('new', 'b')], stored))).toEqual(['new']);
  expect(idsOf(recognise([item('new', 'a', 'Nova recalls its drone')], stored))).toEqual(['new']);
});

test('an entry under a new identity is a new one while the stored one is still listed', () => {
  const both = [item('old', 'a'), item('new', 'a')];
  expect(recognise(both, known(item('old', 'a')))).toEqual({ items: both, renamed: 0 });
});

test('an entry under a new identity is the stored one that was seen first, and only one entry is', () => {
  const late = { ...item('late', 'a'), firstSeenAt: at('09:00') };
  const result = recognise([item('new-1', 'a'), item('new-2', 'a')], known(late, item('early', 'a')));
  expect(idsOf(result)).toEqual(['early', 'new-2']);
});

describe('a site that moved', () => {
  const pages = ['a', 'b', 'c', 'd', 'e'];
  const stored = known(...pages.map((page) => item(`old-${page}`, page)));
  const moved = (title?: string) =>
    pages.map((page) => item(`new-${page}`, `blog/${page}`, title ?? `Nova ${page} is out`));

  test('its entries are the stored ones with their titles, though their links are new', () => {
    const result = recognise([item('latest', 'blog/f'), ...moved()], stored);
    expect(idsOf(result)).toEqual(['latest', 'old-a', 'old-b', 'old-c', 'old-d', 'old-e']);
    expect(result.renamed).toBe(5);
  });

  test('a few equal titles do not show that it moved', () => {
    const some = moved().slice(1);
    expect(recognise(some, stored)).toEqual({ items: some, renamed: 0 });
    const amongMany = [...moved(), ...pages.map((page) => item(`other-${page}`, `blog/${page}`, `Lumen ${page}`))];
    expect(recognise(amongMany, stored)).toEqual({ items: amongMany, renamed: 0 });
  });

  test('a title that several stored entries have shows nothing', () => {
    const weekly = known(...pages.map((page) => item(`old-${page}`, page, 'Nova weekly')));
    expect(recognise(moved('Nova weekly'), weekly)).toEqual({ items: moved('Nova weekly'), renamed: 0 });
  });

  test('the entries of a web page keep their new links', () => {
    expect(recogniseIn(moved(), stored, true)).toEqual({ items: moved(), renamed: 0 });
  });
});
