import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrivalLevel, arrivalsOf } from '../../src/show/arrivals.ts';
import { openScratchStore } from '../../src/store/scratch-store.ts';
import type { Store } from '../../src/store/store.ts';
import { at, sampleEdition } from '../store/samples.ts';
import { digestSettings } from '../support/digest-settings.ts';

const calendar = { daysOff: [], workdays: [] };

let store: Store;
beforeEach(async () => {
  store = await openScratchStore({ dataDir: '/nonexistent' });
  // The edition is given up in TEAM_B.
  const edition = sampleEdition({ webhooks: ['TEAM_A', 'TEAM_B'] });
  const saved = await store.saveEdition(edition);
  for (const { id, webhook } of saved?.messages ?? []) {
    if (webhook === 'TEAM_B') await store.settle(id, 'given-up');
  }
});
afterEach(() => store.close());

async function newestOf(webhooks: readonly string[]) {
  const config = { digests: [digestSettings({ webhooks })], calendar };
  const arrivals = await arrivalsOf(config, store, { now: at('02:00'), editions: 1 });
  const { lacking } = arrivalLevel(arrivals, { total: 1, unread: 0 });
  return { lacking, rooms: arrivals.flatMap(({ newest }) => newest.map(({ webhook }) => webhook)) };
}

test('a room that lacks the edition counts as long as the digest uses it', async () => {
  expect(await newestOf(['TEAM_A', 'TEAM_B'])).toEqual({ lacking: true, rooms: ['TEAM_A', 'TEAM_B'] });
});

test('a room that was removed from the digest does not count any more', async () => {
  expect(await newestOf(['TEAM_A'])).toEqual({ lacking: false, rooms: ['TEAM_A'] });
});

test('where every room of an edition was replaced, its loss still counts', async () => {
  expect(await newestOf(['TEAM_C'])).toEqual({ lacking: true, rooms: expect.arrayContaining(['TEAM_B']) });
});
