import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFeed as parseWithFeedsmith } from 'feedsmith';
import RssParser from 'rss-parser';
import { decode } from '../../src/collect/read/decode.ts';
import { readDocument } from '../../src/collect/read/read-document.ts';
import type { BenchRow } from './bench-row.ts';

const rounds = 8;

/**
 * Decoding and parsing of every file of `DIR/feeds` on one core, compared with two parsers that get the decoded text.
 * For each reader only the documents that it can read count: one rejected at its first character costs nothing.
 */
export async function benchParse(corpus: string): Promise<readonly BenchRow[]> {
  const folder = join(corpus, 'feeds');
  const files = readdirSync(folder).filter((file) => file !== 'INDEX.tsv');
  const documents = files.map((file) => {
    const bytes = new Uint8Array(readFileSync(join(folder, file)));
    const best: (number | undefined)[] = readers.map(() => Number.POSITIVE_INFINITY);
    return { bytes, text: decode(bytes, undefined).text, best };
  });
  // In turns, so that other load on the machine affects all equally; the best time per document counts.
  for (let round = 0; round < rounds; round += 1) {
    for (const document of documents) {
      for (const [index, { read }] of readers.entries()) {
        const before = document.best[index];
        if (before === undefined) continue;
        const startedAt = performance.now();
        const isRead = await read(document).catch(() => false);
        document.best[index] = isRead ? Math.min(before, performance.now() - startedAt) : undefined;
      }
    }
  }
  return readers.map(({ name }, index) => {
    const read = documents.filter(({ best }) => best[index] !== undefined);
    const megabytes = read.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1e6;
    return {
      name,
      value: megabytes / (read.reduce((sum, { best }) => sum + (best[index] ?? 0), 0) / 1000),
      unit: 'MB/s',
      limit: undefined,
      note: `${read.length} of ${files.length} files, ${megabytes.toFixed(0)} MB`,
    };
  });
}

interface Reader {
  readonly name: string;
  /** @returns whether it could read the document; some readers reject instead */
  read(document: { readonly bytes: Uint8Array; readonly text: string }): Promise<boolean>;
}

const readers: readonly Reader[] = [
  {
    name: 'decode and parse the corpus',
    async read({ bytes }) {
      const url = 'https://news.example/feed';
      return (await readDocument({ bytes, contentType: undefined, url, maxItems: 500 })).kind === 'feed';
    },
  },
  { name: 'feedsmith, of decoded text', read: async ({ text }) => parseWithFeedsmith(text) !== undefined },
  {
    name: 'rss-parser, of decoded text',
    read: async ({ text }) => (await new RssParser().parseString(text)) !== undefined,
  },
];
