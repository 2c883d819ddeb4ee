/** Real feeds with their number of items, what is not a feed, ordinary feeds in both readers, and pairs of addresses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalUrl } from '../../src/collect/canonical-url.ts';
import { decode } from '../../src/collect/read/decode.ts';
import { readLeniently } from '../../src/collect/read/lenient-feed.ts';
import { readOrdinary } from '../../src/collect/read/ordinary-feed.ts';
import { readers } from './reading.ts';
import { type SuiteResult, SuiteTally } from './tally.ts';

interface IndexRow {
  readonly file: string;
  readonly format: string;
  readonly items: number;
  readonly note: string;
}

export async function runFeeds(corpus: string): Promise<readonly SuiteResult[]> {
  const counts = new SuiteTally('feeds: number of items', 0.99);
  const nonFeeds = new SuiteTally('feeds: what is none is named', 1);
  const folder = join(corpus, 'feeds');
  for (const row of rowsOf(folder)) {
    const isFeed = row.format !== '(not a feed)';
    const tally = isFeed ? counts : nonFeeds;
    tally.startCase();
    const bytes = readFileSync(join(folder, row.file));
    for (const [name, read] of Object.entries(readers)) {
      const reading = await read({ bytes, contentType: undefined, baseUrl: 'https://feeds.example/feed.xml' });
      if ('failure' in reading) {
        const right = !isFeed && (name !== 'ours' || reading.failure === nameOf(bytes));
        tally.count(name, row.file, right ? [] : [`failed: ${reading.failure}`]);
        continue;
      }
      const right = isFeed && reading.entries.length === row.items;
      tally.count(name, row.file, right ? [] : [`listed ${row.items}, read ${reading.entries.length}`]);
    }
  }
  return [counts.result(), nonFeeds.result()];
}

/** Of an ordinary document rss-parser and the lenient reader make the same JSON. */
export async function runOrdinaryFeeds(corpus: string): Promise<SuiteResult> {
  const tally = new SuiteTally('feeds: ordinary ones alike in both readers', 1);
  const folder = join(corpus, 'feeds');
  const baseUrl = 'https://feeds.example/feed.xml';
  for (const { file } of rowsOf(folder)) {
    const document = decode(readFileSync(join(folder, file)), undefined).text.trimStart();
    const read = await readOrdinary(document, baseUrl, maxEntries);
    if (read === undefined) continue;
    tally.startCase();
    const ordinary = JSON.stringify(read);
    const lenient = JSON.stringify(readLeniently([document], baseUrl, maxEntries));
    tally.count('ours', file, ordinary === lenient ? [] : [`${ordinary} is not ${lenient}`]);
  }
  return tally.result();
}

const maxEntries = 10_000;

/** The names that this folder's non-feeds should have, told by their first bytes. */
function nameOf(bytes: Uint8Array): string {
  const head = new TextDecoder().decode(bytes.subarray(0, 200)).trim();
  if (head === '') return 'empty';
  if (/^[[{]/.test(head)) return 'json-error';
  return /^<(?:!doctype )?html/i.test(head) ? 'html' : 'text';
}

function rowsOf(folder: string): readonly IndexRow[] {
  const [head = '', ...lines] = readFileSync(join(folder, 'INDEX.tsv'), 'utf8').trim().split('\n');
  const columns = head.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (name: string) => cells[columns.indexOf(name)] ?? '';
    return { file: cell('file'), format: cell('format'), items: Number(cell('items')), note: cell('note') };
  });
}

const shapeOfPair = z.object({ a: z.string(), b: z.string(), label: z.enum(['same', 'different']), why: z.string() });

export function runUrlPairs(corpus: string): readonly SuiteResult[] {
  const all = new SuiteTally('url-pairs: same or different', 0.95);
  const different = new SuiteTally('url-pairs: different stays different', 1);
  for (const line of readFileSync(join(corpus, 'stories/url-pairs.jsonl'), 'utf8').trim().split('\n')) {
    const { a, b, label, why } = shapeOfPair.parse(JSON.parse(line));
    const read = canonicalUrl(a) === canonicalUrl(b) ? 'same' : 'different';
    for (const tally of label === 'different' ? [all, different] : [all]) {
      tally.startCase();
      tally.count('ours', `${a} ${b}`, read === label ? [] : [`${why}: read as ${read}`]);
    }
  }
  return [all.result(), different.result()];
}
