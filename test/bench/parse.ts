import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import RssParser from 'rss-parser';
import { decode } from '../../src/collect/read/decode.ts';
import { readDocument } from '../../src/collect/read/read-document.ts';
import type { BenchRow } from './bench.ts';

const rounds = 8;

/** Decoding and parsing of every file of `DIR/feeds` on one core, beside two parsers that get the decoded text. */
export async function benchParse(corpus: string): Promise<readonly BenchRow[]> {
  const folder = join(corpus, 'feeds');
  const files = readdirSync(folder).filter((file) => file !== 'INDEX.tsv');
  const documents = files.map((file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    return { bytes, text: decode(bytes, undefined).text, best: readers.map(() => Number.POSITIVE_INFINITY) };
  });
  // In turns, so that whatever else the machine does meets all alike; of each document the best time counts.
  for (let round = 0; round < rounds; round += 1) {
    for (const document of documents) {
      for (const [index, { read }] of readers.entries()) {
        const startedAt = performance.now();
        // What is not a feed is refused.
        await read(document).catch(() => undefined);
        document.best[index] = Math.min(document.best[index] ?? 0, performance.now() - startedAt);
      }
    }
  }
  const megabytes = documents.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
  return readers.map(({ name }, index) => ({
    name,
    value: megabytes / (documents.reduce((sum, { best }) => sum + (best[index] ?? 0), 0) / 1000),
    unit: 'MB/s',
    limit: undefined,
    note: `${files.length} files, ${megabytes.toFixed(0)} MB`,
  }));
}

interface Reader {
  readonly name: string;
  read(document: { readonly bytes: Uint8Array; readonly text: string }): Promise<unknown>;
}

const readers: readonly Reader[] = [
  {
    name: 'decode and parse the corpus',
    read: ({ bytes }) =>
      readDocument({ bytes, contentType: undefined, url: 'https://news.example/feed', maxItems: 500 }),
  },
  { name: 'feedsmith, of decoded text', read: async ({ text }) => parseWithFeedsmith(text) },
  { name: 'rss-parser, of decoded text', read: ({ text }) => new RssParser().parseString(text) },
];
