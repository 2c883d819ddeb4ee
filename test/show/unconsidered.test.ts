import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Feed, Item } from '../../src/model.ts';
import { unconsideredItems } from '../../src/show/unconsidered.ts';
import { openStore } from '../../src/store/sqlite-store.ts';
import { makeFeed, makeSettings } from '../compose/invented.ts';
import { sampleItem, sampleReading, slotOn } from '../store/samples.ts';

const { instant } = slotOn('2026-01-15');
const settings = makeSettings({ feeds: { topics: [], tags: ['labs'] } });
const feedWith = (name: string, changes: Partial<Feed> = {}) => makeFeed(name, { tags: ['labs'], ...changes });

async function reasons(feed: Feed, changes: Partial<Item> = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'unconsidered-'));
  const store = await openStore({ dataDir });
  onTestFinished(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });
  const date = new Date('2026-01-12T02:00:00Z');
  const item = sampleItem({ feedUrl: feed.url, title: 'Lumen releases Nova 3', date, ...changes });
  await store.saveReadings([sampleReading([item])]);
  const query = { settings, config: { feeds: [feed] }, store, instant };
  const found = await unconsideredItems({ ...query, isMeant: (title) => title.includes('Nova') });
  return found.map(({ feed: name, why }) => [name, why]);
}

test('a stored item that is too old, only remembered or of another feed is found with the reason', async () => {
  expect(await reasons(feedWith('Lumen'))).toEqual([
    ['Lumen', '太旧：2026-01-12 10:00，这一期从 2026-01-13 09:00 算起（maxAge）'],
  ]);
  const fresh = { date: new Date('2026-01-14T12:00:00Z') };
  expect(await reasons(feedWith('Lumen'), { ...fresh, candidate: false })).toEqual([
    ['Lumen', expect.stringContaining('只记下')],
  ]);
  expect(await reasons(feedWith('Lumen', { enabled: false }), fresh)).toEqual([['Lumen', '它的源停用着']]);
  expect(await reasons(feedWith('Lumen', { tags: [] }), fresh)).toEqual([['Lumen', '这份日报的 feeds 不含它的源']]);
});

test('an item that the edition considers, or with another title, is not listed', async () => {
  expect(await reasons(feedWith('Lumen'), { date: new Date('2026-01-14T12:00:00Z') })).toEqual([]);
  expect(await reasons(feedWith('Lumen'), { title: 'Lumen moves its offices' })).toEqual([]);
});
