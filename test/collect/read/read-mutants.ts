/** What must hold of every document, however damaged: it is read or named, in time, and its text is clean. */
import { expect } from 'vitest';
import { toItems } from '../../../src/collect/item.ts';
import { decode } from '../../../src/collect/read/decode.ts';
import { parseFeed } from '../../../src/collect/read/parse.ts';
import { createSeededRandom } from '../../support/seeded-random.ts';
import { mutate } from './mutate-feed.ts';

const now = new Date('2026-02-01T00:00:00Z');
const feed = { url: 'https://feeds.example/x', language: undefined, maxItems: 500 };
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unclean = /[\u0000-\u001f\u007f-\u009f\ufffd\ufffe\uffff]|\p{Surrogate}/u;

export async function readMutants(documents: readonly Uint8Array[], count: number, seed: number): Promise<Tally> {
  const random = createSeededRandom(seed);
  const tally = { read: 0, named: 0, slowestMs: 0 };
  for (let index = 0; index < count; index += 1) {
    const bytes = mutate(documents, random);
    const before = process.threadCpuUsage();
    const parsed = await parseFeed(decode(bytes, undefined), feed.url);
    if (parsed.kind === 'failed') {
      tally.named += 1;
      expect(parsed.failure.code).toMatch(/^[a-z-]+$/);
      expect(`${parsed.failure.what.en}`, `mutant ${index} of seed ${seed}`).not.toMatch(unclean);
    } else {
      tally.read += 1;
      const { items } = toItems(parsed, { feed, known: new Map(), now, firstReading: false });
      for (const item of items) {
        const text = [item.title, item.summary, item.url, item.canonicalUrl, item.entryId, item.pictureUrl].join('');
        expect(text, `mutant ${index} of seed ${seed}`).not.toMatch(unclean);
        expect(item.title).not.toBe('');
        expect(item.url).toMatch(/^https?:\/\//i);
        expect(item.date.getTime()).toBeLessThanOrEqual(now.getTime());
      }
    }
    // Time of this thread, not of the wall: other tests keep the machine busy.
    const used = process.threadCpuUsage(before);
    tally.slowestMs = Math.max(tally.slowestMs, (used.user + used.system) / 1000);
  }
  return tally;
}

interface Tally {
  readonly read: number;
  readonly named: number;
  readonly slowestMs: number;
}
