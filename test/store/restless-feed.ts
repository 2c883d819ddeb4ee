/** A feed whose entries change identity, link and title at each reading, over days. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../src/store/sqlite-store.ts';
import { everyItem, sampleItem, sampleReading } from './samples.ts';

const hourMs = 3_600_000;
const listed = 500;

export interface RestlessResult {
  readonly items: number;
  readonly fileBytes: number;
  /** What an edition with a window of 48 hours loads at the end. */
  readonly loaded: number;
}

/** Reads the feed every hour, as a collection does: capped first, then stored. */
export async function readRestlessFeed(
  dataDir: string,
  { hours, most }: { readonly hours: number; readonly most: number },
): Promise<RestlessResult> {
  const store = await openStore({ dataDir });
  const start = Date.parse('2026-03-02T00:00:00Z');
  for (let hour = 0; hour < hours; hour++) {
    const readAt = new Date(start + hour * hourMs);
    const items = Array.from({ length: listed }, (_, index) =>
      sampleItem({ entryId: `${hour}-${index}`, firstSeenAt: readAt, date: readAt, summary: 'Nova. '.repeat(100) }),
    );
    await store.capItems(most);
    await store.saveReadings([sampleReading(items, { readAt })]);
  }
  const until = new Date(start + hours * hourMs);
  const from = new Date(until.getTime() - 48 * hourMs);
  const loaded = await store.items({ feedUrls: [sampleItem().feedUrl], from, until, pages: new Set() });
  const items = (await everyItem(store)).length;
  await store.close();
  return { items, loaded: loaded.length, fileBytes: statSync(join(dataDir, 'digest.db')).size };
}
