/** gofeed's translator pairs: XML or JSON beside the universal model that should come of it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ReadEntry, type Reading, readers, sameText } from './reading.ts';
import { type SuiteResult, SuiteTally } from './tally.ts';

const expectedItem = z.object({
  title: z.string().optional(),
  link: z.string().optional(),
  guid: z.string().optional(),
  description: z.string().optional(),
  content: z.string().optional(),
  publishedParsed: z.string().optional(),
  updatedParsed: z.string().optional(),
});
const expectedFeed = z.object({ title: z.string().optional(), items: z.array(expectedItem).optional() });

export async function runGofeedTranslator(corpus: string): Promise<SuiteResult> {
  const tally = new SuiteTally('gofeed: translator pairs', 0.97);
  const folder = join(corpus, 'suites/gofeed/testdata/translator');
  for (const { name, input, expected } of pairsOf(folder)) {
    const wanted = expectedFeed.parse(JSON.parse(readFileSync(expected, 'utf8')));
    const document = { bytes: readFileSync(input), contentType: undefined, baseUrl: '' };
    tally.startCase();
    for (const [reader, read] of Object.entries(readers)) {
      const reading = await read(document);
      tally.count(reader, name, 'failure' in reading ? [`failed: ${reading.failure}`] : compare(wanted, reading));
    }
  }
  return tally.result();
}

function pairsOf(folder: string): readonly { name: string; input: string; expected: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (file.endsWith('.xml')) {
      return [{ name: file, input: join(folder, file), expected: join(folder, file.replace(/\.xml$/, '.json')) }];
    }
    if (!file.endsWith('_expected.json')) return [];
    return [{ name: file, input: join(folder, file.replace('_expected.json', '.json')), expected: join(folder, file) }];
  });
}

function compare(wanted: z.infer<typeof expectedFeed>, reading: Reading): readonly string[] {
  const items = wanted.items ?? [];
  const mismatches = [
    ...differing('feed.title', wanted.title, reading.title),
    ...(items.length === reading.entries.length
      ? []
      : [`asserted ${items.length} items, read ${reading.entries.length}`]),
  ];
  return [...mismatches, ...items.flatMap((item, index) => compareItem(item, reading.entries[index] ?? {}))];
}

function compareItem(wanted: z.infer<typeof expectedItem>, read: ReadEntry): readonly string[] {
  return [
    ...differing('title', wanted.title, read.title),
    ...differing('link', wanted.link, read.link),
    ...differing('guid', wanted.guid, read.id),
    ...differing('summary', wanted.description ?? wanted.content, read.summary),
    ...differing('published', iso(wanted.publishedParsed), iso(read.published)),
    ...differing('updated', iso(wanted.updatedParsed), iso(read.updated ?? read.published)),
  ];
}

function differing(word: string, wanted: string | undefined, read: string | undefined): readonly string[] {
  if (wanted === undefined || sameText(read, wanted)) return [];
  return [`${word}: asserted ${JSON.stringify(wanted)}, read ${JSON.stringify(read)}`];
}

function iso(date: string | Date | undefined): string | undefined {
  return date === undefined ? undefined : new Date(date).toISOString();
}
