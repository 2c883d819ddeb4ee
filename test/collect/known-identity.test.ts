import { expect, test } from 'vitest';
import { recognise } from '../../src/collect/known-identity.ts';
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
