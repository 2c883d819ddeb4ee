import { expect, test } from 'vitest';
import { createKnownItems } from '../../src/edition/known-items.ts';
import { sampleItem } from '../store/samples.ts';

const query = { feedUrls: [], from: new Date(0), until: new Date(0), pages: new Set<string>() };

test('an unchanged item is the same object, and a changed one has its new content', async () => {
  const known = createKnownItems();
  const load = known(async () => [sampleItem(), sampleItem({ entryId: 'entry-2' })]);
  const [one, two] = await load(query);

  const later = known(async () => [sampleItem({ entryId: 'entry-2', summary: 'It reads no maps.' }), sampleItem()]);
  const [changed, same] = await later(query);

  expect(same).toBe(one);
  expect(changed).not.toBe(two);
  expect(changed?.summary).toBe('It reads no maps.');
});

test('a new date, and more votes, are changes too', async () => {
  const known = createKnownItems();
  const discussion = { url: 'https://news.example/1', points: 7, comments: 2 };
  const before = sampleItem({ discussion });
  await known(async () => [before])(query);

  for (const after of [
    sampleItem({ discussion: { ...discussion, points: 8 } }),
    sampleItem({ discussion: undefined }),
    sampleItem({ discussion, date: new Date(before.date.getTime() + 1) }),
  ]) {
    expect(await known(async () => [after])(query)).toEqual([after]);
  }
});
