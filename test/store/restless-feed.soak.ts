import { expect, test } from 'vitest';
import { mostStoredItems } from '../../src/collect/feed-health.ts';
import { newFolder } from '../support/new-folder.ts';
import { readRestlessFeed } from './restless-feed.ts';

test('the store stays small after a week of a feed whose entries are new at each reading', async () => {
  const { items, loaded, fileBytes } = await readRestlessFeed(newFolder(), { hours: 168, most: mostStoredItems });
  console.info({ items, loaded, fileBytes });

  expect(items).toBe(mostStoredItems + 500);
  expect(loaded).toBeLessThanOrEqual(items);
  // Without the limit it would be more than 100 MB.
  expect(fileBytes).toBeLessThan(20_000_000);
});
